"""A picture of a few lines on a terminal, painted over by the next one: where it can be, how large, in which signs."""

import os
import shutil
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.segment import Segment

_LEAST = (24, 8)
"""Columns and rows: on a smaller terminal a picture would be cut to pieces, or not be painted over."""

_WIDEST = 100
"""Columns of the widest picture; what is narrower than a window stays whole when the window becomes narrower."""

_USUAL = (80, 24)
"""The size of what does not say how large it is, and is no terminal of the system."""

_NO_TERMINALS = {"", "dumb", "unknown"}

_NO_LANGUAGES = {"", "C", "POSIX"}


def size(stream: TextIO) -> tuple[int, int]:
    """Return the columns and rows that a stream has at the moment; 0 is what nobody knows."""
    try:
        columns, rows = os.get_terminal_size(stream.fileno())
    except (OSError, ValueError):  # Windows knows the size of its standard streams alone
        columns, rows = shutil.get_terminal_size(_USUAL)
    return _in_environment("COLUMNS", columns), _in_environment("LINES", rows)


class Painter:
    """Paints on a stream."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lengths: list[int] = []
        self._moves = _has_moving_cursor()
        self._console: Console | None = None
        self.is_ascii = not _knows_more_than_ascii(stream)
        """Whether signs that are not in ASCII could come out as others."""

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows as they are at the moment; 0 is what nobody knows."""
        return size(self._stream)

    @property
    def can_paint(self) -> bool:
        """Whether a picture can be painted, and painted over."""
        return self._moves and all(has >= least for has, least in zip(self.size, _LEAST, strict=True))

    def paint(self, picture: "RenderableType") -> None:
        """Paint a picture in place of the one before; the cursor stays below it."""
        from rich.segment import Segment, SegmentLines

        console = self._resized()
        lines = console.render_lines(_InAscii(picture) if self.is_ascii else picture, pad=False)
        with console:  # all of it is written at once
            self.erase()
            console.print(SegmentLines(lines, new_lines=True), end="")
        self._lengths = [Segment.get_line_length(line) for line in lines]

    def erase(self) -> None:
        """Take the picture away."""
        if self._lengths:
            from rich.control import Control
            from rich.segment import ControlType

            columns = max(self.size[0], 1)
            rows = sum(max(-(-length // columns), 1) for length in self._lengths)  # some have become two by now
            up = (ControlType.CURSOR_UP, 1), (ControlType.ERASE_IN_LINE, 2)
            self._resized().control(Control(ControlType.CARRIAGE_RETURN, *up * rows))
            self._lengths = []

    def leave(self) -> None:
        """Leave the picture where it is: what stands below it is somebody else's by now."""
        self._lengths = []

    def _resized(self) -> "Console":
        # rich takes longer to import than the sound may wait for: it comes when the sound is there.
        from rich.console import Console, ConsoleDimensions

        columns, rows = self.size
        if self._console is None:
            self._console = Console(file=self._stream, width=_WIDEST, height=rows)
        self._console.size = ConsoleDimensions(min(columns, _WIDEST), rows)
        return self._console


class _InAscii:
    """A picture in signs that every terminal shows."""

    def __init__(self, picture: "RenderableType") -> None:
        self._picture = picture

    def __rich_console__(self, console: "Console", options: "ConsoleOptions") -> "Iterator[Segment]":
        yield from console.render(self._picture, replace(options, encoding="ascii"))


def _in_environment(name: str, found: int) -> int:
    """Return the number in a variable of the environment, or what was found without it."""
    given = os.environ.get(name, "")
    return int(given) if given.isdecimal() else found


def _has_moving_cursor() -> bool:
    """Return whether the kind of terminal is known, and its cursor moves as nearly all do."""
    kind = os.environ.get("TERM", "")
    if sys.platform == "win32":
        return kind not in _NO_TERMINALS - {""}
    if kind in _NO_TERMINALS:
        return False
    try:
        import curses

        curses.setupterm(kind, 2)  # it looks up the kind; the descriptor may be anything
        return (curses.tigetstr("cuu") or b"").startswith(b"\x1b[")
    except ImportError:  # Python was built without it
        return True
    except curses.error:
        return False


def _knows_more_than_ascii(stream: TextIO) -> bool:
    """Return whether signs are shown as they are meant: Python writes UTF-8 where the locale knows ASCII alone, too."""
    if not (stream.encoding or "").lower().startswith("utf"):
        return False
    if sys.platform == "win32":
        return True
    language = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    of_letters = os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE") or language
    was_forced = of_letters == "C.UTF-8" and language in _NO_LANGUAGES  # by Python itself (PEP 538)
    return not was_forced and of_letters not in _NO_LANGUAGES
