"""`coach points`: what is known of the points."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from coach.cli import values
from coach.cli.command import CommandWithExamples
from coach.cli.echo import aside, echo, tell
from coach.errors import BadOption

if TYPE_CHECKING:
    from coach.choices import PressedSide
    from coach.content.model import Library, Point

SIDES = {"midline": "once, on the midline", "both": "both sides together", "each": "one side, then the other"}


@click.command(
    cls=CommandWithExamples,
    examples=[
        "coach points",
        "coach points BL40",
        "coach points BL40 --picture BL40.svg",
        "coach points BL60 --side left --dark --picture ankle.png",
    ],
)
@click.argument("code", required=False, shell_complete=values.one_of(values.points))
@click.option("--picture", type=click.Path(), metavar="FILE", help="Draw where the point lies: a name in .svg or .png.")
@click.option(
    "--side",
    metavar="SIDE",
    shell_complete=values.one_of(values.SIDE),
    show_default="both",
    help="The side on which it is drawn: left, right or both.",
)
@click.option("--dark", is_flag=True, help="Draw it light on dark.")
@click.option("--force", is_flag=True, help="Replace a file that coach has not written.")
def points(code: str | None, picture: str | None, side: "PressedSide | None", dark: bool, force: bool) -> None:
    """List the points, or tell everything about one, or draw where it lies."""
    if picture is not None:
        _draw(code, picture, side, dark=dark, force=force)
        return
    for option, value in {"side": side, "dark": dark or None, "force": force or None}.items():
        if value is not None:
            raise BadOption(option, "" if value is True else value, "it is for a picture; name its file, too")
    from coach.content.codes import known_point
    from coach.content.load import library

    shipped = library()
    if code is None:
        for point in shipped.points.values():
            where = point.en.place.format(side="one", other="other")
            echo(f"{point.code:<8}  {point.en.name} ({point.en.pinyin}), {where}")
        _warn(shipped)
        return
    point = shipped.points[known_point(code, shipped.points)]
    for line in _about(point, shipped):
        echo(line)
    echo()
    echo(f"`coach show {point.code}` shows where it lies.")
    echo(f"`coach why {point.code}` tells what every sentence rests on.")


def _draw(code: str | None, file: str, side: "PressedSide | None", *, dark: bool, force: bool) -> None:
    from coach.export.drawing import picture

    if code is None:
        raise BadOption("picture", file, "it is of one point; name that, too")
    drawn = picture(code, side=side, dark=dark)
    aside(f"{drawn.write(file, force=force)}: {drawn.title}")


def _warn(shipped: "Library") -> None:
    """Tell what pictures lack, which is for whoever adds a point."""
    from coach.content.load import pictures
    from coach.pictures.check import warnings

    for warning in warnings(pictures(), shipped):
        tell(warning)


def _about(point: "Point", shipped: "Library") -> Iterator[str]:
    from coach.report.evidence import WORDS

    words = point.en
    least, most = (f"{time_s:g}" for time_s in point.hold_s)
    yield f"{point.code}: {words.name} ({words.pinyin})"
    if point.older_codes:
        yield f"    in older books: {', '.join(point.older_codes)}"
    yield f"    pressed {SIDES[point.sides]}, {least if least == most else f'{least} to {most}'} seconds"
    for key in ("benefit", "locate", "press"):
        yield f"{WORDS[key].lower()}:"
        for sentence in getattr(words, key):
            yield f"    {sentence.say.format(side='left', other='right')}"
    cautions = [caution for caution in shipped.safety.cautions if point.code in caution.points]
    for title, entries in (("take care:", cautions), ("notes:", point.notes)):
        if entries:
            yield title
        for entry in entries:
            yield f"    {entry.text}"
