"""Questions on the terminal: plain lines on standard error, answered with a letter. They can be piped in, too."""

import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING

import click

from coach.cli.echo import prompt
from coach.live.terminal.front import forget_typed, wait_for_typed

if TYPE_CHECKING:
    from coach.health.questions import Answer, Question

LEAVE = ("q", "quit")
"""Whoever answers this to any question leaves, as with Ctrl-C."""

_YES_OR_NO: "dict[str, Answer]" = {"y": "yes", "yes": "yes", "n": "no", "no": "no"}
_SKIPS: "dict[str, Answer]" = {"": "skip"}


def ask(question: "Question") -> "Answer":
    """Ask a question until it is answered; Enter skips it, if that is an answer to it.

    Raises Abort for whoever leaves, and EOFError if nobody can answer any more.
    """
    meanings = _YES_OR_NO | (_SKIPS if question.may_be_skipped else {})
    enter = f"Enter keeps {question.known}" if question.known else "Enter skips"
    hint = f"y, n, {enter}, q to leave" if question.may_be_skipped else "y or n, q to leave"
    _forget_typed()
    head = "  " if question.region else f"{question.number} of {question.whole}: " if question.whole > 1 else ""
    prompt(f"{head}{question.text}")
    while True:
        given = _line(f"  ({hint}) ").strip().lower()
        if given in LEAVE:
            raise click.Abort
        if given in meanings:
            return meanings[given]
        _forget_typed()
        prompt("  Please answer y for yes or n for no.")


def _forget_typed() -> None:
    """Forget what was typed before the question was there to be read: it is no answer. What is piped in stays."""
    if sys.stdin and sys.stdin.isatty():
        forget_typed(sys.stdin)


def _line(text: str) -> str:
    """Return a line that is typed or piped in; raise EOFError at the end of all."""
    prompt(text, nl=False)
    if isinstance(sys.stdin, TextIOWrapper) and sys.stdin.errors != "replace":
        sys.stdin.reconfigure(errors="replace")  # what cannot be read is no answer
    if sys.stdin and sys.stdin.isatty():
        wait_for_typed(sys.stdin)
    line = sys.stdin.readline() if sys.stdin else ""
    if not line.endswith("\n") or not sys.stdin.isatty():
        prompt()  # nobody has pressed Enter on this screen
    if not line:
        raise EOFError
    return line
