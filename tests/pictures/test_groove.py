"""The picture of the face says what the sentences of GV26 say: in the groove, halfway from the nose to the lip."""

import pytest
from drawn import Drawn, across, around, nearest

from coach.content.load import library

FACE = Drawn("GV26", "midline")
FINGER = FACE.view.finger


def test_shuigou_is_on_the_midline_of_the_face():
    tip, nose, lip = (FACE.at(each)[0] for each in ("tip of the nose", "nose", "lip"))
    assert FACE.point[0] == tip == nose == lip == FACE.view.middle


def test_shuigou_is_halfway_from_the_nose_to_the_lip():
    nose, lip = FACE.at("nose")[1], FACE.at("lip")[1]
    assert FACE.point[1] == pytest.approx((nose + lip) / 2, abs=1)


def test_a_finger_slides_from_the_tip_of_the_nose_down_over_its_base_to_the_point_and_the_lip():
    tip, nose, lip = (FACE.at(each)[1] for each in ("tip of the nose", "nose", "lip"))
    assert tip < nose < FACE.point[1] < lip


@pytest.mark.parametrize("landmark", ["nose", "lip"])
def test_nose_and_lip_are_where_their_lines_are(landmark):
    assert nearest([*FACE.skin, *FACE.details], FACE.at(landmark)) < 2


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
def test_shuigou_is_in_the_middle_of_the_groove(share):
    x, _ = FACE.point
    nose, lip = FACE.at("nose")[1], FACE.at("lip")[1]
    left, right = around(x, across(FACE.details, nose + share * (lip - nose)))
    assert x - left == pytest.approx(right - x, abs=1)
    assert right - left < FINGER, "a finger pad covers the groove"


def test_the_groove_is_where_it_is_called_so():
    groove = FACE.at("groove")
    assert FACE.at("nose")[1] < groove[1] < FACE.at("lip")[1]
    assert nearest(FACE.details, groove) < 2


def test_the_groove_is_about_as_long_as_a_finger_is_wide():
    """So that the finger that is told to stop halfway has somewhere to stop."""
    assert (FACE.at("lip")[1] - FACE.at("nose")[1]) / FINGER == pytest.approx(1, abs=0.25)


@pytest.mark.parametrize("landmark", ["tip of the nose", "groove", "lip"])
def test_what_the_sentences_name_is_written_in_the_picture(landmark):
    said = " ".join(sentence.say for sentence in library().points["GV26"].en.locate)
    label = FACE.view.landmarks[landmark].label
    assert label
    assert label in said
