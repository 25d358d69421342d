"""The options that shape a session: one set for all commands that make one, so that they can never differ."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from coach.errors import BadOption

if TYPE_CHECKING:
    from coach.session import Choices

Command = TypeVar("Command", bound=Callable[..., Any])

# What a single line needs too.
voice_option = click.option("--voice", metavar="NAME", help="The voice; `coach voices` lists them. [auto]")
rate_option = click.option("--rate", type=int, default=120, metavar="WPM", help="Words per minute, 85 to 180. [120]")
loudness_option = click.option(
    "--loudness",
    type=float,
    default=-19.0,
    metavar="LUFS",
    help="Of the voice, -30 to -14; chimes and bed go with it. [-19]",
)


def _codes(_context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Split "CV6,BL23" and join what is given several times; refuse an option that was given and names nothing."""
    codes = tuple(code.strip() for value in values for code in value.split(",") if code.strip())
    if values and not codes:
        raise BadOption(option.opts[0], repr(",".join(values)), "name one or more points, as in CV6,BL23")
    return codes


def session_options(command: Command) -> Command:
    """Add the argument ROUTINE and the options of a session to a command, which takes them as keywords."""
    for option in reversed(
        [
            click.argument("routine", default="backache"),
            click.option("--hold", type=float, metavar="SECONDS", help="Hold every point so long, 5 to 3600."),
            click.option(
                "--order",
                default="posture",
                metavar="posture|guide",
                help="posture: change posture as seldom as possible; guide: keep the routine's order. [posture]",
            ),
            click.option(
                "--points", multiple=True, callback=_codes, metavar="CODE,CODE", help="Press these points only."
            ),
            click.option(
                "--skip", multiple=True, callback=_codes, metavar="CODE", help="Leave a point out. Repeatable."
            ),
            click.option(
                "--side",
                default="both",
                metavar="left|right|both",
                help="For points that are pressed on one side after the other: which side. [both]",
            ),
            click.option("--first", default="left", metavar="left|right", help="The side that comes first. [left]"),
            click.option(
                "--pace",
                type=float,
                default=1.0,
                metavar="FACTOR",
                help="Time to move and to find a point, 0.25 to 4: more for stiff hands. [1]",
            ),
            click.option(
                "--wait",
                type=float,
                default=0.0,
                metavar="SECONDS",
                help="Wait so long for your fingers to find a point; while playing, any key ends it. [0]",
            ),
            voice_option,
            rate_option,
            click.option("--chimes", default="bowl", metavar="NAME", help="bowl, bell or wood. [bowl]"),
            click.option(
                "--bed",
                default="none",
                metavar="NAME|none",
                help="A soft sound behind it: brown, rain or drone. [none]",
            ),
            loudness_option,
            click.option(
                "--breath",
                default="4-6",
                metavar="IN-OUT|none",
                help="Seconds to breathe in and out during a hold; none: breathe your own way. [4-6]",
            ),
            click.option("--seed", type=int, default=1, metavar="N", help="Another number, other wordings. [1]"),
        ]
    ):
        command = option(command)
    return command


def choices(**given: Any) -> "Choices":
    """Return what `session_options` has parsed as the choices of a session; raise a CoachError for what cannot be."""
    from coach.options import Breath, Options
    from coach.session import Choices

    script = Options(
        hold_s=given["hold"],
        order=given["order"],
        points=given["points"],
        skip=given["skip"],
        side=given["side"],
        first=given["first"],
        pace=given["pace"],
        breath=Breath.parse(given["breath"]),
        seed=given["seed"],
        wait_s=given["wait"],
    )
    return Choices(
        given["routine"], script, given["voice"], given["rate"], given["chimes"], given["bed"], given["loudness"]
    )
