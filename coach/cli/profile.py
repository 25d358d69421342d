"""`coach profile`: questions on the listener's health, asked once, and what the answers change."""

import shlex
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from coach.cli import values
from coach.cli.ask import ask, is_person, is_right, until_it_has_gone, wants_to_keep
from coach.cli.command import CommandWithExamples
from coach.cli.echo import aside, echo, prompt, tell
from coach.cli.flags import flags
from coach.cli.options import point_names, require_alone

if TYPE_CHECKING:
    from pathlib import Path

    from coach.content.model import Library
    from coach.health.profile import Profile
    from coach.health.questions import Question, Reply


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
        "coach profile --file client.toml",
        "coach profile --file client.toml --show",
    ],
)
@click.option(
    "--file",
    type=click.Path(),
    metavar="FILE",
    show_default="your own answers",
    help="Ask for somebody else: their answers are kept in FILE, which `coach start --profile FILE` takes. All other "
    "options then mean FILE.",
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
    shell_complete=values.several_of(values.points),
    help="Store that a clinician has agreed to a point, and ask nothing.",
)
@click.option(
    "--withdraw",
    multiple=True,
    callback=point_names,
    metavar="CODE,CODE",
    shell_complete=values.several_of(values.points),
    help="Store that a clinician agrees to a point no longer, and ask nothing.",
)
@click.option(
    "--skip",
    multiple=True,
    callback=point_names,
    metavar="CODE,CODE",
    shell_complete=values.several_of(values.points),
    help="Leave a point out of every session that does not ask for it, and ask nothing.",
)
@click.option(
    "--unskip",
    multiple=True,
    callback=point_names,
    metavar="CODE,CODE",
    shell_complete=values.several_of(values.points),
    help="Take that back, and ask nothing.",
)
@click.option(
    "--talk",
    metavar="full|brief|chimes|auto",
    shell_complete=values.one_of(values.TALK),
    help="Store how much is said in sessions that do not say it themselves, and ask nothing.",
)
@click.option(
    "--position",
    metavar="chair|lying",
    shell_complete=values.one_of(values.POSITION),
    help="Store how you rest in sessions that do not say it themselves, and ask nothing.",
)
@click.option(
    "--legs",
    metavar="crossed|stool",
    shell_complete=values.one_of(values.LEGS),
    help="Store how calf and ankle come within reach on a chair, and ask nothing.",
)
def profile(
    *,
    file: str | None,
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

    Each question is answered with y or n, or skipped with Enter; Enter keeps an earlier answer. b goes back. q or
    Ctrl-C leaves, and asks whether to keep what is answered: `coach profile` then goes on there. The answers stay on
    this machine, in a file that you alone may read. `coach start`, `plan` and `prepare` use them; `coach export` does
    not unless it is told to.
    """
    from coach.content.load import library
    from coach.health.amending import amended, preferring
    from coach.health.asking import file_for, require_room
    from coach.health.keeping import delete
    from coach.health.profile import read, read_own, stored_at, update
    from coach.health.questions import listed
    from coach.report import answers
    from coach.storage.reading import is_stored

    if is_listed:
        require_alone("list", "it prints what can be asked for")
        questions = listed(library().safety)
        width = max(map(len, questions))
        for name, question in questions.items():
            echo(f"{name:<{width}}  {question}", hang=width + 2)
        return
    path = stored_at() if file is None else file_for(file)
    if clear:
        require_alone("clear", "it deletes all that is stored", beside="file")
        gone = delete(path, is_named=file is not None)
        aside(gone.remark if gone else f"no profile is stored; there is no {path}")
        return
    shipped = library()
    stored = None
    if is_stored(path):
        stored = read_own(path, shipped, tell) if file is None else read(path, shipped)
    is_amended = bool(cleared or withdraw or skip or unskip or any(value is not None for value in preferred.values()))
    if file is not None and (is_amended or not show):
        require_room(path)
    if is_amended:
        stored = update(
            path,
            shipped,
            lambda before: preferring(
                amended(before, shipped, cleared=cleared, withdrawn=withdraw, skipped=skip, unskipped=unskip),
                **preferred,
            ),
        )
    elif not show:
        stored = _renewed(path, shipped, stored, is_own=file is None)
    if stored is None:
        command = ["coach", "profile", *([] if file is None else ["--file", file])]
        aside(f"No profile is stored; `{shlex.join(command)}` asks the questions. It would be {path}.")
        return
    for line in answers.lines(answers.describe(stored, shipped), path, stored.name.strip(), flags):
        echo(line, hang=0 if line.startswith(" ") else 10)


def _renewed(path: "Path", shipped: "Library", before: "Profile | None", *, is_own: bool) -> "Profile":
    """Ask the questions, and store the answers; abort for whoever leaves or can no longer answer."""
    from coach.health.asking import INTRODUCTION, introduction_for, renew
    from coach.health.profile import Profile

    for line in INTRODUCTION if is_own else introduction_for(path, before or Profile()):
        prompt(line)
    try:
        if is_person():
            renewed = renew(path, shipped, _ask, _remark, check=is_right, keep=wants_to_keep)
        else:  # what is piped in can be so once more
            renewed = renew(path, shipped, _ask, _remark, keep=lambda _: False)
    except EOFError:
        raise click.Abort from None
    for remark in renewed.remarks:
        aside()
        aside(remark)
    return renewed.profile


@until_it_has_gone()
def _ask(question: "Question") -> "Reply":
    if not question.region:
        prompt()
    return ask(question)


def _remark(remark: str) -> None:
    with suppress(OSError):  # the terminal has gone
        prompt(f"  {remark}")
