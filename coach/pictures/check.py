"""What pictures lack: no reason to stop anything, and told to whoever draws them."""

from collections.abc import Iterator
from itertools import chain, combinations, product

from coach.content.model import Library, Point, Side
from coach.content.pictures import Pictures
from coach.pictures.layout import Layout, around, lay_out


def warnings(pictures: Pictures, library: Library) -> list[str]:
    """Return a line for each point that has no picture, or none of what presses it, and for all that is ill placed.

    Each picture is looked at on each side: what is drawn lies within it, and no words stand on others or on the point.
    """
    return list(dict.fromkeys(line for point in library.points.values() for line in _warnings(point, pictures)))


def _warnings(point: Point, pictures: Pictures) -> Iterator[str]:
    view = pictures.view_of(point.code)
    if view is None:
        yield f"{point.code} has no picture"
        return
    if point.tool is None:
        yield f"{point.code} has no tool, and its picture does not show what presses it"
    tools = {point.tool, point.tool_soft, *(tool for way in point.ways for tool in (way.tool, way.tool_soft))}
    sides: tuple[Side, ...] = ("midline",) if point.sides == "midline" else ("left", "right", "both")
    for tool, side in product(tools, sides):
        for fault in _faults(lay_out(pictures, view, point.code, side, tool)):
            yield f"in the picture of {point.code}, {fault}"


def _faults(layout: Layout) -> Iterator[str]:
    """Yield what is ill placed in a picture."""
    written = [(repr(words.text), words.box) for words in layout.words]
    written += [("what presses", layout.inset.frame)] if layout.inset else []
    spots = [("the point", around(group)) for group in layout.pressed]
    for name, box in (*written, *spots):
        if not box.is_inside:
            yield f"{name} reaches out of it"
    for (name, box), (other, there) in chain(combinations(written, 2), product(written, spots)):
        if box.shared(there):
            yield f"{name} stands on {other}"
