"""WAV: every sample as it was rendered, in 24-bit PCM, which every program reads.

It is written and read in numpy: packing three bytes a sample takes half the time that libsndfile takes for it, and
the system's own errors are seen.
"""

import struct
import wave
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt

from coach.export.formats import id3
from coach.export.formats.base import LONGEST_BLOCK, Block, Bounded, Encoder, Format, Found, Quality
from coach.export.tags import Tags
from coach.export.verify.digest import steps
from coach.units import FRAME_RATE, FULL_SCALE

_WIDTH = 3
"""Bytes of a sample."""

_TAGS = 2**19
"""Bytes that are left for the tags below the 4 GB that a file can have."""


class Wav(Format):
    """WAV with 24 bits a sample, and an ID3 tag in a chunk after them."""

    name = "wav"
    exact = True
    chapters = False
    longest = (2**32 - _TAGS) // _WIDTH

    def _encoder(self, path: Path, quality: Quality) -> Encoder:  # noqa: ARG002 - all qualities are the same
        return _WavEncoder(path)

    def _write_tags(self, path: Path, tags: Tags) -> None:
        from mutagen.wave import WAVE

        file = WAVE(path)
        if file.tags is None:
            file.add_tags()
        id3.fill(file.tags, tags, chapters=False)
        id3.save(file.tags, path)

    def _read_tags(self, file: Bounded) -> Found:
        from mutagen.wave import WAVE

        _check_chunks(file)
        tags = WAVE(file).tags
        return id3.found(tags, chapters=False) if tags is not None else Found()

    def _read(self, file: Bounded) -> Iterator[Block]:
        with wave.open(file, "rb") as sound:
            if (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) != (1, _WIDTH, FRAME_RATE):
                raise ValueError(f"not a mono file of 24 bits at {FRAME_RATE} Hz")
            while data := sound.readframes(LONGEST_BLOCK):
                yield _unpacked(data)

    def _faults(self) -> tuple[type[Exception], ...]:
        return *super()._faults(), wave.Error, RuntimeError  # wave raises it where a chunk ends early


def write_stream(blocks: Iterable[Block], frames: int, stream: IO[bytes]) -> None:
    """Write a WAV of samples, `frames` of them in all, to a stream in which nothing can be sought, such as a pipe.

    There are no tags. Raises FileError if there are too many frames, and OSError as the stream does.
    """
    Wav().check_size(Path("-"), frames, 0)
    stream.write(_header(frames))
    for block in blocks:
        stream.write(_packed(steps(block)))
    stream.write(_padding(frames))
    stream.flush()


class _WavEncoder(Encoder):
    def __init__(self, path: Path) -> None:
        self._file = path.open("wb", buffering=0)
        self._file.seek(len(_header(0)))
        self._frames = 0

    def take(self, block: npt.NDArray[Any]) -> None:
        self._write(_packed(block))
        self._frames += len(block)

    def close(self) -> None:
        with self._file:
            self._write(_padding(self._frames))
            self._file.seek(0)
            self._write(_header(self._frames))

    def _write(self, data: bytes | memoryview) -> None:
        left = memoryview(data)
        while left:
            left = left[self._file.write(left) :]


def _check_chunks(file: Bounded) -> None:
    """Raise ValueError if a chunk claims to be longer than what is left of the file; its padding may be missing."""
    end = file.seek(0, 2)
    place = 12
    while place + 8 <= end:
        file.seek(place + 4)
        size = int.from_bytes(file.read(4), "little")
        place += 8 + size
        if place > end:
            raise ValueError(f"a chunk of {size} bytes")
        place += size % 2
    file.seek(0)


def _header(frames: int) -> bytes:
    """Return the beginning of a WAV file of PCM (https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/WAVE/WAVE.html)."""
    size = _WIDTH * frames
    riff = struct.pack("<4sI4s", b"RIFF", 36 + size + len(_padding(frames)), b"WAVE")
    pcm = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, FRAME_RATE, FRAME_RATE * _WIDTH, _WIDTH, 8 * _WIDTH)
    return riff + pcm + struct.pack("<4sI", b"data", size)


def _padding(frames: int) -> bytes:
    """Return what makes the number of bytes even, as every chunk must be."""
    return bytes(_WIDTH * frames % 2)


def _packed(integers: npt.NDArray[np.int32]) -> memoryview:
    octets = integers.astype("<i4", copy=False).view(np.uint8)
    packed = np.empty(_WIDTH * len(integers), np.uint8)
    for index in range(_WIDTH):
        packed[index::_WIDTH] = octets[index::4]
    return packed.data


def _unpacked(data: bytes) -> Block:
    octets = np.frombuffer(data, np.uint8, len(data) // _WIDTH * _WIDTH)
    words = np.zeros(4 * (len(octets) // _WIDTH), np.uint8)  # the lowest byte of each stays 0
    for index in range(_WIDTH):
        words[index + 1 :: 4] = octets[index::_WIDTH]
    samples = words.view("<i4").astype(np.float32)
    samples /= np.float32(2**8 * FULL_SCALE)
    return samples
