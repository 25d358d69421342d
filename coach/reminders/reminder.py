"""A reminder: a time on days of the week, for a calendar. It tells nothing of whoever is reminded."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypedDict, Unpack
from zoneinfo import ZoneInfo

import msgspec

from coach.choices import LONGEST_MINUTES, SHORTEST_MINUTES
from coach.errors import BadOption, Given, Spelling, UnknownName, plainly
from coach.reminders import zones
from coach.reminders.when import days_in_words, days_of_week, last_day, time_of_day
from coach.storage import files, reading
from coach.storage.texts import one_line

MINUTES = 30.0
"""So long a session is taken to last that is not fitted to a length: the usual one takes about as much."""

TITLE = "Acupressure"

COMMAND = "coach start"

_LONGEST_BEFORE = 24 * 60
_MOST_WEEKS = 520

_SUFFIXES = (".ics", ".ical")


class ReminderOptions(TypedDict, total=False):
    """The options of a reminder, as users give them; see `remind`."""

    days: str | tuple[str, ...] | None
    minutes: float | None
    before: int | None
    title: str | None
    command: str | None
    until: str | None
    weeks: int | None
    zone: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A time on some days of every week."""

    at: time
    days: tuple[int, ...]
    """From 0 for Monday, in order."""

    zone: ZoneInfo
    first: datetime
    """When it is for the first time, in its zone."""

    last: date | None = None
    """The last day on which it may be."""

    minutes: float = MINUTES
    """How long the session lasts."""

    before: int = 0
    """By how many minutes the calendar speaks up earlier."""

    title: str = TITLE
    command: str = COMMAND
    """What is to be typed."""

    is_zone_given: bool = True
    """Whether the zone was asked for, or is what this machine keeps."""

    def __post_init__(self) -> None:
        if not SHORTEST_MINUTES <= self.minutes <= LONGEST_MINUTES:  # which no NaN is
            limits = f"a session lasts {SHORTEST_MINUTES} to {LONGEST_MINUTES} minutes"
            raise BadOption("minutes", f"{self.minutes:g}", limits)
        if not 0 <= self.before <= _LONGEST_BEFORE:
            raise BadOption("before", self.before, f"choose from 0 to {_LONGEST_BEFORE} minutes")

    @property
    def line(self) -> str:
        """What it is, for readers."""
        until = f", until {_day(self.last)}" if self.last else ""
        return (
            f"{days_in_words(self.days)} at {self.at:%H:%M} in the time zone {self.zone.key}, "
            f"for the first time on {_day(self.first)}{until}; {self.minutes:g} minutes each"
        )

    def remarks(self, spell: Spelling = plainly) -> list[str]:
        """Return what is to be said of it, options as `spell` writes them.

        That is on which days its time is left out by the clock or comes twice, and that its zone may be the wrong one.
        """
        told = list(self._clock_changes())
        if zones.is_utc(self.zone) and not self.is_zone_given:
            other = spell(Given("zone", "Europe/Berlin"))
            told.append(f"this machine keeps UTC; if your clock shows another time, choose its zone, as in {other}")
        return told

    def calendar(self) -> str:
        """Return it as a calendar reads it (iCalendar, RFC 5545), with line ends of two characters."""
        from coach.reminders.calendar import calendar

        return calendar(self, datetime.now(UTC))

    def write(self, path: str | os.PathLike[str], *, force: bool = False) -> Path:
        """Write it to a calendar file, whose name ends in .ics, and return where that is.

        A file that is no calendar of coach is replaced only with `force`. Raises FileError for one that cannot be
        written.
        """
        target = files.file_named(path)
        if target.suffix.casefold() not in _SUFFIXES:
            raise BadOption("output", str(target), "calendars know their files by .ics at the end of the name")
        files.require_writable(target)
        files.require_own(target, _is_reminder, force=force)
        content = self.calendar().encode()
        with files.replacing(target) as file:
            file.write(content)
        return target

    def _clock_changes(self) -> Iterator[str]:
        ahead = zones.changes(self.zone, self.first)
        skipped = [change for change in ahead if self._is_on(change.at) and change.skips(self._shown(change.at))]
        repeated = [change for change in ahead if self._is_on(change.then) and change.repeats(self._shown(change.then))]
        for change in skipped[:1]:
            then = self._shown(change.at) + change.after - change.before
            yield (
                f"on {_day(change.at)} the clock goes forward over {self.at:%H:%M}; "
                f"on such a day calendars remind at {then:%H:%M}, or not at all"
            )
        for change in repeated[:1]:
            yield (
                f"on {_day(change.then)} the clock goes back, and {self.at:%H:%M} comes twice; "
                "on such a day calendars remind at the first"
            )

    def _shown(self, on: datetime) -> datetime:
        """Return what a clock shows when it is time, on a day."""
        return datetime.combine(on.date(), self.at)

    def _is_on(self, at: datetime) -> bool:
        """Tell whether it is time on the day of a moment."""
        day = at.date()
        return day.weekday() in self.days and self.first.date() <= day and (self.last is None or day <= self.last)


