"""The picture of the belly says what the sentences of CV6 say: the lower of two flat fingers covers the point."""

import pytest
from drawn import Drawn, across, around, down, nearest

from coach.content.load import library

BELLY = Drawn("CV6", "midline")
FINGER = BELLY.view.finger


@pytest.fixture(scope="module")
def fingers():
    """The upper and the lower edge of the upper and of the lower finger, where the midline passes under them."""
    upper_top, upper_bottom, lower_top, lower_bottom, *_ = down(BELLY.skin, BELLY.point[0])
    return (upper_top, upper_bottom), (lower_top, lower_bottom)


def test_sea_of_energy_is_on_the_midline():
    navel, midline, pubic_bone = (BELLY.at(each)[0] for each in ("navel", "midline", "pubic bone"))
    assert BELLY.point[0] == navel == midline == pubic_bone == BELLY.view.middle


def test_two_flat_fingers_lie_one_below_the_other(fingers):
    (_, upper_bottom), (lower_top, _) = fingers
    assert upper_bottom == pytest.approx(lower_top, abs=FINGER / 20)
    for top, bottom in fingers:
        assert bottom - top == pytest.approx(FINGER, rel=0.05)


def test_the_upper_finger_touches_the_navel(fingers):
    (top, _), _ = fingers
    rim = BELLY.at("lower rim of the navel")
    assert nearest(BELLY.details, rim) < FINGER / 20, "the rim is where the navel is drawn"
    assert top == pytest.approx(rim[1], abs=FINGER / 20)


def test_sea_of_energy_is_under_the_middle_of_the_lower_finger(fingers):
    _, (top, bottom) = fingers
    assert BELLY.point[1] == pytest.approx((top + bottom) / 2, abs=FINGER / 10)


def test_sea_of_energy_is_one_and_a_half_finger_widths_below_the_navel():
    below = BELLY.point[1] - BELLY.at("lower rim of the navel")[1]
    assert below / FINGER == pytest.approx(1.5, abs=0.05)


def test_sea_of_energy_is_three_tenths_of_the_way_from_the_navel_to_the_pubic_bone():
    """As the WHO places it: 1.5 of the 5 cun from the centre of the navel (WHO-CV6), which are two finger-widths."""
    navel, pubic_bone = BELLY.at("navel")[1], BELLY.at("pubic bone")[1]
    assert (BELLY.point[1] - navel) / (pubic_bone - navel) == pytest.approx(0.3, abs=0.02)
    assert (BELLY.point[1] - navel) / FINGER == pytest.approx(2, abs=0.1)


def test_the_body_is_as_wide_on_either_side_of_the_midline():
    x, y = BELLY.at("midline")
    left, right = around(x, across(BELLY.skin, y))
    assert x - left == pytest.approx(right - x, abs=1)


def test_the_hip_bone_and_the_pubic_bone_are_felt_below_the_navel():
    for bone in ("hip bone", "pubic bone"):
        assert BELLY.at(bone)[1] > BELLY.at("navel")[1]
        assert nearest(BELLY.details, BELLY.at(bone)) < FINGER / 10
        assert BELLY.is_on_skin(BELLY.at(bone))


def test_the_finger_that_is_named_is_the_lower_one(fingers):
    _, (top, bottom) = fingers
    x, y = BELLY.at("lower finger")
    assert x > BELLY.point[0]
    assert top < y <= bottom


@pytest.mark.parametrize("landmark", ["navel", "midline", "lower finger"])
def test_what_the_sentences_name_is_written_in_the_picture(landmark):
    said = " ".join(sentence.say for sentence in library().points["CV6"].en.locate)
    assert BELLY.view.landmarks[landmark].label == landmark
    assert landmark in said
