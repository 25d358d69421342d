"""`coach show`: the page of a point in the browser."""

import sys
from typing import TYPE_CHECKING

import click

from coach.cli import values
from coach.cli.command import CommandWithExamples
from coach.cli.echo import aside, echo

if TYPE_CHECKING:
    from coach.choices import PressedSide


@click.command(
    cls=CommandWithExamples,
    examples=[
        "coach show BL40",
        "coach show BL60 --side left",
        "coach show CV6 -o belly.html",
    ],
)
@click.argument("code", shell_complete=values.one_of(values.points))
@click.option(
    "--side",
    metavar="left|right|both",
    shell_complete=values.one_of(values.SIDE),
    show_default="both",
    help="The side on which it is shown.",
)
@click.option("-o", "--output", type=click.Path(), metavar="FILE", help="Write the page to an .html file instead.")
@click.option("--force", is_flag=True, help="Replace a file that coach has not written.")
def show(code: str, side: "PressedSide | None", output: str | None, force: bool) -> None:
    """Show a point in the browser: where it is, how to find it and press it, what to heed, and its sources.

    The page opens where there is a screen; elsewhere it is told where it lies.
    """
    from coach.export.page.point import point_page
    from coach.export.page.showing import keep, opened, save

    if output is not None:
        aside(f"{save(point_page(code, side), output, force=force)}: open it in any browser")
        return
    page = keep(code, side)
    if sys.stdout.isatty() and opened(page):
        aside(f"{page}: it opens in your browser")
        return
    echo(str(page))
    aside("no browser is opened from here: open that file in any browser")
