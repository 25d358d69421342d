"""`coach start`: the session on the speakers."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from coach.cli.command import Command
from coach.cli.options import choices, session_options
from coach.errors import BadOption

if TYPE_CHECKING:
    from coach.cuesheet import Heading
    from coach.live.entry import Entry
    from coach.live.journal import Record
    from coach.session import Choices

BEGIN_IN_S = (0.0, 3600.0)
"""Least and longest time before a session begins, in seconds."""


@click.command(
    cls=Command,
    examples=[
        "coach start",
        "coach start --points BL40,BL57,BL60 --hold 60",
        "coach start --skip GV26 --pace 1.5 --chimes wood",
        "coach start --in 20 --volume -6 --device headphones",
    ],
)
@session_options
@click.option(
    "--in",
    "begin_in_s",
    type=float,
    default=0.0,
    metavar="SECONDS",
    help="Wait before it begins, with a soft tick now and then, 0 to 3600; any key begins at once. [0]",
)
@click.option(
    "--volume",
    "volume_db",
    type=float,
    default=0.0,
    metavar="DB",
    help="Softer by so many decibels, -40 to 0. [0]",
)
@click.option("--device", metavar="NAME", help="Where to play; `coach devices` lists them, a part of a name will do.")
@click.option("--resume", is_flag=True, help="Go on where the last unfinished session stopped, with its options.")
@click.option("--plain", is_flag=True, help="One line for every phase in place of bars, for screen readers.")
def start(*, begin_in_s: float, volume_db: float, device: str | None, resume: bool, plain: bool, **given: Any) -> None:
    """Play a session on the speakers.

    You need no key, but these work:

    \b
    space        pause, and go on
    a            again: hear once more how to find the point
    left, right  back, next
    l, s         30 seconds longer, shorter: the hold
    + , -        louder, softer
    q, Ctrl-C    end the session with a soft fade

    Any other key pauses. ROUTINE is a name from `coach routines` or the path of a routine file.
    """  # noqa: D301 - click's mark of a paragraph whose lines stay
    from coach.live import play, warm_up

    with _ends_softly(), warm_up():
        from coach.live.transport import VOLUME_DB
        from coach.session import compose

        _require("--in", begin_in_s, BEGIN_IN_S, "seconds")
        _require("--volume", volume_db, VOLUME_DB, "decibels")
        left = _unfinished() if resume else None
        chosen = choices(**given)
        if left:
            _require_defaults(chosen)
            chosen = left.choices
        notices: list[str] = []
        with _told(notices), compose(chosen, resume_at=left.stage if left else None, begin_in_s=begin_in_s) as session:
            begin = partial(_begin, chosen, session.heading, left, begin_in_s, notices.append)
            play(session, device=device, volume_db=volume_db, plain=plain, begin=begin)


def _unfinished() -> "Entry":
    from coach.live.journal import Journal

    left = Journal().last_unfinished()
    if left is None:
        raise BadOption("--resume", "", "no session is left to go on with; `coach log` lists them")
    return left


def _begin(
    chosen: "Choices", heading: "Heading", left: "Entry | None", begin_in_s: float, notice: Callable[[str], None]
) -> "Record":
    """Open the session's record in the journal: called when there is sound, which need not wait for it."""
    from coach.live.entry import content_hash
    from coach.live.journal import Journal

    if left and content_hash(left.choices, heading) != left.content:
        notice("words or sounds have changed since that session; it went on at the same stage")
    return Journal(notice=notice).begin(chosen, heading, left, begin_in_s)


@contextmanager
def _told(notices: list[str]) -> Iterator[None]:
    """Print what was noticed while the screen was in use."""
    try:
        yield
    finally:
        for text in notices:
            click.echo(f"coach: {text}", err=True)


def _require_defaults(chosen: "Choices") -> None:
    from coach.session import Choices

    if chosen != Choices():
        raise BadOption("--resume", "", "it takes the routine and the options of that session; leave others out")


def _require(option: str, value: float, bounds: tuple[float, float], unit: str) -> None:
    least, most = bounds
    if not least <= value <= most:
        raise BadOption(option, f"{value:g}", f"{least:g} to {most:g} {unit}")


@contextmanager
def _ends_softly() -> Iterator[None]:
    """Take a polite request to end for Ctrl-C while the block runs: the sound fades, the terminal is restored."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
