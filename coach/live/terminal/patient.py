"""A terminal that nobody has to wait for: what is written to it is handed over by a thread of its own.

Ctrl-S stops a terminal, and so does whoever marks text in a console of Windows: a write then waits, for as long as it
is held. One that has gone, and a full disk behind a log, refuse what is written. Neither must reach a session.
"""

import io
import os
import signal
import sys
import threading
import time
from collections import deque
from typing import TYPE_CHECKING

from coach.storage.log import Log

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_log = Log(__name__)

_MOST = 1 << 16
"""Bytes that wait to be taken; what comes beyond them is lost."""

_PATIENCE_S = 1.0
"""How long the last words wait to be taken, in seconds, by whoever leaves."""

_LATE_S = 0.02
"""The same for a terminal that was not in time before, in seconds."""

_FULL_S = 0.05
"""How often a terminal is tried that has no room and does not wait for it, in seconds."""


class Patient:
    """Writes what it is given to a copy of a file descriptor.

    Whoever gives it something never waits and is never refused: after a refusal nothing is seen, that is all. A
    terminal that is known to be stopped `is_late`: its last words are hardly waited for.
    """

    def __init__(self, descriptor: int, *, is_late: bool = False) -> None:
        self._raw = os.fdopen(os.dup(descriptor), "wb", buffering=0)  # the thread closes it
        self._changed = threading.Condition()
        self._pending: deque[bytes] = deque()
        self._size = 0
        self._over = False
        self._thread: threading.Thread | None = None
        self.is_late = is_late
        """Whether the last words were waited for in vain."""

    @property
    def is_behind(self) -> bool:
        """Whether something waits to be taken."""
        return bool(self._pending)

    def stream(self, encoding: str) -> "PatientStream":
        """Return a stream of text to the terminal."""
        return PatientStream(self, _Raw(self, self._raw.fileno()), encoding)

    def write(self, content: bytes) -> None:
        """Have something written as soon as it is taken."""
        with self._changed:
            if self._over or self._size + len(content) > _MOST or not self._is_served():
                return
            self._pending.append(content)
            self._size += len(content)
            self._changed.notify_all()

    def wait(self) -> None:
        """Wait until all is taken, but not for long, and hardly at all if that was in vain before."""
        with self._changed:
            patience_s = _LATE_S if self.is_late else _PATIENCE_S
            self.is_late = not self._changed.wait_for(lambda: not self._pending, patience_s)

    def end(self) -> None:
        """Take nothing more; what has been taken is written if that is possible while the process lasts."""
        with self._changed:
            self._over = True
            self._changed.notify_all()
            if self._thread is None:
                self._raw.close()

    def _is_served(self) -> bool:
        """Return whether the thread runs, which begins with the first words."""
        if self._thread is None:
            thread = threading.Thread(target=self._run, name="coach-terminal", daemon=True)
            try:
                thread.start()
            except RuntimeError as error:  # the system lets no more threads begin
                _log.warning("nothing is shown: %s", error)
                return False
            self._thread = thread
        return True

    def _run(self) -> None:
        if sys.platform != "win32":
            # A shell may have jobs stopped that write to the terminal while they are in the background.
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
        with self._raw:
            while (content := self._next()) is not None:
                try:
                    self._hand_over(content)
                except OSError as error:
                    _log.debug("what is shown cannot be written: %s", error)
                with self._changed:
                    self._size -= len(self._pending.popleft())
                    self._changed.notify_all()

    def _next(self) -> bytes | None:
        with self._changed:
            self._changed.wait_for(lambda: self._pending or self._over)
            return self._pending[0] if self._pending else None

    def _hand_over(self, content: bytes) -> None:
        rest = memoryview(content)
        while rest:
            taken = self._raw.write(rest)
            if taken is None:  # somebody else has told the system not to wait for it
                time.sleep(_FULL_S)
            else:
                rest = rest[taken:]


class _Raw(io.RawIOBase):
    """What a stream of text writes to."""

    name = "<terminal>"

    def __init__(self, patient: Patient, descriptor: int) -> None:
        self._patient = patient
        self._descriptor = descriptor

    def write(self, content: "ReadableBuffer", /) -> int:
        taken = bytes(content)
        self._patient.write(taken)
        return len(taken)

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def isatty(self) -> bool:
        return os.isatty(self._descriptor)


class PatientStream(io.TextIOWrapper):
    """A stream of text to a patient terminal; closing it waits for the last words, but not for long."""

    def __init__(self, patient: Patient, raw: _Raw, encoding: str) -> None:
        super().__init__(raw, encoding, "replace", write_through=True)
        self._patient = patient

    @property
    def is_behind(self) -> bool:
        """Whether something waits to be taken: a picture would come late."""
        return self._patient.is_behind

    def close(self) -> None:
        """Wait for the last words, and take no more."""
        if not self.closed:
            self._patient.wait()
        super().close()
