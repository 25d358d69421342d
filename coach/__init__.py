"""Coach: a voice-guided audio coach for self-acupressure."""

__version__ = "0.1.0"
