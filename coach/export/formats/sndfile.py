"""What libsndfile encodes and decodes: FLAC, Ogg Vorbis and Opus; MP3 it decodes alone."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from coach.export.formats.base import LONGEST_BLOCK, Block, Bounded, Encoder, Format, Missing, Quality
from coach.units import FRAME_RATE

_ROOM = 2**18
"""Bytes, more than libsndfile ever writes on closing a file."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How libsndfile writes a kind of file."""

    container: str
    """libsndfile's name of the file format."""

    subtype: str
    """libsndfile's name of the encoding."""

    compression: Mapping[Quality, float] = field(default_factory=dict)
    """From 0 (large and good) to 1 (small and bad); libsndfile's default for a quality that is not in it."""

    piece: int = 65_536
    """The most frames to give to libsndfile at a time."""


class SndfileFormat(Format):
    """A format that libsndfile encodes and decodes."""

    encoding: ClassVar[Encoding]

    def _missing_for_reading(self) -> Missing | None:
        what, instead = f"a libsndfile that knows {self.encoding.subtype}", ".wav or .flac"
        remedy = "install the soundfile wheel from PyPI"
        try:
            import soundfile
        except (ImportError, OSError):  # where its wheel has no libsndfile, and the system neither
            return Missing(what, "this machine has no libsndfile", remedy, ".wav")
        if soundfile.check_format(self.encoding.container, self.encoding.subtype):
            return None
        return Missing(what, f"the libsndfile of this machine knows no {self.encoding.subtype}", remedy, instead)

    def _encoder(self, path: Path, quality: Quality) -> Encoder:
        return _SndfileEncoder(path, self.encoding, quality)

    def _read(self, file: Bounded) -> Iterator[Block]:
        from soundfile import SoundFile

        with SoundFile(file.name) as sound:
            if (sound.format, sound.samplerate, sound.channels) != (self.encoding.container, FRAME_RATE, 1):
                raise ValueError(f"not a mono {self.encoding.container} file at {FRAME_RATE} Hz")
            while len(block := sound.read(LONGEST_BLOCK, dtype="float32")):
                yield block

    def _length(self, file: Bounded) -> int:
        """Return the number of frames that a file holds."""
        import soundfile

        return int(soundfile.info(file.name).frames)

    def _faults(self) -> tuple[type[Exception], ...]:
        from soundfile import SoundFileError

        return *super()._faults(), SoundFileError


class _SndfileEncoder(Encoder):
    def __init__(self, path: Path, encoding: Encoding, quality: Quality) -> None:
        from soundfile import SoundFile

        self._path = path
        self._piece = encoding.piece
        with self._telling_why():
            self._sound: Any = SoundFile(
                path,
                "w",
                FRAME_RATE,
                1,
                encoding.subtype,
                format=encoding.container,
                compression_level=encoding.compression.get(quality),
            )

    def take(self, block: npt.NDArray[Any]) -> None:
        # It would scale floats by 2^23 - 1, and so miss the grid that they are on. Of integers it takes the high bits.
        samples = np.left_shift(block, 8) if block.dtype == np.int32 else block
        with self._telling_why():
            for start in range(0, len(samples), self._piece):
                self._sound.write(samples[start : start + self._piece])

    def close(self) -> None:
        with self._telling_why():
            self._sound.close()
        self._ask_for_room()  # libsndfile does not tell whether its last bytes have been written

    @contextmanager
    def _telling_why(self) -> Iterator[None]:
        """Raise OSError with the system's reason where libsndfile says only that it could not write."""
        from soundfile import SoundFileError

        try:
            yield
        except (SoundFileError, AssertionError) as error:  # soundfile asserts that everything has been written
            self._ask_for_room()
            raise OSError(f"libsndfile says {str(error) or 'nothing about it'!r}") from error

    def _ask_for_room(self) -> None:
        """Raise OSError if the system refuses more bytes at the end of the file.

        If it has refused any before, it does so now. There must be room for the tags at any rate.
        """
        with self._path.open("r+b", buffering=0) as file:
            size = file.seek(0, os.SEEK_END)
            left = _ROOM
            while left:
                left -= file.write(bytes(left))
            file.truncate(size)
