"""A time zone as calendars are told it (RFC 5545, 3.6.5): a rule for what comes every year, dates for the rest.

`Timezone.from_tzinfo` of icalendar 7.3 has dates alone, which end in 2037, and is an hour late for summer time.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from coach.reminders.zones import Change, changes

if TYPE_CHECKING:
    from icalendar import Timezone

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
"""The days of a week, from Monday on, as calendars write them."""

_ENOUGH = 28
"""In so many years a date falls on every day of the week: a rule for all of them is one for the years to come."""

_FIRST = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""When a zone begins that has had no change for long, by its own clock."""

Rule = dict[str, Any]
"""Of RFC 5545, without its frequency, which is a year."""


def vtimezone(zone: ZoneInfo, begin: datetime) -> "Timezone":
    """Return a zone as it is from a time on, for a calendar."""
    from icalendar import Timezone

    ahead = changes(zone, begin)
    made = Timezone()
    made.add("tzid", zone.key)
    if not ahead or ahead[0].at > begin.replace(tzinfo=None):
        now = begin.astimezone(zone)
        offset = now.utcoffset() or timedelta()
        made.add_component(_part(Change(_FIRST, offset, offset, now.tzname() or "", is_summer=False)))
    for alike in _alike(ahead).values():
        single, yearly, rule = _split(alike)
        if single:
            made.add_component(_part(single[0], dates=[change.at for change in single[1:]]))
        if yearly:
            made.add_component(_part(yearly[0], rule=rule))
    return made


def _alike(ahead: Sequence[Change]) -> dict[Any, list[Change]]:
    """Return changes, together those that differ in their times alone."""
    found = defaultdict(list)
    for change in ahead:
        found[change[1:]].append(change)
    return found


def _split(alike: Sequence[Change]) -> tuple[Sequence[Change], Sequence[Change], Rule]:
    """Return the changes that no rule tells of, and those at the end that one does, with that rule."""
    last = alike[-1].at.year
    for begin in range(len(alike) - _ENOUGH + 1):
        yearly = alike[begin:]
        if last - yearly[0].at.year + 1 == len(yearly) and (rule := _rule([change.at for change in yearly])):
            return alike[:begin], yearly, rule
    return alike, (), {}


def _rule(times: Sequence[datetime]) -> Rule | None:
    """Return the rule that tells of all these times, one a year, or None if there is none."""
    first = times[0]
    if len({(at.month, at.time()) for at in times}) > 1:
        return None
    if len({at.day for at in times}) == 1:
        return {"bymonth": first.month, "bymonthday": first.day}
    if len({at.weekday() for at in times}) > 1:
        return None
    days = _days(times)
    return {"bymonth": first.month, **days} if days else None


def _days(times: Sequence[datetime]) -> Rule:
    """Return which day of its month each of these times has, all on the same day of the week; nothing if none tells."""
    weekday = WEEKDAYS[times[0].weekday()]
    days = [at.day for at in times]
    weeks = {(day - 1) // 7 for day in days}
    if all(at.day + 7 > monthrange(at.year, at.month)[1] for at in times):
        return {"byday": f"-1{weekday}"}
    if len(weeks) == 1:
        return {"byday": f"{weeks.pop() + 1}{weekday}"}
    if max(days) - min(days) == 6:  # as in the Saturday before the last Sunday
        return {"byday": weekday, "bymonthday": [*range(min(days), max(days) + 1)]}
    return {}


def _part(change: Change, dates: Sequence[datetime] = (), rule: Rule | None = None) -> Any:
    """Return the part of a zone that begins with a change, and again at dates or by a rule."""
    from icalendar import TimezoneDaylight, TimezoneStandard

    part = TimezoneDaylight() if change.is_summer else TimezoneStandard()
    part.add("dtstart", change.at)
    part.add("tzoffsetfrom", change.before)
    part.add("tzoffsetto", change.after)
    part.add("tzname", change.name)
    if rule:
        part.add("rrule", {"freq": "yearly", **rule})
    if dates:
        part.add("rdate", list(dates))
    return part
