"""The room that words take in a picture, and where there is some for the code of a point. All in units of the drawing.

What shows a picture chooses the font: widths are those of a usual one, and most others come within a tenth of it.
"""

from collections.abc import Iterable
from typing import NamedTuple

from coach.content.pictures import SIZE, Xy

_NARROW, _BROAD = frozenset("iljtfrI .,'-"), frozenset("mwMW")

_RISE, _FALL = 0.76, 0.24
"""How far words reach above and below their line, in sizes of the font."""

_GAP = 6
"""Between a point and its code."""

_DETOUR = 20
"""Area of what words may rather cover than stand one place further from where they belong."""

_STEPS = 12
"""Places on a line at which it is seen whether words stand on it."""


class Box(NamedTuple):
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    def around(self, margin: float) -> "Box":
        """Return the same with a margin on each side."""
        return Box(self.left - margin, self.top - margin, self.right + margin, self.bottom + margin)

    def shared(self, other: "Box") -> float:
        """Return the area that two have in common."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(across, 0.0) * max(down, 0.0)

    @property
    def is_inside(self) -> bool:
        """Whether all of it lies in the drawing."""
        return self.left >= 0 and self.top >= 0 and self.right <= SIZE and self.bottom <= SIZE


class Words(NamedTuple):
    """Words at a place: `x` is where they begin, stand or end, as `anchor` says, and `y` is their line."""

    text: str
    x: float
    y: float
    size: float
    anchor: str = "start"

    @property
    def box(self) -> Box:
        """The room that they take."""
        width = sum(map(_width, self.text)) * self.size
        left = self.x - width * {"start": 0, "middle": 0.5, "end": 1}[self.anchor]
        return Box(left, self.y - _RISE * self.size, left + width, self.y + _FALL * self.size)


def _width(character: str) -> float:
    """Return the width of a character in sizes of the font."""
    if character in _NARROW:
        return 0.33
    if character in _BROAD:
        return 0.87
    return 0.68 if character.isupper() else 0.57


def box_of(places: Iterable[Xy]) -> Box:
    """Return the smallest box that holds places."""
    across, down = zip(*places, strict=True)
    return Box(min(across), min(down), max(across), max(down))


def edge(words: Words, towards: Xy) -> Xy:
    """Return where a line ends that leads to words from a place: at the nearest edge of them, a little before it."""
    box = words.box.around(5)
    x, y = towards
    if box.left <= x <= box.right:
        return x, box.top if y < box.top else box.bottom
    return box.left if x < box.left else box.right, (box.top + box.bottom) / 2


def along(start: Xy, end: Xy) -> list[Box]:
    """Return small boxes along a line, as what stands in the way of words."""
    shares = (step / _STEPS for step in range(_STEPS + 1))
    places = [(start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share) for share in shares]
    return [Box(x, y, x, y).around(2) for x, y in places]


def beside(text: str, spots: Box, size: float, taken: Iterable[Box], *, is_left: bool) -> Words:
    """Return words beside what they name, where they stand in the way of little: rather on its left or its right."""
    x, y = (spots.left + spots.right) / 2, (spots.top + spots.bottom) / 2
    level, over, under = y + 0.36 * size, spots.top - _GAP - _FALL * size, spots.bottom + _GAP + _RISE * size
    left = [Words(text, spots.left - _GAP, line, size, "end") for line in (level, under, over)]
    right = [Words(text, spots.right + _GAP, line, size) for line in (level, under, over)]
    middle = [Words(text, x, line, size, "middle") for line in (over, under)]
    tries = [*left, *middle, *right] if is_left else [*right, *middle, *left]
    within = [words for words in tries if words.box.is_inside] or tries
    there = tuple(taken)

    def trouble(at: int) -> float:
        return at * _DETOUR + sum(within[at].box.shared(box) for box in there)

    return within[min(range(len(within)), key=trouble)]
