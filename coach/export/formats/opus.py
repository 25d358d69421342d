"""Opus in Ogg."""

from pathlib import Path
from typing import IO, Any

from coach.export.formats.comments import OggFormat
from coach.export.formats.sndfile import Encoding


class Opus(OggFormat):
    """Opus in Ogg. Measured on the backache session: 57, 70 and 120 kbit/s.

    Below 50 kbit/s the encoder changes to another kind of coding, at which an onset moves by up to 2 frames.
    """

    name = "opus"
    exact = False
    grain = 960
    encoding = Encoding("OGG", "OPUS", compression={"small": 0.8, "good": 0.75, "best": 0.55})

    def _open(self, file: Path | IO[bytes]) -> Any:
        from mutagen.oggopus import OggOpus

        return OggOpus(file)
