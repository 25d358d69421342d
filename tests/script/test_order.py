"""The order that follows the body: as few changes of posture as can be, then of the hands, and then the routine's."""

from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.script.order import EXACT_STOPS, Changes, Setting, best_order, changes

ARTICLE = {
    "belly": Setting("chair, leaning back", "belly"),
    "back": Setting("chair, at the edge", "back"),
    "face": Setting("chair, leaning back", "face"),
    "left knee": Setting("left foot up", "left knee"),
    "right knee": Setting("right foot up", "right knee"),
    "left calf": Setting("left foot up", "left calf"),
    "right calf": Setting("right foot up", "right calf"),
    "left ankle": Setting("left foot up", "left ankle"),
    "right ankle": Setting("right foot up", "right ankle"),
    "sacrum": Setting("chair, at the edge", "back"),
}


@st.composite
def sessions(draw, least, most):
    """Draw the settings of some stops, and which of them come after which, in any direction but in no circle."""
    setting = st.builds(Setting, st.integers(0, 3), st.integers(0, 3))
    settings = draw(st.lists(setting, min_size=least, max_size=most))
    ranks = draw(st.permutations(range(len(settings))))
    befores = [draw(st.none() | st.sampled_from(ranks[:place])) if place else None for place in range(len(ranks))]
    return settings, {stop: before for stop, before in zip(ranks, befores, strict=True) if before is not None}


def changes_of(settings, order):
    return changes([settings[stop] for stop in order])


def keeps(order, after):
    places = {stop: place for place, stop in enumerate(order)}
    return all(places[before] < places[stop] for stop, before in after.items())


def written(text):
    """Return the settings of stops that are written as posture and hands: "Ax Ay Bx"."""
    return [Setting(*stop) for stop in text.split()]


def ordered(text, after):
    """Return the best order of stops that are written as posture and hands."""
    return " ".join(text.split()[stop] for stop in best_order(written(text), after))


def test_the_backache_session_keeps_the_chair_and_then_does_one_leg_after_the_other():
    names = list(ARTICLE)
    after = {names.index(f"right {part}"): names.index(f"left {part}") for part in ("knee", "calf", "ankle")}
    assert [names[stop] for stop in best_order(list(ARTICLE.values()), after)] == [
        *("belly", "face", "back", "sacrum"),
        *("left knee", "left calf", "left ankle"),
        *("right knee", "right calf", "right ankle"),
    ]


def test_a_session_without_stops_has_an_order_too():
    assert best_order([], {}) == ()
    assert changes([]) == Changes(0, 0)


def test_changes_are_counted_from_one_stop_to_the_next():
    assert changes(written("Ax Ax Ay By Bx Cy")) == Changes(postures=2, hands=3)


def test_a_change_of_posture_weighs_more_than_any_number_of_changes_of_the_hands():
    assert Changes(1, 100) < Changes(2, 0)
    # The two long rows could be done together, hand by hand, if the second posture were taken twice.
    rows = "Ax Ay Ax Ay Bq " + "Ar Bq Ax Ay Ax Ay"
    assert ordered(rows, {1: 0, 2: 1, 3: 2, 4: 3} | {6: 5, 7: 6, 8: 7, 9: 8, 10: 9}) == (
        "Ax Ay Ax Ay Ar Bq Bq Ax Ay Ax Ay"
    )


def test_hands_stay_where_they_are_when_the_posture_changes():
    assert ordered("Ax Ay Bz Bx", {}) == "Ay Ax Bx Bz"


def test_a_posture_is_taken_twice_where_one_point_has_to_wait_for_another():
    assert ordered("Ax Bx Az", {2: 1, 1: 0}) == "Ax Bx Az"


def test_of_orders_with_the_same_changes_the_one_nearest_to_the_routine_is_taken():
    assert ordered("Cx Ay Bz", {}) == "Cx Ay Bz"
    assert ordered("Cx Ay Bz Cx", {}) == "Cx Cx Ay Bz"


@given(sessions(0, 7))
def test_no_order_of_a_session_has_fewer_changes_or_the_same_nearer_to_the_routine(session):
    settings, after = session
    orders = [order for order in permutations(range(len(settings))) if keeps(order, after)]
    assert best_order(settings, after) == min(orders, key=lambda order: (changes_of(settings, order), order))


LENGTHS = pytest.mark.parametrize(
    ("least", "most"),
    [
        pytest.param(0, EXACT_STOPS, id="up to the most stops that are searched"),
        pytest.param(EXACT_STOPS + 1, EXACT_STOPS + 12, id="beyond"),
    ],
)


@LENGTHS
@given(st.data())
def test_a_session_presses_every_stop_once_and_none_before_the_one_it_comes_after(least, most, data):
    settings, after = data.draw(sessions(least, most))
    order = best_order(settings, after)
    assert sorted(order) == list(range(len(settings)))
    assert keeps(order, after)


@LENGTHS
@given(st.data())
def test_no_session_has_more_changes_than_in_an_order_of_the_routine_that_could_be_kept(least, most, data):
    settings, after = data.draw(sessions(least, most))
    forward = {stop: before for stop, before in after.items() if before < stop}
    order = best_order(settings, forward)
    assert changes_of(settings, order) <= changes(settings)


@given(st.lists(st.builds(Setting, st.integers(0, 3), st.integers(0, 3)), min_size=EXACT_STOPS + 1, max_size=40))
def test_a_long_session_takes_each_posture_once_and_in_it_each_setting_of_the_hands_once(settings):
    order = best_order(settings, {})
    taken = [settings[stop] for stop in order]
    assert changes(taken).postures == len({setting.posture for setting in settings}) - 1
    assert sum(before != setting for before, setting in pairwise(taken)) == len(set(settings)) - 1
    assert order[0] == 0
    assert all(stop < later for stop, later in pairwise(order) if settings[stop] == settings[later])


def test_a_long_session_brings_forward_what_another_point_has_to_wait_for():
    settings = written("Ax Bx " * EXACT_STOPS)
    assert best_order(settings, {2: 3})[:5] == (0, 3, 2, 4, 6)


def test_a_long_session_stays_in_the_order_of_the_routine_where_bringing_forward_costs_more():
    settings = written("Ax Bx Bx Ax " + "Cx " * EXACT_STOPS)
    assert best_order(settings, {3: 2}) == tuple(range(len(settings)))


def test_a_session_of_any_length_has_an_order():
    stops = 5000
    settings = [Setting(stop % 50, stop % 77) for stop in range(stops)]
    after = {stop: stop + 1 for stop in range(stops - 1)}
    assert best_order(settings, after) == tuple(reversed(range(stops)))
