"""What every audio format offers, and how blocks of samples become a file in one."""

import struct
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BufferedReader, FileIO
from pathlib import Path
from typing import IO, Any, ClassVar, Literal, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from coach.errors import BadFile, FileError
from coach.export.tags import Chapter, Tags
from coach.export.verify.digest import Digest, steps
from coach.storage.files import refusing
from coach.storage.reading import require_file
from coach.units import FRAME_RATE, clock

Quality = Literal["small", "good", "best"]
"""How much of the sound a lossy file keeps. An exact one keeps all of it at any quality."""

Block = npt.NDArray[np.float32]
"""Mono samples at 48 kHz, shape (frames,), full scale at 1."""

OWNER = "coach"
"""Whose program reads the plan, in the tags of every file."""

LONGEST_BLOCK = 2**18
"""The most frames of a block that is read: 5.5 s, 1 MB."""

_ISO_639_2 = {"de": "deu", "en": "eng", "es": "spa", "fr": "fra", "it": "ita", "ja": "jpn", "ko": "kor", "zh": "zho"}

_ADVICE = "choose a file that `coach export` has written"

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Encoded:
    """What has been encoded."""

    frames: int

    digest: str | None
    """The hexadecimal value of `coach.export.verify.digest` of all samples; None for a lossy format."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a file tells about itself, as far as it does; fields are empty or None for what it does not tell."""

    title: str = ""
    comment: str = ""
    chapters: tuple[Chapter, ...] | None = None
    """None in a format without chapters."""
    plan: bytes | None = None


class Landings(NamedTuple):
    """Where players land that seek in a file by arithmetic."""

    by: str
    """What they reckon with, as in "its table"."""

    frames: tuple[int, ...]
    """The first frame of the session that is heard, for each time that is sought."""


Arithmetic = Callable[[IO[bytes], Sequence[int]], tuple[Landings, ...]]
"""Returns where players land in a file, for times in frames."""


class Missing(NamedTuple):
    """What this machine lacks for a format."""

    what: str
    """As in "it cannot be read without the package av (PyAV)"."""

    problem: str
    """The same in a sentence."""

    remedy: str
    """What to do about it, as in "run `python -m pip install av`"."""

    instead: str
    """What to choose in place of the format, as in ".wav or .flac"."""


class Encoder(ABC):
    """A file that is being written. `take` and `close` are called in a thread of their own, one after the other."""

    @abstractmethod
    def take(self, block: npt.NDArray[Any]) -> None:
        """Encode samples: int32 steps of the 24-bit grid for an exact format, float32 for the others.

        Raises OSError when the system refuses bytes; so does `close`.
        """

    @abstractmethod
    def close(self) -> None:
        """Write what is left, and end the file. It is called once, whatever `take` has raised."""


class Bounded(BufferedReader):
    """A file that is read, whose readers are given no more room than it fills, whatever it claims of its parts."""

    def __init__(self, path: Path) -> None:
        super().__init__(FileIO(path))
        self._end = self.seek(0, 2)
        self.seek(0)

    def read(self, size: int | None = -1, /) -> bytes:
        """Return at most so many bytes, or all the rest."""
        left = max(self._end - self.tell(), 0)
        return super().read(left if size is None or size < 0 else min(size, left))


