"""A reminder as a calendar file: one event that comes every week, with an alarm (iCalendar, RFC 5545)."""

from datetime import UTC, datetime, time, timedelta
from math import ceil
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from coach.reminders import zones
from coach.reminders.vtimezone import WEEKDAYS, vtimezone
from coach.version import __version__

if TYPE_CHECKING:
    from coach.reminders.reminder import Reminder

PRODUCT = "-//coach//"
"""How the name of what has written a calendar begins, if it was coach."""

_NAMES = UUID("0c3a1f9e-6f0e-5d0c-9a53-6f1b7a5f8d21")
"""In which a title is told apart from others."""

_REVISIONS_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def calendar(reminder: "Reminder", now: datetime) -> str:
    """Return a reminder as the text of a calendar file, made at a time.

    Its event has the same id whenever the title is the same, and a higher number of its revision the later it was
    made: so a calendar puts it in the place of an earlier one.
    """
    from icalendar import Alarm, Calendar, Event

    is_utc = zones.is_utc(reminder.zone)
    first = reminder.first.astimezone(UTC) if is_utc else reminder.first
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", timedelta(minutes=-reminder.before))
    alarm.add("description", reminder.title)
    event = Event()
    event.add("uid", str(uuid5(_NAMES, reminder.title.casefold())))
    event.add("sequence", max(0, int((now - _REVISIONS_BEGIN).total_seconds())))
    event.add("dtstamp", now.astimezone(UTC))
    event.add("summary", reminder.title)
    event.add("description", f"Type this in a terminal, and close your eyes: {reminder.command}")
    event.add("dtstart", first)
    event.add("dtend", _later(first, ceil(reminder.minutes)))
    event.add("rrule", _weekly(reminder))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    event.add_component(alarm)
    whole = Calendar()
    whole.add("prodid", f"{PRODUCT}coach {__version__}//EN")
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    if not is_utc:
        whole.add_component(vtimezone(reminder.zone, first))
    whole.add_component(event)
    return str(whole.to_ical().decode())


def _weekly(reminder: "Reminder") -> dict[str, Any]:
    rule: dict[str, Any] = {"freq": "weekly", "byday": [WEEKDAYS[day] for day in reminder.days]}
    if reminder.last:
        rule["until"] = datetime.combine(reminder.last, time(23, 59, 59), reminder.zone).astimezone(UTC)
    return rule


def _later(moment: datetime, minutes: int) -> datetime:
    """Return a time so many minutes later, whatever the clock does in between."""
    return (moment.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(moment.tzinfo)
