"""Time zones: which one this machine keeps, and when its clocks change in the years to come.

Rules change; what is told here is what the machine's own data of zones, or those of the package tzdata, say today.
"""

import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from coach.errors import BadOption, UnknownName
from coach.slips import nearest

YEARS = 40
"""So far ahead a zone's changes are looked for, in years."""

_BEFORE = timedelta(days=400)
"""So far back: every change of a yearly rule comes in that time."""

_STEP = timedelta(days=7)
"""No zone changes its clocks there and back in less: Morocco's Ramadan takes a month."""

_PRECISE = timedelta(seconds=1)

_UTC = {"UTC", "Etc/UTC", "UCT", "Etc/UCT", "Zulu", "Etc/Zulu", "Universal", "Etc/Universal"}

_NO_ZONES = {"localtime", "posixrules", "Factory"}
"""Names in the data of zones that mean another one on each machine, or none."""

_NAME_YOURS = "name yours, as in Europe/Berlin"


class Change(NamedTuple):
    """A change of a zone's clocks."""

    at: datetime
    """When it is, by the clock that was right until then; without a zone."""

    before: timedelta
    """What the clock was ahead of UTC."""

    after: timedelta
    name: str
    """How the time is called from then on, as in "CEST"."""

    is_summer: bool
    """Whether the clock is ahead of what it is for the rest of the year, from then on."""

    @property
    def then(self) -> datetime:
        """What the clock shows once it is changed."""
        return self.at + self.after - self.before

    def skips(self, shown: datetime) -> bool:
        """Tell whether the clock never shows a time, because it is set forward over it."""
        return self.at <= shown < self.then

    def repeats(self, shown: datetime) -> bool:
        """Tell whether the clock shows a time twice, because it is set back."""
        return self.then <= shown < self.at


def is_utc(zone: ZoneInfo) -> bool:
    """Tell whether a zone is UTC, by whatever name."""
    return zone.key in _UTC


def named(written: str) -> ZoneInfo:
    """Return the zone of a name: "Europe/Berlin", or "berlin" if there is but one; raise UnknownName for others."""
    asked = "_".join(written.split()).casefold()
    names = available_timezones() - _NO_ZONES
    found = [name for name in names if name.casefold() == asked]
    found = found or [name for name in names if name.casefold().rpartition("/")[2] == asked]
    if len(found) == 1:
        return ZoneInfo(found[0])
    if found:
        raise UnknownName("time zone", written, (), hint=f"there is: {', '.join(sorted(found))}")
    cities = {name.rpartition("/")[2]: name for name in sorted(names)}
    like = nearest(written, names) or cities.get(nearest(written, cities) or "")
    raise UnknownName("time zone", written, (), hint=f"did you mean {like!r}?" if like else _NAME_YOURS)


def local() -> ZoneInfo:
    """Return the zone of this machine, as the variable TZ or the system's settings name it; UTC where nothing does.

    Raises BadOption where that has no name by which a calendar could know it.
    """
    import logging

    import tzlocal

    told = logging.getLogger("tzlocal")
    if not told.handlers:
        told.addHandler(logging.NullHandler())  # without any, its warnings would stand on the terminal
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            zone = tzlocal.reload_localzone()  # a program may have set TZ since
    except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
        zone = None
    if zone is None or getattr(zone, "key", None) not in available_timezones() - _NO_ZONES:
        raise BadOption("zone", "", f"this machine does not tell the name of its time zone; {_NAME_YOURS}")
    return zone


def changes(zone: ZoneInfo, begin: datetime) -> list[Change]:
    """Return when a zone's clocks change, from a year before a time until many years after it (`YEARS`)."""
    start = begin.astimezone(UTC) - _BEFORE
    end = start + timedelta(days=366 * YEARS)
    return [*_changes(zone, start, end)]


def _changes(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[Change]:
    early = start.replace(microsecond=0)
    while early < end:
        late = early + _STEP
        if _ahead(zone, early) != _ahead(zone, late):
            yield _change(zone, early, late)
        early = late


def _change(zone: ZoneInfo, early: datetime, late: datetime) -> Change:
    """Return the change between two times in UTC, of which the first one is before it."""
    before = _ahead(zone, early)
    while late - early > _PRECISE:
        middle = early + (late - early) // 2
        middle = middle.replace(microsecond=0)
        early, late = (middle, late) if _ahead(zone, middle) == before else (early, middle)
    here, there = early.astimezone(zone), late.astimezone(zone)
    is_season = here.dst() != there.dst()  # one that is for good is none
    after = _ahead(zone, late)
    return Change(
        at=late.replace(tzinfo=None) + before,
        before=before,
        after=after,
        name=there.tzname() or "",
        is_summer=is_season and after > before,
    )


def _ahead(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()
