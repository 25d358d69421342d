"""What stands on the terminal while a session plays: where we are, how long it takes, and the keys."""

import os
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

from coach.live.terminal.front import is_in_background
from coach.live.terminal.painter import Painter
from coach.live.terminal.patient import PatientStream
from coach.live.terminal.transport import State
from coach.live.terminal.view import View, line, view
from coach.live.terminal.wrapping import wrapped
from coach.plan.timeline import Timeline

if TYPE_CHECKING:
    from rich.console import RenderableType

_SPACE: dict[State, str] = {"paused": "space go on", "waiting": "space ready"}
"""What the space bar does where it does not pause."""

_OTHER_KEYS = "a again  {arrows} stage  l s hold  + - volume  q end"


_CTRL_C = "Ctrl-C ends it on every keyboard; any other key pauses"

_PLAIN = ("COACH_PLAIN", "ACCESSIBLE")
"""Variables of the environment that ask for plain lines; the second is for every program that knows it."""

_NO = {"", "0", "n", "no", "f", "false", "off"}


def screen(stream: TextIO, *, plain: bool, keys: bool) -> "Lines | Bars":
    """Return the screen for a stream: plain lines if they are asked for or it is no terminal, else bars.

    `keys` says whether there is a keyboard whose keys are worth showing.
    """
    return Lines(stream) if plain or is_heard() or not stream.isatty() else Bars(stream, keys=keys)


def is_heard() -> bool:
    """Return whether the environment asks for plain lines: whoever hears the screen does so once and for all."""
    return any(map(is_set, _PLAIN))


def is_set(variable: str) -> bool:
    """Return whether a variable of the environment says yes."""
    return os.environ.get(variable, "").strip().casefold() not in _NO


class Lines:
    """One line for every phase, which stays: for logs, and for programs that read the screen aloud."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._said: tuple[str, str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def watch(self, timeline: Timeline, frame: int) -> None:
        """Write a line if another phase has begun."""
        now = view(timeline, frame)
        if now.title and (now.title, now.doing) != self._said:
            self._said = now.title, now.doing
            self.tell(line(now))

    def remark(self, text: str) -> None:
        """Write a line."""
        self.tell(text)

    def tell(self, text: str) -> None:
        """Write a line."""
        print(wrapped(text, self._stream), file=self._stream, flush=True)


class Bars:
    """A few calm lines that are painted over when something has changed, and gone at the end.

    On a terminal that cannot be painted on, or that is too small, there are plain lines instead. One that is not ours
    for a while is left alone for as long, and one that does not take what it is given gets no more until it does.
    """

    def __init__(self, stream: TextIO, *, keys: bool) -> None:
        self._stream = stream
        self._keys = keys
        self._remark = ""
        self._shown: tuple[View, tuple[int, int]] | None = None
        self._lines = Lines(stream)
        self._painter: Painter | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._clear()

    def watch(self, timeline: Timeline, frame: int) -> None:
        """Paint where a session is, if that has changed."""
        painter = self._painted_by()
        if not painter.can_paint:
            self._clear()
            self._lines.watch(timeline, frame)
        elif is_in_background(self._stream):
            self._clear()
        elif not (isinstance(self._stream, PatientStream) and self._stream.is_behind):
            now = view(timeline, frame), painter.size
            if now != self._shown:
                self._shown = now
                painter.paint(_picture(now[0], self._remark, painter, keys=self._keys))

    def remark(self, text: str) -> None:
        """Show a few words beside the phase until there are others; they appear with the next picture."""
        self._remark, self._shown = text, None
        if not self._painted_by().can_paint:
            self._lines.remark(text)

    def tell(self, text: str) -> None:
        """Write a line above the bars."""
        self._clear()
        self._lines.tell(text)

    def _clear(self) -> None:
        """Take the picture away, unless what stands there by now is the shell's."""
        self._shown = None
        if self._painter and is_in_background(self._stream):
            self._painter.leave()
        elif self._painter:
            self._painter.erase()

    def _painted_by(self) -> Painter:
        self._painter = self._painter or Painter(self._stream)
        return self._painter


def _picture(now: View, remark: str, painter: Painter, *, keys: bool) -> "RenderableType":
    """Return the lines of a moment: always as many, so that nothing jumps."""
    from rich.console import Group
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    def one_line(text: str, style: str = "") -> Text:
        return Text(text, style, no_wrap=True, overflow="crop" if painter.is_ascii else "ellipsis")

    bars = Table.grid(padding=(0, 2, 0, 0), expand=True)
    bars.add_column(ratio=1)
    bars.add_column(justify="right", no_wrap=True)
    for bar, text in ((now.hold, now.hold_left), (now.session, now.whole)):
        bars.add_row(ProgressBar(bar.whole, bar.done) if bar else "", Text(text))
    doing = one_line(now.doing)
    if remark:
        doing.append(f"  ({remark})", "dim")
    lines: list[RenderableType] = [one_line(now.title, "bold"), doing, bars]
    if keys:
        arrows = "< >" if painter.is_ascii else "← →"
        space = _SPACE.get(now.state, "space pause")
        lines.append(one_line(f"{space}  {_OTHER_KEYS.format(arrows=arrows)}", "dim"))
        lines.append(one_line(_CTRL_C, "dim"))
    return Group(*lines)
