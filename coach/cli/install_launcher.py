"""`coach install-launcher`: a session by a double click."""

import click

from coach.cli.command import CommandWithExamples
from coach.cli.echo import echo, is_plain, tell
from coach.errors import BadOption

_HEALTH = "it is an answer on health, which the profile keeps where you alone may read it; `coach profile` stores it"
"""Why a launcher, which others may read, takes no answer on health."""


@click.command(
    cls=CommandWithExamples,
    examples=[
        "coach install-launcher",
        "coach install-launcher -- --minutes 20 --talk brief",
        "coach install-launcher --folder ~/Desktop",
        "coach install-launcher --remove",
    ],
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[-- OPTIONS OF START]")
@click.option("--folder", type=click.Path(), metavar="DIR", help="Write it there, and nowhere else.")
@click.option("--force", "is_forced", is_flag=True, help="Replace a file of that name which coach did not write.")
@click.option("--remove", "is_removed", is_flag=True, help="Take away what it wrote, and nothing else.")
def install_launcher(*, arguments: tuple[str, ...], folder: str | None, is_forced: bool, is_removed: bool) -> None:
    """Write what starts a session by a double click, in a window with large type and buttons.

    On Linux that is an entry of the menu and of the desktop, on Windows and macOS a file on the desktop. Options of
    `coach start` after -- are given to each session that it starts; those that `coach config` keeps are taken anyway.
    """
    from coach.launcher.install import install, may_vanish, remove

    if is_removed:
        if arguments or is_forced:
            raise BadOption("remove", "", "it takes away what is there; leave other options out")
        gone = remove(folder)
        for path in gone:
            echo(f"{path} is gone", hang=4)
        if not gone:
            tell("there is no launcher that coach wrote")
        return
    _require_options(arguments)
    for path in install(folder, arguments=arguments, is_forced=is_forced):
        echo(f"{path}", hang=4)
    tell(f"a double click starts a session now, {_where()}")
    if may_vanish():
        tell("coach runs from a folder that may be emptied some day; install it for good, then do this again")


def _require_options(arguments: tuple[str, ...]) -> None:
    """Refuse options that `coach start` would refuse, and answers on health: others may read a launcher."""
    from coach.choices import SessionOptions, choose
    from coach.cli.start import start

    given = start.make_context("start", [*arguments]).params
    choose(**{name: given[name] for name in given if name in {"routine", *SessionOptions.__annotations__}})
    for name in ("condition", "cleared"):
        if given[name]:
            raise BadOption(name, "", f"it does not belong in a launcher: {_HEALTH}")


def _where() -> str:
    """Return where a session is shown that is started so."""
    from coach.live.terminal.emulators import emulator
    from coach.live.window import is_possible

    if is_possible() and not is_plain():
        return "in a window"
    why = "as plain lines are asked for" if is_plain() else "as this Python has no tkinter, which draws windows"
    return f"in a terminal, {why}" if emulator() else f"and needs a terminal that it knows, {why}"
