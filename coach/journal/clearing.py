"""Deleting the journal: all that it holds, but for sessions that are playing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from coach.journal.glance import glance
from coach.journal.journal import MOST_BYTES, PATIENCE_S, Journal
from coach.storage import deleting, reading
from coach.storage.files import open_private
from coach.storage.locks import lock, locked

EFFECT = (
    "From then on coach tells every point in full again, as it goes by what you have finished; no session is left to "
    "go on with, and days, minutes and numbers are counted anew."
)
"""What comes of it."""


@dataclass(frozen=True, slots=True)
class Cleared:
    """What is deleted, or would be."""

    sessions: int
    """How many could be read in it, without those that are playing."""

    files: tuple[Path, ...]
    """All that goes; of a link, what it leads to stands beside it if that is a journal, too."""

    playing: tuple[Path, ...] = ()
    """The files of sessions that are playing, which stay; each moves into the journal when its session ends."""

    left: tuple[Path, ...] = ()
    """What links lead to that go: it is no journal, and stays."""


def clearable(folder: Path | None = None) -> Cleared:
    """Return what `clear` would delete; raises what it raises, and deletes nothing."""
    journal = Journal(folder)
    with _refused(journal):
        return _found(journal)


def clear(folder: Path | None = None) -> Cleared:
    """Delete the journal in a folder (default: the user's own), and return what is gone.

    Raises BadFile if it cannot be seen what is there, if it is no file, or if the system refuses it, and NoHome where
    there is no place for one.
    """
    journal = Journal(folder)
    with _refused(journal):
        if not _found(journal).files:
            return _found(journal)
        with locked(open_private(journal.folder / "journal.lock"), PATIENCE_S):  # no session is moving into it
            found = _found(journal)
            deleting.delete_all(found.files)
            return found


def _found(journal: Journal) -> Cleared:
    """Return what is there; raise BadFile or OSError if that cannot be seen."""
    there, begun = deleting.deletable(journal.file, "journal", _is_journal), journal.running()
    playing = tuple(filter(_is_playing, begun))
    ended = (path for path in begun if path not in playing)
    return Cleared(
        sessions=sum(entry.how != "running" for entry in journal.glances()),
        files=(*(there.files if there else ()), *ended, *sorted(journal.folder.glob("running-*.unreadable"))),
        playing=playing,
        left=(there.left,) if there and there.left else (),
    )


def _is_journal(path: Path) -> bool:
    """Tell whether there are sessions in what a link leads to, and nothing else: it may be anything."""
    try:
        entries, problems = glance(reading.content(path, MOST_BYTES))
    except OSError:
        return False
    return not problems and bool(entries)


def _is_playing(path: Path) -> bool:
    with path.open("rb", buffering=0) as file:
        return not lock(file)


@contextmanager
def _refused(journal: Journal) -> Iterator[None]:
    """Raise BadFile for what the system refuses in a block."""
    try:
        yield
    except OSError as error:
        raise deleting.refusal(journal.file, "journal", error) from None
