"""Samples to the bytes of an audio file, through libsndfile."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from coach.errors import FileError
from coach.export.files import refusal
from coach.export.formats import FORMATS, Format
from coach.units import FRAME_RATE, FULL_SCALE

if TYPE_CHECKING:
    from soundfile import SoundFile


def check(sound_format: Format, target: Path) -> None:
    """Raise FileError if the libsndfile of this machine cannot write a format; some are built without MP3."""
    import soundfile

    if not soundfile.check_format(sound_format.container, sound_format.subtype):
        exact = " or ".join(suffix for suffix, candidate in FORMATS.items() if candidate.exact)
        problem = f"the libsndfile of this machine knows no {sound_format.subtype}"
        raise FileError(str(target), problem, f"choose {exact}, or install the soundfile wheel from PyPI")


def encode(blocks: Iterable[npt.NDArray[np.float32]], file: IO[bytes], sound_format: Format, target: Path) -> int:
    """Write blocks of mono samples at 48 kHz, each with a shape of (frames,), as a sound file into `file`.

    Returns the number of frames written. An exact format holds every sample that lies on the 24-bit grid as it is.
    The blocks are drawn one ahead of the encoder, which works in a thread of its own. Raises FileError about `target`
    when the system refuses bytes.
    """
    # The thread is more than speed: libsndfile calls back into Python to write, and Ctrl-C, which Python raises in the
    # main thread only, would be lost in such a call.
    output = _Output(file)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="encoder") as thread:

        def call(task: Callable[..., Any], *arguments: object) -> Future[Any]:
            return thread.submit(output.guarded, target, task, *arguments)

        sound: SoundFile = call(_open, output, sound_format).result()
        try:
            pending: Future[Any] | None = None
            frames = 0
            for block in blocks:
                if pending:
                    pending.result()
                pending = call(_write, sound, block, sound_format)
                frames += len(block)
            if pending:
                pending.result()
            return frames
        finally:
            call(sound.close).result()


def _open(output: "_Output", sound_format: Format) -> "SoundFile":
    from soundfile import SoundFile

    return SoundFile(
        output,
        "w",
        FRAME_RATE,
        1,
        sound_format.subtype,
        format=sound_format.container,
        compression_level=sound_format.compression,
        bitrate_mode=sound_format.bitrate_mode,
    )


def _write(sound: "SoundFile", block: npt.NDArray[np.float32], sound_format: Format) -> None:
    samples = _pcm24(block) if sound_format.exact else block
    for start in range(0, len(samples), sound_format.piece):
        sound.write(samples[start : start + sound_format.piece])


def _pcm24(block: npt.NDArray[np.float32]) -> npt.NDArray[np.int32]:
    """Return float samples as 24-bit integers in the high bits of 32.

    libsndfile would scale floats by 2^23 - 1, and so miss the grid that they are on.
    """
    steps = np.rint(block * np.float32(FULL_SCALE)).clip(-FULL_SCALE, FULL_SCALE - 1)
    integers: npt.NDArray[np.int32] = steps.astype(np.int32)
    return integers * np.int32(2**8)


class _Output:
    """A file as libsndfile sees it, which calls it from C, where an exception would be printed and forgotten."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._fault: OSError | None = None
        self._place = self._file_place = self._size = 0

    def guarded(self, target: Path, task: Callable[..., Any], *arguments: object) -> Any:
        """Carry out a task of libsndfile; raise FileError if the system has refused any of its bytes.

        libsndfile alone reports no cause, and nothing at all when the bytes are written on closing.
        """
        from soundfile import LibsndfileError

        try:
            result = task(*arguments)
        except (LibsndfileError, AssertionError):  # soundfile asserts that everything has been written
            if not self._fault:
                raise
        if self._fault:
            raise refusal(target, self._fault) from self._fault
        return result

    def write(self, data: bytes) -> int:
        """Write at the place that was sought, and return the number of bytes written: none after a fault."""
        if self._fault:
            return 0
        try:
            if self._file_place != self._place:
                self._file.seek(self._place)
            self._file.write(data)
        except OSError as fault:
            self._fault = fault
            return 0
        self._place += len(data)
        self._file_place = self._place
        self._size = max(self._size, self._place)
        return len(data)

    def seek(self, offset: int, whence: int) -> None:
        """Note where the next byte goes. libsndfile looks around after each block; the file's buffer need not care."""
        self._place = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size}[whence]

    def tell(self) -> int:
        """Return where the next byte goes."""
        return self._place
