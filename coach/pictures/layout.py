"""Where everything stands in the picture of a point: what is placed by its view, and words, which find their place.

All in units of the drawing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from coach.content.model import Side
from coach.content.pictures import SIZE, Pictures, View, Xy
from coach.pictures.places import Place, landmark_places, places, turned
from coach.pictures.room import Box, Words, along, beside, box_of, edge

LABEL_SIZE, CODE_SIZE = 24, 28
"""Heights of the font: on a phone a picture is half as large."""

RADIUS, SMALL_RADIUS = 11, 8
"""Of the dot that is a point, and of one of several on a side."""

RINGS = ((19, 0.75), (27, 0.4))
"""Radius and opacity of the rings around it, as the sound goes out from the bowl on the cover."""

GROUP = 44
"""Width of what holds the spots of a point that has several on a side."""

TOOL_SIZE = 150
_TOOL_FRAME = Box(-8, -8, 158, 186)
"""Around what presses and its label, from its own corner."""

_ASIDE = 10
"""How far around words and landmarks the code of the point does not stand, if it can be."""

_MARGIN, _TOP = 16, 34
_MIRRORED = {"start": "end", "middle": "middle", "end": "start"}


class Label(NamedTuple):
    """The label of a landmark, with the line that leads to it."""

    words: Words
    line: tuple[Xy, Xy]
    """From the edge of the words to the landmark."""


class Inset(NamedTuple):
    """What presses the point, in a frame."""

    corner: Xy
    frame: Box
    label: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What stands where."""

    pressed: tuple[tuple[Place, ...], ...]
    """The spots of the point, those of each side together."""

    faint: tuple[Place, ...]
    """Its spots on the side that is not pressed, where that is seen."""

    sides: tuple[Words, ...]
    """Which side is where."""

    pressed_sides: frozenset[str]
    """What is written of those that are pressed."""

    labels: dict[str, Label]
    """By the names of their landmarks."""

    codes: tuple[Words, ...]
    """The code of the point, on each side that is pressed."""

    inset: Inset | None

    @property
    def words(self) -> tuple[Words, ...]:
        """All that is written, but for what presses."""
        return (*self.sides, *(label.words for label in self.labels.values()), *self.codes)


def lay_out(pictures: Pictures, view: View, code: str, side: Side, tool: str | None) -> Layout:
    """Return what stands where in the picture of a point on a side."""
    pressed = tuple(_by_side(places(view, code, side)))
    sides = {place.side for group in pressed for place in group}
    both = [] if view.is_limb else places(view, code, "both")
    faint = tuple(place for place in both if place.side not in sides)
    written, labels = tuple(_sides(view, side)), dict(_labels(view, side))
    inset = _inset(pictures.tools[tool].label, view, side) if tool in pictures.tools else None
    taken = [words.box.around(_ASIDE) for words in (*written, *(label.words for label in labels.values()))]
    taken += [box for label in labels.values() for box in along(*label.line)]
    seen = (place for landmark in view.landmarks.values() for place in landmark_places(landmark, view, side))
    taken += [box_of([place]).around(_ASIDE) for place in seen]
    taken += [around([place]) for place in (*faint, *(place for group in pressed for place in group))]
    taken += [inset.frame] if inset else []
    return Layout(
        pressed=pressed,
        faint=faint,
        sides=written,
        pressed_sides=frozenset(_your(which) for which in ("left", "right") if side in {which, "both"}),
        labels=labels,
        codes=tuple(_codes(code, pressed, taken, SIZE / 2 if view.is_limb else view.middle)),
        inset=inset,
    )


def _codes(code: str, pressed: Iterable[tuple[Place, ...]], taken: list[Box], middle: float) -> Iterator[Words]:
    """Yield the code beside the spots of each side, away from the middle of the body; each of them is taken then."""
    for group in pressed:
        words = beside(code, around(group), CODE_SIZE, taken, is_left=group[0].x < middle)
        taken.append(words.box.around(_ASIDE))
        yield words


def around(group: Iterable[Place]) -> Box:
    """Return the room that the spots of one side take, with the rings or the line around them."""
    spots = [(place.x, place.y) for place in group]
    return box_of(spots).around(RINGS[-1][0] if len(spots) == 1 else GROUP / 2)


def _by_side(pressed: Iterable[Place]) -> Iterator[tuple[Place, ...]]:
    groups: dict[Side, list[Place]] = {}
    for place in pressed:
        groups.setdefault(place.side, []).append(place)
    return map(tuple, groups.values())


def _your(which: str) -> str:
    return f"your {which}"


def _sides(view: View, side: Side) -> Iterator[Words]:
    """Yield which side is where, of a point that has one: from the front, the left of the body is on the right."""
    if side == "midline":
        return
    middle = SIZE / 2 if view.is_limb else view.middle
    reach = min(middle, SIZE - middle) - _MARGIN
    ends = Words("", middle - reach, _TOP, LABEL_SIZE), Words("", middle + reach, _TOP, LABEL_SIZE, "end")
    if view.is_limb:
        yield ends[1]._replace(text=_your("right")) if side == "right" else ends[0]._replace(text=_your("left"))
        return
    for end, which in zip(ends, ("left", "right") if view.is_from_behind else ("right", "left"), strict=True):
        yield end._replace(text=_your(which))


def _labels(view: View, side: Side) -> Iterator[tuple[str, Label]]:
    is_turned = view.is_limb and side == "right"
    for name, landmark in view.landmarks.items():
        if landmark.label and landmark.label_at:
            anchor = _MIRRORED[landmark.label_anchor] if is_turned else landmark.label_anchor
            words = Words(landmark.label, *turned(landmark.label_at, view, side), LABEL_SIZE, anchor)
            at = turned(landmark.at, view, side)
            yield name, Label(words, (edge(words, at), at))


def _inset(label: str, view: View, side: Side) -> Inset:
    x, y = view.tool_at
    if view.is_limb and side == "right":
        x = SIZE - x - TOOL_SIZE
    words = Words(label, x + TOOL_SIZE / 2, y + TOOL_SIZE + 24, LABEL_SIZE, "middle")
    left, top, right, bottom = _TOOL_FRAME
    room = words.box.around(8)
    return Inset((x, y), Box(min(x + left, room.left), y + top, max(x + right, room.right), y + bottom), words)
