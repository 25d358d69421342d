"""What is in the picture of a point, measured in its SVG: for the tests that hold pictures against words."""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import dist
from xml.etree.ElementTree import Element, fromstring

from coach.content.load import pictures
from coach.content.model import Side
from coach.content.pictures import View
from coach.pictures.colours import LIGHT
from coach.pictures.draw import draw

SVG = "{http://www.w3.org/2000/svg}"
STEPS = 32
"""A curve is measured as this many straight pieces."""

Xy = tuple[float, float]


@dataclass(frozen=True)
class Drawn:
    """The picture of a point on a side; x grows to the right and y downwards, in units of the drawing."""

    code: str
    side: Side

    @property
    def view(self) -> View:
        view = pictures().view_of(self.code)
        assert view, f"{self.code} has no picture"
        return view

    @cached_property
    def svg(self) -> Element:
        svg = draw(pictures(), self.code, self.side, text="")
        assert svg
        return fromstring(svg)

    @property
    def point(self) -> Xy:
        [place] = self.points
        return place

    def at(self, landmark: str) -> Xy:
        """Return where a landmark is that is there once."""
        [place] = self.landmarks[landmark]
        return place

    @property
    def points(self) -> list[Xy]:
        return [_centre(dot) for dot in self.svg.iter(f"{SVG}circle") if dot.get("data-point") == self.code]

    @property
    def landmarks(self) -> dict[str, list[Xy]]:
        groups = [group for group in self.svg.iter(f"{SVG}g") if group.get("data-landmark")]
        return {
            group.get("data-landmark", ""): [_centre(dot) for dot in group.iter(f"{SVG}circle")] for group in groups
        }

    @cached_property
    def skin(self) -> list[list[Xy]]:
        """Outlines of the body."""
        return [line for path in self._paths if path.get("stroke") == LIGHT.line for line in _lines(path)]

    @cached_property
    def details(self) -> list[list[Xy]]:
        """Lines within it."""
        return [line for path in self._paths if path.get("stroke") == LIGHT.detail for line in _lines(path)]

    def is_on_skin(self, place: Xy) -> bool:
        """Whether a place is within an outline of the body; one that is open is closed at the edge of the picture."""
        x, y = place
        rays = [across([[*line, line[0]]], y) for line in self.skin]
        return any(len([each for each in crossed if each > x]) % 2 == 1 for crossed in rays)

    @cached_property
    def _paths(self) -> list[Element]:
        body = next(group for group in self.svg.iter(f"{SVG}g") if group.get("class") == "body")
        turned = body.get("transform", "")
        for path in body:
            path.set("transform", f"{turned} {path.get('transform', '')}")
        return list(body)


def across(lines: list[list[Xy]], y: float) -> list[float]:
    """Return every x at which lines cross a level, from the left to the right."""
    return sorted(
        x + (y - top) * (to_x - x) / (bottom - top)
        for line in lines
        for (x, top), (to_x, bottom) in pairwise(line)
        if (top < y) != (bottom < y)
    )


def nearest(lines: list[list[Xy]], place: Xy) -> float:
    """Return how far the nearest of lines is from a place."""
    return min(dist(place, each) for line in lines for each in line)


def down(lines: list[list[Xy]], x: float) -> list[float]:
    """Return every y at which lines cross an upright, from the top to the bottom."""
    return across([[(y, x) for x, y in line] for line in lines], x)


def around(value: float, among: list[float]) -> tuple[float, float]:
    """Return the nearest numbers on both sides of a value."""
    return max(each for each in among if each < value), min(each for each in among if each > value)


def _centre(dot: Element) -> Xy:
    return float(dot.get("cx", "nan")), float(dot.get("cy", "nan"))


def _lines(path: Element) -> list[list[Xy]]:
    """Return path data of M, L, C and Z as lines of many points, where they are seen."""
    lines: list[list[Xy]] = []
    for command, told in re.findall(r"([A-Za-z])([^A-Za-z]*)", path.get("d", "")):
        numbers = [float(number) for number in re.findall(r"-?[0-9.]+", told)]
        ends = list(zip(numbers[::2], numbers[1::2], strict=True))
        if command == "M":
            lines.append(ends)
        elif command == "L":
            lines[-1] += ends
        elif command == "C":
            for at in range(0, len(ends), 3):
                lines[-1] += _curve(lines[-1][-1], *ends[at : at + 3])
        else:
            assert command == "Z", f"tests/drawn.py does not measure {command}"
            lines[-1].append(lines[-1][0])
    return [[_seen(place, path.get("transform", "")) for place in line] for line in lines]


def _curve(start: Xy, towards: Xy, from_: Xy, end: Xy) -> list[Xy]:
    """Return places along https://en.wikipedia.org/wiki/B%C3%A9zier_curve#Cubic_B%C3%A9zier_curves."""
    places = []
    for step in range(1, STEPS + 1):
        t = step / STEPS
        weights = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3)
        x, y = (
            sum(w * p for w, p in zip(weights, at, strict=True)) for at in zip(start, towards, from_, end, strict=True)
        )
        places.append((x, y))
    return places


def _seen(place: Xy, transform: str) -> Xy:
    x, y = place
    for moved in reversed(re.findall(r"translate\(([0-9.]+) 0\) scale\(-1 1\)", transform)):
        x = float(moved) - x
    return x, y
