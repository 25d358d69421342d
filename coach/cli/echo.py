"""Prints, for all commands: what was asked for to standard output, and what is to be known beside it to standard error.

Names of files, voices and devices, or a journal that somebody has written, may hold control characters, which a
terminal would obey: they are shown as escapes.
"""

import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TextIO

import click

from coach.cli.called import as_called
from coach.errors import CoachError, control_in, visible

if TYPE_CHECKING:
    from coach.live import Look
    from coach.live.window.window import Window

PLAIN, QUIET, WITHOUT_SETTINGS = "coach.plain", "coach.quiet", "coach.no-settings"
"""Under which the context of a command knows that plain lines, errors alone, or no settings are asked for."""

NO_SETTINGS = "COACH_NO_SETTINGS"
"""The variable of the environment that leaves the settings out."""


def echo(text: str = "", hang: int = 0) -> None:
    """Print a line of what was asked for; a terminal gets it in lines that fit, `hang` columns below the first one."""
    _print(text, sys.stdout, hang)


def aside(text: str = "", stream: TextIO | None = None) -> None:
    """Print a line to standard error or another stream; nothing where errors alone are asked for."""
    if not is_quiet():
        _print(text, stream or sys.stderr)


def tell(text: str, stream: TextIO | None = None) -> None:
    """Print what coach has to say, marked as such, as `aside` does."""
    aside(f"coach: {text}", stream)


def echo_as_is(text: str) -> None:
    """Print lines that another program reads, however wide the terminal is."""
    click.echo(text)


def echo_data(data: Any, indent: int | None = None) -> None:
    """Print data as JSON."""
    import json

    echo_json(json.dumps(data, ensure_ascii=False, indent=indent))


def echo_json(text: str) -> None:
    """Print what is JSON already."""
    while sign := control_in(text.replace("\n", "")):  # JSON leaves some as they are, in texts alone
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    click.echo(text)


def is_quiet() -> bool:
    """Return whether errors alone are to be told, as `--quiet` asks for."""
    return bool(_asked(QUIET))


def is_plain() -> bool:
    """Return whether `--plain`, the environment or the settings ask for lines of plain text, and no pictures."""
    from coach.live.terminal.screen import is_heard

    return bool(_asked(PLAIN)) or is_heard() or _is_stored()


def look(window: "Window | None" = None) -> "Look":
    """Return how a session is to be shown while it plays, in a window if there is one."""
    from coach.live import Look

    return Look(plain=is_plain(), quiet=is_quiet(), window=window)


def prompt(text: str = "", *, nl: bool = True) -> None:
    """Print to standard error what somebody has to answer, even where errors alone are asked for."""
    _print(text, sys.stderr, nl=nl)


def _asked(what: str) -> Any:
    context = click.get_current_context(silent=True)
    return context and context.meta.get(what)


def _is_stored() -> bool:
    """Return whether the settings ask for plain lines; those that cannot be read are told by whoever needs others."""
    from coach.live.terminal.screen import is_set

    if is_set(NO_SETTINGS) if (without := _asked(WITHOUT_SETTINGS)) is None else without:
        return False
    from coach.settings_file import find

    with suppress(CoachError):
        return bool(find().values.get("plain"))
    return False


def _print(text: str, stream: TextIO | None, hang: int = 0, *, nl: bool = True) -> None:
    shown = as_called(visible(text))
    if stream and stream.isatty():
        from coach.live.terminal.wrapping import wrapped

        shown = wrapped(shown, stream, hang) + " " * (0 if nl else len(shown) - len(shown.rstrip(" ")))
    click.echo(shown, stream, nl)
