"""A command that plays a session which can be led by the voice."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from coach.cli.echo import prompt

if TYPE_CHECKING:
    from coach.live.window.window import Window

_OPTIONS = (
    click.option(
        "--listen/--no-listen",
        help="Be led by the voice, too: pause, go on, again, next, back, longer, shorter, louder, softer, how long, "
        "stop. The microphone is on while the session plays; nothing is stored, and nothing leaves this machine.",
    ),
    click.option(
        "--microphone",
        metavar="NAME",
        show_default="the system's",
        help="With --listen: which one; `coach devices` lists them, a part of a name will do.",
    ),
    click.option(
        "--headphones/--no-headphones",
        help="With --listen: hear you while the coach speaks, too, for the microphone does not hear that.",
    ),
)


def by_voice(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that have a session listen; the command, which has a window, is given how, or None, as `listen`.

    Before all else it is told that the microphone is on.
    """

    @wraps(command)
    def run(*, window: "Window | None", listen: bool, microphone: str | None, headphones: bool, **given: Any) -> None:
        from coach.live.listening import listening

        if not listen:  # the settings may have these ready for a session that does
            microphone = microphone if _is_given("microphone") else None
            headphones = headphones and _is_given("headphones")
        heard = listening(listen=listen, microphone=microphone, headphones=headphones)
        if heard:
            heard.announce(window.notice if window else lambda line: prompt(f"coach: {line}"))
        command(window=window, listen=heard, **given)

    for option in reversed(_OPTIONS):
        run = option(run)
    return run


def _is_given(option: str) -> bool:
    """Whether an option stands on the command line."""
    return click.get_current_context().get_parameter_source(option) is ParameterSource.COMMANDLINE
