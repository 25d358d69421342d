"""What a listener has answered about their health, and what it changes."""
