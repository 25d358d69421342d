"""A picture shows one point, where its words say it is, and can stand beside others on any page."""

import re
from dataclasses import fields
from itertools import product
from xml.etree.ElementTree import fromstring

import pytest
from msgspec.structs import replace

from coach.content.load import library, pictures
from coach.content.pictures import SIZE, Pictures
from coach.pictures.alternative import alternative, usual
from coach.pictures.colours import DARK, LIGHT, ON_PAGE, Colours, properties
from coach.pictures.draw import MIRROR_IMAGE, draw
from coach.pictures.layout import lay_out

SVG = "{http://www.w3.org/2000/svg}"
POINTS, PICTURES = library().points, pictures()
SIDES = {code: ["midline"] if point.sides == "midline" else ["left", "right", "both"] for code, point in POINTS.items()}
DRAWN = [(code, side) for code, sides in SIDES.items() for side in sides]
LIMBS = [code for code in POINTS if PICTURES.view_of(code).is_limb]
PAIRS = [code for code, sides in SIDES.items() if len(sides) > 1 and code not in LIMBS]


def drawn(code, side, colours=LIGHT, shown=PICTURES, text="what is said"):
    """Return a picture of a point as elements."""
    return fromstring(draw(shown, code, side, text=text, tool=POINTS[code].tool, colours=colours))


def dots(drawing):
    """Return the points in a drawing, as their places and sides."""
    return [
        (float(dot.get("cx")), float(dot.get("cy")), dot.get("data-side"))
        for dot in drawing.iter(f"{SVG}circle")
        if dot.get("class") == "point"
    ]


def written(drawing):
    return [text.text for text in drawing.iter(f"{SVG}text")]


@pytest.mark.parametrize(("code", "side"), DRAWN)
def test_the_point_lies_in_the_drawing_on_the_sides_that_are_pressed_with_its_code_on_each(code, side):
    drawing = drawn(code, side)
    found = dots(drawing)
    assert all(0 < x < SIZE and 0 < y < SIZE for x, y, _ in found)
    sides = {"left", "right"} if side == "both" and code in PAIRS else {side}
    assert {its_side for *_, its_side in found} == sides
    assert written(drawing).count(code) == len(sides)


@pytest.mark.parametrize("code", PAIRS)
def test_from_the_front_the_left_is_on_the_right_and_from_behind_on_the_left(code):
    view = PICTURES.view_of(code)
    for x, _, side in dots(drawn(code, "both")):
        assert (x < view.middle) == (view.is_from_behind == (side == "left"))


@pytest.mark.parametrize("code", POINTS)
def test_right_is_the_mirror_image_of_left(code):
    view = PICTURES.view_of(code)
    around = SIZE if code in LIMBS else 2 * view.middle
    left, right = (dots(drawn(code, side)) for side in ("left", "right"))
    assert [(around - x, y) for x, y, _ in left] == pytest.approx([(x, y) for x, y, _ in right])


@pytest.mark.parametrize("code", LIMBS)
def test_the_words_of_a_limb_are_not_mirrored_and_stand_where_their_landmarks_are(code):
    view = PICTURES.view_of(code)
    left, right = (lay_out(PICTURES, view, code, side, POINTS[code].tool).labels for side in ("left", "right"))
    for name, label in left.items():
        other = right[name]
        assert other.words.text == label.words.text
        for (x, y), (other_x, other_y) in zip(label.line, other.line, strict=True):
            assert (SIZE - x, y) == pytest.approx((other_x, other_y))


@pytest.mark.parametrize("code", PAIRS)
def test_the_side_that_is_not_pressed_is_there_faintly(code):
    both = {(x, y) for x, y, _ in dots(drawn(code, "both"))}
    one = drawn(code, "left")
    faint = {(float(dot.get("cx")), float(dot.get("cy"))) for dot in one.iter() if dot.get("class") == "other"}
    assert faint
    assert {(x, y) for x, y, _ in dots(one)} | faint == both
    assert not [dot for dot in drawn(code, "both").iter() if dot.get("class") == "other"]


@pytest.mark.parametrize(("code", "side"), DRAWN)
def test_which_side_is_where_is_written_and_the_pressed_one_stands_out(code, side):
    told = {
        text.text: text.get("fill") for text in drawn(code, side).iter(f"{SVG}text") if text.text.startswith("your ")
    }
    if side == "midline":
        assert not told
    elif code in LIMBS:
        assert {*told} == {"your right" if side == "right" else "your left"}
    else:
        assert {*told} == {"your left", "your right"}
    pressed = {f"your {which}" for which in ("left", "right") if side in {which, "both"}} & {*told}
    assert {words for words, colour in told.items() if colour == LIGHT.point} == pressed


