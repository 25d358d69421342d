"""The pictures of the back of the leg say what the sentences of BL40 and BL57 say."""

import pytest
from drawn import Drawn, across, around, down, nearest

KNEE, CALF = Drawn("BL40", "left"), Drawn("BL57", "left")


def test_commanding_middle_is_on_the_crease_of_the_knee():
    assert nearest(KNEE.details, KNEE.point) < KNEE.view.finger / 10
    for end in ("outer-end", "inner-end"):
        assert nearest(KNEE.details, KNEE.at(end)) < KNEE.view.finger / 10


def test_commanding_middle_is_in_the_middle_of_the_crease():
    x, _ = KNEE.point
    outer, inner = KNEE.at("outer-end"), KNEE.at("inner-end")
    assert x == pytest.approx((outer[0] + inner[0]) / 2, abs=1)


@pytest.mark.parametrize("fingers_above", [0.5, 1, 2])
def test_commanding_middle_is_between_the_two_cords(fingers_above):
    x, y = KNEE.point
    level = y - fingers_above * KNEE.view.finger
    one, other = around(x, across(KNEE.details, level))
    assert x == pytest.approx((one + other) / 2, abs=KNEE.view.finger / 10)
    assert other - one > 2 * KNEE.view.finger, "fingertips have room between the cords"


@pytest.mark.parametrize(("cord", "side"), [("outer-cord", -1), ("inner-cord", 1)])
def test_each_cord_is_on_its_own_side_of_the_leg_above_the_crease(cord, side):
    x, y = KNEE.at(cord)
    assert (x - KNEE.point[0]) * side > KNEE.view.finger
    assert y < KNEE.point[1]
    edge, other_edge = around(x, across(KNEE.skin, y))
    assert edge < x < other_edge


def test_chengshan_is_halfway_between_knee_and_heel():
    crease, heel = CALF.at("middle-of-crease"), CALF.at("heel")
    assert nearest(CALF.details, crease) < CALF.view.finger / 10, "the crease is drawn where it is told from"
    assert CALF.point[1] == pytest.approx((crease[1] + heel[1]) / 2, abs=CALF.view.finger / 4)


def test_chengshan_is_eight_of_the_sixteen_cun_from_the_crease_to_the_outer_ankle_bone():
    crease, ankle = CALF.at("middle-of-crease")[1], CALF.at("outer-ankle-bone")[1]
    assert CALF.point[1] == pytest.approx(crease + (ankle - crease) * 8 / 16, abs=CALF.view.finger / 2)


def test_sixteen_cun_are_twenty_one_fingers_of_the_same_body():
    crease, ankle = CALF.at("middle-of-crease")[1], CALF.at("outer-ankle-bone")[1]
    assert (ankle - crease) / CALF.view.finger == pytest.approx(16 * 4 / 3, abs=1)


def test_chengshan_is_in_the_notch_below_the_end_of_the_muscle():
    x, y = CALF.point
    top = max(level for level in down(CALF.details, x) if level < y)
    assert 1 <= (y - top) / CALF.view.finger <= 2, "the notch opens right above the point"
    for beside in around(x, across(CALF.details, y)):
        assert 0.5 < abs(beside - x) / CALF.view.finger < 1.5, "the muscle's two ends hang down beside it"
    assert not [level for level in down(CALF.details, x) if y < level], "nothing closes it below the point"


def test_chengshan_is_on_the_middle_of_the_calf():
    x, y = CALF.point
    edge, other_edge = around(x, across(CALF.skin, y))
    assert x == pytest.approx((edge + other_edge) / 2, abs=CALF.view.finger / 3)


def test_the_calf_narrows_from_the_muscle_to_the_tendon():
    middle = CALF.point[0]
    ankle = CALF.at("outer-ankle-bone")[1] - 2 * CALF.view.finger
    edges = [around(middle, across(CALF.skin, level)) for level in (CALF.at("calf")[1], CALF.point[1], ankle)]
    widths = [right - left for left, right in edges]
    assert widths == sorted(widths, reverse=True)


def test_the_leg_is_seen_from_crease_to_heel_in_this_order():
    levels = [CALF.at(name)[1] for name in ("middle-of-crease", "calf", "muscles-end", "outer-ankle-bone", "heel")]
    assert levels == sorted(levels)
    assert CALF.at("calf")[1] < CALF.point[1] < CALF.at("outer-ankle-bone")[1]


def test_the_outer_ankle_bone_is_on_the_outer_side():
    assert CALF.at("outer-ankle-bone")[0] < CALF.point[0], "of the left leg from behind it is on the left"
