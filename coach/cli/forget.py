"""`coach forget`: all that coach knows of somebody is deleted."""

import os
from collections import Counter
from typing import TYPE_CHECKING

import click

from coach.cli.ask import require_yes
from coach.cli.command import CommandWithExamples
from coach.cli.echo import aside, echo, prompt, tell
from coach.cli.flags import flags

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coach.errors import CoachError
    from coach.forgetting import Kept

_EFFECT = "From then on no answer of yours shapes a session, and every point is told in full again."
"""What comes of it, to be read before the question."""


@click.command(
    cls=CommandWithExamples,
    examples=[
        "coach forget",
        "coach forget --dry-run",
        "coach forget --yes --voices",
    ],
)
@click.option("--dry-run", is_flag=True, help="Tell what is there, and delete nothing.")
@click.option("--yes", "is_sure", is_flag=True, help="Do not ask.")
@click.option("--voices", is_flag=True, help="Delete the voices that you have added, too.")
def forget(*, dry_run: bool, is_sure: bool, voices: bool) -> None:
    """Delete all that coach knows of you: answers on health, settings, the journal, clips, reports.

    It names what there is, and asks before anything is deleted. What you had coach write where you wanted it stays:
    audio files, calendars, logs. If something cannot be deleted, that is told, and the exit status is 1.
    """
    from coach import forgetting

    there = forgetting.known(voices=voices)
    if not there:
        aside("Coach knows nothing of you.")
    elif dry_run or not is_sure:
        _print("Coach knows of you:", there)
    if there and not dry_run:
        if not is_sure:
            prompt(_EFFECT)
            require_yes("Delete all of it?")
        there = forgetting.forget(voices=voices)
        if is_sure:
            _print("Coach knew of you:", there)
        aside("All that could be deleted is deleted." if _problems(there) else "All of it is deleted.")
    for kept in there:
        if kept.remark:
            tell(kept.remark)
    _tell_what_stays(voices=voices)
    for problem in _problems(there):
        prompt(f"coach: {problem.told(flags)}")
    if _problems(there):
        raise click.exceptions.Exit(1)


def _problems(found: "Iterable[Kept]") -> "list[CoachError]":
    return [kept.problem for kept in found if kept.problem]


def _print(head: str, found: "Iterable[Kept]") -> None:
    echo(head)
    for kept in found:
        if kept.paths:
            echo(f"  {kept.what}: {_where(kept)}", hang=4)


def _where(kept: "Kept") -> str:
    """Return where something is: the file, or how many of them in which folders, and how large they are."""
    if len(kept.paths) == 1:
        return str(kept.paths[0])
    counted = Counter(path.parent for path in kept.paths)
    return f"{_size(kept.size)} in " + ", ".join(f"{folder} ({files} files)" for folder, files in counted.items())


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.1f} kB"


def _tell_what_stays(*, voices: bool) -> None:
    """Say what is not deleted, and how it is."""
    from coach.cli import LOG_VARIABLE

    aside("What you had coach write elsewhere stays, as audio files, calendars and logs; delete those yourself.")
    if log := os.environ.get(LOG_VARIABLE):
        tell(f"{LOG_VARIABLE} names a log, which stays: {log}")
    if voices:
        return
    from coach.forgetting import added_voices

    if added := added_voices():
        tell(f"the voices that you have added stay, in {added[0].parent}; `coach forget --voices` deletes them, too")
