"""What a listener is asked and has answered about their health, and what that changes."""
