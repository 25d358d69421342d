"""The journal as a table for spreadsheets: comma-separated values as RFC 4180 has them, one session in a row."""

import csv
from collections.abc import Callable, Iterable
from io import StringIO

from coach.errors import visible
from coach.journal.glance import Played
from coach.journal.habit import heard_s

_COLUMNS: dict[str, Callable[[Played], str | int | None]] = {
    "date": lambda entry: entry.begun.date().isoformat(),
    "time": lambda entry: entry.begun.time().isoformat(timespec="seconds"),
    "begun": lambda entry: entry.begun.isoformat(timespec="seconds"),
    "routine": lambda entry: entry.routine,
    "heard_s": lambda entry: int(heard_s(entry)),
    "ended": lambda entry: entry.how,
    "last_stage": lambda entry: entry.stage,
    "stages_finished": lambda entry: len(entry.stages),
    "commands": lambda entry: len(entry.edits),
    "dropouts": lambda entry: entry.dropouts,
    "felt_before": lambda entry: entry.felt_before,
    "felt_after": lambda entry: entry.felt_after,
}
"""Whole numbers and no fractions: where a comma stands before these, a spreadsheet takes 12.5 for a day in May."""

_FORMULAS = "=+-@\uff1d\uff0b\uff0d\uff20"
"""With these, also in their wide forms, a cell begins that a spreadsheet would carry out."""

_MARK = "\ufeff"


def table(entries: Iterable[Played]) -> str:
    """Return sessions as a table with a head, each line with its end.

    `date` and `time` are those of the clock where it was played, `begun` has them with the time zone, `heard_s` is in
    seconds, without pauses. A cell that could be taken for a formula has an apostrophe before it. With signs beyond
    ASCII the table begins with a byte order mark, without which some spreadsheets would not read it as UTF-8.
    """
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for entry in entries:
        writer.writerow(_cell(column(entry)) for column in _COLUMNS.values())
    written = text.getvalue()
    return written if written.isascii() else _MARK + written


def _cell(value: str | int | None) -> str | int | None:
    if not isinstance(value, str):
        return value
    shown = visible(value)
    return f"'{shown}" if shown.lstrip()[:1] in {*_FORMULAS} else shown
