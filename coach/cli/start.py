"""`coach start`: the session on the speakers."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from coach.cli.ask import ask
from coach.cli.command import Command
from coach.cli.options import choices, fit, session_options, tell_changes
from coach.errors import BadOption, CallsForDoctor

if TYPE_CHECKING:
    from coach.choices import Choices
    from coach.journal.entry import Entry
    from coach.journal.journal import Record
    from coach.plan.heading import Heading
    from coach.sessions.compose import Session

BEGIN_IN_S = (0.0, 3600.0)
"""Least and longest time before a session begins, in seconds."""


@click.command(
    cls=Command,
    examples=[
        "coach start",
        "coach start --points BL40,BL57,BL60 --hold 60",
        "coach start --minutes 20 --talk brief",
        "coach start --skip GV26 --pace 1.5 --chimes wood",
        "coach start --screen --condition blood-thinners",
        "coach start --in 20 --volume -6 --device headphones",
    ],
)
@session_options()
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
@click.option(
    "--screen",
    "is_screened",
    is_flag=True,
    help="Ask first for the signs that call for a doctor, and do not start if there is one. Nothing is stored.",
)
@click.option("--plain", is_flag=True, help="One line for every phase in place of bars, for screen readers.")
def start(
    *,
    begin_in_s: float,
    volume_db: float,
    device: str | None,
    resume: bool,
    is_screened: bool,
    plain: bool,
    **given: Any,
) -> None:
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

    if is_screened:
        _screen()
    with _ends_softly(), warm_up():
        from msgspec.structs import replace

        from coach.live.terminal.transport import VOLUME_DB
        from coach.sessions.compose import compose

        _require("--in", begin_in_s, BEGIN_IN_S, "seconds")
        _require("--volume", volume_db, VOLUME_DB, "decibels")
        left = _unfinished() if resume else None
        if left:
            _require_defaults(given)
        chosen, stage = _resumed(left) if left else (choices(**given), None)
        notices: list[str] = []
        with _told(notices), compose(chosen, resume_at=stage, begin_in_s=begin_in_s) as session:
            _ready(session, offers=given["profile"] is None and not left)
            resumes = replace(left, stage=stage) if left else None
            begin = partial(_begin, chosen, session.heading, resumes, begin_in_s, notices.append)
            play(session, device=device, volume_db=volume_db, plain=plain, begin=begin)


def _unfinished() -> "Entry":
    from coach.journal.journal import Journal

    left = Journal().last_unfinished()
    if left is None:
        raise BadOption("--resume", "", "no session is left to go on with; `coach log` lists them")
    return left


def _resumed(left: "Entry") -> "tuple[Choices, str | None]":
    """Return the choices of an older session, heeding what was answered since, and the stage at which it goes on."""
    from coach.health.profile import find_again
    from coach.sessions.compose import answered_since

    return answered_since(left.choices, left.stage, find_again(left.choices.profile))


def _begin(
    chosen: "Choices", heading: "Heading", left: "Entry | None", begin_in_s: float, notice: Callable[[str], None]
) -> "Record":
    """Open the session's record in the journal: called when there is sound, which need not wait for it."""
    from coach.journal.entry import content_hash
    from coach.journal.journal import Journal

    if left and content_hash(left.choices, heading) != left.content:
        notice(f"words or sounds have changed since that session; it went on at {left.stage}")
    return Journal(notice=notice).begin(chosen, heading, left, begin_in_s)


@contextmanager
def _told(notices: list[str]) -> Iterator[None]:
    """Print what was noticed while the screen was in use."""
    try:
        yield
    finally:
        for text in notices:
            click.echo(f"coach: {text}", err=True)


def _require_defaults(given: dict[str, Any]) -> None:
    """Refuse options beside `--resume`; the stored profile is no option, and does not count."""
    from coach.choices import NOBODY, Choices

    if given["profile"] is not None or choices(**given | {"profile": NOBODY}) != Choices(profile=NOBODY):
        raise BadOption("--resume", "", "it takes the routine and the options of that session; leave others out")


def _screen() -> None:
    """Ask for the red flags, the most urgent ones first; raise CallsForDoctor at the first one that is there."""
    from coach.content.load import library

    unanswered = BadOption(
        "--screen", "", "it asks questions, and nobody can answer them here; the session does not start"
    )
    if not (sys.stdin and sys.stdin.isatty()):
        raise unanswered
    flags = library().safety.red_flags
    for number, flag in enumerate(flags, 1):
        try:
            answer = ask(f"{number} of {len(flags)}: {flag.question}")
        except EOFError:
            raise unanswered from None
        if answer == "yes":
            raise CallsForDoctor(flag.action, flag.text, flag.sources)


def _ready(session: "Session", *, offers: bool) -> None:
    """Fit a session to its length and tell what is changed in it; on a terminal, offer the questions on health."""
    from coach.health.profile import find
    from coach.live.terminal.quiet import quiet_stderr

    with quiet_stderr() as terminal:  # sound libraries are starting, and standard error is muted for them
        fit(session, terminal)
        tell_changes(session, terminal)
        if offers and terminal.isatty() and not find(None).answered:
            click.echo("coach: `coach profile` asks a few questions once, and leaves out what is not for you", terminal)


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
