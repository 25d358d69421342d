"""`coach routines`: what can be played."""

import click

from coach.cli.command import CommandWithExamples
from coach.cli.echo import echo


@click.command(
    cls=CommandWithExamples,
    examples=[
        "coach routines",
    ],
)
def routines() -> None:
    """List the routines: name, title, time in holds, points."""
    from coach.content.load import library

    shipped = library()
    for name, routine in shipped.routines.items():
        minutes = sum(step.minutes * (2 if shipped.points[step.point].sides == "each" else 1) for step in routine.steps)
        codes = ", ".join(step.point for step in routine.steps)
        echo(f"{name}: {routine.en.title}")
        echo(f"    {routine.en.summary}")
        echo(f"    {minutes:g} minutes of holds: {codes}")
