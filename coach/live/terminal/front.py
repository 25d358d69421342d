"""Whether the terminal is ours, and how it treats what is typed while it is.

A shell lends its terminal to the job in its foreground. It may take it back at any time, as after STOP, and it does not
say so; so whoever uses it looks each time.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO


def is_in_front(stream: TextIO) -> bool:
    """Return whether a stream is the terminal of our shell, which has this process in its foreground.

    On Windows a console belongs to all that run in it.
    """
    try:
        if not stream.isatty():
            return False
        return sys.platform == "win32" or os.tcgetpgrp(stream.fileno()) == os.getpgrp()
    except (OSError, ValueError):  # closed, or the terminal of another session
        return False


def is_in_background(stream: TextIO) -> bool:
    """Return whether a stream is the terminal of our shell, which has another job in its foreground."""
    if sys.platform == "win32":
        return False
    try:
        return os.tcgetpgrp(stream.fileno()) != os.getpgrp()
    except (OSError, ValueError):
        return False


if sys.platform != "win32":
    import select
    import signal
    import termios
    import tty

    _LOOK_S = 0.2
    """How often a wait is interrupted, in seconds."""

    _CANONICAL = termios.ECHO | termios.ICANON | termios.IEXTEN
    """What is off: echo, lines, and keys with which a terminal itself does something."""

    class KeyByKey:
        r"""Lets a terminal deliver keys as they are pressed, without an echo, as long as it is ours.

        Ctrl-C still interrupts, unless whoever started this process has it ignored: then it is a key, too. Ctrl-Z and
        Ctrl-\ are keys like others: a process that is stopped or killed would leave the terminal without an echo, and
        the session without a pause.
        """

        def __init__(self, terminal: int) -> None:
            self._terminal = terminal
            self._before: list[Any] | None = None
            off = os.fpathconf(terminal, "PC_VDISABLE").to_bytes()
            self._characters: dict[int, bytes | int] = {
                termios.VMIN: 1,
                termios.VTIME: 0,
                termios.VSUSP: off,
                termios.VQUIT: off,
            }
            if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
                self._characters[termios.VINTR] = off

        def take(self) -> None:
            """Set the terminal, unless it is set. Whoever has changed it since has meant it, and finds it so again."""
            found = termios.tcgetattr(self._terminal)
            if not self._is_set(found):
                self._before = found
                mode = [*found[:6], [*found[6]]]
                mode[tty.LFLAG] &= ~_CANONICAL
                for place, sent in self._characters.items():
                    mode[tty.CC][place] = sent
                self._set(mode)

        def give_back(self) -> None:
            """Set the terminal as it was, unless somebody else has done so."""
            if self._before is not None and self._is_set(termios.tcgetattr(self._terminal)):
                self._set(self._before)

        def _is_set(self, mode: list[Any]) -> bool:
            is_key_by_key = not mode[tty.LFLAG] & _CANONICAL
            return is_key_by_key and all(mode[tty.CC][place] == sent for place, sent in self._characters.items())

        def _set(self, mode: list[Any]) -> None:
            with never_stopped():
                termios.tcsetattr(self._terminal, termios.TCSANOW, mode)

    def forget_typed(stream: TextIO) -> None:
        """Forget what was typed into a terminal and not read."""
        with never_stopped(), suppress(termios.error):  # it has gone
            termios.tcflush(stream.fileno(), termios.TCIFLUSH)

    def wait_for_typed(stream: TextIO) -> None:
        """Wait until a line has been typed. Python would not see a signal that comes just before it begins to read."""
        while not select.select([stream.fileno()], [], [], _LOOK_S)[0]:
            pass

    @contextmanager
    def never_stopped() -> Iterator[None]:
        """Have the system not stop this process for touching a terminal that has just ceased to be ours."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTIN, signal.SIGTTOU})
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

else:

    def forget_typed(stream: TextIO) -> None:
        """Forget what was typed into a console and not read."""
        import msvcrt

        if stream.isatty():
            while msvcrt.kbhit():
                msvcrt.getwch()

    def wait_for_typed(_stream: TextIO) -> None:
        """Leave the waiting to whoever reads, which a console's Ctrl-C always reaches."""
