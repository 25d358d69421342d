"""`coach points`: what is known of the points."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from coach.cli import values
from coach.cli.command import CommandWithExamples
from coach.cli.echo import echo

if TYPE_CHECKING:
    from coach.content.model import Library, Point

SIDES = {"midline": "once, on the midline", "both": "both sides together", "each": "one side, then the other"}


@click.command(
    cls=CommandWithExamples,
    examples=[
        "coach points",
        "coach points BL40",
    ],
)
@click.argument("code", required=False, shell_complete=values.one_of(values.points))
def points(code: str | None) -> None:
    """List the points, or tell everything about one."""
    from coach.content.codes import known_point
    from coach.content.load import library

    shipped = library()
    if code is None:
        for point in shipped.points.values():
            where = point.en.place.format(side="one", other="other")
            echo(f"{point.code:<8}  {point.en.name} ({point.en.pinyin}), {where}")
        return
    point = shipped.points[known_point(code, shipped.points)]
    for line in _about(point, shipped):
        echo(line)
    echo()
    echo(f"`coach why {point.code}` tells what every sentence rests on.")


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
