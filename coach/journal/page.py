"""The journal for readers: what somebody's sessions come to, and one session after the other, in lines of text."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from textwrap import wrap

from coach.errors import visible
from coach.journal.feeling import BEST, HONESTLY, WORST
from coach.journal.glance import Played
from coach.journal.habit import Felt, Habit, PointHeard, Week, averages, heard_s, point_of
from coach.units import clock, counted, frames

_WEEKS = 6
"""So many weeks are shown."""

_WIDEST_BAR = 40
"""In characters."""

_LABEL = "this week"
"""The widest label of a week."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What a page is written on."""

    width: int = 80
    """Length of a line in characters."""

    is_ascii: bool = True
    """Whether signs that are not in ASCII could come out as others."""

    is_heard: bool = False
    """Whether it is read aloud: then there are words in place of charts."""

    def lines(self, text: str) -> list[str]:
        """Return a text in lines."""
        return wrap(text, self.width, break_long_words=False, break_on_hyphens=False)


def habit_page(told: Habit, names: Mapping[str, str], paper: Paper) -> Iterator[str]:
    """Yield what sessions come to; `names` has the names of the points that are known, by their codes."""
    if told.sessions:
        yield from paper.lines(f"{counted(told.sessions, 'session')}, {_duration(told.heard_s)} in all.")
        yield from paper.lines(_rows(told))
    else:
        yield from paper.lines("No session has come to a point yet.")
    if told.for_others:
        others = counted(told.for_others, "session")
        yield from paper.lines(f"Not counted: {others} for other listeners, by a profile in a file.")
    if told.weeks:
        yield ""
        yield from _weeks(told.weeks[-_WEEKS:], paper)
    if told.points:
        yield ""
        yield from _points(told.points, names, paper)


def session_lines(entries: Sequence[Played]) -> Iterator[str]:
    """Yield a line for every session: when, how long it was heard, which, and how it ended."""
    lengths = [clock(frames(heard_s(entry))) for entry in entries]
    widest = max(map(len, lengths), default=0)
    for entry, heard in zip(entries, lengths, strict=True):
        other = "" if entry.listener.is_at_home else ", for another listener"
        dropouts = f", {counted(entry.dropouts, 'dropout')}" if entry.dropouts else ""
        what = f"{visible(entry.routine)}, {_ended(entry)}{other}{dropouts}"
        yield f"{entry.begun:%Y-%m-%d %H:%M}  {heard:>{widest}}  {what}"


def felt_page(numbers: Sequence[Felt], most: int | None, paper: Paper) -> Iterator[str]:
    """Yield what was answered before and after sessions, the last `most` of them, and what it comes to."""
    shown = numbers[-most:] if most else numbers
    yield from paper.lines(f"How it felt before and after sessions, from {BEST}, no trouble, to {WORST}, the worst.")
    if not paper.is_heard:
        yield from paper.lines("In the chart b is before, a is after, and * is both.")
    yield ""
    for one in shown:
        yield _felt_line(one, paper)
    yield ""
    if mean := averages(numbers):
        apart = round(mean.after, 1) - round(mean.before, 1)
        yield from paper.lines(
            f"On average of {counted(mean.sessions, 'session')} with both numbers: {mean.before:.1f} before, "
            f"{mean.after:.1f} after, {_change(round(apart, 1))}."
        )
    yield from paper.lines(HONESTLY)


def _rows(told: Habit) -> str:
    until = "with today" if told.has_today else "up to yesterday"
    now = f"{counted(told.row, 'day')} in a row, {until}" if told.row else "No row of days just now"
    if told.row == told.longest_row:
        return f"{now}{', the longest row so far' if told.row > 1 else ''}."
    return f"{now}; the longest row was {counted(told.longest_row, 'day')}."


def _weeks(weeks: Sequence[Week], paper: Paper) -> Iterator[str]:
    minutes = [round(week.heard_s / 60) for week in weeks]
    if paper.is_heard:
        for week, number in zip(weeks, minutes, strict=True):
            sessions = counted(week.sessions, "session")
            yield f"Week of {week.monday.day} {week.monday:%B}: {counted(number, 'minute')}, {sessions}."
        return
    figures = len(str(max(minutes)))
    room = min(paper.width - len(_LABEL) - figures - 6, _WIDEST_BAR)
    yield "Minutes by week"
    for place, (week, number) in enumerate(zip(weeks, minutes, strict=True), 1):
        label = _LABEL if place == len(weeks) else f"{week.monday.day} {week.monday:%b}"
        length = max(round(number / max(*minutes, 1) * room), 1) if week.sessions else 0
        bar = ("#" if paper.is_ascii else "█") * length
        yield f"  {label:>{len(_LABEL)}}  {number:>{figures}}  {bar}".rstrip()


def _points(points: Sequence[PointHeard], names: Mapping[str, str], paper: Paper) -> Iterator[str]:
    yield "Heard to the end"
    figures = len(str(points[0].times))
    lines = []
    for point in points:
        code = visible(point.code)
        name = f"{names[point.code]} ({code})" if point.code in names else code
        differ = len({times for _, times in point.sides}) > 1 or len(point.sides) == 1
        sides = f": {', '.join(f'{side} {times}' for side, times in point.sides)}" if differ else ""
        spoken, shown = f"{name}{sides or f': {point.times}'}", f"  {point.times:>{figures}}  {name}{sides}"
        lines.append(spoken if paper.is_heard else shown)
    yield from lines if paper.is_heard else _in_columns(lines, paper.width)


def _in_columns(lines: Sequence[str], width: int) -> Iterator[str]:
    """Yield lines in two columns, one below the other, if there is room for them."""
    widest = max(map(len, lines))
    if 2 * widest + 2 > width:
        yield from lines
        return
    rows = -(-len(lines) // 2)
    for left, right in zip_longest(lines[:rows], lines[rows:], fillvalue=""):
        yield f"{left:<{widest + 2}}{right}".rstrip()


def _felt_line(one: Felt, paper: Paper) -> str:
    when = f"{one.begun:%Y-%m-%d %H:%M}"
    change = "" if one.change is None else f", {_change(one.change)}"
    if paper.is_heard:
        numbers = [
            f"{name} {number}" for name, number in (("before", one.before), ("after", one.after)) if number is not None
        ]
        return f"{when}: {', '.join(numbers)}{change}."
    before, after = ("-" if number is None else str(number) for number in (one.before, one.after))
    signs = ["." if paper.is_ascii else "·"] * (WORST - BEST + 1)
    for number, sign in ((one.before, "b"), (one.after, "a")):
        if number is not None:
            signs[number - BEST] = "*" if signs[number - BEST] == "b" else sign
    return f"{when}  {before:>2} to {after:>2}  {''.join(signs)}"


def _change(by: float) -> str:
    return "the same after" if not by else f"{abs(by):g} {'more' if by > 0 else 'less'} after"


def _ended(entry: Played) -> str:
    """Return how a session ended, and where."""
    how = "playing now" if entry.how == "running" else entry.how
    if entry.how == "finished" or entry.stage is None:
        return how
    code, side = point_of(entry.stage)
    return f"{how} at {visible(code)}{f' ({side})' if side else ''}"


def _duration(time_s: float) -> str:
    hours, minutes = divmod(round(time_s / 60), 60)
    return " ".join(filter(None, (counted(hours, "hour") if hours else "", counted(minutes, "minute"))))
