"""What was planned, and why: as data, for readers, and with the facts behind it."""
