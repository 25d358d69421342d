"""What presses a point is drawn, and called what the sentences call it."""

import re

import pytest

from coach.content.load import library, pictures
from coach.content.model import pressed_by

LIBRARY = library()
PICTURES = pictures()
PRESSED = {
    f"{code}, {f'way {number}' if number else 'as usual'}": pressed
    for code, point in LIBRARY.points.items()
    for number, pressed in enumerate([point, *(pressed_by(point, way) for way in point.ways)])
}


def words(*told):
    """Return the words of sentences, or of a label, as a set: "the {other} knee" has the word "other"."""
    return {word for text in told for word in re.findall(r"[a-z]+", text.lower())}


@pytest.mark.parametrize("pressed", PRESSED.values(), ids=PRESSED)
def test_the_sentences_of_a_point_name_its_tool(pressed):
    said = words(*(sentence.say for sentence in (*pressed.en.locate, *pressed.en.press)))
    assert words(PICTURES.tools[pressed.tool].label) <= said


@pytest.mark.parametrize("pressed", PRESSED.values(), ids=PRESSED)
def test_the_sentences_for_a_light_touch_name_its_tool(pressed):
    said = words(*(sentence.say for sentence in (*pressed.en.locate, *pressed.en.press_soft)))
    assert words(PICTURES.tools[pressed.tool_soft or pressed.tool].label) <= said
