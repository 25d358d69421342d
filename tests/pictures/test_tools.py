"""What presses a point is drawn, and called what the sentences call it."""

import re
from xml.etree.ElementTree import Element, fromstring

import pytest
from msgspec.structs import replace

from coach.content.check import check_pictures
from coach.content.load import library, pictures
from coach.content.model import pressed_by
from coach.errors import UnknownName
from coach.pictures.colours import LIGHT
from coach.pictures.draw import draw

SVG = "{http://www.w3.org/2000/svg}"

LIBRARY = library()
PICTURES = pictures()
TOOLS = PICTURES.tools
PRESSED = {
    f"{code}, {f'way {number}' if number else 'as usual'}": pressed
    for code, point in LIBRARY.points.items()
    for number, pressed in enumerate([point, *(pressed_by(point, way) for way in point.ways)])
}


def words(*told):
    """Return the words of sentences, or of a label, as a set: "the {other} knee" has the word "other"."""
    return {word for text in told for word in re.findall(r"[a-z]+", text.lower())}


def drawn(tool: str) -> list[Element]:
    """Return the paths of a tool, as they are drawn beside the belly."""
    svg = draw(PICTURES, "CV6", "midline", text="", tool=tool)
    assert svg
    [group] = [group for group in fromstring(svg).iter(f"{SVG}g") if group.get("class") == "tool"]
    return list(group.iter(f"{SVG}path"))


def is_touch(path: Element) -> bool:
    return path.get("fill") == LIGHT.point


@pytest.mark.parametrize("pressed", PRESSED.values(), ids=PRESSED)
def test_the_sentences_of_a_point_name_its_tool(pressed):
    said = words(*(sentence.say for sentence in (*pressed.en.locate, *pressed.en.press)))
    assert words(TOOLS[pressed.tool].label) <= said


@pytest.mark.parametrize("pressed", PRESSED.values(), ids=PRESSED)
def test_the_sentences_for_a_light_touch_name_its_tool(pressed):
    said = words(*(sentence.say for sentence in (*pressed.en.locate, *pressed.en.press_soft)))
    assert words(TOOLS[pressed.tool_soft or pressed.tool].label) <= said


@pytest.mark.parametrize(
    "pressed", [each for each in PRESSED.values() if "fist" in each.tool], ids=lambda each: each.code
)
def test_where_the_hands_only_rest_lightly_no_fist_is_shown(pressed):
    said = words(*(sentence.say for sentence in pressed.en.press_soft))
    assert bool(said & {"fist", "fists"}) == ("fist" in (pressed.tool_soft or pressed.tool))


def test_both_hands_are_shown_where_both_press():
    for pressed in PRESSED.values():
        if pressed.reach == "back":
            is_pair = pressed.hand == "both"
            for tool in filter(None, (pressed.tool, pressed.tool_soft)):
                assert any(outline.mirrored for outline in TOOLS[tool].outlines) == is_pair, tool


def test_every_tool_presses_some_point():
    used = {tool for pressed in PRESSED.values() for tool in (pressed.tool, pressed.tool_soft)}
    assert set(TOOLS) <= used


@pytest.mark.parametrize("tool", [name for name in TOOLS if name not in {"hand", "hands"}])
def test_what_touches_the_skin_is_marked_in_the_colour_of_the_point(tool):
    assert any(map(is_touch, drawn(tool)))


@pytest.mark.parametrize("tool", ["hand", "hands"])
def test_a_hand_that_only_rests_has_no_mark(tool):
    assert not any(map(is_touch, drawn(tool)))


@pytest.mark.parametrize(
    ("tool", "marks"),
    [
        ("index-finger", 1),
        ("thumb", 1),
        ("two-fingers", 2),
        ("fingers", 4),
        ("fingertips", 4),
        ("thumb-or-fingers", 5),
        ("loose-fist", 4),
        ("loose-fists", 8),
        ("knee", 1),
    ],
)
def test_as_many_places_are_marked_as_touch(tool, marks):
    assert len(list(filter(is_touch, drawn(tool)))) == marks


@pytest.mark.parametrize("tool", TOOLS)
def test_a_tool_stays_in_its_place(tool):
    for path in drawn(tool):
        numbers = [float(number) for number in re.findall(r"-?[0-9.]+", path.get("d", ""))]
        assert all(0 <= number <= 150 for number in numbers)


def test_a_tool_like_one_that_does_not_exist_is_an_error():
    broken = replace(PICTURES, tools={**TOOLS, "thumb": replace(TOOLS["thumb"], like="paw")})
    with pytest.raises(UnknownName, match=r"paw.*tools\.toml"):
        check_pictures(broken, LIBRARY)


@pytest.mark.parametrize("key", ["tool", "tool_soft"])
def test_a_point_with_a_tool_that_is_not_drawn_is_an_error(key):
    point = replace(LIBRARY.points["BL23"], **{key: "elbow"})
    with pytest.raises(UnknownName, match=r"elbow.*BL23\.toml"):
        check_pictures(PICTURES, replace(LIBRARY, points={**LIBRARY.points, "BL23": point}))
