"""The paced breath: locked to the hold, whole, and never far from what was asked."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.choices import Breath
from coach.script.breathing import LEEWAY, cycles

patterns = (
    st.builds(
        lambda in_s, more_s, rest: Breath(in_s, in_s + more_s, rest * min(4, in_s)),
        st.floats(2, 7),
        st.floats(0, 3),
        st.sampled_from([0, 0.5, 1]),
    )
).filter(lambda breath: breath.is_safe)


@given(patterns, st.floats(0, 60), st.floats(0, 3600))
def test_breaths_are_whole_and_stay_within_the_hold(breath, from_s, length_s):
    breaths = cycles(breath, from_s, from_s + length_s)
    assert all(from_s <= cycle.in_at_s < cycle.out_at_s for cycle in breaths)
    if breaths:
        length = breaths[1].in_at_s - breaths[0].in_at_s if len(breaths) > 1 else breath.cycle_s
        assert breaths[-1].in_at_s + length <= from_s + length_s + 1e-6 or len(breaths) == 1


@given(patterns, st.floats(0, 3600))
def test_breaths_never_drift_and_are_never_far_from_what_was_asked(breath, length_s):
    breaths = cycles(breath, 0, length_s)
    for number, (earlier, later) in enumerate(pairwise(breaths), 1):
        length = later.in_at_s - earlier.in_at_s
        assert abs(length / breath.cycle_s - 1) <= LEEWAY + 1e-9
        assert abs(later.in_at_s - number * breaths[1].in_at_s) < 1e-6, "counted from the onset, not summed"


@given(patterns.filter(lambda breath: breath.stretched(1 + LEEWAY).is_safe), st.integers(90, 3600))
def test_a_hold_ends_with_a_finished_breath_out_where_its_length_allows(breath, length_s):
    breaths = cycles(breath, 0, length_s)
    assert breaths[-1].in_at_s + breaths[1].in_at_s == pytest.approx(length_s)


def test_a_hold_that_is_a_whole_number_of_breaths_leaves_the_pattern_as_it_is():
    breaths = cycles(Breath(4, 6), 0, 90)
    assert [(cycle.in_at_s, cycle.out_at_s) for cycle in breaths] == [(10 * n, 10 * n + 4) for n in range(9)]


def test_a_hold_that_no_whole_number_of_breaths_fits_leaves_the_rest_free():
    assert [cycle.in_at_s for cycle in cycles(Breath(4, 6), 0, 12.5)] == [0]
    assert cycles(Breath(4, 6), 0, 5) == ()


def test_a_rest_lies_between_the_breath_in_and_the_breath_out():
    first, second, *_ = cycles(Breath(4, 6, 2), 0, 60)
    assert (first.in_at_s, first.out_at_s, second.in_at_s) == (0, 6, 12)
