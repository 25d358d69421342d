"""Ogg Vorbis."""

from pathlib import Path
from typing import IO, Any

from coach.export.formats.comments import OggFormat
from coach.export.formats.sndfile import Encoding


class Vorbis(OggFormat):
    """Vorbis in Ogg. Measured on the backache session: 81, 99 and 153 kbit/s."""

    name = "ogg"
    exact = False
    grain = 1024
    encoding = Encoding(
        "OGG",
        "VORBIS",
        compression={"small": 0.7, "good": 0.5, "best": 0.3},
        piece=16_384,  # the encoder puts each piece on the stack, and crashes the process if it is large
    )

    def _open(self, file: Path | IO[bytes]) -> Any:
        from mutagen.oggvorbis import OggVorbis

        return OggVorbis(file)
