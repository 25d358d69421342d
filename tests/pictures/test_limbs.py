"""The pictures of the leg and the foot are the left ones, mirrored for the right, in the words of the sentences."""

import pytest
from drawn import Drawn

from coach.content.load import library

CODES = ("BL40", "BL57", "BL60")
SAID = " ".join(
    sentence.say
    for point in map(library().points.__getitem__, CODES)
    for told in (point.en, *(way.en for way in point.ways))
    for sentence in told.locate or ()
).lower()


def mirrored(places):
    return [(pytest.approx(600 - x), pytest.approx(y)) for x, y in places]


@pytest.mark.parametrize("code", CODES)
def test_the_right_one_is_the_mirror_of_the_left(code):
    left, right = Drawn(code, "left"), Drawn(code, "right")
    assert right.points == mirrored(left.points)
    assert right.landmarks == {name: mirrored(places) for name, places in left.landmarks.items()}
    for line, other in zip(left.skin + left.details, right.skin + right.details, strict=True):
        assert other == mirrored(line)


@pytest.mark.parametrize("code", CODES)
def test_landmarks_are_called_what_the_sentences_call_them(code):
    labels = {landmark.label for landmark in Drawn(code, "left").view.landmarks.values() if landmark.label}
    assert labels
    assert {label for label in labels if label not in SAID} == set()


@pytest.mark.parametrize("code", CODES)
def test_the_point_and_its_landmarks_are_on_the_skin(code):
    drawn = Drawn(code, "left")
    for place in (drawn.point, *(place for places in drawn.landmarks.values() for place in places)):
        assert drawn.is_on_skin(place), place
