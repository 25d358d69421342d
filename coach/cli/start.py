"""`coach start`: the session on the speakers."""

from typing import Any

import click

from coach.cli.command import Command
from coach.cli.options import choices, session_options


@click.command(
    cls=Command,
    examples=[
        "coach start",
        "coach start --points BL40,BL57,BL60 --hold 60",
        "coach start --skip GV26 --pace 1.5 --chimes wood",
    ],
)
@session_options
def start(**given: Any) -> None:
    """Play a session on the speakers. Press Ctrl-C to fade out and leave.

    ROUTINE is a name from `coach routines` or the path of a routine file.
    """
    from coach.live import play, warm_up
    from coach.session import compose

    with warm_up(), compose(choices(**given)) as session:
        play(session)
