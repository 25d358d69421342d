"""`coach launch`: what a launcher starts, `coach start` in a window, or where there can be none, in a terminal."""

import sys
from contextlib import suppress

import click

from coach.cli.command import CommandWithExamples
from coach.cli.echo import is_plain, tell
from coach.cli.refusal import told_of


@click.command(
    cls=CommandWithExamples,
    examples=["coach launch", "coach launch --minutes 20"],
    hidden=True,
    context_settings={"ignore_unknown_options": True},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[OPTION OF START]...")
@click.pass_context
def launch(context: click.Context, /, *, arguments: tuple[str, ...]) -> None:
    """Do in a window with large type what `coach start` does.

    Where there can be none, or plain lines are asked for, it is done in a terminal, which is opened if need be. The
    files run it that `coach install-launcher` writes.
    """
    from coach.cli.start import start

    try:
        with start.make_context("start", [*arguments], parent=context) as started:
            why = _plainly() or _in_window(started)
    except (click.exceptions.Exit, click.Abort):
        raise
    except Exception as error:
        _show(error)
        raise
    if why and sys.stdin and sys.stdin.isatty():
        tell(f"there is no window: {why}")
        with start.make_context("start", [*arguments], parent=context) as started:
            start.invoke(started)
    elif why:
        from coach.live.terminal.emulators import in_terminal

        in_terminal(["start", *arguments], why)


def _plainly() -> str:
    """Return that there is to be no window, if that is so."""
    return "plain lines are asked for" if is_plain() else ""


def _in_window(started: click.Context) -> str:
    """Play in a window; return nothing, or why there can be none."""
    from coach.live.window import NoWindow

    started.params["is_windowed"] = True
    try:
        started.command.invoke(started)
    except NoWindow as error:
        return error.problem
    return ""


def _show(error: Exception) -> None:
    """Show in a window what is printed as well: whoever has clicked sees no terminal."""
    from coach.live.window import NoWindow, opened

    with suppress(NoWindow), opened() as window:
        window.show(told_of(error))
