"""MP3, encoded by LAME and decoded by libsndfile."""

from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from coach.export.formats import id3, mpeg
from coach.export.formats.base import Arithmetic, Bounded, Encoder, Found, Missing, Quality
from coach.export.formats.sndfile import Encoding, SndfileFormat
from coach.export.tags import Tags
from coach.storage.packages import to_install
from coach.units import FRAME_RATE

LAME = "lameenc>=1.8,<2"
"""What pip is asked for, as coach itself does."""

_FULL_SCALE = 2**15

_SCALE = 0.95
"""By which LAME multiplies what it is given at a constant bit rate: a file would be 0.45 dB softer than its session."""

_EFFORT = 7
"""LAME's quality, from 0 (slow) to 9.

Measured on ten seconds of speech and on chimes at 64 kbit/s: 7 takes half the time of 5, PESQ-WB of the system's voice
is 4.39 against 4.29 and of a natural one 4.56 against 4.57, and ViSQOL of chimes 2.65 against 2.15.
"""


class Mp3(SndfileFormat):
    """MP3 of constant bit rate, in which every player finds a time: 56, 64 or 128 kbit/s.

    libsndfile would write a variable one, with a table by which players land seconds beside a chapter.
    """

    name = "mp3"
    exact = False
    grain = mpeg.FRAME
    encoding = Encoding("MP3", "MPEG_LAYER_III")
    bit_rates: ClassVar[dict[Quality, int]] = {"small": 56, "good": 64, "best": 128}

    def _missing_for_writing(self) -> Missing | None:
        try:
            import_module("lameenc")
        except ImportError:
            what = "the package lameenc"
            remedy = f"run `{to_install(LAME)}`"
            return Missing(what, f"{self.suffix} files need {what}", remedy, ".m4a or .flac")
        return None

    def _arithmetic(self) -> Arithmetic:
        return mpeg.landings

    def _encoder(self, path: Path, quality: Quality) -> Encoder:
        return _LameEncoder(path, self.bit_rates[quality])

    def _write_tags(self, path: Path, tags: Tags) -> None:
        from mutagen.id3 import ID3

        tag = ID3()
        id3.fill(tag, tags, chapters=True)
        id3.save(tag, path)

    def _read_tags(self, file: Bounded) -> Found:
        from mutagen.id3 import ID3, ID3NoHeaderError

        try:
            return id3.found(ID3(file), chapters=True)
        except ID3NoHeaderError:
            return Found(chapters=())


class _LameEncoder(Encoder):
    def __init__(self, path: Path, bit_rate: int) -> None:
        from lameenc import Encoder as Lame

        self._lame = Lame()
        self._lame.silence()
        self._lame.set_channels(1)
        self._lame.set_in_sample_rate(FRAME_RATE)
        self._lame.set_out_sample_rate(FRAME_RATE)  # it would choose another one at a low bit rate
        self._lame.set_bit_rate(bit_rate)
        self._lame.set_quality(_EFFORT)
        self._frames = self._bytes = 0
        self._header = b""
        self._size = mpeg.frame_size(bit_rate)
        self._file = path.open("wb")
        self._file.write(bytes(self._size))  # the first frame tells how many there are

    def take(self, block: npt.NDArray[Any]) -> None:
        # What LAME adds is far above the steps of 16 bits, and so is the noise floor of a session.
        integers = np.rint(block * (_FULL_SCALE / _SCALE)).clip(-_FULL_SCALE, _FULL_SCALE - 1).astype("<i2")
        self._frames += len(block)
        self._write(self._lame.encode(integers.tobytes()))

    def close(self) -> None:
        with self._file as file:
            self._write(self._lame.encode(b""))  # it flushes nothing that has not begun
            self._write(self._lame.flush())
            file.seek(0)
            file.write(mpeg.first_frame(self._header, self._bytes // self._size, self._frames))

    def _write(self, data: bytes) -> None:
        self._header = self._header or bytes(data[:4])
        self._bytes += self._file.write(data)
