"""The journal as a reader sees it: in signs that come out, in lines that fit, or in words for who hears them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.journal.feeling import HONESTLY
from coach.journal.page import Paper, felt_page, practice_page
from coach.journal.practice import Felt, PointHeard, Practice, Week

NAMES = {"CV6": "Sea of Energy", "BL40": "Commanding Middle"}
WHEN = datetime(2026, 11, 25, 20, 31, tzinfo=UTC)
POINTS = (PointHeard("CV6", 12), PointHeard("BL40", 11, (("left", 11), ("right", 9))), PointHeard("XX1", 1))
WEEKS = tuple(Week(date(2026, 11, 2 + 7 * n), n, 600.0 * n) for n in range(4))


def told(**more) -> Practice:
    usual = {"sessions": 12, "heard_s": 13300, "row": 4, "has_today": True, "longest_row": 9, "weeks": WEEKS}
    return Practice(**usual | {"points": POINTS, "for_others": 0, "misdated": 0} | more)


def page(paper: Paper, **more) -> str:
    return "\n".join(practice_page(told(**more), NAMES, paper))


def test_the_bar_of_a_week_is_as_long_as_its_minutes_are_many():
    shown = page(Paper(is_ascii=False)).splitlines()
    bars = [line.count("█") for line in shown if "Nov" in line or "this week" in line]
    assert bars == [0, 13, 27, 40]
    assert "  this week  30  ████" in "\n".join(shown)


def test_a_point_is_called_by_a_name_that_a_person_knows_and_by_its_code():
    shown = page(Paper())
    for line in ("12  Sea of Energy (CV6)", "11  Commanding Middle (BL40): left 11, right 9", " 1  XX1"):
        assert line in shown


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({}, "4 days in a row, with today; the longest row was 9 days."),
        ({"has_today": False}, "4 days in a row, up to yesterday; the longest row was 9 days."),
        ({"row": 9}, "9 days in a row, with today, the longest row so far."),
        ({"row": 1, "longest_row": 1}, "1 day in a row, with today."),
        ({"row": 0}, "No row of days just now; the longest row was 9 days."),
        ({"sessions": 1, "heard_s": 60}, "1 session, 1 minute in all."),
        ({}, "12 sessions, 3 hours 42 minutes in all."),
        ({"sessions": 0}, "No session has come to a point yet."),
    ],
)
def test_rows_and_sums_are_told_in_words(more, line):
    assert line in page(Paper(), **more).splitlines()


def test_whoever_hears_the_page_gets_words_for_the_chart():
    shown = page(Paper(is_heard=True))
    assert "#" not in shown
    assert "Week of 9 November: 10 minutes, 1 session." in shown
    assert "Week of 16 November: 20 minutes, 2 sessions." in shown


@given(
    st.lists(st.tuples(st.integers(0, 9), st.floats(0, 600000)), max_size=9),
    st.integers(40, 100),
    st.booleans(),
)
def test_a_page_in_ascii_has_nothing_else_and_its_chart_fits(weeks, width, is_heard):
    made = tuple(Week(date(2026, 11, 2), sessions, heard_s) for sessions, heard_s in weeks)
    shown = page(Paper(width=width, is_heard=is_heard), weeks=made)
    assert shown.isascii()
    chart = [line for line in shown.splitlines() if "Nov" in line or "this week" in line]
    assert all(len(line) <= width for line in chart if not is_heard)


def test_numbers_are_shown_with_a_chart_and_the_honest_sentence():
    numbers = [Felt(WHEN, 6, 4), Felt(WHEN, 3, 3), Felt(WHEN, None, 10), Felt(WHEN, 0, None)]
    shown = "\n".join(felt_page(numbers, None, Paper(width=100)))
    for line in (" 6 >  4  ....a.b....", " 3 >  3  ...*.......", " - > 10  ..........a", " 0 >  -  b.........."):
        assert f"2026-11-25 20:31  {line}" in shown
    assert "On average of 2 sessions with both numbers: 4.5 before, 3.5 after, 1 less after." in shown
    assert HONESTLY in " ".join(shown.split())


def test_numbers_are_heard_in_words_and_the_average_is_of_all():
    numbers = [Felt(WHEN, 9, 9), Felt(WHEN, 6, 4), Felt(WHEN, None, 1)]
    shown = "\n".join(felt_page(numbers, 2, Paper(width=100, is_heard=True)))
    assert "2026-11-25 20:31: before 6, after 4, 2 less after.\n2026-11-25 20:31: after 1.\n" in shown
    assert "before 9" not in shown
    assert "2 sessions with both numbers: 7.5 before, 6.5 after" in shown


def test_without_a_pair_of_numbers_there_is_no_average():
    shown = "\n".join(felt_page([Felt(WHEN, 6, None)], None, Paper(width=100)))
    assert "average" not in shown
    assert "prove nothing" in shown
