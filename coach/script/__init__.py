"""What is said: the points of a routine become stops in an order, and these become cues."""
