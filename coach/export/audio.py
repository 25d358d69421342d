"""A session as an audio file with what is kept beside it, and the same file examined at any later time."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import IO, TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from coach.choices import NO_CHIMES
from coach.errors import BadFile, BadOption, FileError
from coach.export.captions import CAPTIONS
from coach.export.chapters import audacity_labels, chapters, podcast_chapters
from coach.export.cover import PICTURES, cover
from coach.export.formats import Format, format_of
from coach.export.formats.wav import write_stream
from coach.export.tags import Tags
from coach.export.verify.carried import Recorded, pack, unpack
from coach.export.verify.check import Report, check
from coach.export.wanted import Wanted
from coach.plan.timeline import Timeline
from coach.report.as_data import plan_data
from coach.sessions.session import Progress, unseen
from coach.storage.files import replacing_all
from coach.units import FRAME_RATE

if TYPE_CHECKING:
    from coach.sessions.session import Session

BLOCK = 2**18
"""Frames that are rendered at a time: 5.5 s, 1 MB. Ctrl-C waits for the encoding of one."""

LANGUAGE = "en"
"""Of everything that is said, as in ISO 639-1."""


ARTIST = "coach"
"""Who gives a file that nobody else is said to give."""


@dataclass(frozen=True, slots=True)
class Written:
    """What has been written."""

    timeline: Timeline
    """The session as it was planned, rendered and written."""

    report: Report | None
    """What the check has compared, or None if it was left out."""

    @property
    def frames(self) -> int:
        """Length of the session in frames."""
        return self.timeline.frames


def write(session: "Session", wanted: Wanted, *, progress: Progress = unseen, checked: bool = True) -> Written:
    """Write a session to an audio file, and whatever else is wanted, and compare the file with the plan.

    An exact format holds the rendered samples, in 24 bits; the others play for as many frames. What is planned is
    rendered and encoded while the words after it are still being made, and then read again, all in blocks, so that
    memory hardly grows with its length.

    Raises FileError for a file that cannot be written, or that turns out not to be what was planned, and what the
    session raises. All that can be known about the names is checked before the session is asked for anything.
    Whatever is raised, nothing else stays behind, and older files are left as they were: but if the system refuses a
    name at the very end, as Windows does for a file that a player has open, those that have theirs already are new.

    All files take their names at the end, one right after the other, the audio file last. So wherever a new audio file
    stands, everything beside it is of the same session, even if this process is killed at any moment: what is left
    then is the older audio file or none, which tells that the export has to be made again.
    """
    sound_format, target = wanted.sound_format, wanted.target
    sound_format.check(target)
    _require_stem(session, wanted)
    with replacing_all([*wanted.beside().values(), target]) as (*others, file):
        path = Path(file.name)
        growing = _Growing(session, wanted, progress, sound_format)
        encoded = sound_format.encode(growing.blocks(), path, wanted.quality, target)
        timeline = growing.timeline
        recorded = Recorded(wanted.stem, sound_format.name, wanted.quality, encoded.digest, session.heading.loudness)
        tags = _tags(session, timeline, wanted, recorded)
        sound_format.write_tags(path, tags, target)
        _write_beside(wanted, others, session, timeline, tags)
        report = _checked(path, sound_format, tags, target, progress) if checked else None
    return Written(timeline, report)


def stream(session: "Session", wanted: Wanted, output: IO[bytes], *, progress: Progress = unseen) -> None:
    """Write a session as a WAV to a stream that need not be seekable; other files may lie where they are wanted.

    It is not compared with the plan, since it cannot be read again.
    """
    _require_stem(session, wanted)
    with replacing_all([*wanted.beside().values()]) as others:
        planned = Timeline()
        for planned in session.timelines():  # the header tells the length
            progress("preparing the words", planned.frames, None)
        growing = _Growing(session, wanted, progress)
        write_stream(growing.blocks(), planned.frames, output)
        timeline = growing.timeline
        tags = _tags(session, timeline, wanted, Recorded(wanted.stem, "wav", "best", None, session.heading.loudness))
        _write_beside(wanted, others, session, timeline, tags)


def verify(file: Path, *, progress: Progress = unseen) -> Report:
    """Compare a file with the plan that it carries, and more closely than after writing: see `check`.

    Raises UnknownName for a file whose suffix is none of a format, and BadFile for one that cannot be read.
    """
    if file.is_dir():
        raise BadFile(str(file), "it is a folder", "name a file in it")
    sound_format = format_of(file)
    sound_format.check_reading(file)
    planned = unpack(sound_format.read_tags(file).plan, str(file))
    return check(file, sound_format, planned, deep=True, progress=_reading(planned.frames, progress))


def _require_stem(session: "Session", wanted: Wanted) -> None:
    """Raise BadOption for a stem of which the session has nothing."""
    if wanted.stem == "chimes" and session.heading.chimes == NO_CHIMES:
        raise BadOption("stem", "chimes", "the session has none; choose voice or bed, or a set of chimes")


class _Growing:
    """What is rendered of a session while the rest of it is still being planned, in a thread of its own.

    `sound_format` is that of the file which is to hold it, or None for a stream, which may be of any length.
    """

    def __init__(
        self, session: "Session", wanted: Wanted, progress: Progress, sound_format: Format | None = None
    ) -> None:
        self._session, self._wanted, self._progress, self._format = session, wanted, progress, sound_format
        self._playable = session.stem(wanted.stem) if wanted.stem else session
        self._plans: SimpleQueue[Timeline | None] = SimpleQueue()
        self._is_stopped = False
        self.timeline = Timeline()
        """The plan, as far as it is known; whole when all blocks have been drawn."""

    def blocks(self) -> Iterator[npt.NDArray[np.float32]]:
        """Yield the samples from the beginning to the end; raise FileError as soon as the file cannot hold them."""
        start = 0
        with ThreadPoolExecutor(max_workers=1, thread_name_prefix="planner") as thread:
            planning = thread.submit(self._plan)
            try:
                while self._has_grown():
                    while self.timeline.frames - start >= BLOCK:
                        yield self._render(start, BLOCK)
                        start += BLOCK
            finally:
                self._is_stopped = True
        planning.result()
        while start < self.timeline.frames:
            yield self._render(start, min(BLOCK, self.timeline.frames - start))
            start = min(start + BLOCK, self.timeline.frames)
            self._progress("writing", start, self.timeline.frames)

    def _plan(self) -> None:
        try:
            for timeline in self._session.timelines():
                self._plans.put(timeline)
                if self._is_stopped:
                    return
        finally:
            self._plans.put(None)

    def _has_grown(self) -> bool:
        """Wait for more of the plan, and take all that there is; return whether more may follow."""
        while plan := self._plans.get():
            if self._format:
                self._format.check_size(self._wanted.target, plan.frames, len(plan.stages))
            self._progress("preparing the words", plan.frames, None)
            self.timeline = plan
            if self._plans.empty():
                return True
        return False

    def _render(self, start: int, frames: int) -> npt.NDArray[np.float32]:
        return self._playable.render(self.timeline, start, frames)


def _tags(session: "Session", timeline: Timeline, wanted: Wanted, recorded: Recorded) -> Tags:
    heading = session.heading
    alone = f" ({wanted.stem} alone)" if wanted.stem else ""
    return Tags(
        title=wanted.imprint.title or f"{heading.title}, {length_in_words(timeline)}{alone}",
        artist=wanted.imprint.artist or ARTIST,
        album=heading.title,
        language=LANGUAGE,
        comment=session.about(timeline),
        frames=timeline.frames,
        chapters=chapters(timeline),
        cover=cover(heading.title, length_in_words(timeline), heading.routine, imprint=wanted.imprint),
        plan=pack(plan_data(heading, timeline), recorded),
    )


def length_in_words(timeline: Timeline) -> str:
    """Return how long a session lasts, in words."""
    minutes = max(round(timeline.frames / (60 * FRAME_RATE)), 1)
    return f"{minutes} minute{'s' if minutes > 1 else ''}"


def _write_beside(
    wanted: Wanted, files: Sequence[IO[bytes]], session: "Session", timeline: Timeline, tags: Tags
) -> None:
    """Fill the files beside the audio file, which are in the order of `wanted.beside`."""
    for (kind, path), file in zip(wanted.beside().items(), files, strict=True):
        if kind == "cover":
            heading, drawn = session.heading, PICTURES.get(path.suffix.lower(), "JPEG")
            file.write(cover(heading.title, length_in_words(timeline), heading.routine, drawn, wanted.imprint))
        elif kind == "chapters":
            file.write(podcast_chapters(tags.chapters, tags.title).encode())
        elif kind == "labels":
            file.write(audacity_labels(tags.chapters).encode())
        else:
            file.write(CAPTIONS[kind](timeline, title=tags.title, language=tags.language).encode())


def _checked(path: Path, sound_format: Format, tags: Tags, target: Path, progress: Progress) -> Report:
    planned = unpack(tags.plan, str(target))
    report = check(path, sound_format, planned, progress=_reading(tags.frames, progress))
    if report.problems:
        problem = f"what has been written is not what was planned: {'; '.join(report.problems)}"
        raise FileError(str(target), problem, "try again, or choose another format")
    return report


def _reading(frames: int, progress: Progress) -> Callable[[int], None]:
    return lambda done: progress("checking", done, frames)
