"""The order of sessions, which is not that of their dates: the clock may have been wrong, or may have been set back."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from coach.journal.entry import Entry
from coach.journal.glance import Played

Kind = TypeVar("Kind", Entry, Played)


def in_order(entries: Iterable[Kind]) -> list[Kind]:
    """Return entries in the order in which their sessions began; those without a number stay where they are."""
    placed = sorted(enumerate(entries, 1), key=lambda found: found[1].number or found[0])
    return [entry for _, entry in placed]


def misdated(entries: Iterable[Kind], now: datetime) -> list[Kind]:
    """Return which of some entries, in their order, have a date that cannot be right: the fewest that explain the rest.

    Those that have one are dated no later than now, nor than any that came after them.
    """
    entries = list(entries)
    ends: list[int] = []  # of the longest rows of entries in the order of their dates, by length
    before: dict[int, int | None] = {}
    for index, entry in enumerate(entries):
        if entry.begun <= now:
            place = bisect_right(ends, entry.begun, key=lambda end: entries[end].begun)
            before[index] = ends[place - 1] if place else None
            ends[place : place + 1] = [index]
    right, last = set(), ends[-1] if ends else None
    while last is not None:
        right.add(last)
        last = before[last]
    return [entry for index, entry in enumerate(entries) if index not in right]
