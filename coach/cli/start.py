"""`coach start`: the session on the speakers."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, TextIO

import click

from coach.cli import values
from coach.cli.ask import ask
from coach.cli.by_voice import by_voice
from coach.cli.called import as_called
from coach.cli.echo import is_quiet, look, prompt, tell
from coach.cli.options import choices, fitting, listener, session_options, tell_changes
from coach.cli.taken import CommandWithSettings
from coach.cli.windowed import in_window
from coach.errors import BadOption
from coach.units import counted

if TYPE_CHECKING:
    from coach.choices import Choices
    from coach.health.listener import Listener
    from coach.live.listening import Listening
    from coach.live.window.window import Window
    from coach.plan.heading import Continuation

RESUME = "Go on with `coach start --resume`."
"""What a listener is told who has ended a session."""

OFFERS = 5
"""In so many sessions the questions on health are offered."""


_ANSWER = re.compile(r"[-+]?[0-9][0-9.,]*|no")
"""What is meant as a value of `--feel`, and not as the routine."""


class _Start(CommandWithSettings):
    """A command one of whose options may have a value: what follows it is that only if it looks like one."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse a command line as click does, which would take the name of a routine for the value, too."""
        joined: list[str] = []
        for each in args:
            if joined and joined[-1] == "--feel" and _ANSWER.fullmatch(each):
                joined[-1] = f"--feel={each}"
            else:
                joined.append(each)
        return super().parse_args(ctx, ["--feel=ask" if each == "--feel" else each for each in joined])


def _feeling(_context: click.Context, _option: click.Parameter, value: str | None) -> bool | int:
    """Return whether to ask how somebody feels, or what they have answered."""
    from coach.journal.feeling import require_feeling

    if value in {None, "no"}:
        return False
    return True if value == "ask" else require_feeling(value)


@click.command(
    cls=_Start,
    examples=[
        "coach start",
        "coach start --points BL40,BL57,BL60 --hold 60",
        "coach start --minutes 20 --talk brief",
        "coach start --position lying",
        "coach start --skip GV26 --pace 1.5 --chimes wood",
        "coach start --screen --condition blood-thinners",
        "coach start --in 20 --volume -6 --device headphones",
        "coach start --window",
        "coach start --feel",
        "coach start --listen --microphone headset",
    ],
)
@session_options()
@click.option(
    "--in",
    "begin_in_s",
    type=float,
    default=0.0,
    metavar="SECONDS",
    help="Wait before it begins, with a soft tick now and then, 0 to 3600; any key begins at once.",
)
@click.option(
    "--volume",
    "volume_db",
    type=float,
    default=0.0,
    metavar="DB",
    help="Softer by so many decibels, -40 to 0.",
)
@click.option(
    "--device",
    metavar="NAME",
    show_default="the system's",
    help="Where to play; `coach devices` lists them, a part of a name will do.",
)
@click.option("--resume", is_flag=True, help="Go on where the last unfinished session stopped, with its options.")
@click.option(
    "--screen",
    "is_screened",
    is_flag=True,
    help="Ask first for the signs that call for a doctor, and do not start if there is one. Nothing is stored.",
)
@click.option(
    "--feel",
    metavar="[0-10]",
    callback=_feeling,
    show_default="nobody is asked",
    shell_complete=values.one_of(values.feelings),
    help="Ask before the session and after it how much trouble there is, from 0, none, to 10, the worst; nobody has to "
    "answer. A number is the answer before; `--feel no` asks nothing for once. `coach log --feel` shows the numbers.",
)
@in_window
@by_voice
def start(
    *,
    window: "Window | None",
    listen: "Listening | None",
    begin_in_s: float,
    volume_db: float,
    device: str | None,
    resume: bool,
    is_screened: bool,
    feel: bool | int,
    **given: Any,
) -> None:
    """Play a session on the speakers.

    You need no key, but these work:

    \b
    space        pause, and go on
    a            again: hear in other words how to find the point
    left, right  back, next
    l, s         30 seconds longer, shorter: the hold
    + , -        louder, softer
    q, Ctrl-C    end the session with a soft fade

    Any other key pauses, and so do several at once; where a keyboard has no Latin letters, their places count. After
    the end the last line tells how to go on.
    """  # noqa: D301 - click's mark of a paragraph whose lines stay
    from coach.live import lead, warm_up

    if is_screened:
        _screen(window)
    elif not resume and given["profile"] is None:
        _screen_first(window)
    goes_on_there = resume or (window is not None and window.asks_to_go_on())
    with warm_up():
        from coach.live.terminal.quiet import quiet_stderr
        from coach.live.terminal.transport import require_volume
        from coach.sessions.compose import compose, require_time_to_sit_down

        require_time_to_sit_down(begin_in_s)
        require_volume(volume_db)
        told: list[str] = []
        note = window.notice if window else told.append
        with _told(told):
            if resume:
                _require_alone(given)
            chosen, who, goes_on = (
                _resumed(note) if goes_on_there else (choices(**given), listener(note, **given), None)
            )
            # Sound libraries are starting, and standard error is muted for them.
            with quiet_stderr() as terminal, fitting(chosen, terminal) as report:
                told_of = window.report if window else report
                session = compose(chosen, who, goes_on=goes_on, begin_in_s=begin_in_s, at_once=True, progress=told_of)
            with session:
                with quiet_stderr() as terminal:
                    while told:  # of the profile, before what it changes
                        tell(told.pop(0), terminal)
                    tell_changes(session, terminal)
                    if given["profile"] is None and not resume:
                        _offer_questions(terminal, window, session.beginning.listener.sessions or 0)
                lead(
                    session,
                    device=device,
                    volume_db=volume_db,
                    look=look(window),
                    tell=note,
                    resume=as_called(RESUME),
                    feel=feel,
                    listen=listen,
                )


