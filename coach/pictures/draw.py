"""A point's picture as SVG: the view on which it lies, its landmarks by name, the point, and what presses it."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, tostring

from coach.content.model import Side
from coach.content.pictures import SIZE, Outline, Pictures, View
from coach.pictures.colours import LIGHT, Colours
from coach.pictures.layout import GROUP, RADIUS, RINGS, SMALL_RADIUS, TOOL_SIZE, Inset, Layout, lay_out
from coach.pictures.places import Place, landmark_places
from coach.pictures.room import Words

WIDTHS = {"body": 4.0, "detail": 2.5, "bone": 2.5, "tendon": 2.5, "tool": 3.5, "nail": 2.0}
"""Of the lines, in units of the drawing."""

FONT = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

HALO = 6
"""Width of the line around words, half of which is seen."""

MIRROR_IMAGE = "the other side is its mirror image"
"""What is told of a picture of both sides of a limb."""


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
    layout = lay_out(pictures, view, code, side, tool)
    drawing = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {SIZE} {SIZE}", "role": "img"})
    SubElement(drawing, "title").text = f"{code}, {title(view, side)}"
    SubElement(drawing, "desc").text = text
    if colours.ground != "none":
        SubElement(drawing, "rect", {"width": str(SIZE), "height": str(SIZE), "fill": colours.ground})
    _body(drawing, view, side, colours)
    _landmarks(drawing, view, side, layout, colours)
    for place in layout.faint:
        _circle(drawing, place, SMALL_RADIUS, colours.halo, colours.detail).set("class", "other")
    areas = [spot.area for spot in view.spots if spot.point == code and spot.area]
    for group in layout.pressed:
        for area in areas:
            _area(drawing, area, group[0].side, view, colours)
        _dots(drawing, code, group, colours, has_area=bool(areas))
    if tool and layout.inset:
        _inset(drawing, pictures, tool, layout.inset, colours, mirrored=view.is_limb and side == "right")
    strong = {code, *layout.pressed_sides}
    for words in layout.words:
        _write(drawing, words, colours, is_strong=words.text in strong)
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
        path.set("fill-opacity", "0.6")  # the finger is seen through it
        return path
    if outline.stroke == "shade":
        path.set("fill", colours.detail)
        path.set("fill-opacity", "0.2")
        return path
    is_skin = outline.stroke in {"body", "tool"}
    path.set("fill", colours.skin if is_skin else "none")
    path.set("stroke", colours.line if is_skin else colours.detail)
    path.set("stroke-width", f"{WIDTHS[outline.stroke]:g}")
    path.set("stroke-linecap", "round")
    path.set("stroke-linejoin", "round")
    if outline.stroke in {"bone", "tendon"}:
        path.set("stroke-dasharray", "7 6")  # felt, and not seen
    if outline.stroke == "bone" and outline.path.rstrip().endswith(("Z", "z")):
        path.set("fill", colours.detail)
        path.set("fill-opacity", "0.14")
    return path


def _landmarks(drawing: Element, view: View, side: Side, layout: Layout, colours: Colours) -> None:
    """Draw where landmarks are, with lines to where their labels stand."""
    for name, landmark in view.landmarks.items():
        group = SubElement(drawing, "g", {"class": "landmark", "data-landmark": name})
        if name in layout.labels:
            (x, y), (to_x, to_y) = layout.labels[name].line
            line = {"x1": f"{x:g}", "y1": f"{y:g}", "x2": f"{to_x:g}", "y2": f"{to_y:g}"}
            SubElement(group, "line", line | {"stroke": colours.detail, "stroke-width": "2"})
        for x, y in landmark_places(landmark, view, side):
            SubElement(group, "circle", {"cx": f"{x:g}", "cy": f"{y:g}", "r": "4", "fill": colours.detail})


def _area(drawing: Element, area: str, side: Side, view: View, colours: Colours) -> None:
    """Draw what is pressed in place of the spots of a point on one side."""
    path = SubElement(drawing, "path", {"d": " ".join(area.split()), "class": "area", "data-side": side})
    path.set("fill", colours.point)
    path.set("fill-opacity", "0.4")
    path.set("stroke", colours.point)
    path.set("stroke-width", "3")
    if side == "right":
        path.set("transform", f"translate({SIZE if view.is_limb else 2 * view.middle:g} 0) scale(-1 1)")


def _dots(drawing: Element, code: str, group: tuple[Place, ...], colours: Colours, *, has_area: bool) -> None:
    """Draw the spots of a point on one side: with rings around a single one, and several in what is pressed."""
    is_single = len(group) == 1
    if not is_single and not has_area:
        way = " L ".join(f"{place.x:g} {place.y:g}" for place in group)
        line = {"d": f"M {way}", "fill": "none", "stroke": colours.point, "stroke-width": str(GROUP)}
        line |= {"stroke-opacity": "0.25", "stroke-linecap": "round", "stroke-linejoin": "round"}
        SubElement(drawing, "path", line)
    for place in group:
        for radius, opacity in RINGS if is_single else ():
            ring = _circle(drawing, place, radius, "none", colours.point)
            ring.set("stroke-opacity", f"{opacity:g}")
        # Where something else is pressed, the spots are for those who know them, and draw no finger.
        fill, edge = (colours.halo, colours.detail) if has_area else (colours.point, colours.on_point)
        dot = _circle(drawing, place, RADIUS if is_single else SMALL_RADIUS, fill, edge)
        for name, value in {"class": "point", "data-point": code, "data-side": place.side}.items():
            dot.set(name, value)


def _circle(drawing: Element, place: Place, radius: float, fill: str, stroke: str) -> Element:
    circle = {"cx": f"{place.x:g}", "cy": f"{place.y:g}", "r": f"{radius:g}"}
    return SubElement(drawing, "circle", circle | {"fill": fill, "stroke": stroke, "stroke-width": "3"})


def _inset(drawing: Element, pictures: Pictures, name: str, inset: Inset, colours: Colours, *, mirrored: bool) -> None:
    """Draw what presses, in its frame; what presses a limb on the right is the mirror image of it on the left."""
    left, top, right, bottom = inset.frame
    frame = {"x": f"{left:g}", "y": f"{top:g}", "width": f"{right - left:g}", "height": f"{bottom - top:g}", "rx": "14"}
    SubElement(drawing, "rect", frame | {"fill": colours.halo, "stroke": colours.detail, "stroke-width": "2"})
    x, y = inset.corner
    place = f"translate({x + TOOL_SIZE:g} {y:g}) scale(-1 1)" if mirrored else f"translate({x:g} {y:g})"
    group = SubElement(drawing, "g", {"class": "tool", "transform": place})
    tool = pictures.tools[name]
    beneath = pictures.tools[tool.like].outlines if tool.like else ()
    for outline in (*beneath, *tool.outlines):
        group.extend(_paths(outline, TOOL_SIZE / 2, colours))
    _write(drawing, inset.label, colours)


def _write(parent: Element, words: Words, colours: Colours, *, is_strong: bool = False) -> None:
    """Write words with a halo, so that they are legible over lines."""
    written = {"x": f"{words.x:g}", "y": f"{words.y:g}", "text-anchor": words.anchor}
    written |= {"font-family": FONT, "font-size": f"{words.size:g}"}
    written["fill"] = colours.point if is_strong else colours.words
    written |= {"stroke": colours.halo, "stroke-width": str(HALO), "stroke-linejoin": "round", "paint-order": "stroke"}
    if is_strong:
        written["font-weight"] = "bold"
    SubElement(parent, "text", written).text = words.text
