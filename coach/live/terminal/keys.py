"""The keys of the terminal, one by one and without the return key, on every platform."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    from prompt_toolkit.input import Input
    from prompt_toolkit.key_binding import KeyPress

_CTRL_C = "c-c"
_REPORTS = {"<cursor-position-response>", "<vt100-mouse-event>", "<windows-mouse-event>", "<ignore>"}
"""What the library calls messages of the terminal itself: nobody pressed a key."""


class Keys:
    """The keyboard, for as long as a `with` block lasts; after it the terminal is as it was.

    Without a terminal, and in the background of a shell, there is no keyboard, and nothing is touched.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdin
        self._undo = ExitStack()
        self._input: Input | None = None
        self.there = False
        """Whether keys can be pressed; known within the block."""

    def __enter__(self) -> Self:
        self.there = _in_reach(self._stream)
        if self.there and sys.platform != "win32":
            self._undo.enter_context(_key_by_key(self._stream.fileno()))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._undo.close()

    def pressed(self) -> tuple[str, ...]:
        """Return the keys that were pressed since the last call, at once: "a", " ", "left", "c-m" ….

        Raises KeyboardInterrupt for Ctrl-C where the system does not.
        """
        if not self.there:
            return ()
        source = self._source()
        strokes = [*source.read_keys(), *source.flush_keys()]
        self.there = not source.closed
        keys = tuple(name for name in map(_name, strokes) if name not in _REPORTS)
        if _CTRL_C in keys:
            raise KeyboardInterrupt
        return keys

    def _source(self) -> "Input":
        # The library takes longer to import than the sound may wait for: it comes when keys are first asked for.
        from prompt_toolkit.input import create_input

        if self._input is None:
            self._input = create_input(self._stream)
            if sys.platform == "win32":
                self._undo.enter_context(self._input.raw_mode())
        return self._input


def _name(stroke: "KeyPress") -> str:
    return str(getattr(stroke.key, "value", stroke.key))


def _in_reach(stream: TextIO | None) -> bool:
    """Return whether a stream is a terminal whose keys are ours: one in the background would stop the process."""
    try:
        if stream is None or not stream.isatty():
            return False
        return sys.platform == "win32" or os.tcgetpgrp(stream.fileno()) == os.getpgrp()
    except (OSError, ValueError):  # closed, or the terminal of another session
        return False


if sys.platform != "win32":
    import termios
    import tty

    @contextmanager
    def _key_by_key(terminal: int) -> Iterator[None]:
        """Deliver keys as they are pressed, without an echo; Ctrl-C still interrupts, Ctrl-Z is a key like others.

        A process that is stopped would leave the terminal without an echo, and the session without a pause.
        """
        before = termios.tcgetattr(terminal)
        mode = termios.tcgetattr(terminal)
        mode[tty.LFLAG] &= ~(termios.ECHO | termios.ICANON)
        mode[tty.CC][termios.VMIN], mode[tty.CC][termios.VTIME] = 1, 0
        mode[tty.CC][termios.VSUSP] = os.fpathconf(terminal, "PC_VDISABLE").to_bytes()
        termios.tcsetattr(terminal, termios.TCSANOW, mode)
        try:
            yield
        finally:
            with suppress(termios.error):  # the terminal may have been closed
                termios.tcflush(terminal, termios.TCIFLUSH)  # keys that came too late are not for the shell
                termios.tcsetattr(terminal, termios.TCSANOW, before)
