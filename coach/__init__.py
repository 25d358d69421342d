"""Coach: a voice-guided audio coach for self-acupressure."""
