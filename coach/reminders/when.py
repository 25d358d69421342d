"""When somebody wants to be reminded, as people write it: a time of day, and days of the week."""

import re
from datetime import date, time

from coach.errors import BadOption, UnknownName, quoted
from coach.slips import nearest

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""The days of a week, in their order."""

_GROUPS = {
    "daily": range(7),
    "everyday": range(7),
    "all": range(7),
    "weekdays": range(5),
    "weekday": range(5),
    "weekends": range(5, 7),
    "weekend": range(5, 7),
}

_SHORTEST_DAY = 2
"""So many letters tell the days apart."""

_TIME = re.compile(r"([0-9]{1,2})(?:[:.h]([0-9]{2}))? ?(am|pm|a\.m\.|p\.m\.)?", re.IGNORECASE)
_WRITE_A_TIME = "write a time of day, as in 20:30 or 8:30pm"


def time_of_day(written: str) -> time:
    """Read a time of day: "20:30", "8.30", "8:30pm", "8 pm"; raise BadOption for anything else.

    A number alone could be morning or evening, and is refused. Noon is 12pm, midnight 12am or 0:00.
    """
    text = " ".join(written.split())
    found = _TIME.fullmatch(text)
    if not found:
        raise _no_time(written, _WRITE_A_TIME)
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").replace(".", "").lower()
    if half and not 1 <= hour <= 12:
        raise _no_time(written, f"with {half}, an hour is one from 1 to 12; {_WRITE_A_TIME}")
    if found[2] is None and not half:
        raise _no_time(written, f"morning or evening? {_WRITE_A_TIME}" if 1 <= hour <= 12 else _WRITE_A_TIME)
    if minute > 59:
        raise _no_time(written, "an hour has the minutes 00 to 59")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23:
        midnight = "; midnight is 0:00, on the day that begins then" if (hour, minute) == (24, 0) else ""
        raise _no_time(written, f"a day has the hours 0 to 23{midnight}")
    return time(hour, minute)


def days_of_week(written: str) -> tuple[int, ...]:
    """Read days of the week: "mon,wed,fri", "Monday and Thursday", "mon-fri", "daily", "weekdays", "weekends".

    They come back as numbers from 0 for Monday, in order and each once. A range may go over Sunday, as in "fri-mon".
    Raises BadOption for no day, and UnknownName for what is none.
    """
    words = re.sub(r"\s*[-\u2013\u2014]\s*", "-", written.casefold()).replace("every day", "daily")
    names = [name for name in re.split(r"[\s,;/+&]+", words) if name not in {"", "and", "every"}]
    if not names:
        raise BadOption("days", quoted(written), "name one or more days, as in mon,wed,fri, mon-fri or daily")
    return tuple(sorted({day for name in names for day in _days(name)}))


def last_day(written: str) -> date:
    """Read a date as in "2027-03-31"; raise BadOption for anything else."""
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        raise BadOption("until", written or "''", "write a date as in 2027-03-31: year, month, day") from None


def days_in_words(days: tuple[int, ...]) -> str:
    """Return days of the week for readers: "every day", "Monday to Friday", "Monday, Wednesday and Friday"."""
    names = [DAYS[day].capitalize() for day in days]
    if len(days) == 7:
        return "every day"
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"{names[0]} to {names[-1]}"
    return " and ".join([*([", ".join(names[:-1])] if names[:-1] else []), names[-1]])


def _days(name: str) -> list[int]:
    if name in _GROUPS:
        return [*_GROUPS[name]]
    first, dash, last = name.partition("-")
    if not dash:
        return [_day(name)]
    begin, end = _day(first), _day(last)
    return [day % 7 for day in range(begin, end + (1 if begin <= end else 8))]


def _day(name: str) -> int:
    """Return the day that a name begins, as "mon", "mo." and "mondays" begin Monday."""
    short = name.rstrip(".").removesuffix("s") if len(name) > 6 else name.rstrip(".")
    for number, day in enumerate(DAYS):
        if len(short) >= _SHORTEST_DAY and day.startswith(short):
            return number
    beginnings = {day[: len(name)]: day for day in DAYS}  # "fry" means "fri"
    meant = beginnings.get(nearest(name, beginnings) or "", "")
    raise UnknownName("day", name, [*DAYS, "daily", "weekdays", "weekends"], meant=meant)


def _no_time(written: str, advice: str) -> BadOption:
    return BadOption("time", written or "''", advice)
