"""Signals, in one place for all commands: whatever asks a command to end, ends it as Ctrl-C does.

A session fades out and is noted as stopped, a file that is half written is removed, the terminal is as it was, and the
status is that of Ctrl-C. What whoever started the command has it ignore, as `nohup` does, stays ignored. That a command
is stopped and goes on is no matter of signals: `coach.live.terminal.front` looks whose the terminal is.
"""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_ENDING = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGBREAK")
"""Ctrl-C; a polite kill; the terminal is closed; Ctrl-\\; Ctrl-Break and a closed console on Windows."""

_TWICE_S = 0.3
"""A second Ctrl-C that comes sooner is the same one, in seconds: it may reach a command in two ways."""

_LEAVING_S = 5.0
"""So long a command may take to leave, in seconds, before one more signal of any kind counts.

Whoever closes a terminal or shuts down a machine sends several at once.
"""


class _Asked:
    """Whether a command has been asked to end: the first time counts, and a second Ctrl-C, which leaves at once."""

    def __init__(self) -> None:
        self._times = 0
        self._latest_s = 0.0
        self.is_over = False
        """Whether the command has ended: nothing interrupts what is left to do."""

    def __call__(self, number: int, _frame: FrameType | None) -> None:
        """Raise KeyboardInterrupt, with the number of the signal, if it counts."""
        now_s = time.monotonic()
        is_impatient = number == signal.SIGINT and self._times == 1
        patience_s = _TWICE_S if is_impatient else _LEAVING_S
        if self.is_over or (self._times and now_s - self._latest_s < patience_s):
            return
        self._times += 1
        self._latest_s = now_s
        raise KeyboardInterrupt(number)


@contextmanager
def heeded() -> Iterator[_Asked]:
    """Have the signals that ask a command to end raise KeyboardInterrupt in the block, in the main thread.

    Those that somebody has ignored or handles already are left to them.
    """
    asked = _Asked()
    before = {}
    usual = (signal.SIG_DFL, signal.default_int_handler)
    for number in (getattr(signal, name) for name in _ENDING if hasattr(signal, name)):
        if signal.getsignal(number) in usual:
            before[number] = signal.signal(number, asked)
    try:
        yield asked
    finally:
        asked.is_over = True
        for number, handler in before.items():
            signal.signal(number, handler)
