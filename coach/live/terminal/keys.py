"""The keys of the terminal, one by one and without the return key, on every platform."""

import os
import sys
import time
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

from coach.live.terminal.front import is_in_front

if TYPE_CHECKING:
    from coach.live.terminal.decoder import Decoder

_CTRL_C = "c-c"


class Keys:
    """The keyboard, for as long as a `with` block lasts; after it the terminal is as it was.

    Without a terminal there is no keyboard, and nothing is touched. A shell that has the process in its background has
    the keyboard for itself; from when the process is in the foreground again, its keys are heard again.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdin
        self._keyboard: _Keyboard | None = None
        self._decoder: Decoder | None = None
        self.there = False
        """Whether keys can be pressed at the moment; known within the block."""

    @property
    def possible(self) -> bool:
        """Whether there is a keyboard, be it ours at the moment or not."""
        return self._keyboard is not None and not self._keyboard.is_closed

    def __enter__(self) -> Self:
        with suppress(OSError, ValueError):  # it is closed
            if self._stream is not None and self._stream.isatty():
                self._keyboard = _Keyboard(self._stream)
                self.there = self._keyboard.take()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._keyboard:
            self._keyboard.leave()

    def pressed(self) -> tuple[str, ...]:
        """Return the keys that were pressed since the last call, at once: "a", " ", "left", "c-m" ….

        Raises KeyboardInterrupt for Ctrl-C where the system does not.
        """
        keyboard = self._keyboard
        self.there = keyboard is not None and not keyboard.is_closed and keyboard.take()
        if keyboard is None or not self.there:
            return ()
        if self._decoder is None:
            # What it imports takes longer than the sound may wait for: it comes when keys are first asked for.
            from coach.live.terminal.decoder import Decoder

            self._decoder = Decoder(self._stream.encoding)
        keys = keyboard.read(self._decoder)
        if _CTRL_C in keys:
            raise KeyboardInterrupt
        return keys


if sys.platform == "win32":
    from contextlib import ExitStack

    if TYPE_CHECKING:
        from prompt_toolkit.input import Input

    _REPORTS = {"<vt100-mouse-event>", "<windows-mouse-event>", "<ignore>"}
    """What the library calls messages of the console itself: nobody pressed a key."""

    class _Keyboard:
        """The console, which belongs to all that run in it."""

        def __init__(self, stream: TextIO) -> None:
            self._stream = stream
            self._undo = ExitStack()
            self._input: Input | None = None

        @property
        def is_closed(self) -> bool:
            return self._input is not None and self._input.closed

        def take(self) -> bool:
            """Have keys delivered one by one from when they are first asked for."""
            return True

        def read(self, decoder: "Decoder") -> tuple[str, ...]:
            """Return the keys that were pressed since the last call."""
            from prompt_toolkit.input import create_input

            if self._input is None:
                self._input = create_input(self._stream)
                self._undo.enter_context(self._input.raw_mode())
            strokes = [*self._input.read_keys(), *self._input.flush_keys()]
            typed = decoder.names_in("".join(stroke.data for stroke in strokes), time.monotonic())
            named = (str(getattr(stroke.key, "value", stroke.key)) for stroke in strokes if not stroke.data)
            return (*typed, *(name for name in named if name not in _REPORTS))

        def leave(self) -> None:
            """Set the console as it was."""
            self._undo.close()

else:
    import select
    import termios

    from coach.live.terminal.front import KeyByKey, forget_typed, never_stopped

    _MOST = 1 << 16
    """Bytes that are read in one look: somebody may paste a book."""

    class _Keyboard:
        """The terminal, which is ours while the shell has this process in its foreground."""

        def __init__(self, stream: TextIO) -> None:
            self._stream = stream
            self._terminal = stream.fileno()
            self._modes = KeyByKey(self._terminal)
            self.is_closed = False

        def take(self) -> bool:
            """Return whether the terminal is ours, and have it deliver keys one by one if it is."""
            with suppress(termios.error):  # it has gone
                if is_in_front(self._stream):
                    self._modes.take()
                    return True
                self._modes.give_back()
            return False

        def read(self, decoder: "Decoder") -> tuple[str, ...]:
            """Return the keys that were pressed since the last call."""
            content = b""
            with suppress(OSError), never_stopped():  # it has gone, or has just ceased to be ours
                if select.select([self._terminal], [], [], 0)[0]:
                    content = os.read(self._terminal, _MOST)
                    self.is_closed = not content
            return decoder.names(content, time.monotonic())

        def leave(self) -> None:
            """Set the terminal as it was, unless it is somebody else's by now."""
            with suppress(termios.error):  # it has gone
                if is_in_front(self._stream):
                    forget_typed(self._stream)  # keys that came too late are not for the shell
                self._modes.give_back()
