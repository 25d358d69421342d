"""Reminders of a session, as a calendar keeps them: no program of coach runs in between."""
