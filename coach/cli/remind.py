"""`coach remind`: a calendar file that reminds of sessions."""

from typing import TYPE_CHECKING, Any

import click

from coach.cli import values
from coach.cli.echo import aside, tell
from coach.cli.flags import flags
from coach.cli.taken import CommandWithSettings, taken_settings
from coach.errors import Given

if TYPE_CHECKING:
    from coach.reminders.reminder import Reminder

STREAM = "-"
"""Named in place of a file, it is standard output."""


@click.command(
    cls=CommandWithSettings,
    takes=("minutes",),  # a title that files have is for files
    examples=[
        "coach remind 20:30",
        "coach remind 20:30 --days mon,wed,fri -o coach.ics",
        "coach remind 8:15pm --days weekdays --before 10 --weeks 6",
        'coach remind 7:00 --days sat-sun --title "A slow morning" -o morning.ics',
    ],
)
@click.argument("time")
@click.option(
    "--days",
    multiple=True,
    default=["daily"],
    metavar="DAY,DAY",
    shell_complete=values.several_of(values.days),
    help="On which days: mon,wed,fri, mon-fri, weekdays, weekends or daily.",
)
@click.option(
    "--minutes", type=float, metavar="MINUTES", show_default="30", help="How long the session lasts, 1 to 240."
)
@click.option(
    "--before",
    type=int,
    default=0,
    metavar="MINUTES",
    help="Have the calendar speak up so many minutes before that time.",
)
@click.option("--weeks", type=int, metavar="WEEKS", show_default="without end", help="For so many weeks.")
@click.option("--until", metavar="DATE", show_default="without end", help="Until a day, as in 2027-03-31.")
@click.option("--title", metavar="TEXT", show_default="Acupressure", help="What the calendar calls it.")
@click.option(
    "--command", metavar="TEXT", show_default="coach start", help="The command that its note tells you to type."
)
@click.option(
    "--zone",
    metavar="NAME",
    show_default="this machine's",
    shell_complete=values.one_of(values.zones),
    help="The time zone, as in Europe/Berlin.",
)
@click.option(
    "-o",
    "--output",
    default="coach.ics",
    type=click.Path(allow_dash=True),
    metavar="FILE",
    help="The calendar file to write. -: to standard output.",
)
@click.option("--force", is_flag=True, help="Replace a file that coach has not written.")
def remind(*, time: str, days: tuple[str, ...], output: str, force: bool, **given: Any) -> None:
    """Write a calendar file that reminds you of your sessions, on your phone or wherever your calendar is.

    TIME is a time of day, as in 20:30 or 8:30pm. Open the file, and your calendar takes it in; nothing of coach has to
    run in between. Import it again, and it takes the place of the earlier reminder of the same title. It holds the
    time, the title, and the command to type, and nothing of you.
    """
    from coach.reminders.reminder import COMMAND
    from coach.reminders.reminder import remind as reminding

    minutes = given["minutes"]
    if given["command"] is None and minutes is not None:
        given["command"] = f"{COMMAND} {flags(Given('minutes', f'{minutes:g}'))}"
    reminder = reminding(time, days=days, **given)
    if output == STREAM:
        click.echo(reminder.calendar().encode(), nl=False)  # its line ends are part of it
    else:
        written = reminder.write(output, force=force)
        aside(f"{written}: {reminder.line}")
    if taken := taken_settings():
        tell(taken)
    for remark in reminder.remarks(flags):
        tell(remark)
    if output != STREAM:
        _tell_how(reminder)


def _tell_how(reminder: "Reminder") -> None:
    """Say how the file gets into a calendar."""
    tell(
        "open it and your calendar takes it in, or mail it to your phone and tap on it; "
        f"it replaces an earlier reminder called {reminder.title!r}"
    )
