"""A point's picture as SVG: the view on which it lies, its landmarks by name, the point, and what presses it."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, tostring

from coach.content.model import Side
from coach.content.pictures import SIZE, Landmark, Outline, Pictures, View
from coach.pictures.colours import LIGHT, Colours
from coach.pictures.places import Place, landmark_places, places, turned

WIDTHS = {"body": 4.0, "detail": 2.5, "bone": 2.5, "tendon": 2.5, "tool": 3.5, "nail": 2.0}
"""Of the lines, in units of the drawing."""

FONT = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

LABEL_SIZE = 24
CODE_SIZE = 28
"""Heights of the font, in units of the drawing: on a phone a picture is half as large."""

RADIUS = 11
"""Of the dot that is a point."""

TOOL_SIZE = 150


def draw(
    pictures: Pictures,
    code: str,
    side: Side,
    *,
    text: str,
    tool: str | None = None,
    colours: Colours = LIGHT,
) -> str | None:
    """Return a point's picture on a side as SVG, or None if there is none; `text` is its alternative in words.

    It is square, 600 units wide. `side` is the one that is pressed: "both" shows either side, where the view has both.
    `tool` names what presses it.
    """
    view = pictures.view_of(code)
    if view is None:
        return None
    drawing = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {SIZE} {SIZE}"})
    drawing.set("role", "img")
    SubElement(drawing, "title").text = f"{code}, {view.title.format(side=side)}"
    SubElement(drawing, "desc").text = text
    if colours.ground != "none":
        SubElement(drawing, "rect", {"width": str(SIZE), "height": str(SIZE), "fill": colours.ground})
    _body(drawing, view, side, colours)
    for name, landmark in view.landmarks.items():
        _landmark(drawing, name, landmark, view, side, colours)
    for place in places(view, code, side):
        _dot(drawing, code, place, colours)
    if tool and tool in pictures.tools:
        _tool(drawing, pictures, tool, view, side, colours)
    return tostring(drawing, encoding="unicode")


def _body(drawing: Element, view: View, side: Side, colours: Colours) -> None:
    body = SubElement(drawing, "g", {"class": "body"})
    if view.is_limb and side == "right":
        body.set("transform", f"translate({SIZE} 0) scale(-1 1)")
    for outline in view.outlines:
        for path in _paths(outline, view.middle, colours):
            body.append(path)


def _paths(outline: Outline, middle: float, colours: Colours) -> Iterator[Element]:
    yield _path(outline, colours)
    if outline.mirrored:
        other = _path(outline, colours)
        other.set("transform", f"translate({2 * middle:g} 0) scale(-1 1)")
        yield other


def _path(outline: Outline, colours: Colours) -> Element:
    path = Element("path", {"d": " ".join(outline.path.split())})
    if outline.stroke == "touch":
        path.set("fill", colours.point)
        return path
    is_skin = outline.stroke in {"body", "tool"}
    path.set("fill", colours.skin if is_skin else "none")
    path.set("stroke", colours.line if is_skin else colours.detail)
    path.set("stroke-width", f"{WIDTHS[outline.stroke]:g}")
    path.set("stroke-linecap", "round")
    path.set("stroke-linejoin", "round")
    if outline.stroke in {"bone", "tendon"}:
        path.set("stroke-dasharray", "7 6")  # felt, and not seen
    return path


def _landmark(drawing: Element, name: str, landmark: Landmark, view: View, side: Side, colours: Colours) -> None:
    group = SubElement(drawing, "g", {"class": "landmark", "data-landmark": name})
    for x, y in landmark_places(landmark, view, side):
        SubElement(group, "circle", {"cx": f"{x:g}", "cy": f"{y:g}", "r": "3", "fill": colours.detail})
    if landmark.label and landmark.label_at:
        x, y = turned(landmark.label_at, view, side)
        to_x, to_y = turned(landmark.at, view, side)
        anchor: str = landmark.label_anchor
        if view.is_limb and side == "right":
            anchor = {"start": "end", "middle": "middle", "end": "start"}[anchor]
        line = {"x1": f"{x:g}", "y1": f"{y - 8:g}", "x2": f"{to_x:g}", "y2": f"{to_y:g}"}
        SubElement(group, "line", line | {"stroke": colours.detail, "stroke-width": "1.5"})
        _words(group, landmark.label, x, y, colours, anchor)


def _dot(drawing: Element, code: str, place: Place, colours: Colours) -> None:
    circle = {"cx": f"{place.x:g}", "cy": f"{place.y:g}", "r": str(RADIUS), "class": "point", "data-point": code}
    circle |= {"data-side": place.side, "fill": colours.point, "stroke": colours.on_point, "stroke-width": "3"}
    SubElement(drawing, "circle", circle)


def _tool(drawing: Element, pictures: Pictures, name: str, view: View, side: Side, colours: Colours) -> None:
    tool = pictures.tools[name]
    x, y = view.tool_at
    if view.is_limb and side == "right":
        x = SIZE - x - TOOL_SIZE
    group = SubElement(drawing, "g", {"class": "tool", "transform": f"translate({x:g} {y:g})"})
    beneath = pictures.tools[tool.like].outlines if tool.like else ()
    for outline in (*beneath, *tool.outlines):
        for path in _paths(outline, TOOL_SIZE / 2, colours):
            group.append(path)
    _words(group, tool.label, TOOL_SIZE / 2, TOOL_SIZE + 22, colours, "middle")


def _words(parent: Element, text: str, x: float, y: float, colours: Colours, anchor: str) -> None:
    words = {"x": f"{x:g}", "y": f"{y:g}", "font-family": FONT, "font-size": str(LABEL_SIZE), "text-anchor": anchor}
    SubElement(parent, "text", words | {"fill": colours.words}).text = text
