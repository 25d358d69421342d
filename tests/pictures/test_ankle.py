"""The picture of the outer ankle says what the sentences of BL60 say."""

import pytest
from drawn import Drawn, across, around, down, nearest

ANKLE = Drawn("BL60", "left")
FINGER = ANKLE.view.finger


def test_kunlun_is_straight_behind_the_tip_of_the_outer_ankle_bone():
    assert ANKLE.point[1] == pytest.approx(ANKLE.at("tip")[1], abs=FINGER / 10)
    assert ANKLE.point[0] > ANKLE.at("tip")[0], "behind is towards the heel, which is on the right of a left foot"


def test_kunlun_is_halfway_from_the_tip_of_the_bone_to_the_edge_of_the_heel_tendon():
    x, y = ANKLE.point
    _, tendon = around(x, across(ANKLE.details, y))
    assert x == pytest.approx((ANKLE.at("tip")[0] + tendon) / 2, abs=FINGER / 10)


def test_kunlun_is_in_the_dip_off_the_bone_and_off_the_tendon():
    x, y = ANKLE.point
    bone, tendon = around(x, across(ANKLE.details, y))
    assert min(x - bone, tendon - x) > FINGER / 2, "a fingertip has room there"


def test_the_tip_is_in_the_outer_ankle_bone():
    x, y = ANKLE.at("tip")
    front, back = around(x, across(ANKLE.details, y))
    assert back - front < 2 * FINGER, "the bone is as wide as a thumb, or nearly two fingers"
    assert min(level for level in down(ANKLE.details, x) if level > y) - y < 1.5 * FINGER, "it ends below its tip"


def test_the_label_of_the_heel_tendon_points_to_its_front_edge():
    assert nearest(ANKLE.details, ANKLE.at("tendon")) < FINGER / 10


def test_the_tendon_is_the_back_of_the_ankle():
    x, y = ANKLE.at("tendon")
    _, back = around(x, across(ANKLE.skin, y))
    assert 0 < back - x < FINGER, "nothing but the tendon is behind its front edge"


def test_from_the_front_to_the_back_come_bone_and_point_and_tendon_and_heel():
    places = [ANKLE.at("tip"), ANKLE.point, ANKLE.at("tendon"), ANKLE.at("heel")]
    assert places == sorted(places)


def test_the_heel_is_the_lowest_landmark_and_the_last_of_the_foot():
    x, y = ANKLE.at("heel")
    assert y == max(place[1] for places in ANKLE.landmarks.values() for place in places)
    assert max(across(ANKLE.skin, y)) - x < FINGER


def test_the_left_foot_is_seen_from_its_outer_side():
    xs = [x for line in ANKLE.skin for x, _ in line]
    tip = ANKLE.at("tip")[0]
    assert tip - min(xs) > 2 * (max(xs) - tip), (
        "the toes are on the left, as only the outer side of a left foot shows them"
    )
    toes = [line for line in ANKLE.details if max(x for x, _ in line) < tip - 4 * FINGER]
    ends = [line[0] for line in toes[:4]]
    assert ends == sorted(ends), "each nearer toe ends further back,"
    assert [y for _, y in ends] == sorted(y for _, y in ends), "and the little toe is the nearest"