@pytest.mark.parametrize(("code", "side"), DRAWN)
def test_all_landmarks_that_have_a_label_are_named_in_the_drawing_with_a_line_to_them(code, side):
    view = PICTURES.view_of(code)
    labels = [landmark.label for landmark in view.landmarks.values() if landmark.label]
    drawing = drawn(code, side)
    assert labels
    for label in labels:
        assert labels.count(label) == written(drawing).count(label)
    groups = [group for group in drawing.iter(f"{SVG}g") if group.get("class") == "landmark"]
    assert {group.get("data-landmark") for group in groups} == {*view.landmarks}
    assert sum(group.find(f"{SVG}line") is not None for group in groups) == len(labels)


@pytest.mark.parametrize(("code", "side"), DRAWN)
def test_a_line_ends_before_the_words_to_which_it_leads(code, side):
    for label in lay_out(PICTURES, PICTURES.view_of(code), code, side, None).labels.values():
        (x, y), _ = label.line
        box = label.words.box
        assert not (box.left < x < box.right and box.top < y < box.bottom)
        assert box.left - 6 <= x <= box.right + 6
        assert box.top - 6 <= y <= box.bottom + 6


@pytest.mark.parametrize("code", POINTS)
def test_a_picture_shows_what_presses_under_the_name_that_it_has(code):
    drawing = drawn(code, SIDES[code][0])
    assert [group.get("class") for group in drawing.iter(f"{SVG}g")].count("tool") == 1
    assert PICTURES.tools[POINTS[code].tool].label in written(drawing)


@pytest.mark.parametrize("code", LIMBS)
def test_the_other_hand_presses_the_other_limb(code):
    left, right = (
        next(group.get("transform") for group in drawn(code, side).iter(f"{SVG}g") if group.get("class") == "tool")
        for side in ("left", "right")
    )
    assert "scale(-1 1)" not in left
    assert "scale(-1 1)" in right


@pytest.mark.parametrize(("code", "side"), DRAWN)
def test_several_pictures_can_stand_on_one_page_and_none_runs_or_fetches_anything(code, side):
    drawing = drawn(code, side, ON_PAGE)
    allowed = {"svg", "title", "desc", "g", "path", "rect", "circle", "line", "text"}
    assert {element.tag.removeprefix(SVG) for element in drawing.iter()} <= allowed
    names = {name for element in drawing.iter() for name in element.attrib}
    assert not [name for name in names if name == "id" or name.startswith(("on", "style")) or "href" in name]
    assert not re.search(r"url\(|https?://(?!www\.w3\.org/2000/svg)", draw(PICTURES, code, side, text=""))


def test_words_with_markup_in_them_are_shown_as_text():
    code, told = "CV6", """<script>alert("1 & 2")</script>"""
    views = {
        name: replace(
            view,
            landmarks={key: replace(mark, label=mark.label and told) for key, mark in view.landmarks.items()},
        )
        for name, view in PICTURES.views.items()
    }
    drawing = drawn(code, "midline", shown=Pictures(views=views, tools=PICTURES.tools), text=told)
    assert drawing.findtext(f"{SVG}desc") == told
    assert told in written(drawing)
    assert not [*drawing.iter(f"{SVG}script"), *drawing.iter("script")]


@pytest.mark.parametrize(("code", "side"), DRAWN)
def test_it_tells_what_it_shows_to_whoever_does_not_see_it(code, side):
    text = alternative(usual(POINTS[code]), side)
    drawing = drawn(code, side, text=text)
    assert drawing.get("role") == "img"
    assert drawing.findtext(f"{SVG}title").startswith(f"{code}, ")
    assert "{" not in drawing.findtext(f"{SVG}title")
    assert "the both" not in drawing.findtext(f"{SVG}title")
    assert (MIRROR_IMAGE in drawing.findtext(f"{SVG}title")) == (code in LIMBS and side == "both")
    assert drawing.findtext(f"{SVG}desc") == text


def test_a_point_that_no_view_shows_has_no_picture():
    assert draw(PICTURES, "BL99", "left", text="") is None


def luminance(colour):
    """Return the relative luminance of a colour, as WCAG 2.2 has it."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_words_and_lines_stand_out_in_light_and_dark(colours):
    grounds = (colours.ground, colours.halo, colours.skin)
    for words, ground in product((colours.words, colours.point), grounds):
        assert contrast(words, ground) >= 4.5
    for line, ground in product((colours.line, colours.detail, colours.point), grounds):
        assert contrast(line, ground) >= 3
    assert contrast(colours.on_point, colours.point) >= 3


def test_a_page_sets_each_colour_that_its_pictures_ask_for():
    asked = set(re.findall(r"var\((--[a-z-]+)\)", draw(PICTURES, "CV6", "midline", text="", colours=ON_PAGE)))
    assert asked <= set(re.findall(r"(--[a-z-]+): #[0-9a-f]{6};", properties(DARK)))
    assert len(re.findall("--", properties(LIGHT))) == len(fields(Colours))
