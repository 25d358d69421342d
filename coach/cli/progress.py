"""Signs on the terminal that long work goes on. Nothing is printed when standard error is no terminal."""

import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from coach.cli.echo import aside, is_plain, is_quiet
from coach.units import clock, frames

if TYPE_CHECKING:
    from coach.sessions.session import Progress
    from coach.sessions.time_left import TimeLeft

_COUNTED = re.compile(r"\d+")

_STEP = 25
"""Lines tell how far work is each time that so many per cent more are done,"""

_APART_S = 5.0
"""but not before so many seconds have passed since the last one,"""

_SOON_S = 3.0
"""and not where it is over in fewer seconds."""


@contextmanager
def progress(doing: str, stream: TextIO | None = None, *, each_s: float | None = None) -> "Iterator[Progress]":
    """Show a bar while a block works, on standard error or another stream; it is gone when the block ends.

    How much is done is shown in per cent, with the time left. `doing` stands until the first report; where that comes
    at once, `each_s` tells how many seconds each of the things takes that are counted, usually. A terminal on which
    nothing can be painted, or whose reader asks for plain lines, gets a line for each thing that is done, and a few
    that tell how far it is.
    """
    stream = stream or sys.stderr
    if is_quiet() or not (stream and stream.isatty()):
        yield lambda _doing, _done, _whole: None
        return
    from coach.live.terminal.painter import Painter

    if is_plain() or not Painter(stream).can_paint:
        yield _Lines(doing, stream, each_s)
        return
    from rich import progress as rich_progress
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Column
    from rich.text import Text

    far = _Far(each_s)

    class Told(rich_progress.ProgressColumn):
        """How much is done, and how long the rest takes."""

        def render(self, task: rich_progress.Task) -> Text:
            return Text("" if task.total is None else far.told)

    doing_now = rich_progress.TextColumn("{task.description}", table_column=Column(no_wrap=True, overflow="ellipsis"))
    columns = (doing_now, rich_progress.BarColumn(None), Told(Column(no_wrap=True)))
    with rich_progress.Progress(*columns, console=Console(file=stream), transient=True, expand=True) as bars:
        bar = bars.add_task(escape(doing), total=None)

        def report(now: str, done: int, whole: int | None) -> None:
            far.note(now, done, whole)
            told = now if whole is not None else f"{now}, {clock(done)} so far"
            bars.update(bar, description=escape(told), completed=done, total=whole)

        yield report


class _Far:
    """How far the thing is that is done now."""

    def __init__(self, each_s: float | None) -> None:
        self._each_s = each_s
        self._doing: str | None = None
        self.time: TimeLeft

    def note(self, doing: str, done: int, whole: int | None) -> bool:
        """Note what is done, how much of it, and of how much; return whether it is something else than before."""
        from coach.sessions.time_left import TimeLeft

        now = _COUNTED.sub("", doing)
        is_new = now != self._doing
        if is_new:
            self._doing, self.time = now, TimeLeft(self._each_s, time.monotonic)
        self.time.note(done, whole or 0)
        return is_new

    @property
    def told(self) -> str:
        """Return it as figures: "34 % 0:03 left"."""
        left_s = self.time.left_s
        left = "" if left_s is None else f" {clock(frames(left_s) + frames(1) - 1)} left"
        return f"{self.time.percent} %{left}"

    @property
    def told_in_words(self) -> str:
        """Return it as it is read aloud: "34 %, about 3 seconds left"."""
        left_s = self.time.left_s
        return f"{self.time.percent} %" + ("" if left_s is None else f", about {_about(left_s)} left")


def _about(left_s: float) -> str:
    """Return a time as people tell it that is known roughly."""
    from coach.script.wording import spoken_time

    if left_s > 90:
        return spoken_time(60 * round(left_s / 60))
    return spoken_time(max(round(left_s), 1) if left_s < 10 else 5 * round(left_s / 5))


class _Lines:
    """Writes a line when something else is done, and now and then one that tells how far that is."""

    def __init__(self, doing: str, stream: TextIO, each_s: float | None) -> None:
        self._stream = stream
        self._far = _Far(each_s)
        self._told_percent, self._told_s = 0, 0.0
        if each_s is None:
            self(doing, 0, None)

    def __call__(self, doing: str, done: int, whole: int | None) -> None:
        is_new = self._far.note(doing, done, whole)
        percent, left_s, now_s = self._far.time.percent, self._far.time.left_s, time.monotonic()
        is_further = percent // _STEP > self._told_percent // _STEP and left_s is not None and left_s >= _SOON_S
        if is_new or (is_further and now_s - self._told_s >= _APART_S):
            self._told_percent, self._told_s = percent, now_s
            is_known = whole and left_s is not None
            aside(f"{doing}: {self._far.told_in_words}" if is_known else doing, self._stream)


@contextmanager
def waiting(doing: str) -> Iterator[None]:
    """Show that a block works, of which nobody knows how far it is."""
    with progress(doing):
        yield
