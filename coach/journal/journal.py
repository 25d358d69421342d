"""The journal: one line of JSON for every session that was played, and enough in it to play the same again.

A running session writes its events to a file of its own, and holds the lock of that file. When it ends, the file is
folded into one line at the end of `journal.jsonl`; older lines are never touched. The file of a session whose process
has died is known by its lock, which the system has released: readers show it as interrupted, and the next session
that begins folds it in. So neither a kill at any moment nor two sessions at once can harm what is there.

What was chosen for a session may tell of the listener's health: the folder and its files are for their owner alone.
"""

import errno
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Self

from msgspec.structs import replace

from coach.errors import BadFile, NoHome
from coach.journal.entry import (
    Ending,
    Entry,
    Event,
    NewerEntry,
    Problem,
    decode,
    encode,
    fold,
    new_entry,
)
from coach.journal.glance import Played, glance
from coach.journal.heard import times_finished
from coach.journal.order import Kind, in_order, misdated
from coach.plan.timeline import TimedStage, Timeline
from coach.script.cues import OPENING, SIT_DOWN
from coach.storage import folders, reading
from coach.storage.files import append, keep_private, made_private, open_private, write_all
from coach.storage.locks import lock, locked
from coach.storage.log import Log
from coach.units import FRAME_RATE

if TYPE_CHECKING:
    from coach.plan.heading import Beginning

_log = Log(__name__)

Tell = Callable[[str], None]
"""Takes a short text for the terminal."""

PATIENCE_S = 1.0
"""How long a lock is waited for, in seconds: it is held for milliseconds."""

MOST_BYTES = 1 << 28
"""No journal has more; a session takes about two thousand."""

_RUNNING = re.compile(r"running-.*\.jsonl")
"""The names of files of sessions that are playing, or whose process has died."""

_BEFORE_ALL = {None, SIT_DOWN, OPENING}
"""Stages in which a session that goes on with another has not come to it yet."""

_LEAVING = ("next", "back")
"""Commands that leave a stage before it is finished."""


class Record:
    """The running session. Nothing that happens to its file is an error: at worst there is one notice.

    Use it as a context manager: it ends as finished, as stopped after KeyboardInterrupt, as failed after any other
    exception, or as `end` has said before. Its methods are for one thread at a time.
    """

    def __init__(self, journal: "Journal", file: BinaryIO | None) -> None:
        self._journal = journal
        self._file = file
        self._timeline = Timeline()
        self._ended_pieces = 0
        self._left: list[int] = []
        self._at: tuple[str, int] | None = None
        self._dropouts = 0
        self._has_ended = False
        self.stays_open = False
        """Whether more is to be noted when the session has ended: then it moves into the journal by `close`."""

    @property
    def is_kept(self) -> bool:
        """Whether what happens is noted, so that somebody can go on with the session later."""
        return self._file is not None

    def follow(self, timeline: Timeline, frame: int) -> None:
        """Note where the session is, once a second, and each stage that has been heard to its end."""
        if not timeline.stages:
            return
        self._timeline = timeline
        self._note_finished(frame)
        stage = timeline.stage_at(frame)
        if self._at is None or stage.id != self._at[0] or self._is_second_later(stage, frame):
            self._at = stage.id, frame
            self._write(Event(at=self._at))

    def stage_finished(self, stage_id: str) -> None:
        """Note that a stage has been heard to its end; `follow` does it by itself."""
        self._write(Event(finished=stage_id))

    def edit(self, command: str, frame: int, sureness: float | None = None) -> None:
        """Note a command of the listener, the frame at which it took effect, and how sure it is if it came by voice.

        Of what else was heard nothing is noted.
        """
        if command in _LEAVING:
            self._left.append(frame)
        self._write(Event(edit=(command, frame), sureness=None if sureness is None else round(sureness, 2)))

    def dropouts(self, count: int) -> None:
        """Note how many dropouts there have been in all; nothing is written while the number stays the same."""
        if count != self._dropouts:
            self._dropouts = count
            self._write(Event(dropouts=count))

    def end(self, how: Ending) -> None:
        """Note how the session has ended, and move it into the journal. Only the first call counts."""
        if not self._has_ended:
            self._has_ended = True
            if how == "finished":
                self.follow(self._timeline, self._timeline.frames)
            self._write(Event(ended=how))
        if not self.stays_open:
            self.close()

    def felt(self, *, before: int | None = None, after: int | None = None) -> None:
        """Note what the listener has answered before the session, or after it: `coach.journal.feeling`."""
        if before is not None or after is not None:
            self._write(Event(felt_before=before, felt_after=after))

    def close(self) -> None:
        """Move the session into the journal, where nothing more can be noted of it."""
        if self._file:
            self._journal.take(self._file)
            self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end("finished" if kind is None else "stopped" if issubclass(kind, KeyboardInterrupt) else "failed")

    def _note_finished(self, frame: int) -> None:
        """Note the stages that ended before a frame; a stage may be in pieces, of which the last one ends it."""
        stages = self._timeline.stages
        while self._ended_pieces < len(stages) and stages[self._ended_pieces].end <= frame:
            piece = stages[self._ended_pieces]
            is_last = self._ended_pieces + 1 == len(stages)
            if is_last and not self._timeline.complete:
                return  # what follows may be another piece of the same stage
            was_left = any(piece.onset < left <= piece.end for left in self._left)
            if not was_left and (is_last or stages[self._ended_pieces + 1].id != piece.id):
                self.stage_finished(piece.id)
            self._ended_pieces += 1

    def _is_second_later(self, stage: TimedStage, frame: int) -> bool:
        return self._at is not None and abs(frame - self._at[1]) >= FRAME_RATE and not stage.paused

    def _write(self, event: Event) -> None:
        """Append an event: the system has it when this returns, whatever becomes of the process."""
        if self._file:
            try:
                write_all(self._file, encode(event))
            except OSError as error:
                self._journal.tell_unwritable(error)
                self.close()


