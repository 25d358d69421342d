"""`coach log`: the sessions that were played on this machine, and what they come to."""

import sys
from datetime import datetime
from typing import TYPE_CHECKING

import click

from coach.cli.command import CommandWithExamples
from coach.cli.echo import aside, echo, echo_json, is_plain, prompt, tell
from coach.errors import BadOption
from coach.units import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coach.journal.clearing import Cleared
    from coach.journal.glance import Played
    from coach.journal.page import Paper

_USUALLY_SHOWN = 5
"""So many sessions are listed, the last ones, unless all are asked for."""

_MOST_TOLD = 3
"""So many dates that cannot be right are told."""


@click.command(
    cls=CommandWithExamples,
    examples=[
        "coach log",
        "coach log --all",
        "coach log --feel",
        "coach log --csv > sessions.csv",
        "coach log --clear",
    ],
)
@click.option("--all", "is_whole", is_flag=True, help=f"List all sessions, and not the last {_USUALLY_SHOWN} alone.")
@click.option("--feel", is_flag=True, help="Show what you answered where `coach start --feel` asked.")
@click.option("--csv", "as_csv", is_flag=True, help="Print all sessions as a table for spreadsheets, one in a row.")
@click.option("--json", "as_json", is_flag=True, help="Print everything that is known, as JSON.")
@click.option("--clear", is_flag=True, help="Delete the journal, after a question; a session that is playing stays.")
@click.option("--yes", "is_sure", is_flag=True, help="With --clear: do not ask.")
def log(*, is_whole: bool, feel: bool, as_csv: bool, as_json: bool, clear: bool, is_sure: bool) -> None:
    """Show how you have practised: minutes by week, days in a row, each point, and the last sessions.

    A session counts once it has come to a point. Weeks begin on Monday; today breaks no row before it is over. For each
    session there is when it began, how long it was heard, without pauses, and how it ended.
    """
    _require_one({"feel": feel, "csv": as_csv, "json": as_json, "clear": clear})
    if is_sure and not clear:
        raise BadOption("yes", "", "it goes with --clear, and answers its question")
    if clear:
        _clear(is_sure=is_sure)
        return
    from coach.journal.journal import Journal

    journal = Journal(tell=tell)
    journal.keep_private()
    if as_json:
        import msgspec

        whole = journal.entries()
        _tell_misdated(whole)
        echo_json(msgspec.json.format(msgspec.json.encode(whole), indent=2).decode())
    else:
        entries = journal.glances()
        _tell_misdated(entries)
        if as_csv:
            _print_table(entries)
        elif not entries and not journal.problem:
            aside(f"No session has been played yet; the journal is {journal.file}.")
        elif feel:
            _print_feelings(entries, None if is_whole else _USUALLY_SHOWN)
        elif entries:
            _print_habit(entries, None if is_whole else _USUALLY_SHOWN)
    if journal.problem:
        raise click.exceptions.Exit(1)


def _require_one(asked: dict[str, bool]) -> None:
    """Refuse options of which each asks for something else to be done."""
    chosen = [name for name, is_chosen in asked.items() if is_chosen]
    if len(chosen) > 1:
        raise BadOption(chosen[0], "", f"give it or --{chosen[1]}, one of the two")


def _tell_misdated(entries: "Sequence[Played]") -> None:
    """Say which dates cannot be right: the clock was wrong, then or since."""
    from coach.journal.order import misdated

    strange = [f"{entry.begun:%Y-%m-%d %H:%M}" for entry in misdated(entries, datetime.now().astimezone())]
    if strange:
        told = ", ".join(strange[:_MOST_TOLD]) + (" …" if len(strange) > _MOST_TOLD else "")
        tell(
            f"the clock was set back; what is dated {told} stands where it was played, and counts in no week "
            "and no row of days"
        )


def _print_habit(entries: "Sequence[Played]", most: int | None) -> None:
    from coach.content.load import point_names
    from coach.journal.habit import habit
    from coach.journal.page import habit_page, session_lines

    told = habit(entries, datetime.now().astimezone())
    for line in habit_page(told, point_names(), _paper()):
        echo(line, hang=4)
    shown = entries[-most:] if most else entries
    echo()
    if len(shown) == len(entries):
        echo("Sessions")
    else:
        echo(f"The last {len(shown)} of {len(entries)} sessions; `coach log --all` lists all of them")
    for line in session_lines(shown):
        echo(line, hang=4)


def _print_feelings(entries: "Sequence[Played]", most: int | None) -> None:
    from coach.journal.habit import felt
    from coach.journal.page import felt_page

    numbers = felt(entries)
    if not numbers:
        aside("No number is kept yet; `coach start --feel` asks before a session and after it.")
        return
    for line in felt_page(numbers, most, _paper()):
        echo(line, hang=4)
    if most and len(numbers) > most:
        echo(f"These are the last {most} of {len(numbers)}; `coach log --feel --all` shows all.")


def _print_table(entries: "Sequence[Played]") -> None:
    """Print a table in UTF-8, whatever the terminal or the system would write."""
    from coach.journal.table import table

    click.echo(table(entries).encode(errors="backslashreplace"), nl=False)


def _paper() -> "Paper":
    from coach.cli.width import line_width
    from coach.journal.page import Paper
    from coach.live.terminal.painter import Painter

    is_ascii = not sys.stdout.isatty() or Painter(sys.stdout).is_ascii
    return Paper(width=line_width(), is_ascii=is_ascii, is_heard=is_plain())


def _clear(*, is_sure: bool) -> None:
    from coach.cli.ask import require_somebody, require_yes
    from coach.journal.clearing import EFFECT, clear, clearable

    found = clearable()
    for path in found.playing:
        tell(f"a session is playing, and is left alone: {path}")
    if found.files and not is_sure:
        require_somebody()
        prompt(f"This deletes {_told(found)}.")
        prompt(EFFECT)
        require_yes("Delete it?")
    gone = clear()
    if gone.files:
        aside(f"Deleted: {_told(gone)}.")
        if is_sure:
            aside(EFFECT)
    else:
        aside("There is no journal to delete.")
    for path in gone.left:
        tell(f"{path} is no journal, and was left; the link to it is deleted")


def _told(cleared: "Cleared") -> str:
    return f"the journal of {counted(cleared.sessions, 'session')} ({', '.join(map(str, cleared.files))})"
