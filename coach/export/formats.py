"""The audio formats that can be written, by the suffix of the file."""

from dataclasses import dataclass
from pathlib import Path

from coach.errors import UnknownName


@dataclass(frozen=True, slots=True)
class Format:
    """How libsndfile writes a kind of file."""

    container: str
    """libsndfile's name of the file format."""

    subtype: str
    """libsndfile's name of the encoding."""

    exact: bool
    """Whether reading the file gives every sample as it was rendered."""

    compression: float | None = None
    """From 0 (large and good) to 1 (small and bad), or None for libsndfile's default."""

    bitrate_mode: str | None = None
    """"CONSTANT", "AVERAGE" or "VARIABLE", or None where there is no choice."""

    longest: int | None = None
    """The most frames that a file can hold, or None if no session comes near it."""

    piece: int = 65_536
    """The most frames to give to libsndfile at a time."""


# The lossy ones are set for speech and chimes in mono. Measured on dense speech: MP3 105 kbit/s (at constant 96 kbit/s
# the error is 9 dB louder), Vorbis 93, Opus 70. All three play for exactly as many frames as were rendered.
FORMATS = {
    # A WAV counts its bytes in 32 bits; 3 bytes a frame, and 1 kB is more than its header takes.
    ".wav": Format("WAV", "PCM_24", exact=True, longest=(2**32 - 1024) // 3),
    ".flac": Format("FLAC", "PCM_24", exact=True),
    ".mp3": Format("MP3", "MPEG_LAYER_III", exact=False, compression=0.25, bitrate_mode="VARIABLE"),
    # The Vorbis encoder puts each piece on the stack, and crashes the process if it is large.
    ".ogg": Format("OGG", "VORBIS", exact=False, compression=0.5, piece=16_384),
    ".opus": Format("OGG", "OPUS", exact=False, compression=0.75),
}
"""Every format there is, by its suffix in lower case."""


def format_of(target: Path) -> Format:
    """Return the format that a file's suffix asks for, in upper or lower case; raise UnknownName if there is none."""
    try:
        return FORMATS[target.suffix.lower()]
    except KeyError:
        raise UnknownName("file suffix", target.suffix, FORMATS) from None
