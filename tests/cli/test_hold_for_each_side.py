"""Whoever asks for two lengths of a hold is told why both sides get the same."""

import pytest

import coach

WHY = "both sides of a point are held equally long"


@pytest.mark.parametrize(
    "hold", ["left=90,right=60", "left=90", "Right 60", "90/60", "90,60", "90 60", "L:90", "left90", "60-90", "90;60"]
)
def test_a_hold_for_each_side_is_answered_with_why_the_sides_are_equal(run, hold):
    done = run("plan", "--hold", hold)
    assert (done.status, done.out) == (2, "")
    (line,) = done.err.splitlines()
    assert line.startswith(f"coach: --hold {hold}: write ")
    assert WHY in line


@pytest.mark.parametrize("hold", ["abc", "60s", "''", "sixty", "7,5"])
def test_a_hold_that_is_no_number_and_names_no_side_is_told_no_more_than_that(run, hold):
    done = run("plan", "--hold", hold)
    assert done.status == 2
    assert "write a number, with a point before a fraction;" in done.err
    assert WHY not in done.err


@pytest.mark.parametrize("hold", [{"left": 90, "right": 60}, (90, 60), "left=90"])
def test_python_tells_the_same(hold):
    with pytest.raises(coach.BadOption, match=WHY):
        coach.session(hold=hold, voice="fake", listener=coach.Listener.nobody())
