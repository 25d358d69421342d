"""The frozen types of `scripts/pictures/`: parts of the body as they are drawn, their landmarks, and where points lie.

A view is one part of the body as line art. All that it places is in its own units: a drawing is 600 wide and 600 high,
x grows to the right, y grows downwards. A point has no place of its own: it is told from landmarks, in finger-widths,
as its sentences tell it, so that a test can hold the drawing against the words.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

from coach.content.sentences import Name, Positive

SIZE = 600
"""Width and height of a drawing, in its own units."""

Xy = tuple[float, float]

PATH = r"^\s*[Mm][MLHVCSQTAZmlhvcsqtaz0-9 ,.\n-]+$"
"""Of SVG path data (https://www.w3.org/TR/SVG2/paths.html#PathData)."""

Stroke = Literal["body", "detail", "bone", "tendon", "tool", "nail", "touch", "shade"]
"""How a line is drawn: the outline of the body (filled as skin), what is soft on it, what is felt under it.

"shade" is what lies under the skin as a faint tint without a line, such as a muscle.
"touch" is the part of a tool that presses, filled in the colour of the point.
"""


class Outline(Struct, frozen=True, forbid_unknown_fields=True):
    """One path."""

    path: Annotated[str, Meta(pattern=PATH)]
    """SVG path data; a bone whose path is closed is tinted."""

    stroke: Stroke = "body"
    mirrored: bool = False
    """Whether it is there a second time, mirrored at the middle of the view."""


class Landmark(Struct, frozen=True, forbid_unknown_fields=True):
    """What the words lead the fingers to: a place on the body that is felt or seen."""

    at: Xy
    """Where it is; of one that is on both sides, on the left of the body."""

    label: Name | None = None
    """What it is called, in the words of the sentences; None: nothing is written at it."""

    label_at: Xy | None = None
    """Where the label stands, from which a thin line leads to it."""

    label_anchor: Literal["start", "middle", "end"] = "start"
    mirrored: bool = False
    """Whether it is on the other side of the body, too."""


class Spot(Struct, frozen=True, forbid_unknown_fields=True):
    """Where a point lies on a view, told from one landmark or from between two."""

    point: Name
    """Code of the point."""

    start: Name
    """Name of the landmark from which it is told."""

    end: Name | None = None
    """Name of the landmark towards which it is told, or None."""

    share: Annotated[float, Meta(ge=0, le=1)] = 0.0
    """How far it lies on the way from the one to the other."""

    fingers: Xy = (0.0, 0.0)
    """How far it lies from there, in finger-widths: away from the middle of the view, and down."""

    area: Annotated[str, Meta(pattern=PATH)] | None = None
    """What is pressed in its place, where that is not the spot, as a path on the left; mirrored for the right."""

    beside: bool = False
    """Whether it is on both sides of the middle of the view: told for the left, and mirrored for the right."""


class View(Struct, frozen=True, forbid_unknown_fields=True):
    """One part of the body as it is drawn. One file in `scripts/pictures/`, named after it."""

    title: Name
    """What is seen, as in "the lower back, from behind"; `{side}` is the side that is drawn."""

    finger: Positive
    """How wide a finger of this body is, in units of the drawing."""

    spots: Annotated[tuple[Spot, ...], Meta(min_length=1)]
    landmarks: dict[Name, Landmark]
    outlines: Annotated[tuple[Outline, ...], Meta(min_length=1)]
    """In the order in which they are drawn."""

    middle: float = SIZE / 2
    """The x at which all that is mirrored is mirrored."""

    is_limb: bool = False
    """Whether it is of one side of the body alone: drawn as the left one, and mirrored as a whole for the right."""

    is_from_behind: bool = False
    """Whether it is seen from behind: the left of the body is then on the left of the drawing."""

    tool_at: Xy = (440.0, 440.0)
    """Where the upper left corner of the tool stands, which is 150 wide and 150 high."""


class Tool(Struct, frozen=True, forbid_unknown_fields=True):
    """What presses a point, as a drawing 150 wide and 150 high."""

    label: Name
    """What it is called, in the words of the sentences."""

    outlines: Annotated[tuple[Outline, ...], Meta(min_length=1)]
    """In the order in which they are drawn; what is mirrored is so at half the width."""

    like: Name | None = None
    """The tool whose outlines lie beneath its own, as the thumb is an open hand with a mark on the thumb."""


class Tools(Struct, frozen=True, forbid_unknown_fields=True):
    """`scripts/pictures/tools.toml`."""

    tools: dict[Name, Tool]


class Pictures(Struct, frozen=True):
    """Everything in `scripts/pictures/`, loaded and checked."""

    views: dict[str, View]
    """By name, which is the file's name without its suffix."""

    tools: dict[str, Tool]

    def view_of(self, code: str) -> View | None:
        """Return the view on which a point lies, or None: there is no picture of it."""
        return next((view for view in self.views.values() if any(spot.point == code for spot in view.spots)), None)
