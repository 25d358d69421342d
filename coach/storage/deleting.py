"""Deleting what coach has written and nothing else: files by their names, and what links lead to if that is coach's."""

import errno
import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from coach.errors import BadFile
from coach.storage import reading

_ADVICE = "see who may look and write there"


class Deleted(NamedTuple):
    """What was deleted at a place, or would be."""

    path: Path
    kind: str
    """What is kept there: "profile"."""

    followed: Path | None = None
    """What a link led to that was there: it has gone with it, as it is of that kind."""

    left: Path | None = None
    """What such a link led to, if that is nothing of the kind, or has a mistake: it is as it was."""

    @property
    def files(self) -> list[Path]:
        """All that goes, a link after what it leads to."""
        return [*([self.followed] if self.followed else []), self.path]

    @property
    def remark(self) -> str:
        """What is to be said of that."""
        if self.left:
            which = f"{self.left}, to which it led, is no valid {self.kind}, and was left"
            return f"the link {self.path} is deleted; {which}"
        return f"{self.path} is deleted" + (f", and {self.followed}, to which it led" if self.followed else "")


def deletable(path: Path, kind: str, is_one: Callable[[Path], bool]) -> Deleted | None:
    """Return what `delete` would delete at a place, or None if for certain nothing is there; raises what it raises."""
    try:
        if not os.path.lexists(path):
            path.lstat()  # tells why
        if not path.is_symlink():
            reading.require_file(path)
            return Deleted(path, kind)
        target = Path(os.path.realpath(path))
        if _is(target, is_one):
            return Deleted(path, kind, followed=target)
        return Deleted(path, kind, left=target if os.path.lexists(target) else None)
    except OSError as error:
        if reading.is_absent(path, error):
            return None
        raise refusal(path, kind, error) from None


def delete(path: Path, kind: str, is_one: Callable[[Path], bool]) -> Deleted | None:
    """Delete what is at the place of a file of some kind, or return None if for certain nothing is there.

    A file goes whatever is in it: one with a mistake tells of a person, too. So does a link, but what that leads to
    only if `is_one` finds it to be of the kind: it may be anything.

    Raises BadFile, and deletes nothing, if it cannot be seen what is there, if it is a folder or a device, or if the
    system refuses it.
    """
    found = deletable(path, kind, is_one)
    try:
        for file in found.files if found else ():
            file.unlink()
    except OSError as error:
        raise refusal(path, kind, error) from None
    return found


def named(folder: Path, names: str) -> list[Path]:
    """Return the files and links in a folder whose whole names match a pattern, in order; none if there is no folder.

    Raises BadFile if the folder cannot be read.
    """
    try:
        with os.scandir(folder) as there:
            found = [Path(each) for each in there if re.fullmatch(names, each.name) and not _is_folder(each)]
    except OSError as error:
        if reading.is_absent(folder, error):
            return []
        problem = f"it cannot be read ({reading.reason(error, folder)})"
        raise BadFile(str(folder), problem, "see who may read it") from None
    return sorted(found)


def delete_all(paths: Iterable[Path]) -> None:
    """Delete files; of a link, that alone. Raises BadFile if some cannot be deleted: the others are then gone."""
    refused: list[tuple[Path, OSError]] = []
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            refused.append((path, error))
    if refused:
        first, why = refused[0]
        more = f", nor can {len(refused) - 1} more" if refused[1:] else ""
        raise BadFile(str(first), f"it cannot be deleted ({reading.reason(why, first.parent)}){more}", _ADVICE)


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    return entry.is_dir(follow_symlinks=False)


def _is(target: Path, is_one: Callable[[Path], bool]) -> bool:
    """Tell whether a link leads to a file of its kind; raise OSError if it cannot be seen what that is."""
    try:
        target.stat()
    except OSError as error:
        if error.errno in {errno.ENOENT, errno.ENOTDIR, errno.ELOOP}:  # it leads nowhere, or in a circle
            return False
        raise
    return is_one(target)


def refusal(path: Path, kind: str, error: OSError) -> BadFile:
    """Return the error for a file of some kind that the system does not let us delete."""
    if isinstance(error, reading.NoFile):
        return BadFile(str(path), f"it is {error.kind}, and no {kind}", "delete it yourself")
    return BadFile(str(path), f"it cannot be deleted ({reading.reason(error, path.parent)})", _ADVICE)
