"""Deleting the journal: all that it holds, but for sessions that are playing."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from coach.errors import BadFile
from coach.journal.glance import glance
from coach.journal.journal import MOST_BYTES, PATIENCE_S, Journal
from coach.storage import reading
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
    try:
        return _found(journal)
    except OSError as error:
        raise _refused(journal, error) from None


def clear(folder: Path | None = None) -> Cleared:
    """Delete the journal in a folder (default: the user's own), and return what is gone.

    Raises BadFile if it cannot be seen what is there, if it is no file, or if the system refuses it, and NoHome where
    there is no place for one.
    """
    journal = Journal(folder)
    try:
        if not _found(journal).files:
            return _found(journal)
        with locked(open_private(journal.folder / "journal.lock"), PATIENCE_S):  # no session is moving into it
            found = _found(journal)
            for path in found.files:
                path.unlink()
            return found
    except OSError as error:
        raise _refused(journal, error) from None


def _found(journal: Journal) -> Cleared:
    """Return what is there; raise OSError if that cannot be seen."""
    there, begun = tuple(_at(journal.file)), journal.running()
    left = tuple(path for path in there if path != journal.file and not _is_journal(path))
    playing = tuple(filter(_is_playing, begun))
    files = (*there, *begun, *sorted(journal.folder.glob("running-*.unreadable")))
    return Cleared(
        sessions=sum(entry.how != "running" for entry in journal.glances()),
        files=tuple(path for path in files if path not in {*left, *playing}),
        playing=playing,
        left=left,
    )


def _at(path: Path) -> Iterator[Path]:
    """Yield the file at a place, if there is one, and if that is a link, the file to which it leads."""
    if os.path.lexists(path):
        yield path
        target = Path(os.path.realpath(path))
        if not path.is_symlink():
            reading.require_file(path)
        elif target.is_file():
            yield target
    else:
        with suppress(FileNotFoundError, NotADirectoryError):
            path.lstat()  # tells why it cannot be seen


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


def _refused(journal: Journal, error: OSError) -> BadFile:
    if isinstance(error, reading.NoFile):
        return BadFile(str(journal.file), f"it is {error.kind}, and no journal", "delete it yourself")
    reason = reading.reason(error, journal.folder)
    return BadFile(str(journal.file), f"it cannot be deleted ({reason})", "see who may look and write there")
