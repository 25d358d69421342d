"""The log file of the command line: every record under the logger "coach", one after the other."""

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from coach.errors import visible
from coach.storage.files import refusing
from coach.storage.log import ROOT
from coach.storage.traces import trace

_LINE = "%(asctime)s %(levelname)-7s %(name)s [%(process)d %(threadName)s] %(message)s"


class _Line(logging.Formatter):
    """A record as it stands in the file; `blanked` takes out of it what must not be there.

    Control characters are escapes in it: it is read on terminals.
    """

    def __init__(self, blanked: Callable[[str], str]) -> None:
        super().__init__(_LINE)
        self._blanked = blanked

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as text, with the traceback of its error below."""
        if record.exc_info and record.exc_info[1]:
            record.exc_text = trace(record.exc_info[1])
        text = self._blanked(super().format(record))
        return "\n".join(map(visible, text.split("\n")))


class LogFile:
    """The file to which records go from now on, at the end of what is in it; raise FileError if it cannot be written.

    A record that the disk refuses later is lost: a session is worth more.
    """

    def __init__(self, path: Path, blanked: Callable[[str], str]) -> None:
        with refusing(path):
            self._stream = _opened(path)
        self._handler = logging.StreamHandler(self._stream)
        self._handler.setFormatter(_Line(blanked))
        self._logger = logging.getLogger(ROOT)
        self._level = self._logger.level
        logging.raiseExceptions = False
        self._logger.addHandler(self._handler)
        self._logger.setLevel(logging.DEBUG)

    @property
    def descriptor(self) -> int:
        """Its file descriptor."""
        return self._stream.fileno()

    def close(self) -> None:
        """Let no more records go to it."""
        self._logger.removeHandler(self._handler)
        self._logger.setLevel(self._level)
        try:
            self._stream.close()
        except OSError:  # the disk is full
            return


_open: dict[Path, LogFile] = {}
"""The file that is being written, if there is one."""


def begin(path: Path, blanked: Callable[[str], str]) -> None:
    """Write records to a file from now on, and to no other one; raise FileError if it cannot be written.

    `blanked` takes out of a text what must not be in the file.
    """
    if path not in _open:
        file = LogFile(path, blanked)
        end()
        _open[path] = file


def end() -> None:
    """Write no more records."""
    while _open:
        _open.popitem()[1].close()


def descriptor() -> int | None:
    """Return the file descriptor of the file that is being written, or None if there is none."""
    return next((file.descriptor for file in _open.values()), None)


def _opened(path: Path) -> TextIO:
    """Open a file to add to; a new one is private, and a pipe that nobody reads is not waited for."""

    def opened(name: str, flags: int) -> int:
        return os.open(name, flags | getattr(os, "O_NONBLOCK", 0), 0o600)

    return open(path, "a", buffering=1, encoding="utf-8", errors="backslashreplace", opener=opened)
