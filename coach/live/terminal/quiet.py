"""Silence for the libraries that chat on file descriptor 2 while they handle a sound device.

If there is a log file, their words go there as they are, so that even the last ones of a library that ends the process
are kept.

What coach itself says meanwhile goes to a terminal that nobody waits for (`patient.py`).
"""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import StringIO
from typing import TextIO

from coach.live.terminal.patient import Patient
from coach.storage.log import Log, descriptor

_log = Log(__name__)


class _Muter:
    """Mutes file descriptor 2 as long as anybody, in any thread, asks for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asking = 0
        self._kept = -1
        self._patient: Patient | None = None
        self._is_late = False

    def ask(self) -> TextIO:
        """Mute; return a stream to where the descriptor led before, which the caller closes."""
        with self._lock:
            if self._patient is None:
                with suppress(OSError):  # what could not be written before cannot be written now
                    sys.stderr.flush()
                self._kept = os.dup(2)
                self._patient = Patient(self._kept, is_late=self._is_late)
                self._mute()
            self._asking += 1
            return self._patient.stream(sys.stderr.encoding)

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
            if self._patient and not self._asking:
                os.dup2(self._kept, 2)
                os.close(self._kept)
                self._patient.end()
                self._is_late = self._patient.is_late
                self._patient = None


_muter = _Muter()


@contextmanager
def quiet_stderr() -> Iterator[TextIO]:
    """Send what the whole process writes to file descriptor 2 to nowhere, or to the log file if there is one.

    Yields a stream that still gets through, to a terminal that can neither hold up nor fail whoever writes to it.
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


def tell(text: str) -> None:
    """Write a line to standard error, unless it is stopped or gone."""
    from coach.live.terminal.wrapping import write_line

    with quiet_stderr() as terminal:
        write_line(text, terminal)
