"""Dates, times of day and figures in a row, written out."""

import re
from datetime import date

from coach.aloud.numbers import digits, ordinal, year
from coach.errors import CannotSay

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

_DATE = re.compile(r"(?<!\w)(\d{4})-(\d\d)-(\d\d)(?![\w-])")
_UNCLEAR_DATE = re.compile(r"(?<![\w.])\d{1,4}(?:/\d{1,2}/\d{1,4}|\.\d{1,2}\.\d{4}|-\d{1,2}-\d{4})(?!\w)")
_CLOCK = r"(?<![\w.:])([0-9]|[01][0-9]|2[0-4])"
_HALF = re.compile(r"(?<=\d) ?([AaPp])(?:\.[Mm]\.?|[Mm])(?!\w)")
_TO = re.compile(r"(:\d\d(?: [AP]M)?|\d [AP]M) ?[-–—] ?(?=\d)")
_LASTING = re.compile(r"(?<![\w.:])(\d{1,3}):([0-5]\d) ?(min|mins|minutes|h|hr|hrs|hours)(?!\w)")
_LONG = re.compile(rf"{_CLOCK}:([0-5]\d):([0-5]\d)(?![\d:])")
_TIME = re.compile(rf"{_CLOCK}(?::|\.(?=\d\d [AP]M))([0-5]\d)(?![\d:])( [AP]M)?")
_RATIO = re.compile(r"(?<![\w.:])(\d+)(?: : |:)(?=\d)")
_ROW = re.compile(r"(?<![\w.])\d+(?:[-–]\d+){2,}(?!\w)")
_DIALLED = re.compile(r"(?<![\w.,])(?:\+\d{1,3}(?: \d{2,5}){2,}|0\d+(?: \d+)+|\d{3} \d{3} \d{4})(?![\w.,:/]\w|\w)")
_VERSION = re.compile(r"(?<![\w.])\d+(?:\.\d+){2,}(?!\w)")


def written(text: str) -> str:
    """Return a text with its dates, times and rows of figures in words; raises CannotSay where a date is unclear."""
    text = _DIALLED.sub(lambda found: ", ".join(map(digits, found[0].lstrip("+").split())), text)
    if unclear := _UNCLEAR_DATE.search(text):
        raise CannotSay(repr(unclear[0]), text, "write it in words; of a date, the month")
    text = _TO.sub(r"\1 to ", _HALF.sub(lambda found: f" {found[1].upper()}M", _DATE.sub(_day, text)))
    text = _LONG.sub(lambda found: _parts(found.groups(), ("hour", "minute", "second")), _LASTING.sub(_lasting, text))
    text = _RATIO.sub(r"\1 to ", _TIME.sub(_time, text))
    return _VERSION.sub(lambda found: found[0].replace(".", " point "), _ROW.sub(_row, text))


def _day(found: re.Match[str]) -> str:
    try:
        day = date.fromisoformat(found[0])
    except ValueError:
        return found[0]
    return f"the {ordinal(day.day)} of {_MONTHS[day.month - 1]} {year(day.year)}"


def _time(found: re.Match[str]) -> str:
    hour, minute, half = int(found[1]), int(found[2]), found[3] or ""
    if not minute:
        return str(hour) + (half or " o'clock")
    return f"{hour} {f'oh {minute}' if minute < 10 else minute}{half}"


def _lasting(found: re.Match[str]) -> str:
    names = ("minute", "second") if found[3].startswith("m") else ("hour", "minute")
    return _parts(found.groups()[:2], names)


def _parts(numbers: tuple[str, ...], names: tuple[str, ...]) -> str:
    counted = [(int(number), name) for number, name in zip(numbers, names, strict=True)]
    return " ".join(f"{number} {name}{'' if number == 1 else 's'}" for number, name in counted)


def _row(found: re.Match[str]) -> str:
    """Write a row like the breaths "4-7-8", or a number to dial."""
    groups = re.findall(r"\d+", found[0])
    dialled = any(len(group) > 3 or (len(group) > 1 and group[0] == "0") for group in groups)
    return ", ".join(digits(group) if dialled else group for group in groups)