def remind(written: str | time, *, now: datetime | None = None, **options: Unpack[ReminderOptions]) -> Reminder:
    """Return the reminder of a time of day, as a person writes it: "20:30", "8:30pm".

    `days` are days of the week, as in "mon,wed,fri", "mon-fri", "weekends" or "daily" (default), or several such.
    `minutes` is the length of the session, 1 to 240 (default: 30), `before` how many minutes earlier the calendar
    speaks up, 0 to 1440 (default: 0). `title` and `command`, what is to be typed, are texts in a line. `until` is the
    last day, as in "2027-03-31", or `weeks` the number of weeks, 1 to 520; by default there is no end. `zone` is the
    name of a time zone, as in "Europe/Berlin" (default: the machine's own). `now` is when it is made. None is as usual.

    Raises BadOption and UnknownName for what cannot be.
    """
    given = _checked(dict(options))
    at = time_of_day(f"{written:%H:%M}" if isinstance(written, time) else str(written))
    named = given.get("days", "daily")
    days = days_of_week(named if isinstance(named, str) else ",".join(named))
    zone = zones.named(given["zone"]) if "zone" in given else zones.local()
    first = _first(at, days, (now or datetime.now(UTC)).astimezone(zone))
    return Reminder(
        at=at,
        days=days,
        zone=zone,
        first=first,
        last=_last(first.date(), given.get("weeks"), given.get("until")),
        minutes=given.get("minutes", MINUTES),
        before=given.get("before", 0),
        title=one_line("title", given.get("title", TITLE)),
        command=one_line("command", given.get("command", COMMAND)),
        is_zone_given="zone" in given,
    )


def _checked(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options that are given, with values of their types."""
    given: dict[str, Any] = {}
    for name, value in options.items():
        if name not in ReminderOptions.__annotations__:
            raise UnknownName("option", name, ReminderOptions.__annotations__)
        try:
            given |= msgspec.convert({name: value}, ReminderOptions)
        except msgspec.ValidationError as error:
            raise BadOption(name, value, str(error).partition(" - at ")[0].lower()) from None
    return {name: value for name, value in given.items() if value is not None}


def _first(at: time, days: tuple[int, ...], now: datetime) -> datetime:
    """Return the next time that it is so late on one of these days; one that the clock leaves out does not count."""
    for ahead in range(15):
        moment = datetime.combine(now.date() + timedelta(days=ahead), at, now.tzinfo)
        there = moment.astimezone(UTC)
        if moment.weekday() in days and there > now and there.astimezone(now.tzinfo).time() == at:
            return moment
    raise AssertionError


def _last(first: date, weeks: int | None, until: str | None) -> date | None:
    """Return the last day of a number of weeks, or one that is given; None if there is neither."""
    if weeks is not None:
        if not 1 <= weeks <= _MOST_WEEKS:
            raise BadOption("weeks", weeks, f"choose from 1 to {_MOST_WEEKS} weeks")
        if until is not None:
            raise BadOption("weeks", weeks, f"until {until} says when it ends, too; give one of the two")
        return first + timedelta(weeks=weeks, days=-1)
    if until is None:
        return None
    last = last_day(until)
    if last < first:
        raise BadOption("until", until, f"it is over before it begins, on {_day(first)}")
    if last.year > first.year + zones.YEARS:
        raise BadOption("until", until, f"choose a day in the next {zones.YEARS} years, or let it have no end")
    return last


def _day(at: date) -> str:
    """Return a day for readers: "Wednesday 2026-12-02"."""
    return f"{days_in_words((at.weekday(),))} {at:%Y-%m-%d}"


def _is_reminder(path: Path) -> bool:
    """Tell whether a file is a calendar that coach has written."""
    from coach.reminders.calendar import PRODUCT

    try:
        head = reading.content(path)[:1000]
    except OSError:
        return False
    return head.startswith(b"BEGIN:VCALENDAR") and f"PRODID:{PRODUCT}".encode() in head
