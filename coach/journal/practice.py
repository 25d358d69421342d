"""What somebody's sessions come to, as the journal tells: minutes by week, days in a row, points, feelings. Pure.

A day is the one that the calendar showed where the session was played: its date is kept with the time zone of then, so
that neither a journey nor a change of the clocks moves it. A session counts once it has come to a point, and those for
another listener, by a profile in a file, never do.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from coach.journal.glance import Played
from coach.journal.heard import first_parts, is_practice, times_finished
from coach.journal.order import misdated
from coach.script.cues import ARRIVING, CAUTIONS, CLOSING, OPENING, SAMPLE, SIT_DOWN
from coach.units import frames, seconds

_AROUND = {SIT_DOWN, OPENING, CAUTIONS, ARRIVING, CLOSING, SAMPLE}
"""Ids of stages that are no points."""

_SIDES = ("left", "right")

_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Week:
    """What was heard in a week."""

    monday: date
    """Its first day."""

    sessions: int
    heard_s: float
    """Time in seconds."""


@dataclass(frozen=True, slots=True)
class PointHeard:
    """How often a point was heard to its end."""

    code: str
    times: int
    """Of a point that is pressed on one side after the other: on the side where it was heard more often."""

    sides: tuple[tuple[str, int], ...] = ()
    """How often on each side, where it has them."""


@dataclass(frozen=True, slots=True)
class Practice:
    """What the journal tells of somebody's sessions."""

    sessions: int
    """How many have come to a point; one that went on with another is the same one."""

    heard_s: float
    """How long they were heard in all, in seconds: without pauses, and without the time to sit down before them."""

    row: int
    """On how many days in a row up to today there was one; a today without one yet does not break the row."""

    has_today: bool
    """Whether today is in the row."""

    longest_row: int
    weeks: tuple[Week, ...]
    """From the first one with a session to this one, each with its Monday; those without a session are there, too."""

    points: tuple[PointHeard, ...]
    """What was heard most often comes first."""

    for_others: int
    """How many sessions were for another listener: they count in nothing else."""

    misdated: int
    """How many have a date that cannot be right: they count in no week and in no row."""


@dataclass(frozen=True, slots=True)
class Felt:
    """What was answered before a session and after it, from 0, no trouble, to 10, the worst."""

    begun: datetime
    before: int | None
    after: int | None

    @property
    def change(self) -> int | None:
        """By how much the number after it is greater, or None if one of them is missing."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True, slots=True)
class Averages:
    """Of the numbers before and after those sessions that have both."""

    sessions: int
    before: float
    after: float


def practice(entries: Iterable[Played], now: datetime) -> Practice:
    """Return what sessions come to, which are in their order; `now` has a time zone, and says which day is today."""
    entries = list(entries)
    strange = {entry.id for entry in misdated(entries, now)}
    played = [entry for entry in entries if is_practice(entry)]
    dated = [entry for entry in played if entry.id not in strange]
    days = {entry.begun.date() for entry in dated}
    today = max({now.date(), *days})  # whoever has flown west may have practised tomorrow
    first = first_parts(entries)
    lengths_s = {entry.id: heard_s(entry) for entry in played}
    return Practice(
        sessions=len({first[entry.id] for entry in played}),
        heard_s=sum(lengths_s.values()),
        row=_row_to(today if today in days else today - _DAY, days),
        has_today=today in days,
        longest_row=_longest_row(days),
        weeks=tuple(_weeks(dated, first, lengths_s, today)),
        points=tuple(_points(entries)),
        for_others=sum(not entry.listener.is_at_home for entry in entries),
        misdated=len(played) - len(dated),
    )


def heard_s(entry: Played) -> float:
    """Return how long a session was heard, in seconds: without its pauses, and without the time to sit down."""
    heard, since, is_paused = 0, _sitting_down(entry), False
    for command, frame in (*entry.edits, ("", entry.frame)):
        heard += 0 if is_paused else max(frame - since, 0)
        since, is_paused = max(frame, since), command == "pause"
    return seconds(heard)


def felt(entries: Iterable[Played]) -> tuple[Felt, ...]:
    """Return what was answered before and after sessions, of those where anything was, in their order."""
    return tuple(
        Felt(entry.begun, entry.felt_before, entry.felt_after)
        for entry in entries
        if entry.listener.is_at_home and not (entry.felt_before is None and entry.felt_after is None)
    )


def averages(numbers: Iterable[Felt]) -> Averages | None:
    """Return the averages of what was answered where both numbers are there, or None if that is nowhere."""
    both = [(one.before, one.after) for one in numbers if one.before is not None and one.after is not None]
    if not both:
        return None
    before, after = zip(*both, strict=True)
    return Averages(len(both), sum(before) / len(both), sum(after) / len(both))


def point_of(stage: str) -> tuple[str, str]:
    """Return the code of the point and the side of a stage that is one, by its id; no side is an empty one."""
    code, _, side = stage.rpartition("-")
    return (code, side) if side in _SIDES else (stage, "")


def _sitting_down(entry: Played) -> int:
    """Return how long a session waited before it began, in frames: any key begins it."""
    wait = frames(entry.begin_in_s)
    return min([wait, *(frame for command, frame in entry.edits if command == "ready")]) if wait else 0


def _row_to(last: date, days: Collection[date]) -> int:
    """Return how many days in a row there are up to one."""
    length = 0
    while last in days:
        length, last = length + 1, last - _DAY
    return length


def _longest_row(days: Iterable[date]) -> int:
    longest = length = 0
    for before, day in pairwise([date.min, *sorted(days)]):
        length = length + 1 if day - before == _DAY else 1
        longest = max(longest, length)
    return longest


def _weeks(
    entries: Iterable[Played], first: Mapping[str, str], lengths_s: Mapping[str, float], today: date
) -> Iterator[Week]:
    heard: dict[date, float] = defaultdict(float)
    sessions: dict[date, set[str]] = defaultdict(set)
    for entry in entries:
        monday = _monday(entry.begun.date())
        heard[monday] += lengths_s[entry.id]
        sessions[monday].add(first[entry.id])
    if heard:
        earliest = min(heard)
        for later in range((_monday(today) - earliest) // _WEEK + 1):
            monday = earliest + later * _WEEK
            yield Week(monday, len(sessions[monday]), heard[monday])


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _points(entries: Iterable[Played]) -> list[PointHeard]:
    sides: dict[str, Counter[str]] = defaultdict(Counter)
    for stage, times in times_finished(entries):
        if stage not in _AROUND:
            code, side = point_of(stage)
            sides[code][side] += times
    found = [
        PointHeard(code, max(times.values()), tuple((side, times[side]) for side in _SIDES if side in times))
        for code, times in sides.items()
    ]
    return sorted(found, key=lambda point: (-point.times, point.code))
