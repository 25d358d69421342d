"""The audio formats that can be written and read, one module each, by the suffix of the file."""

from pathlib import Path

from coach.errors import UnknownName
from coach.export.formats.base import Encoded, Format, Found, Quality
from coach.export.formats.flac import Flac
from coach.export.formats.mp3 import Mp3
from coach.export.formats.mp4 import M4a, M4b
from coach.export.formats.opus import Opus
from coach.export.formats.vorbis import Vorbis
from coach.export.formats.wav import Wav

__all__ = ["FORMATS", "Encoded", "Format", "Found", "Quality", "format_of"]

FORMATS: dict[str, Format] = {
    sound_format.suffix: sound_format for sound_format in (Wav(), Flac(), Mp3(), Vorbis(), Opus(), M4a(), M4b())
}
"""Every format there is, by its suffix in lower case."""


def format_of(target: Path) -> Format:
    """Return the format that a file's suffix asks for, in upper or lower case; raise UnknownName if there is none."""
    try:
        return FORMATS[target.suffix.lower()]
    except KeyError:
        raise UnknownName("file suffix", target.suffix, FORMATS) from None
