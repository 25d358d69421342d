"""Signs on the terminal that long work goes on. Nothing is printed when standard error is no terminal."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from coach.cli.echo import aside, is_plain, is_quiet
from coach.units import clock

if TYPE_CHECKING:
    from coach.sessions.session import Progress

_COUNTED = re.compile(r"\d+")


@contextmanager
def progress(doing: str, stream: TextIO | None = None) -> "Iterator[Progress]":
    """Show a bar while a block works, on standard error or another stream; it is gone when the block ends.

    `doing` stands until the first report. A terminal on which nothing can be painted, or whose reader asks for plain
    lines, gets a line for each thing that is done.
    """
    stream = stream or sys.stderr
    if is_quiet() or not (stream and stream.isatty()):
        yield lambda _doing, _done, _whole: None
        return
    from coach.live.terminal.painter import Painter

    if is_plain() or not Painter(stream).can_paint:
        yield _Lines(doing, stream)
        return
    from rich import progress as rich_progress
    from rich.console import Console
    from rich.markup import escape

    with rich_progress.Progress(console=Console(file=stream), transient=True) as bars:
        bar = bars.add_task(escape(doing), total=None)

        def report(now: str, done: int, whole: int | None) -> None:
            told = now if whole is not None else f"{now}, {clock(done)} so far"
            bars.update(bar, description=escape(told), completed=done, total=whole)

        yield report


class _Lines:
    """Writes a line when something else is done, and none for how much of it is."""

    def __init__(self, doing: str, stream: TextIO) -> None:
        self._stream = stream
        self._told = ""
        self(doing, 0, None)

    def __call__(self, doing: str, _done: int, _whole: int | None) -> None:
        told = _COUNTED.sub("", doing)
        if told != self._told:
            self._told = told
            aside(doing, self._stream)


@contextmanager
def waiting(doing: str) -> Iterator[None]:
    """Show that a block works, of which nobody knows how far it is."""
    with progress(doing):
        yield
