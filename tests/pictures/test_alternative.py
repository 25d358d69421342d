"""What stands for a picture, for whoever does not see it, is what the point's own sentences say."""

import pytest

from coach.choices import Options
from coach.content.load import library
from coach.content.sentences import sentence_lists
from coach.health.circumstances import circumstances, reached
from coach.health.listener import Listener
from coach.health.verdicts import judge
from coach.pictures.alternative import alternative, usual

LIBRARY = library()


def sentences(point, side):
    """Return what a point and its ways say of how it is found, as on a side."""
    other = "left" if side == "right" else "right"
    words = [sentence_lists(part.en).get("locate") or () for part in (point, *point.ways) if part.en]
    return {sentence.say.format(side=side, other=other) for group in words for sentence in group}


@pytest.mark.parametrize("code", LIBRARY.points)
@pytest.mark.parametrize("side", ["left", "right"])
def test_it_is_the_name_the_place_and_then_the_sentences_that_find_the_point(code, side):
    point = LIBRARY.points[code]
    told = alternative(usual(point), side)
    other = "left" if side == "right" else "right"
    place = point.en.place.format(side=side, other=other)
    rest = told.removeprefix(f"{code}, {point.en.name}: {place}.")
    assert rest != told
    assert rest.strip()
    for sentence in sorted(sentences(point, side), key=len, reverse=True):
        rest = rest.replace(sentence, "")
    assert rest.strip() == ""


@pytest.mark.parametrize("code", [code for code, point in LIBRARY.points.items() if point.sides == "each"])
def test_both_sides_of_a_point_that_has_them_in_turn_are_told_on_the_left(code):
    point = usual(LIBRARY.points[code])
    assert alternative(point, "both") == alternative(point, "left") != alternative(point, "right")


def test_without_a_session_it_is_what_is_said_on_a_chair_to_two_hands():
    told = alternative(usual(LIBRARY.points["BL40"]), "left")
    assert "Lay a thumb on each side of the left kneecap." in told
    assert "Lay your thumb beside" not in told


def test_of_a_session_it_is_what_that_session_says():
    verdicts = judge(Listener.of(conditions=["unused-hand-left-hand"]), LIBRARY)
    lying = circumstances(LIBRARY, LIBRARY.routines["backache"], Options(position="lying"), verdicts)
    here = reached(LIBRARY, lying).points
    for code, point in here.items():
        told = alternative(point, "left")
        assert all(sentence.say.format(side="left", other="right") in told for sentence in point.en.locate), code
    assert "Let your hand reach behind the left knee." in alternative(here["BL40"], "left")
