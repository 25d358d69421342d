"""A point's picture as SVG: the view on which it lies, its landmarks by name, the point, and what presses it.

The point is drawn like the bowl of the cover that sounds: rings go out from it.
"""

from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element, SubElement, tostring

from coach.content.model import Side
from coach.content.pictures import SIZE, Outline, Pictures, View, Xy
from coach.pictures.colours import LIGHT, Colours
from coach.pictures.places import Place, landmark_places, places, turned
from coach.pictures.room import Box, Words, along, beside, box_of, edge

WIDTHS = {"body": 4.0, "detail": 2.5, "bone": 2.5, "tendon": 2.5, "tool": 3.5, "nail": 2.0}
"""Of the lines, in units of the drawing."""

FONT = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

LABEL_SIZE, CODE_SIZE = 24, 28
"""Heights of the font, in units of the drawing: on a phone a picture is half as large."""

HALO = 6
"""Width of the line around words, half of which is seen."""

RADIUS = 11
"""Of the dot that is a point."""

RINGS = ((20, 0.75), (29, 0.4))
"""Radius and opacity of the rings around it."""

GROUP = 44
"""Width of what holds the spots of a point that has several."""

TOOL_SIZE, TOOL_FRAME = 150, Box(-8, -8, 158, 186)
"""What presses, and the frame around it and its label, from its own corner."""

MIRROR_IMAGE = "the other side is its mirror image"
"""What is told of a picture of both sides of a limb."""

