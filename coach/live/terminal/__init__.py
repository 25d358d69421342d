"""The terminal: keys that are pressed, and what is shown."""
