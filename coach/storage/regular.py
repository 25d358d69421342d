"""Reading files by names at which anybody may have put anything: a pipe, a device without an end, a file of gigabytes.

Only a regular file is read, its size known before; all else is refused at once with an OSError.
"""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO


def opened(path: Path, *, follows_links: bool = False) -> BinaryIO:
    """Open a regular file to read it, without a buffer. Raises OSError, for a link too unless links are followed."""
    unfollowed = 0 if follows_links else getattr(os, "O_NOFOLLOW", 0)

    def opener(name: str, flags: int) -> int:
        # Who opens a pipe waits for a writer, unless asked not to.
        descriptor = os.open(name, flags | getattr(os, "O_NONBLOCK", 0) | unfollowed)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise OSError(errno.EINVAL, "it is no regular file")
        return descriptor

    return open(path, "rb", buffering=0, opener=opener)


def content(path: Path, most_bytes: int, *, follows_links: bool = False) -> bytes:
    """Return what is in a regular file of at most so many bytes. Raises OSError; see `opened`."""
    with opened(path, follows_links=follows_links) as file:
        if os.fstat(file.fileno()).st_size > most_bytes:
            raise OSError(errno.EFBIG, f"it has more than {most_bytes} bytes")
        return file.read(most_bytes)
