"""Reading files that are small and whole: regular ones alone, of a size that is known before, and never endlessly.

What cannot be seen is never called absent, and where somebody else owns what is in the way, they are named.
"""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

MOST_BYTES = 1 << 20
"""Of a file that somebody has written by hand; the longest that is shipped takes 25 kB."""

_LONGEST_PATH = 4096
"""No system takes a longer path, in characters."""

_WAIT_FOR_NOBODY = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)

_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


class NoFile(OSError):
    """Something at the place of a file that is none: `kind` is "a folder", "a pipe", "a socket" or "a device"."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(errno.EINVAL, f"it is {kind}")


class TooLarge(OSError):
    """A file of more than `most` bytes."""

    def __init__(self, most: int) -> None:
        super().__init__(errno.EFBIG, f"it has more than {most / 1e6:.0f} MB")


def opened(path: Path, *, follows_links: bool = True) -> BinaryIO:
    """Open a regular file to read it, without a buffer; a link may lead to it, unless links are not followed.

    Raises OSError, NoFile among them.
    """
    require_regular(path.stat(follow_symlinks=follows_links).st_mode)  # before it is opened: that may do something
    unfollowed = 0 if follows_links else getattr(os, "O_NOFOLLOW", 0)

    def opener(name: str, flags: int) -> int:
        descriptor = os.open(name, flags | _WAIT_FOR_NOBODY | unfollowed)
        try:
            require_regular(os.fstat(descriptor).st_mode)
        except NoFile:
            os.close(descriptor)
            raise
        return descriptor

    return open(path, "rb", buffering=0, opener=opener)


def content(path: Path, most_bytes: int = MOST_BYTES, *, follows_links: bool = True) -> bytes:
    """Return what is in a regular file of at most so many bytes, which is opened as `opened` does.

    Raises OSError, NoFile and TooLarge among them: `is_absent` and `unread` tell what that means.
    """
    with opened(path, follows_links=follows_links) as file:
        if os.fstat(file.fileno()).st_size > most_bytes:
            raise TooLarge(most_bytes)
        read = file.read(most_bytes + 1)
    if len(read) > most_bytes:
        raise TooLarge(most_bytes)
    return read


def is_absent(path: Path, error: OSError) -> bool:
    """Tell whether a refusal means for certain that nothing is there: not so if a link on the way leads nowhere."""
    return isinstance(error, FileNotFoundError | NotADirectoryError) and broken_link(path) is None


def is_stored(path: Path) -> bool:
    """Return whether there is a file; one that nobody can look at counts, so that it is told of when it is read.

    So does one to which a link leads that leads nowhere.
    """
    try:
        path.stat()
    except OSError as error:
        return not is_absent(path, error)
    return True


def unread(path: Path, error: OSError) -> str:
    """Return why a file could not be read, or that it is not there: what completes "NAME: "."""
    if link := broken_link(path):
        return f"the link {link} leads to {os.path.realpath(link)}, which is not there"
    if isinstance(error, NoFile):
        return f"it cannot be read, as it is {error.kind}; name a file"
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, NotADirectoryError):
        return "there is no such file: its folder is a file"
    return f"it cannot be read ({reason(error, path)})"


def reason(error: OSError, place: Path) -> str:
    """Return why the system refuses a file or a folder, with its owner if that is somebody else.

    `place` is what was to be read, or the folder in which something was to be written.
    """
    said = error.strerror or str(error)
    owned = owned_by_another(place, error)
    return f"{said}: {owned}" if owned else said


def broken_link(path: Path) -> Path | None:
    """Return the link on the way to a file that leads nowhere, or None if there is none."""
    if len(str(path)) > _LONGEST_PATH:
        return None
    return next((part for part in (path, *path.parents) if _leads_nowhere(part)), None)


def require_file(path: Path) -> None:
    """Raise OSError if a path does not lead to a regular file, NoFile if that is for certain something else."""
    require_regular(path.stat().st_mode)


def require_regular(mode: int) -> None:
    """Raise NoFile if the mode of an open file is that of something else."""
    if not stat.S_ISREG(mode):
        raise NoFile(_KINDS.get(stat.S_IFMT(mode), "no file"))


def _leads_nowhere(path: Path) -> bool:
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return path.is_symlink()
    except OSError:
        return False
    return False


def owned_by_another(place: Path, error: OSError) -> str:
    """Return to whom the last thing on the way to a place belongs that can be looked at, if it is somebody else's.

    Nothing is returned if that is not why the place is refused.
    """
    if not (isinstance(error, PermissionError) and hasattr(os, "geteuid")):  # Windows keeps rights of its own
        return ""
    there, status = Path(), None
    for part in reversed([place.absolute(), *place.absolute().parents]):
        try:
            there, status = part, part.stat()
        except OSError:
            break
    if status is None or status.st_uid == os.geteuid():
        return ""
    import pwd

    try:
        owner = pwd.getpwuid(status.st_uid).pw_name
    except KeyError:
        owner = f"user {status.st_uid}"
    return f"the {'folder' if stat.S_ISDIR(status.st_mode) else 'file'} {there} belongs to {owner}"