class Format(ABC):
    """A kind of audio file. All hold one channel at 48 kHz."""

    name: ClassVar[str]
    """As in `--format`: "mp3"."""

    exact: ClassVar[bool]
    """Whether reading the file gives every sample as it was rendered."""

    grain: ClassVar[int] = 1
    """Frames of one packet of the codec: how far a chapter or the length may be off."""

    chapters: ClassVar[bool] = True
    """Whether the format has chapters."""

    longest: ClassVar[int | None] = None
    """The most frames that a file can hold, or None if no session comes near it."""

    most_chapters: ClassVar[int | None] = None
    """The most chapters that a file can hold, or None if no session comes near it."""

    @property
    def suffix(self) -> str:
        """The end of a file's name: ".mp3"."""
        return f".{self.name}"

    def check(self, target: Path) -> None:
        """Raise FileError about `target` if this machine lacks what writing the format needs, and reading it again."""
        if missing := self._missing_for_reading() or self._missing_for_writing():
            raise FileError(str(target), missing.problem, f"choose {missing.instead}, or {missing.remedy}")

    def check_reading(self, path: Path) -> None:
        """Raise BadFile about `path` if this machine lacks what reading the format needs."""
        if missing := self._missing_for_reading():
            raise BadFile(str(path), f"it cannot be read without {missing.what}", missing.remedy)

    def check_size(self, target: Path, frames: int, chapters: int) -> None:
        """Raise FileError about `target` if a file cannot hold so many frames or chapters."""
        if self.longest is not None and frames > self.longest:
            problem = f"a {self.suffix} file cannot be longer than {clock(self.longest)} hours"
            raise FileError(str(target), problem, "choose .flac, or shorter holds")
        if self.most_chapters is not None and chapters > self.most_chapters:
            problem = f"a {self.suffix} file cannot have more than {self.most_chapters} chapters"
            raise FileError(str(target), problem, "choose .mp3 or .m4b, or a shorter routine")

    def encode(self, blocks: Iterable[Block], path: Path, quality: Quality, target: Path) -> Encoded:
        """Write blocks of samples to `path`, over whatever is there.

        An exact format holds every sample that lies on the 24-bit grid as it is, and clips what is over full scale.
        The blocks are drawn one ahead of the encoder. Raises FileError about `target`, the name that the user knows,
        when the system refuses bytes.
        """
        # The encoder's thread keeps both cores busy, and Ctrl-C, which Python raises in the main thread only, away
        # from the encoders: an exception in a call from C into Python would be lost.
        digest = Digest()
        frames = 0
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="encoder") as thread:
            thread.submit(int).result()  # what is raised while it begins finds nobody who writes on without being known
            encoder = _result(thread.submit(self._encoder, path, quality), target)
            try:
                pending: Future[None] | None = None
                for block in blocks:
                    samples: npt.NDArray[Any] = steps(block) if self.exact else block
                    if pending:
                        _result(pending, target)
                    pending = thread.submit(encoder.take, samples)
                    if self.exact:
                        digest.update_steps(samples)
                    frames += len(block)
                if pending:
                    _result(pending, target)
            except BaseException:
                # What has been raised counts, be it Ctrl-C; and what lacks its end is none of the format's files.
                with suppress(Exception):
                    thread.submit(encoder.close).result()
                raise
            _result(thread.submit(encoder.close), target)
        return Encoded(frames, digest.hexdigest() if self.exact else None)

    def write_tags(self, path: Path, tags: Tags, target: Path) -> None:
        """Write tags, chapters and cover into an encoded file in place of those it has.

        Raises FileError about `target` when the system refuses bytes, or when there are too many chapters.
        """
        from mutagen import MutagenError

        self.check_size(target, tags.frames, len(tags.chapters))
        with refusing(target):
            try:
                self._write_tags(path, tags)
            except MutagenError as error:
                raise error.args[0] if error.args and isinstance(error.args[0], OSError) else error from error

    def read_tags(self, path: Path) -> Found:
        """Return what a file tells about itself; raise BadFile if it is not of this format."""
        with self._reading(path) as file:
            return self._read_tags(file)

    def read(self, path: Path) -> Iterator[Block]:
        """Decode a file: yield all of its samples, at most LONGEST_BLOCK at a time.

        Raises BadFile if it is damaged or not of this format.
        """
        with self._reading(path) as file:
            yield from self._read(file)

    def landings(self, path: Path, times: Sequence[int]) -> tuple[Landings, ...]:
        """Return where players land that seek to some times, in frames, in each way that they have of it.

        Raises BadFile as `read` does.
        """
        with self._reading(path) as file:
            return self._arithmetic()(file, times)

    def _missing_for_reading(self) -> Missing | None:
        """Return what this machine lacks for reading the format, or None."""
        return None

    def _missing_for_writing(self) -> Missing | None:
        """Return what it lacks for writing it besides, or None."""
        return None

    def _arithmetic(self) -> Arithmetic:
        """Return what computes where players land in a file; of most formats they know where each packet is."""
        return lambda _file, _times: ()

    @abstractmethod
    def _encoder(self, path: Path, quality: Quality) -> Encoder:
        """Open a file for writing. Raises OSError."""

    @abstractmethod
    def _write_tags(self, path: Path, tags: Tags) -> None: ...

    @abstractmethod
    def _read_tags(self, file: Bounded) -> Found: ...

    @abstractmethod
    def _read(self, file: Bounded) -> Iterator[Block]: ...

    @contextmanager
    def _reading(self, path: Path) -> Iterator[Bounded]:
        try:
            require_file(path)  # a pipe would be waited for
            with Bounded(path) as file:
                yield file
        except OSError as error:
            raise BadFile(str(path), (error.strerror or "it cannot be read").lower(), _ADVICE) from error
        except MemoryError as error:
            raise BadFile(str(path), "it is damaged, or there is too little memory to read it", _ADVICE) from error
        except self._faults() as error:
            raise BadFile(str(path), f"it is damaged, or no {self.suffix} file", _ADVICE) from error

    def _faults(self) -> tuple[type[Exception], ...]:
        """Return what is raised for a file that cannot be read as this format."""
        from mutagen import MutagenError

        return MutagenError, EOFError, ValueError, LookupError, ArithmeticError, struct.error


def _result(future: Future[Kind], target: Path) -> Kind:
    """Wait for what an encoder does; raise FileError about `target` if the system has refused its bytes."""
    with refusing(target):
        return future.result()


def milliseconds(frames: int) -> int:
    """Return the nearest whole number of milliseconds to a time in frames."""
    return round(frames * 1000 / FRAME_RATE)


def iso_639_2(language: str) -> str:
    """Return the three letters of a language that has two in ISO 639-1, or those of an undetermined one."""
    return _ISO_639_2.get(language, "und")