class Journal:
    """The journal in a folder (default: the platform's own for the state of programs).

    `tell` is told in a few words, once, what cannot be read or written; nothing is raised for it.
    """

    def __init__(self, folder: Path | None = None, tell: Tell = lambda _text: None) -> None:
        self._folder = folder
        self._tell_user = tell
        self._told: set[str] = set()
        self.problem: BadFile | None = None
        """Why the journal could not be read when its entries were asked for, or None."""

    @property
    def folder(self) -> Path:
        """Where it lies; raises NoHome if that is nowhere."""
        return self._folder or folders.state()

    @property
    def file(self) -> Path:
        """The file with a line for every session."""
        return self.folder / "journal.jsonl"

    def entries(self) -> list[Entry]:
        """Return all sessions in the order in which they began, those that are playing too. Nothing is written.

        What cannot be read is told and left out; if that is the journal itself, `problem` says so.
        """
        return self._all(decode)

    def glances(self) -> list[Played]:
        """Return the same sessions as `entries`, of most of them no more than a glance, which is seen sooner."""
        return self._all(glance)

    def _all(self, read: Callable[[bytes], tuple[list[Kind], list[Problem]]]) -> list[Kind]:
        self.problem = None
        unfolded = self._seen(self._unfolded)  # first: they may become lines at any moment
        found = list({entry.id: entry for entry in self._seen(lambda: self._lines(read))}.values())
        folded = {entry.id for entry in found}
        found += (entry for entry in unfolded if entry.id not in folded)
        return in_order(found)

    def finished(self) -> tuple[tuple[str, int], ...]:
        """Return how often each stage was heard to its end, as `times_finished` counts them."""
        return times_finished(self.glances())

    def last_unfinished(self) -> Entry | None:
        """Return the session to go on with: the last that neither was finished, nor is playing, nor was resumed."""
        entries = self.entries()
        resumed = {entry.resumes for entry in entries}
        left = [entry for entry in entries if entry.how not in {"finished", "running"} and entry.id not in resumed]
        if not left:
            return None
        last = left[-1]
        if last in misdated(entries, datetime.now().astimezone()):
            self._tell(f"the session that goes on is dated {last.begun:%Y-%m-%d %H:%M}, which cannot be right")
        is_early = last.stage in _BEFORE_ALL and last.resumed_at  # it was left before it was where it went on
        return replace(last, stage=last.resumed_at) if is_early else last

    def begin(self, beginning: "Beginning") -> Record:
        """Return the record of a session that begins now; sessions whose process has died are folded in first."""
        try:
            entry = new_entry(beginning)
            goes_on = beginning.goes_on
            if goes_on and goes_on.content not in {None, entry.content}:
                self._tell(f"words or sounds have changed since that session; it went on at {goes_on.stage}")
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            keep_private(self.folder, 0o700)
            self.keep_private()
            with self._locked():
                self._fold_orphans()
                known = Journal(self.folder).glances()  # what cannot be read is told to whoever asks for them
                number = 1 + max((len(known), *(other.number for other in known)))
                file = self._new_file(replace(entry, number=number))
            _log.info("the session is noted in %s", file.name)
            return Record(self, file)
        except OSError as error:
            self.tell_unwritable(error)
        except NoHome as error:
            _log.warning("there is no place for a journal")
            self._tell(f"{error}; the session goes on without a journal")
        return Record(self, None)

    def take(self, file: BinaryIO) -> None:
        """Fold the file of a session that has ended, and close it. If that fails, the next session does it."""
        with file, suppress(OSError), self._locked():
            self._fold(file)

    def tell_unwritable(self, error: OSError) -> None:
        """Say that a session goes on without being noted."""
        reason = reading.reason(error, self.folder)
        _log.warning("the journal in %s cannot be written (%s)", self.folder, reason)
        self._tell(f"the journal in {self.folder} cannot be written ({reason}); the session goes on without it")

    def _tell_newer(self, path: Path, newer: NewerEntry) -> None:
        self._tell(f"{path} is left as it is and skipped: {newer}")

    def keep_private(self) -> None:
        """Keep others from the journal, and tell if its rights let them read it."""
        if remark := made_private(self.file):
            _log.warning("%s", remark)
            self._tell(remark)

    def _tell(self, text: str) -> None:
        if text not in self._told:
            self._told.add(text)
            self._tell_user(text)

    def _locked(self) -> AbstractContextManager[None]:
        return locked(open_private(self.folder / "journal.lock"), PATIENCE_S)

    def _new_file(self, entry: Entry) -> BinaryIO:
        path = self.folder / f"running-{entry.id}.jsonl"
        file = open_private(path)
        try:
            if not lock(file, PATIENCE_S):  # a reader may hold it for a moment, to see whether it is held
                raise TimeoutError(errno.ENOLCK, os.strerror(errno.ENOLCK))
            write_all(file, encode(entry))
        except OSError:
            file.close()
            path.unlink(missing_ok=True)
            raise
        return file

    def _fold_orphans(self) -> None:
        for path in self.running():
            with suppress(OSError), path.open("rb", buffering=0) as file:
                if lock(file):
                    self._fold(file)

    def _fold(self, file: BinaryIO) -> None:
        """Turn the file of a session into a line of the journal; whoever calls holds the locks of both."""
        path = Path(file.name)
        content = reading.content(path, MOST_BYTES)
        try:
            entry = fold(content)
        except NewerEntry as newer:
            self._tell_newer(path, newer)
            return
        if entry and entry.id not in {known.id for known in self._lines(glance)}:
            append(self.file, encode(entry))
        file.close()  # Windows neither deletes nor renames what is open
        if entry or not content:
            path.unlink()
        else:
            kept = path.with_suffix(".unreadable")
            path.replace(kept)
            _log.warning("what a session has left cannot be read: %s", kept)
            self._tell(f"the journal of an interrupted session cannot be read; it is kept as {kept}")

    def _seen(self, read: Callable[[], Iterable[Kind]]) -> list[Kind]:
        """Return entries, or none where they cannot be read, which is told."""
        try:
            return list(read())
        except OSError as error:
            unread = reading.unread(self.file, error)
            _log.warning("the journal %s: %s", self.file, unread)
            self.problem = BadFile(str(self.file), unread, "see who may look there")
            self._tell(f"the journal {self.file}: {unread}")
            return []

    def _unfolded(self) -> Iterator[Entry]:
        for path in self.running():
            try:
                with path.open("rb", buffering=0) as file:
                    is_running = not lock(file)
                    entry = fold(reading.content(path, MOST_BYTES))
            except FileNotFoundError:
                continue  # it has become a line
            except OSError as error:
                self._tell(f"{path} is left as it is and skipped: {reading.unread(path, error)}")
                continue
            except NewerEntry as newer:
                self._tell_newer(path, newer)
                continue
            if entry:
                yield replace(entry, how="running") if is_running and entry.how == "interrupted" else entry

    def running(self) -> list[Path]:
        """Return the files of sessions that are playing or were killed; raises OSError if they cannot be listed."""
        try:
            with os.scandir(self.folder) as there:
                found = [Path(entry) for entry in there if _RUNNING.fullmatch(entry.name) and entry.is_file()]
        except OSError as error:
            if not reading.is_absent(self.folder, error):
                raise
            return []
        return sorted(found)

    def _lines(self, read: Callable[[bytes], tuple[list[Kind], list[Problem]]]) -> list[Kind]:
        """Return the sessions that have ended; raises OSError if the journal cannot be read."""
        try:
            entries, problems = read(reading.content(self.file, MOST_BYTES))
        except OSError as error:
            if not reading.is_absent(self.file, error):
                raise
            return []
        for number, problem in problems:
            _log.warning("line %d of the journal cannot be read", number)  # the problem may quote an answer
            self._tell(f"{self.file}, line {number} is left as it is and skipped: {problem}")
        return entries
