"""What stands on the terminal while a session plays: where we are, how long it takes, and the keys."""

from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

from coach.live.terminal.transport import State
from coach.live.terminal.view import View, line, view
from coach.plan.timeline import Timeline

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.live import Live

_SPACE: dict[State, str] = {"paused": "space go on", "waiting": "space ready"}
"""What the space bar does where it does not pause."""

_OTHER_KEYS = "a again  {arrows} stage  l s hold  + - volume  q end"


def screen(stream: TextIO, *, plain: bool, keys: bool) -> "Lines | Bars":
    """Return the screen for a stream: plain lines if they are asked for or it is no terminal, else bars.

    `keys` says whether there is a keyboard whose keys are worth showing.
    """
    return Lines(stream) if plain or not stream.isatty() else Bars(stream, keys=keys)


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
        print(text, file=self._stream, flush=True)


class Bars:
    """A few calm lines that are painted over when something has changed, and gone at the end."""

    def __init__(self, stream: TextIO, *, keys: bool) -> None:
        self._stream = stream
        self._keys = keys
        self._remark = ""
        self._shown: View | None = None
        self._live: Live | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()

    def watch(self, timeline: Timeline, frame: int) -> None:
        """Paint where a session is, if that has changed."""
        now = view(timeline, frame)
        if now != self._shown:
            self._shown = now
            live = self._started()
            live.update(_picture(now, self._remark, live.console, keys=self._keys), refresh=True)

    def remark(self, text: str) -> None:
        """Show a few words beside the phase until there are others; they appear with the next picture."""
        self._remark, self._shown = text, None

    def tell(self, text: str) -> None:
        """Write a line above the bars."""
        self._started().console.print(text, markup=False, highlight=False)

    def _started(self) -> "Live":
        # rich takes longer to import than the sound may wait for: it comes when the sound is there.
        from rich.console import Console
        from rich.live import Live

        if not self._live:
            self._live = Live(console=Console(file=self._stream), auto_refresh=False, transient=True)
            self._live.start()
        return self._live


def _picture(now: View, remark: str, console: "Console", *, keys: bool) -> "RenderableType":
    """Return the lines of a moment: always as many, so that nothing jumps."""
    from rich.console import Group
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    def one_line(text: str, style: str = "") -> Text:
        return Text(text, style, no_wrap=True, overflow="ellipsis")

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
        arrows = "< >" if console.options.ascii_only else "← →"
        space = _SPACE.get(now.state, "space pause")
        lines.append(one_line(f"{space}  {_OTHER_KEYS.format(arrows=arrows)}", "dim"))
    return Group(*lines)
