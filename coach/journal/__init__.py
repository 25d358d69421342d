"""What was played, and how far."""
