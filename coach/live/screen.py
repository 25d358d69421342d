"""What stands on the terminal while a session plays: where we are, how long it takes, and the keys."""

from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self, TextIO

from coach.live.transport import State
from coach.live.view import Bar, View, line, view
from coach.timeline import Timeline

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.live import Live

_SPACE: dict[State, str] = {"paused": "space go on", "waiting": "any key I am there"}
"""What the space bar does where it does not pause."""

_OTHER_KEYS = "a again  {arrows} stage  l s hold  + - volume  q end"


class Screen(Protocol):
    """Shows a session for as long as a `with` block lasts."""

    def __enter__(self) -> Self:
        """Begin; nothing is shown yet."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the terminal as it was, but for lines that are meant to stay."""
        ...

    def watch(self, timeline: Timeline, frame: int) -> None:
        """Show where a session is."""
        ...

    def tell(self, text: str) -> None:
        """Show a line that stays."""
        ...


def screen(stream: TextIO, *, plain: bool, keys: bool) -> Screen:
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

    def tell(self, text: str) -> None:
        """Write a line."""
        print(text, file=self._stream, flush=True)


class Bars:
    """A few calm lines that are painted over when something has changed, and gone at the end."""

    def __init__(self, stream: TextIO, *, keys: bool) -> None:
        self._stream = stream
        self._keys = keys
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
            live.update(_picture(now, live.console, keys=self._keys), refresh=True)

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


def _picture(now: View, console: "Console", *, keys: bool) -> "RenderableType":
    """Return the lines of a moment: always as many, so that nothing jumps."""
    from rich.console import Group
    from rich.text import Text

    whole = f"{now.gone} of {_end(now)}, {now.session.left} left" if now.session else now.gone
    lines = [
        _text(now.title, "bold"),
        _text(now.doing),
        _row(now.hold, f"{now.hold.left} left") if now.hold else Text(),
        _row(now.session, whole),
    ]
    if keys:
        arrows = "< >" if console.options.ascii_only else "← →"
        lines.append(_text(f"{_SPACE.get(now.state, 'space pause')}  {_OTHER_KEYS.format(arrows=arrows)}", "dim"))
    return Group(*lines)
