"""`coach log`: the sessions that were played on this machine."""

import sys
from datetime import datetime
from typing import TYPE_CHECKING

import click

from coach.cli.command import CommandWithExamples
from coach.cli.echo import aside, echo_data, tell
from coach.errors import visible

if TYPE_CHECKING:
    from coach.journal.entry import Entry

_COLUMNS = ("begun", "routine", "heard", "stages", "edits", "dropouts", "ended")

_MOST_TOLD = 3
"""So many dates that cannot be right are told."""


@click.command(
    cls=CommandWithExamples,
    examples=[
        "coach log",
        "coach log --json",
    ],
)
@click.option("--json", "as_json", is_flag=True, help="Print everything that is known, as JSON.")
def log(as_json: bool) -> None:
    """List the sessions that were played: when, how much of them was heard, and how they ended."""
    import msgspec

    from coach.journal.journal import Journal

    journal = Journal(tell=tell)
    journal.keep_private()
    entries = journal.entries()
    _tell_misdated(entries)
    if as_json:
        echo_data(msgspec.to_builtins(entries), indent=2)
    elif not entries and not journal.problem:
        aside(f"No session has been played yet; the journal is {journal.file}.")
    elif entries and sys.stdout.isatty():
        _print_table(entries)
    elif entries:
        for cells in (_COLUMNS, *map(_cells, entries)):
            click.echo("\t".join(map(visible, cells)))
    if journal.problem:
        raise click.exceptions.Exit(1)


def _tell_misdated(entries: "list[Entry]") -> None:
    """Say which dates cannot be right: the clock was wrong, then or since."""
    from coach.journal.entry import misdated

    strange = [f"{entry.begun:%Y-%m-%d %H:%M}" for entry in misdated(entries, datetime.now().astimezone())]
    if strange:
        told = ", ".join(strange[:_MOST_TOLD]) + (" …" if len(strange) > _MOST_TOLD else "")
        tell(f"the clock was set back; what is dated {told} stands where it was played")


def _cells(entry: "Entry") -> tuple[str, ...]:
    """Return what the table says of a session, column by column."""
    from coach.units import clock

    ended = entry.how if entry.how == "finished" or entry.stage is None else f"{entry.how} at {entry.stage}"
    return (
        f"{entry.begun:%Y-%m-%d %H:%M}",
        entry.routine,
        clock(entry.frame),
        str(len(entry.stages)),
        str(len(entry.edits)),
        str(entry.dropouts),
        ended,
    )


def _print_table(entries: "list[Entry]") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for name in _COLUMNS:
        table.add_column(name, justify="right" if name in {"heard", "stages", "edits", "dropouts"} else "left")
    for entry in entries:
        table.add_row(*(Text(visible(cell)) for cell in _cells(entry)))
    Console().print(table)
