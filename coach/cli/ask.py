"""Questions on the terminal: plain lines on standard error, answered with a letter. They can be piped in, too."""

import signal
import sys
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from typing import TYPE_CHECKING, TypeVar

import click

from coach.cli.echo import aside, prompt
from coach.errors import BadOption
from coach.live.terminal.front import forget_typed, wait_for_typed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coach.health.questions import Question, Reply

LEAVE = ("q", "quit")
"""Whoever answers this to any question leaves, as with Ctrl-C."""

_YES_OR_NO: "dict[str, Reply]" = {"y": "yes", "yes": "yes", "n": "no", "no": "no"}
_BACK = ("b", "back")
_ANSWER_SO = "answer y for yes or n for no"

Meant = TypeVar("Meant")


def is_person() -> bool:
    """Return whether somebody types the answers: else they are piped in."""
    return bool(sys.stdin and sys.stdin.isatty())


@contextmanager
def until_it_has_gone() -> "Iterator[None]":
    """Raise EOFError in a block once the terminal has gone: nobody can answer any more."""
    try:
        yield
    except OSError:
        raise EOFError from None


@until_it_has_gone()
def ask(question: "Question") -> "Reply":
    """Ask a question until there is a reply, and say in a word what it was taken for; Enter skips it, if it may.

    Raises Abort for whoever leaves, and EOFError if nobody can answer any more.
    """
    _forget_typed()
    head = "  " if question.region else f"{question.number} of {question.whole}: " if question.whole > 1 else ""
    prompt(f"{head}{question.text}")
    enter = f"Enter keeps {question.known}" if question.known else "Enter skips"
    keys = [
        *(["y", "n", enter] if question.may_be_skipped else ["y or n"]),
        *(["b for back"] if question.may_go_back else []),
    ]
    while True:
        given = _given(f"  ({', '.join(keys)}, q to leave) ")
        if given in _BACK and question.whole > 1 - question.may_go_back:
            prompt("  Back." if question.may_go_back else "  This is the first question.")
            return "back"
        if given == "" and question.may_be_skipped:
            prompt(f"  {question.known.capitalize()}, as before." if question.known else "  Skipped.")
            return "skip"
        if given in _YES_OR_NO:
            prompt(f"  {_YES_OR_NO[given].capitalize()}.")
            return _YES_OR_NO[given]
        _say_how(_ANSWER_SO)


@until_it_has_gone()
def is_right(lines: tuple[str, ...]) -> bool:
    """Show what was answered, and ask whether it is to be stored; raises what `ask` raises."""
    _forget_typed()
    prompt()
    for line in lines:
        prompt(line)
    meant = {"": True, **dict.fromkeys(_BACK, False)}
    return _chosen(
        "  (Enter stores this, b for back, q to leave) ", meant, "press Enter to store it, or answer b to go back"
    )


def wants_to_keep(error: BaseException) -> bool:
    """Ask whoever leaves whether what they have answered is to be kept; where nobody can say, it is."""
    is_interrupt = isinstance(error, KeyboardInterrupt) and error.args in {(), (signal.SIGINT,)}
    if not (is_interrupt or isinstance(error, click.Abort | EOFError)):
        return True  # the terminal is closed, the machine is about to stop, or something else went wrong
    with suppress(EOFError, OSError, KeyboardInterrupt, click.Abort):
        _forget_typed()
        prompt()
        prompt("Keep what you have answered so far?")
        return _chosen("  (y, n; Enter keeps it) ", {**_YES_OR_NO, "": "yes"}, _ANSWER_SO) == "yes"
    return True


def _chosen(keys: str, meant: "Mapping[str, Meant]", how: str) -> "Meant":
    """Return what is meant by an answer, of those that mean something; any other is asked for again."""
    while (given := _given(keys)) not in meant:
        _say_how(how)
    return meant[given]


def _say_how(how: str) -> None:
    _forget_typed()
    prompt(f"  Please {how}.")


def _given(keys: str) -> str:
    """Return what is answered in a line; raise Abort for whoever leaves, and EOFError at the end of all."""
    given = _line(keys).strip().lower()
    if given in LEAVE:
        raise click.Abort
    return given


def require_somebody() -> None:
    """Raise BadOption unless somebody can be asked whether something shall be deleted."""
    if not is_person():
        raise BadOption("yes", "", "nobody can be asked here; give it to delete without a question")


def require_yes(text: str) -> None:
    """Ask whether something shall be deleted, and leave unless somebody says yes."""
    from coach.health.questions import Question

    try:
        answer = ask(Question(id="delete", text=text, number=1, whole=1, may_be_skipped=False))
    except EOFError:
        raise click.Abort from None
    if answer != "yes":
        aside("Nothing is deleted.")
        raise click.exceptions.Exit(1)


def _forget_typed() -> None:
    """Forget what was typed before the question was there to be read: it is no answer. What is piped in stays."""
    if is_person():
        forget_typed(sys.stdin)


def _line(text: str) -> str:
    """Return a line that is typed or piped in; raise EOFError at the end of all."""
    prompt(text, nl=False)
    if isinstance(sys.stdin, TextIOWrapper) and sys.stdin.errors != "replace":
        sys.stdin.reconfigure(errors="replace")  # what cannot be read is no answer
    if is_person():
        wait_for_typed(sys.stdin)
    line = sys.stdin.readline() if sys.stdin else ""
    if not line.endswith("\n") or not is_person():
        prompt()  # nobody has pressed Enter on this screen
    if not line:
        raise EOFError
    return line
