"""`coach profile`: questions on the listener's health, asked once, and what the answers change."""

from typing import TYPE_CHECKING

import click

from coach.cli.ask import ask
from coach.cli.command import CommandWithExamples
from coach.cli.echo import aside, echo, prompt, tell
from coach.cli.options import point_names, require_alone

if TYPE_CHECKING:
    from pathlib import Path

    from coach.content.model import Library
    from coach.health.profile import Profile
    from coach.health.questions import Answer, Question


@click.command(
    cls=CommandWithExamples,
    examples=[
        "coach profile",
        "coach profile --show",
        "coach profile --list",
        "coach profile --cleared CV6,BL23",
        "coach profile --withdraw BL23",
        "coach profile --skip GV26",
        "coach profile --talk full",
        "coach profile --position lying",
        "coach profile --clear",
    ],
)
@click.option("--show", is_flag=True, help="Print what is stored and what it changes, and ask nothing.")
@click.option(
    "--list", "is_listed", is_flag=True, help="Print every condition as `--condition` takes it, and ask nothing."
)
@click.option("--clear", is_flag=True, help="Delete the stored answers; the journal of sessions stays.")
@click.option(
    "--cleared",
    multiple=True,
    callback=point_names,
    metavar="CODE,CODE",
    help="Store that a clinician has agreed to a point, and ask nothing.",
)
@click.option(
    "--withdraw",
    multiple=True,
    callback=point_names,
    metavar="CODE,CODE",
    help="Store that a clinician agrees to a point no longer, and ask nothing.",
)
@click.option(
    "--skip",
    multiple=True,
    callback=point_names,
    metavar="CODE,CODE",
    help="Leave a point out of every session that does not ask for it, and ask nothing.",
)
@click.option(
    "--unskip",
    multiple=True,
    callback=point_names,
    metavar="CODE,CODE",
    help="Take that back, and ask nothing.",
)
@click.option(
    "--talk",
    metavar="full|brief|chimes|auto",
    help="Store how much is said in sessions that do not say it themselves, and ask nothing.",
)
@click.option(
    "--position",
    metavar="chair|lying",
    help="Store how you rest in sessions that do not say it themselves, and ask nothing.",
)
@click.option(
    "--legs",
    metavar="crossed|stool",
    help="Store how calf and ankle come within reach on a chair, and ask nothing.",
)
def profile(
    *,
    show: bool,
    is_listed: bool,
    clear: bool,
    cleared: tuple[str, ...],
    withdraw: tuple[str, ...],
    skip: tuple[str, ...],
    unskip: tuple[str, ...],
    **preferred: str | None,
) -> None:
    """Answer a few questions on your health once; sessions leave out or soften what is not for you, and say so.

    Each question is answered with y or n, or skipped with Enter; Enter keeps an earlier answer. q or Ctrl-C leaves,
    and nothing is stored. The answers stay on this machine, in a file that you alone may read. `coach start`, `plan`
    and `prepare` use them; `coach export` does not unless it is told to.
    """
    from coach.content.load import library
    from coach.health.amending import amended, preferring
    from coach.health.keeping import delete
    from coach.health.profile import is_stored, read_own, stored_at, update
    from coach.health.questions import listed
    from coach.report import answers

    path = stored_at()
    if is_listed:
        require_alone("list", "it prints what can be asked for")
        questions = listed(library().safety)
        width = max(map(len, questions))
        for name, question in questions.items():
            echo(f"{name:<{width}}  {question}")
        return
    if clear:
        require_alone("clear", "it deletes all that is stored")
        gone = delete(path)
        aside(gone.remark if gone else f"no profile is stored; there is no {path}")
        return
    shipped = library()
    stored = read_own(path, shipped, tell) if is_stored(path) else None
    if cleared or withdraw or skip or unskip or any(value is not None for value in preferred.values()):
        stored = update(
            path,
            shipped,
            lambda before: preferring(
                amended(before, shipped, cleared=cleared, withdrawn=withdraw, skipped=skip, unskipped=unskip),
                **preferred,
            ),
        )
    elif not show:
        stored = _renewed(path, shipped)
    if stored is None:
        aside(f"No profile is stored; `coach profile` asks the questions. It would be {path}.")
        return
    for line in answers.lines(answers.describe(stored, shipped), path):
        echo(line)


def _renewed(path: "Path", shipped: "Library") -> "Profile":
    """Ask all questions, and store the answers; abort for whoever leaves or can no longer answer."""
    from coach.health.questions import INTRODUCTION, renew

    for line in INTRODUCTION:
        prompt(line)
    renewed = renew(path, shipped, _ask, lambda remark: prompt(f"  {remark}"))
    for remark in renewed.remarks:
        aside()
        aside(remark)
    return renewed.profile


def _ask(question: "Question") -> "Answer":
    if not question.region:
        prompt()
    try:
        return ask(question)
    except EOFError:
        raise click.Abort from None