_MARGIN = 16
_MIRRORED = {"start": "end", "middle": "middle", "end": "start"}


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

    It is square, 600 units wide. `side` is the one that is pressed: of a view that has both, the other one is drawn
    faintly, and "both" are pressed together. A limb is drawn as the left one for "both", as its words tell. `tool`
    names what presses it.
    """
    view = pictures.view_of(code)
    if view is None:
        return None
    drawing = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {SIZE} {SIZE}", "role": "img"})
    SubElement(drawing, "title").text = f"{code}, {title(view, side)}"
    SubElement(drawing, "desc").text = text
    if colours.ground != "none":
        SubElement(drawing, "rect", {"width": str(SIZE), "height": str(SIZE), "fill": colours.ground})
    pressed = places(view, code, side)
    seen = {place.side for place in pressed}
    faint = [place for place in places(view, code, "both") if place.side not in seen]
    words = [*_side_words(view, side), *(label for _, label, _ in _labels(view, side))]
    _body(drawing, view, side, colours)
    _landmarks(drawing, view, side, colours)
    if faint and not view.is_limb:
        _faint(drawing, faint, colours)
    taken = [box for _, label, at in _labels(view, side) for box in along(edge(label, at), at)]
    taken += [each.box for each in words] + [_around([place]) for place in (*faint, *pressed)]
    if tool and tool in pictures.tools:
        taken.append(_tool(drawing, pictures, tool, view, side, colours))
    for group in _groups(pressed):
        _dots(drawing, code, group, colours)
        words.append(beside(code, _around(group), CODE_SIZE, taken))
    for each in words:
        _write(drawing, each, colours, is_bold=each.text in {code, *_pressed_words(side)})
    return tostring(drawing, encoding="unicode")


def title(view: View, side: Side) -> str:
    """Return what is seen in the picture of a side: "the back of the left knee"."""
    if view.is_limb and side in {"both", "midline"}:
        return f"{view.title.format(side='left')}; {MIRROR_IMAGE}"
    return view.title.format(side=side)


def _body(drawing: Element, view: View, side: Side, colours: Colours) -> None:
    body = SubElement(drawing, "g", {"class": "body"})
    if view.is_limb and side == "right":
        body.set("transform", f"translate({SIZE} 0) scale(-1 1)")
    for outline in view.outlines:
        body.extend(_paths(outline, view.middle, colours))


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


def _side_words(view: View, side: Side) -> Iterator[Words]:
    """Yield which side is where: of a picture of the body from the front, the left one is on the right."""
    ends = [Words("", _MARGIN, 34, LABEL_SIZE), Words("", SIZE - _MARGIN, 34, LABEL_SIZE, "end")]
    if view.is_limb:
        yield ends[side == "right"]._replace(text=f"your {'right' if side == 'right' else 'left'}")
        return
    for end, which in zip(ends, ("left", "right") if view.is_from_behind else ("right", "left"), strict=True):
        yield end._replace(text=f"your {which}")


def _pressed_words(side: Side) -> set[str]:
    return {f"your {which}" for which in ("left", "right") if side in {which, "both"}}


def _labels(view: View, side: Side) -> Iterator[tuple[str, Words, Xy]]:
    """Yield the names of landmarks that have labels, with these and with the place that they point to."""
    is_turned = view.is_limb and side == "right"
    for name, landmark in view.landmarks.items():
        if landmark.label and landmark.label_at:
            anchor = _MIRRORED[landmark.label_anchor] if is_turned else landmark.label_anchor
            x, y = turned(landmark.label_at, view, side)
            yield name, Words(landmark.label, x, y, LABEL_SIZE, anchor), turned(landmark.at, view, side)


def _landmarks(drawing: Element, view: View, side: Side, colours: Colours) -> None:
    """Draw where landmarks are, with lines to where their labels stand."""
    lines = {name: (edge(label, at), at) for name, label, at in _labels(view, side)}
    for name, landmark in view.landmarks.items():
        group = SubElement(drawing, "g", {"class": "landmark", "data-landmark": name})
        if name in lines:
            (x, y), (to_x, to_y) = lines[name]
            line = {"x1": f"{x:g}", "y1": f"{y:g}", "x2": f"{to_x:g}", "y2": f"{to_y:g}"}
            SubElement(group, "line", line | {"stroke": colours.detail, "stroke-width": "2"})
        for x, y in landmark_places(landmark, view, side):
            SubElement(group, "circle", {"cx": f"{x:g}", "cy": f"{y:g}", "r": "4", "fill": colours.detail})


def _groups(pressed: Iterable[Place]) -> list[list[Place]]:
    """Return the spots of a point, those of each side together."""
    groups: dict[Side, list[Place]] = {}
    for place in pressed:
        groups.setdefault(place.side, []).append(place)
    return list(groups.values())


def _around(group: Iterable[Place]) -> Box:
    """Return the room that spots take, with the rings or the line around them."""
    spots = [(place.x, place.y) for place in group]
    return box_of(spots).around(RINGS[-1][0] if len(spots) == 1 else GROUP / 2)


def _dots(drawing: Element, code: str, group: list[Place], colours: Colours) -> None:
    """Draw the spots of a point on one side: with rings around a single one, and in one line several."""
    if len(group) > 1:
        way = " L ".join(f"{place.x:g} {place.y:g}" for place in group)
        line = {"d": f"M {way}", "fill": "none", "stroke": colours.point, "stroke-width": str(GROUP)}
        line |= {"stroke-opacity": "0.25", "stroke-linecap": "round", "stroke-linejoin": "round"}
        SubElement(drawing, "path", line)
    for place in group:
        for radius, opacity in RINGS if len(group) == 1 else ():
            ring = _circle(drawing, place, radius, "none", colours.point)
            ring.set("stroke-opacity", f"{opacity:g}")
        dot = _circle(drawing, place, RADIUS, colours.point, colours.on_point)
        for name, value in {"class": "point", "data-point": code, "data-side": place.side}.items():
            dot.set(name, value)


def _faint(drawing: Element, others: Iterable[Place], colours: Colours) -> None:
    """Draw where the point is on the side that is not pressed."""
    for place in others:
        _circle(drawing, place, RADIUS - 1, colours.halo, colours.detail).set("class", "other")


def _circle(drawing: Element, place: Place, radius: float, fill: str, stroke: str) -> Element:
    circle = {"cx": f"{place.x:g}", "cy": f"{place.y:g}", "r": f"{radius:g}"}
    return SubElement(drawing, "circle", circle | {"fill": fill, "stroke": stroke, "stroke-width": "3"})


def _tool(drawing: Element, pictures: Pictures, name: str, view: View, side: Side, colours: Colours) -> Box:
    """Draw what presses, in a frame with its label; return the room that it takes."""
    tool = pictures.tools[name]
    x, y = view.tool_at
    if view.is_limb and side == "right":
        x = SIZE - x - TOOL_SIZE
    group = SubElement(drawing, "g", {"class": "tool", "transform": f"translate({x:g} {y:g})"})
    label = Words(tool.label, TOOL_SIZE / 2, TOOL_SIZE + 24, LABEL_SIZE, "middle")
    left, top, right, bottom = TOOL_FRAME
    left, right = min(left, label.box.left - 8), max(right, label.box.right + 8)
    frame = {"x": f"{left:g}", "y": f"{top:g}", "width": f"{right - left:g}", "height": f"{bottom - top:g}", "rx": "14"}
    SubElement(group, "rect", frame | {"fill": colours.halo, "stroke": colours.detail, "stroke-width": "2"})
    beneath = pictures.tools[tool.like].outlines if tool.like else ()
    for outline in (*beneath, *tool.outlines):
        group.extend(_paths(outline, TOOL_SIZE / 2, colours))
    _write(group, label, colours)
    return Box(x + left, y + top, x + right, y + bottom)


def _write(parent: Element, words: Words, colours: Colours, *, is_bold: bool = False) -> None:
    """Write words with a halo, so that they are legible over lines."""
    written = {"x": f"{words.x:g}", "y": f"{words.y:g}", "text-anchor": words.anchor}
    written |= {"font-family": FONT, "font-size": f"{words.size:g}", "fill": colours.words}
    written |= {"stroke": colours.halo, "stroke-width": str(HALO), "stroke-linejoin": "round", "paint-order": "stroke"}
    if is_bold:
        written["font-weight"] = "bold"
    SubElement(parent, "text", written).text = words.text
