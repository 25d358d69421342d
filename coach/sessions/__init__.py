"""A routine, a listener and their choices become a session to be planned, played or written."""
