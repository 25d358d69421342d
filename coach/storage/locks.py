"""Locks on open files between processes. The system releases them when a process dies, however it dies."""

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

_AGAIN_S = 0.01
"""How often a lock that somebody holds is tried again, in seconds."""

_HELD = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
"""What systems answer if somebody holds a lock."""

if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30
    """A byte that no file of ours reaches: Windows keeps others from reading what is locked."""

    def _try(file: IO[bytes]) -> None:
        place = file.tell()
        file.seek(_FAR)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        finally:
            file.seek(place)

else:
    import fcntl

    def _try(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def lock(file: IO[bytes], patience_s: float = 0) -> bool:
    """Lock an open file until it is closed; return whether it could be had within `patience_s` seconds.

    The same file opened twice is two files, of which one is refused. Where the file system has no locks all are.
    """
    give_up = time.monotonic() + patience_s
    while True:
        try:
            _try(file)
        except OSError as error:
            if error.errno not in _HELD or time.monotonic() >= give_up:
                return False
            time.sleep(_AGAIN_S)
        else:
            return True


@contextmanager
def locked(file: IO[bytes], patience_s: float) -> Iterator[None]:
    """Hold the lock of an open file for a `with` block, then close the file; raise TimeoutError if it is not free."""
    with file:
        if not lock(file, patience_s):
            raise TimeoutError(errno.ENOLCK, os.strerror(errno.ENOLCK))
        yield
