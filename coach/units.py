"""Time in frames, level in decibels: the only place where units are converted; and what is counted, with its number."""

from typing import Final

FRAME_RATE: Final = 48_000
"""Frames in a second of every sound that coach makes, in hertz."""

FULL_SCALE = 2**23
"""Steps of the master between silence and full scale: those of 24-bit PCM, all of which float32 holds exactly."""


def frames(seconds: float) -> int:
    """Return the nearest whole number of frames to a time in seconds."""
    return round(seconds * FRAME_RATE)


def seconds(frames: int) -> float:
    """Return the time in seconds that a number of frames lasts."""
    return frames / FRAME_RATE


def amplitude(level_db: float) -> float:
    """Return the factor on samples that changes their level by `level_db` decibels."""
    return float(10 ** (level_db / 20))


def clock(frames: int) -> str:
    """Return a time in frames as a reader likes it, rounded down to the second: "4:05", "1:02:09"."""
    minutes, second = divmod(frames // FRAME_RATE, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def counted(number: float, what: str) -> str:
    """Return a number with what it counts, which takes an s for more than one: "1 minute", "2.5 minutes"."""
    return f"{number:.15g} {what}" + ("" if number == 1 else "s")
