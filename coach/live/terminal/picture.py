"""The picture of a moment: a few calm lines, always as many on a terminal of one size, so that nothing jumps."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from coach.live.terminal.painter import WIDEST, Painter
from coach.live.terminal.view import Bar, View
from coach.plan.wishes import State

if TYPE_CHECKING:
    from rich.console import RenderableType

_SPACE: dict[State, str] = {"paused": "space go on", "waiting": "space ready"}
"""What the space bar does where it does not pause."""

_OTHER_KEYS = ("a again", "{arrows} stage", "l s hold", "+ - volume", "q end")

_CTRL_C = "Ctrl-C ends it on every keyboard; any other key pauses"

_NARROW = 50
"""On fewer columns there is no room for a bar beside all that is known of the time, nor for most titles in one row."""

_MANY_ROWS = 12
"""On a narrow terminal with as many there is room for a title and for a remark in two rows each."""


def picture(now: View, remark: str, painter: Painter, *, keys: bool) -> "RenderableType":
    """Return the lines of a moment, as many of them as there is room for; `remark` are a few words, or none."""
    from rich.console import Group
    from rich.progress_bar import ProgressBar
    from rich.table import Table
    from rich.text import Text

    columns, rows = min(painter.size[0], WIDEST), painter.size[1] - 1

    def one_line(text: str, style: str = "") -> Text:
        return Text(text, style, no_wrap=True, overflow="crop" if painter.is_ascii else "ellipsis")

    def bar(shown: Bar | None) -> "RenderableType":
        return ProgressBar(shown.whole, shown.done) if shown else ""

    is_narrow = columns < _NARROW
    bars = Table.grid(padding=(0, 2, 0, 0), expand=True)
    bars.add_column(ratio=1)
    bars.add_column(justify="right", no_wrap=True)
    bars.add_row(bar(now.hold), Text(now.hold_left))
    left = f"{now.session.left} left" if now.session and is_narrow else now.whole
    bars.add_row(bar(now.session), Text(left))
    most = 2 if is_narrow and rows >= _MANY_ROWS else 1
    title, told = _rows(now.title, most, columns), _rows(remark, most, columns)
    lines: list[RenderableType] = [
        *(one_line(text, "bold") for text in title),
        one_line(now.doing),
        bars,
        *(one_line(text, "dim") for text in told),
    ]
    if keys:
        arrows = "< >" if painter.is_ascii else "← →"
        names = [_SPACE.get(now.state, "space pause"), *(name.format(arrows=arrows) for name in _OTHER_KEYS)]
        listed = [*_filled(names, columns, "  "), *_filled(_CTRL_C.split(" "), columns, " ")]
        room = rows - len(lines) - 1  # there are two bars
        lines += [one_line(text, "dim") for text in listed[: max(room, 0)]]
    return Group(*lines)


def _rows(text: str, count: int, columns: int) -> list[str]:
    """Return a text in so many rows; the last one has what is left, be it too long or nothing."""
    filled = _filled(text.split(" "), columns, " ")
    rows = [*filled[: count - 1], " ".join(filled[count - 1 :])]
    return [*rows, *[""] * (count - len(rows))]


def _filled(parts: Iterable[str], columns: int, between: str) -> list[str]:
    """Return parts of a text in rows, each with as many of them as it has room for."""
    from rich.cells import cell_len

    rows: list[str] = []
    for part in parts:
        longer = f"{rows[-1]}{between}{part}" if rows else part
        if rows and cell_len(longer) <= columns:
            rows[-1] = longer
        else:
            rows.append(part)
    return rows
