"""The options that shape a session: one set for all commands that make one, so that they can never differ."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click
from click.core import ParameterSource

from coach.choices import USUAL_RATE
from coach.cli import values
from coach.cli.echo import tell
from coach.cli.flags import flags, option_of
from coach.cli.grouped import ToldArgument
from coach.cli.progress import progress
from coach.errors import BadOption, quoted

if TYPE_CHECKING:
    from coach.choices import Choices
    from coach.health.listener import Listener
    from coach.sessions.session import Progress, Session

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

_OF_LISTENER = {"profile", "condition", "cleared"}
"""Options that tell who listens."""

# What a single line needs too.
voice_option = click.option(
    "--voice",
    metavar="NAME",
    show_default="auto",
    shell_complete=values.one_of(values.voices),
    help="The voice; `coach voices` lists them.",
)
rate_option = click.option(
    "--rate",
    type=int,
    default=USUAL_RATE,
    metavar="WPM",
    help="Words per minute, 85 to 180, pauses included.",
)
loudness_option = click.option(
    "--loudness",
    type=float,
    default=-19.0,
    metavar="LUFS",
    help="Of the voice, -30 to -14; chimes and bed go with it.",
)

force_option = click.option("--force", is_flag=True, help="Replace a file that coach has not written, too.")


def _names(example: str) -> Callable[..., tuple[str, ...]]:
    """Return what splits "CV6,BL23", joins what is given several times, and refuses an option that names nothing."""

    def split(_context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
        names = tuple(name.strip() for value in values for name in value.split(",") if name.strip())
        if values and not names:
            raise BadOption(option_of(option), quoted(",".join(values)), f"name one or more {example}")
        return names

    return split


point_names = _names("points, as in CV6,BL23")


def session_options(*, profile: str | None = None) -> Callable[[Decorated], Decorated]:
    """Return what adds the argument ROUTINE and the options of a session to a command, which takes them as keywords.

    `profile` is what the command takes where none is named, or None for the stored one if there is one.
    """

    def add(command: Decorated) -> Decorated:
        for option in reversed(_options(profile)):
            command = option(command)
        return command

    return add


def _options(profile: str | None) -> list[Callable[[Any], Any]]:
    return [
        click.argument(
            "routine",
            cls=ToldArgument,
            default="backache",
            shell_complete=values.one_of(values.routines, or_file=True),
            told="A name from `coach routines`, or the path of a routine file.",
        ),
        click.option(
            "--hold",
            type=float,
            metavar="SECONDS",
            show_default="the routine's own",
            help="Hold every point so long, 5 to 3600.",
        ),
        click.option(
            "--minutes",
            type=float,
            metavar="M",
            show_default="as long as it takes",
            help="Fit the whole session to M minutes, exactly; a short one may leave out points, and says which.",
        ),
        click.option(
            "--talk",
            metavar="full|brief|chimes|auto",
            show_default="the profile's, else auto",
            shell_complete=values.one_of(values.TALK),
            help="brief: side, point and tool; chimes: the place in a word, and safety words; auto: brief for a point "
            "that you have finished three times, chimes after six.",
        ),
        click.option(
            "--order",
            default="posture",
            metavar="posture|guide",
            shell_complete=values.one_of(values.ORDER),
            help="posture: change posture as seldom as possible; guide: keep the routine's order.",
        ),
        click.option(
            "--points",
            multiple=True,
            callback=point_names,
            metavar="CODE,CODE",
            show_default="all of the routine",
            shell_complete=values.several_of(values.points),
            help="Press these points only.",
        ),
        click.option(
            "--skip",
            multiple=True,
            callback=point_names,
            metavar="CODE,CODE",
            show_default="the profile's, else none",
            shell_complete=values.several_of(values.points),
            help="Leave these points out.",
        ),
        click.option(
            "--side",
            default="both",
            metavar="left|right|both",
            shell_complete=values.one_of(values.SIDE),
            help="For points that are pressed on one side after the other: which side.",
        ),
        click.option(
            "--first",
            default="left",
            metavar="left|right",
            shell_complete=values.one_of(values.FIRST),
            help="The side that comes first.",
        ),
        click.option(
            "--position",
            metavar="chair|lying",
            show_default="the profile's, else chair",
            shell_complete=values.one_of(values.POSITION),
            help="Sit on a chair, or lie on your back with the knees bent.",
        ),
        click.option(
            "--legs",
            metavar="crossed|stool",
            show_default="the profile's, else crossed",
            shell_complete=values.one_of(values.LEGS),
            help="On a chair, for calf and ankle: the ankle on the other knee, or the foot on a stool.",
        ),
        click.option(
            "--pace",
            type=float,
            default=1.0,
            metavar="FACTOR",
            help="Time to move and to find a point, 0.25 to 4: more for stiff hands.",
        ),
        click.option(
            "--wait",
            type=float,
            default=0.0,
            metavar="SECONDS",
            help="Wait so long for your fingers to find a point; while playing, any key ends it.",
        ),
        voice_option,
        rate_option,
        click.option(
            "--chimes",
            default="bowl",
            metavar="NAME|none",
            shell_complete=values.one_of(values.chimes),
            help="bowl, bell or wood; none: words open and close the holds, and lead the breath.",
        ),
        click.option(
            "--chime-level",
            type=float,
            default=0.0,
            metavar="DB",
            help="The chimes alone softer or louder by so many decibels, -12 to 3.",
        ),
        click.option(
            "--bed",
            default="none",
            metavar="NAME|none",
            shell_complete=values.one_of(values.beds),
            help="A soft sound behind it: brown, rain or drone.",
        ),
        loudness_option,
        click.option(
            "--breath",
            default="4-6",
            metavar="IN-OUT|IN-HOLD-OUT|none",
            shell_complete=values.one_of(values.breaths),
            help="Seconds to breathe in, perhaps to rest, and to breathe out; none: breathe your own way.",
        ),
        click.option(
            "--profile",
            default=profile,
            metavar="FILE|mine|none",
            show_default=profile or "mine, if there are any",
            shell_complete=values.one_of(values.profiles, or_file=True),
            help="Whose answers shape the session: those in a file, your own that `coach profile` has stored, or "
            "nobody's.",
        ),
        click.option(
            "--condition",
            multiple=True,
            callback=_names("conditions, as in pregnancy,hernia"),
            metavar="ID,ID",
            show_default="the profile's alone",
            shell_complete=values.several_of(values.conditions, values.names_of_conditions),
            help="Leave out or soften for this session what a condition forbids, as with pregnancy, skin-belly or "
            "surgery-left-leg, or as people say, gout; `coach profile --list` names them all.",
        ),
        click.option(
            "--cleared",
            multiple=True,
            callback=point_names,
            metavar="CODE,CODE",
            show_default="the profile's alone",
            shell_complete=values.several_of(values.points),
            help="Press a point to which a clinician has agreed, in spite of a condition.",
        ),
        click.option("--seed", type=int, default=1, metavar="N", help="Another number, other images and wordings."),
    ]


def choices(**given: Any) -> "Choices":
    """Return what `session_options` has parsed as the choices of a session; raise a CoachError for what cannot be."""
    from coach.choices import choose

    return choose(**{name: value for name, value in given.items() if name not in _OF_LISTENER})


def listener(remark: "Callable[[str], None]" = tell, **given: Any) -> "Listener":
    """Return who listens, by what `session_options` has parsed; raise a CoachError if that cannot be known.

    `remark` is told what is to be said of the file of their profile; by default that is printed.
    """
    from coach.content.load import library
    from coach.health.profile import listener_of

    return listener_of(
        given["profile"],
        conditions=given["condition"],
        cleared=given["cleared"],
        library=library(),
        tell=remark,
    )


def composed(stream: TextIO | None = None, **given: Any) -> "Session":
    """Return the session that `session_options` have parsed; see `fitting`."""
    from coach.sessions.compose import compose

    chosen = choices(**given)
    with fitting(chosen, stream) as report:
        return compose(chosen, listener(**given), progress=report)


def require_alone(option: str, what_it_does: str, beside: str = "") -> None:
    """Refuse an option with anything else beside it, but for one that may stand there and what all commands take.

    What all commands take, as `--plain`, says how it is told: no command is handed it.
    """
    context = click.get_current_context()
    names = [parameter.name or "" for parameter in context.command.params if parameter.expose_value]
    sources = [context.get_parameter_source(name) for name in names if name != beside]
    if sources.count(ParameterSource.COMMANDLINE) > 1:
        raise BadOption(option, "", f"{what_it_does}; leave other options out")


@contextmanager
def fitting(chosen: "Choices", stream: TextIO | None = None) -> "Iterator[Progress]":
    """Show on standard error or another stream how long it takes to fit a session to its length, if it has one."""
    if chosen.script.minutes is None:
        yield lambda _doing, _done, _whole: None
        return
    from coach.sessions.time_left import SENTENCE_S

    doing = "measuring the words"
    with progress(doing, stream, each_s=SENTENCE_S) as report:
        yield lambda _doing, done, whole: report(doing, done, whole)


def tell_voice(session: "Session", stream: TextIO | None = None) -> None:
    """Print why no better voice speaks, if one should, to standard error or another stream."""
    from coach.report.notices import told_voices

    for line in told_voices(session.passed_over, session.heading.voice):
        tell(line, stream)


def tell_faults(session: "Session", stream: TextIO | None = None) -> None:
    """Print what is hard to follow in a routine of the user's own, to standard error or another stream."""
    for line in session.faults:
        tell(line, stream)


def tell_changes(session: "Session", stream: TextIO | None = None) -> None:
    """Print what a listener's health, what they have finished, and the length change in a session.

    Before it comes what `tell_voice` and `tell_faults` print. All goes to standard error, or to another stream.
    """
    from coach.report.notices import changes

    tell_voice(session, stream)
    tell_faults(session, stream)
    for line in changes(session.heading.route, session.shortage, flags):
        tell(line, stream)
