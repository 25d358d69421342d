"""How far long work is, and how long it still takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.sessions.time_left import SENTENCE_S, TimeLeft


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.s = 0.0

    def __call__(self) -> float:
        return self.s


def worked(each_s: float, done: int, whole: int, usual_s: float | None = None, begin_s: float = 0.0) -> TimeLeft:
    """Return what is known after so much work that began after a while."""
    clock = Clock()
    left = TimeLeft(usual_s, clock)
    left.note(0, whole)
    clock.s = begin_s
    for number in range(1, done + 1):
        clock.s += each_s
        left.note(number, whole)
    return left


@given(st.floats(0.01, 10), st.integers(2, 200), st.floats(0, 60))
def test_at_a_steady_speed_the_time_left_is_the_time_it_takes_however_long_the_start_takes(each_s, done, begin_s):
    left = worked(each_s, done, 200, begin_s=begin_s)
    assert left.left_s == pytest.approx(each_s * (200 - done))
    assert left.percent == done // 2


def test_before_anything_is_done_the_usual_speed_tells_and_without_it_nobody_knows():
    assert worked(1, 0, 157, SENTENCE_S).left_s == pytest.approx(157 * SENTENCE_S)
    assert worked(1, 0, 157).left_s is None
    assert worked(1, 1, 157).left_s is None


def test_a_voice_that_is_ten_times_as_slow_as_usual_is_known_by_a_tenth_of_its_work():
    left = worked(10 * SENTENCE_S, 16, 157, SENTENCE_S)
    assert 0.6 < left.left_s / (10 * SENTENCE_S * (157 - 16)) < 1


@given(st.integers(0, 157), st.floats(0, 1000), st.sampled_from([None, SENTENCE_S]))
def test_while_nothing_happens_the_time_left_never_grows_and_is_never_over(done, waited_s, usual_s):
    clock = Clock()
    left = TimeLeft(usual_s, clock)
    for number in range(done + 1):
        clock.s += 0.1
        left.note(number, 157)
    before = left.left_s
    clock.s += waited_s
    assert (left.left_s is None) == (before is None)
    if before is not None:
        assert before / 2 <= left.left_s <= before
    assert 0 <= left.percent <= 100
    assert (left.percent == 100) == (done == 157)
