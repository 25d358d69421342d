"""What the commands have in common that write a session into files."""

from collections.abc import Callable
from contextlib import suppress

import click
from click.core import ParameterSource

from coach.cli.echo import tell
from coach.cli.options import Decorated
from coach.errors import NoHome


def file_option(name: str, parameter: str, text: str) -> Callable[[Decorated], Decorated]:
    """Return an option that names a file."""
    return click.option(name, parameter, type=click.Path(), metavar="FILE", help=text)


def imprint_options(command: Decorated) -> Decorated:
    """Add the options to a command that say what stands on a file; see `coach.export.imprint`."""
    for option in reversed(_IMPRINT):
        command = option(command)
    return command


_IMPRINT = (
    click.option(
        "--title",
        metavar="TEXT",
        show_default="the routine's, with its length",
        help="Title of the file, also on its cover.",
    ),
    click.option(
        "--artist",
        metavar="TEXT",
        show_default="coach",
        help="Who gives the file, as the name of a practice.",
    ),
    click.option(
        "--practice",
        metavar="LINE",
        show_default="none",
        help="A line at the foot of the cover, as a name with a telephone number.",
    ),
    file_option("--picture", "picture", "A JPEG, PNG or WebP to show in the bowl of the cover, as a practice's sign."),
)


def tell_unused_profile() -> None:
    """Say that the stored profile does not shape the file, unless the user has chosen so."""
    from coach.health.profile import stored_at
    from coach.storage.reading import is_stored

    unasked = click.get_current_context().get_parameter_source("profile") is ParameterSource.DEFAULT
    with suppress(NoHome):  # where none can be stored
        if unasked and is_stored(stored_at()):
            tell("your stored answers do not shape this file; `--profile mine` has them do so")
