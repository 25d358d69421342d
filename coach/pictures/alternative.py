"""What a picture shows in words, for whoever does not see it: made from the point's own sentences."""

from coach.content.model import Point, Side
from coach.health.circumstances import usually


def usual(point: Point) -> Point:
    """Return a point as it is pressed usually, on a chair and with two hands, with what is then said."""
    here = usually(point, "chair")
    return here.said(point.reached(here.names) or point)


def alternative(point: Point, side: Side) -> str:
    """Return what the picture of a point on a side shows: its name, its place, and how it is found.

    `point` is as the session has it (`coach.health.circumstances.reached`), or `usual`. Of a point that has its sides
    in turn, "both" are told on the left one.
    """
    told: Side = "left" if side == "both" and point.sides == "each" else side
    other = "left" if told == "right" else "right"
    words = point.en
    sentences = [f"{point.code}, {words.name}: {words.place}.", *(sentence.say for sentence in words.locate)]
    return " ".join(sentence.format(side=told, other=other) for sentence in sentences)
