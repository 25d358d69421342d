"""In which order clips were used: the times of their files tell it, which coach sets, and not the clock alone.

A clock may go back, and what was used before then has a date that is still to come. Each use gets a time after all
others that are known, and what lies in the future is brought back, in its order, to before this process began.
"""

import os
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

STEP_NS = 1_000_000
"""Between two uses while the clock stands still or goes back: the least that most file systems tell apart."""


class Used(NamedTuple):
    """A file of the cache; sorted as they were used, the one that was not used for longest first."""

    used_ns: int
    """When it was used last, in nanoseconds since 1970."""

    size: int
    """In bytes."""

    path: Path


class Uses:
    """The uses of one process."""

    def __init__(self) -> None:
        self._began_ns = self._last_ns = time.time_ns()
        self._noted: set[Path] = set()

    def note(self, path: Path) -> None:
        """Note that a file is used now, after all that was used before."""
        self._last_ns = max(time.time_ns(), self._last_ns + STEP_NS)
        self._noted.add(path)
        _set(path, self._last_ns)

    def in_order(self, files: Iterable[Used]) -> list[Used]:
        """Return files in the order in which they were used; those of the future get a time that can be."""
        now_ns = max(time.time_ns(), self._last_ns)
        found = sorted(files)
        if not any(file.used_ns > now_ns for file in found):
            return found
        since = [file for file in found if file.path in self._noted]
        older: list[Used] = []
        latest_ns = self._began_ns
        # Each before the one after it, and all before this process began.
        for file in reversed([file for file in found if file.path not in self._noted]):
            placed = file if file.used_ns < latest_ns else _moved(file, latest_ns - STEP_NS)
            older.append(placed)
            latest_ns = placed.used_ns
        return [*reversed(older), *since]


def _set(path: Path, used_ns: int) -> None:
    """Give a file its time, if the system lets it have that."""
    with suppress(OSError):
        os.utime(path, ns=(used_ns, used_ns), follow_symlinks=os.utime not in os.supports_follow_symlinks)


def _moved(file: Used, used_ns: int) -> Used:
    _set(file.path, used_ns)
    return file._replace(used_ns=used_ns)
