"""Silence for the libraries that chat on file descriptor 2 while they handle a sound device.

If there is a log file, their words go there as they are, so that even the last ones of a library that ends the process
are kept.
"""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import TextIO

from coach.storage.log import Log, descriptor

_log = Log(__name__)


class _Muter:
    """Mutes file descriptor 2 as long as anybody, in any thread, asks for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asking = 0
        self._kept = -1

    def ask(self) -> TextIO:
        """Mute; return a stream to where the descriptor led before, which the caller closes."""
        with self._lock:
            if not self._asking:
                sys.stderr.flush()
                self._kept = os.dup(2)
                self._mute()
            self._asking += 1
            return os.fdopen(os.dup(self._kept), "w", encoding=sys.stderr.encoding, errors="replace")

    def _mute(self) -> None:
        log = descriptor()
        if log is not None:
            _log.debug("standard error is muted: a line without a time is what a library writes there")
            os.dup2(log, 2)
            return
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 2)
        os.close(nowhere)

    def release(self) -> None:
        """Give the descriptor back if nobody else needs it muted."""
        with self._lock:
            self._asking -= 1
            if not self._asking:
                os.dup2(self._kept, 2)
                os.close(self._kept)


_muter = _Muter()


@contextmanager
def quiet_stderr() -> Iterator[TextIO]:
    """Send what the whole process writes to file descriptor 2 to nowhere, or to the log file if there is one.

    Yields a stream that still gets through.
    """
    try:
        stream = _muter.ask()
    except (OSError, AttributeError):  # there is no stderr, as under pythonw: nothing to mute
        yield StringIO()
        return
    try:
        with stream:
            yield stream
    finally:
        _muter.release()