def _require_alone(given: dict[str, Any]) -> None:
    """Refuse options beside `--resume`; the stored profile is no option, and does not count."""
    from coach.choices import Choices

    is_asked = any(given[name] for name in ("profile", "condition", "cleared"))
    if is_asked or choices(**given) != Choices():
        raise BadOption("resume", "", "it takes the routine and the options of that session; leave others out")


def _resumed(tell: Callable[[str], None]) -> "tuple[Choices, Listener, Continuation]":
    """Return the choices of the last unfinished session, who listens by now, and how it goes on."""
    from coach.sessions.resume import go_on, last_unfinished

    left = last_unfinished(tell)
    return left.choices, *go_on(left, tell)


def _offer_questions(terminal: TextIO, window: "Window | None", sessions: int) -> None:
    """Offer the questions on health to whoever has answered none, and tell whoever has not answered all.

    A newer coach may ask more than the one that has stored the answers. It is told in the window or on a terminal, and
    no longer to whoever has heard some sessions and let it be.
    """
    from coach.content.load import library
    from coach.health.profile import find

    if sessions >= OFFERS or not (window or terminal.isatty()):
        return
    show = window.notice if window else partial(tell, stream=terminal)
    shipped = library()
    profile = find(None, shipped)
    if not profile.answered:
        show("`coach profile` asks a few questions once; sessions then leave out what is not for you")
    elif left := len(profile.open_questions(shipped.safety)):
        open_ones = f"{counted(left, 'question')} on your health"
        show(f"{open_ones} left open; `coach profile` asks, and Enter keeps what is answered")


@contextmanager
def _told(notices: list[str]) -> Iterator[None]:
    """Print what was noticed while the screen was in use."""
    from coach.live import tell

    try:
        yield
    finally:
        for text in [] if is_quiet() else notices:
            tell(as_called(f"coach: {text}"))


def _screen(window: "Window | None") -> None:
    """Ask for the red flags; raise NobodyAnswers where there is neither a window nor a terminal, or no longer."""
    from coach.content.load import library
    from coach.health.first_screen import remember
    from coach.health.screen import NobodyAnswers, require_no_red_flag

    if not (window or (sys.stdin and sys.stdin.isatty())):
        raise NobodyAnswers
    try:
        require_no_red_flag(library().safety, window.ask if window else ask)
    except EOFError:
        raise NobodyAnswers from None
    remember()


def _screen_first(window: "Window | None") -> None:
    """Before somebody's first session, ask for the signs that must not wait, unless nobody is there."""
    from coach.health.first_screen import ask_first, is_due
    from coach.live.terminal.front import is_in_front

    is_here = window or (sys.stdin and sys.stderr and is_in_front(sys.stdin) and sys.stderr.isatty())
    if not (is_here and is_due()):
        return
    from coach.content.load import library

    try:
        ask_first(library().safety, window.ask if window else ask, window.tell if window else prompt)
    except EOFError:
        raise click.Abort from None
