"""Where everything lies in a view: points told from landmarks, on the sides of the body that are asked for."""

from collections.abc import Iterator
from dataclasses import dataclass

from coach.content.model import Side
from coach.content.pictures import SIZE, Landmark, Spot, View, Xy


@dataclass(frozen=True, slots=True)
class Place:
    """A point as it lies in a picture; x grows to the right and y downwards, in units of the drawing."""

    x: float
    y: float
    side: Side
    """The side of the body on which it lies."""


def mirrored(x: float, view: View) -> float:
    """Return an x on the other side of the middle of a view."""
    return 2 * view.middle - x


def turned(at: Xy, view: View, side: Side) -> Xy:
    """Return where what is told for the left lies in the picture of a side: of a limb the right one is its mirror."""
    return (SIZE - at[0], at[1]) if view.is_limb and side == "right" else at


def landmark_places(landmark: Landmark, view: View, side: Side) -> list[Xy]:
    """Return where a landmark lies in the picture of a side: on the left first, then on the right if it is on both."""
    places = [landmark.at]
    if landmark.mirrored:
        places.append((mirrored(landmark.at[0], view), landmark.at[1]))
    return [turned(place, view, side) for place in places]


def places(view: View, code: str, side: Side) -> list[Place]:
    """Return where a point lies in the picture of a side; "both" gives either side of a view that shows both."""
    return [place for spot in view.spots if spot.point == code for place in _places(spot, view, side)]


def _places(spot: Spot, view: View, side: Side) -> Iterator[Place]:
    start = view.landmarks[spot.start].at
    end = view.landmarks[spot.end].at if spot.end else start
    x, y = (a + (b - a) * spot.share for a, b in zip(start, end, strict=True))
    across, down = (fingers * view.finger for fingers in spot.fingers)
    if view.is_limb:
        yield Place(*turned((x - across, y + down), view, side), side)
        return
    if not spot.beside:
        yield Place(x - across, y + down, "midline")
        return
    # From the front, what is told for the left of the body lies on the right of the picture.
    outward = -across if view.is_from_behind else across
    for its_side, place in (("left", x + outward), ("right", mirrored(x + outward, view))):
        if side in {its_side, "both"}:
            yield Place(place, y + down, "left" if its_side == "left" else "right")
