"""MP3."""

from pathlib import Path

from coach.export.formats import id3
from coach.export.formats.base import Found
from coach.export.formats.sndfile import Encoding, SndfileFormat
from coach.export.tags import Tags


class Mp3(SndfileFormat):
    """MP3 of variable bit rate. Measured on the backache session: 66, 122 and 152 kbit/s."""

    name = "mp3"
    exact = False
    grain = 1152
    encoding = Encoding(
        "MP3", "MPEG_LAYER_III", compression={"small": 0.6, "good": 0.25, "best": 0.1}, bitrate_mode="VARIABLE"
    )

    def _write_tags(self, path: Path, tags: Tags) -> None:
        from mutagen.id3 import ID3

        tag = ID3()
        id3.fill(tag, tags, chapters=True)
        id3.save(tag, path)

    def _read_tags(self, path: Path) -> Found:
        from mutagen.id3 import ID3, ID3NoHeaderError

        try:
            return id3.found(ID3(path), chapters=True)
        except ID3NoHeaderError:
            return Found(chapters=())
