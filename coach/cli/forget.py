"""`coach forget`: all that coach knows of somebody is deleted."""

import os
from collections import Counter
from typing import TYPE_CHECKING

import click

from coach.cli.ask import require_somebody, require_yes
from coach.cli.command import CommandWithExamples
from coach.cli.echo import aside, echo, prompt, tell
from coach.cli.flags import flags
from coach.units import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    audio files, calendars, launchers, logs, profiles of others. If something cannot be deleted, that is told, and the
    exit status is 1.
    """
    from coach.forgetting import known

    there = known(voices=voices)
    if not there:
        aside("Coach knows nothing of you.")
    elif dry_run or not any(kept.paths for kept in there):
        _print("Coach knows of you:", there)
    else:
        there = _deleted(there, is_sure=is_sure, voices=voices)
    _tell_what_stays(voices=voices)
    problems = [kept.problem for kept in there if kept.problem]
    for problem in problems:
        prompt(f"coach: {problem.told(flags)}")
    if problems:
        raise click.exceptions.Exit(1)


def _deleted(there: "Iterable[Kept]", *, is_sure: bool, voices: bool) -> "list[Kept]":
    """Delete what is there, after a question unless somebody is sure, and tell and return what that was."""
    from coach import forgetting

    forgetting.require_no_session()
    if not is_sure:
        require_somebody()
        _print("Coach knows of you:", there)
        prompt(_EFFECT)
        require_yes("Delete all of it?")
    gone = forgetting.forget(voices=voices)
    if is_sure:
        _print("Coach knew of you:", gone)
    is_all = not any(kept.problem for kept in gone)
    aside("All of it is deleted." if is_all else "All that could be deleted is deleted.")
    for kept in gone:
        if kept.remark:
            tell(kept.remark)
    return gone


def _print(head: str, found: "Iterable[Kept]") -> None:
    lines = [f"  {kept.what}: {_where(kept)}" for kept in found if kept.paths]
    if lines:
        echo(head)
    for line in lines:
        echo(line, hang=4)


def _where(kept: "Kept") -> str:
    """Return where something is: the file, or how many of them in which folders, and how large they are."""
    if len(kept.paths) == 1:
        return str(kept.paths[0])
    folders = Counter(path.parent for path in kept.paths).items()
    return f"{_size(kept.size)} in " + ", ".join(f"{folder} ({counted(files, 'file')})" for folder, files in folders)


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.1f} kB"


def _tell_what_stays(*, voices: bool) -> None:
    """Say what is not deleted, and how it is."""
    from coach.cli import LOG_VARIABLE

    aside(
        "What you had coach write elsewhere stays, as audio files, calendars, launchers, logs and profiles of others; "
        "delete those yourself."
    )
    if log := os.environ.get(LOG_VARIABLE):
        tell(f"{LOG_VARIABLE} names a log, which stays: {log}")
    if voices:
        return
    from coach.forgetting import added_voices

    if added := added_voices():
        tell(f"the voices that you have added stay, in {added[0].parent}; `coach forget --voices` deletes them, too")
