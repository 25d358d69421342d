"""`coach config`: the options that one always gives, kept in a file."""

import os

import click

from coach.cli import values
from coach.cli.command import CommandWithExamples
from coach.cli.echo import NO_SETTINGS, echo, tell
from coach.errors import BadOption


@click.command(
    cls=CommandWithExamples,
    examples=[
        "coach config",
        "coach config voice=system minutes=20",
        "coach config chime-level=-6",
        "coach config --unset minutes,bed",
        "coach config --path",
    ],
)
@click.argument("assignments", nargs=-1, metavar="[OPTION=VALUE]...", shell_complete=values.assignment)
@click.option(
    "--show",
    is_flag=True,
    expose_value=False,
    help="Tell each option, its value, and where that comes from; so it is without any option.",
)
@click.option(
    "--unset",
    multiple=True,
    metavar="OPTION,OPTION",
    shell_complete=values.several_of(values.settings),
    help="Give an option its usual value again.",
)
@click.option("--path", "is_path", is_flag=True, help="Print where the settings are kept, and nothing else.")
def config(*, assignments: tuple[str, ...], unset: tuple[str, ...], is_path: bool) -> None:
    """Keep options that you always give: OPTION=VALUE, spelled as on the command line, without its dashes.

    They shape what `coach start`, `plan`, `prepare`, `export` and `say` do, where these have the option. What you give
    to a command wins, and `--no-settings` leaves them all out. Answers on health, and how much is said, are kept by
    `coach profile`. You may edit the file by hand. What was changed is printed; without any option, all of it.
    """
    from coach import settings_file

    path = settings_file.stored_at()
    if is_path:
        echo(str(path))
        return
    gone = [name for value in unset for name in value.split(",") if name.strip()]
    if unset and not gone:
        raise BadOption("unset", repr(",".join(unset)), "name one or more settings, as in minutes,bed")
    if assignments or gone:
        settings = settings_file.update(path, dict(map(_assignment, assignments)), gone)
    else:
        settings = settings_file.find()
    named = {text.partition("=")[0].strip().replace("_", "-") for text in (*assignments, *gone)}
    rows = [row for row in settings.rows() if not named or row.option in named]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    for row in rows:
        echo(f"{row.option:<{widths[0]}}  {row.value:<{widths[1]}}  {row.where}", hang=widths[0] + 2)
    echo()
    echo(f"The settings are kept in {path}" + ("" if settings.values else "; there are none yet"))
    if os.environ.get(NO_SETTINGS):
        tell(f"{NO_SETTINGS} is set, so that no command takes them")


def _assignment(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise BadOption("assignment", text or repr(text), "write it as in bed=rain")
    return name, value
