"""New files that take their name only once they are whole, and never harm an older file of that name.

The content goes to a hidden temporary file beside the target, which is renamed at the end. Whatever happens before,
the temporary file is removed. Only a killed process leaves it behind, and the next writer of that target removes it:
a lock on it tells whether its owner still lives.
"""

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from secrets import token_hex
from typing import IO

from coach.errors import FileError

_BUFFER = 2**20
"""Bytes that are gathered before they are written. libsndfile writes a few at a time: a WAV takes a third less time."""

_NO_SPACE = ("there is no space left on the device", "free some space, or choose another folder")
_FORBIDDEN = ("it may not be written to", "choose another folder or name")
_REASONS = {
    errno.ENOENT: ("its folder does not exist", "make the folder first, or choose another"),
    errno.ENOTDIR: ("its folder is a file", "choose another folder"),
    errno.EISDIR: ("it is a folder", "name a file in it"),
    errno.ENAMETOOLONG: ("its name is too long", "choose a shorter name"),
    errno.ENOSPC: _NO_SPACE,
    errno.EDQUOT: _NO_SPACE,
    errno.EFBIG: ("the system allows no file of this size", "choose .mp3, .ogg or .opus, or another folder"),
    errno.EACCES: _FORBIDDEN,
    errno.EPERM: _FORBIDDEN,
    errno.EROFS: ("the disk is read-only", "choose another folder"),
}


def refusal(target: Path, error: OSError) -> FileError:
    """Return the error for the user when the system refuses to write `target`."""
    problem, advice = _REASONS.get(error.errno or 0, (error.strerror or str(error), "choose another folder"))
    return FileError(str(target), problem, advice)


@contextmanager
def replacing(target: Path) -> Iterator[IO[bytes]]:
    """Give an empty file to write and read, which becomes `target` if the block ends without an exception.

    A link is followed: the file it points to is the one that is replaced. Raises FileError before the block is
    entered if `target` cannot be written, and after it if the system refuses the last bytes or the name.
    """
    try:
        path = Path(os.path.realpath(target))
        _check(path)
        stem = f".coach-{blake2b(os.fsencode(path.name), digest_size=6).hexdigest()}-"
        _remove_abandoned(path.parent, stem)
        temporary = path.with_name(f"{stem}{token_hex(4)}.part")
        file = temporary.open("x+b", _BUFFER)
    except OSError as error:
        raise refusal(target, error) from error
    try:
        _lock(file)
        yield file
        with refusing(target):
            file.close()
            temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            file.close()
        with suppress(OSError):
            temporary.unlink()
        raise


@contextmanager
def refusing(target: Path) -> Iterator[None]:
    """Raise FileError about `target` if the system refuses bytes or a name in the block."""
    try:
        yield
    except OSError as error:
        raise refusal(target, error) from error


def _check(path: Path) -> None:
    """Raise OSError for a target that could not be replaced when all the work is done."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is a device, not a file")
    if not os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _remove_abandoned(folder: Path, stem: str) -> None:
    for temporary in folder.glob(f"{stem}*.part"):
        with suppress(OSError):
            _remove_unless_in_use(temporary)


if sys.platform == "win32":

    def _lock(file: IO[bytes]) -> None:
        """Do nothing: Windows removes no file that a process has open."""

    def _remove_unless_in_use(temporary: Path) -> None:
        temporary.unlink()

else:
    import fcntl

    def _lock(file: IO[bytes]) -> None:
        with suppress(OSError):  # a file system without locks: such a file is never taken for abandoned either
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _remove_unless_in_use(temporary: Path) -> None:
        with temporary.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            temporary.unlink()
