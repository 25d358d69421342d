"""`coach log`: the sessions that were played on this machine."""

import sys
from typing import TYPE_CHECKING

import click

from coach.cli.command import CommandWithExamples
from coach.cli.echo import echo, echo_data
from coach.errors import visible

if TYPE_CHECKING:
    from coach.journal.entry import Entry

_COLUMNS = ("begun", "routine", "heard", "stages", "edits", "dropouts", "ended")


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

    journal = Journal(tell=lambda text: echo(f"coach: {text}", err=True))
    entries = journal.entries()
    if as_json:
        echo_data(msgspec.to_builtins(entries), indent=2)
    elif not entries:
        echo(f"No session has been played yet; the journal is {journal.file}.", err=True)
    elif sys.stdout.isatty():
        _print_table(entries)
    else:
        for cells in (_COLUMNS, *map(_cells, entries)):
            click.echo("\t".join(map(visible, cells)))


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
