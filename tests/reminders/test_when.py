"""A time and days are read as people write them, and what cannot be is told with what to write."""

from datetime import time

import pytest

from coach.errors import BadOption, CoachError, UnknownName
from coach.reminders.when import DAYS, days_in_words, days_of_week, time_of_day


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("20:30", time(20, 30)),
        (" 8:05 ", time(8, 5)),
        ("08.30", time(8, 30)),
        ("20h15", time(20, 15)),
        ("8pm", time(20)),
        ("8:30 PM", time(20, 30)),
        ("8.30 a.m.", time(8, 30)),
        ("12am", time(0)),
        ("12:01pm", time(12, 1)),
        ("0:00", time(0)),
        ("23:59", time(23, 59)),
    ],
)
def test_a_time_of_day_is_read_as_people_write_it(written, read):
    assert time_of_day(written) == read


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("25:00", "hours 0 to 23"),
        ("24:00", "midnight is 0:00"),
        ("8:60", "minutes 00 to 59"),
        ("8", "morning or evening?"),
        ("20", "as in 20:30"),
        ("13pm", "from 1 to 12"),
        ("0am", "from 1 to 12"),
        ("half past eight", "as in 20:30"),
        ("20:30:00", "as in 20:30"),
        ("2030", "as in 20:30"),
        ("-1:00", "as in 20:30"),
        ("٨:30", "as in 20:30"),
        ("8:3", "as in 20:30"),
        ("20:30\n", None),
        ("", "as in 20:30"),
        ("\x1b[2J", "as in 20:30"),
        ("9" * 5000, "as in 20:30"),
    ],
)
def test_what_is_no_time_of_day_is_told_with_what_to_write(written, hint):
    if hint is None:
        assert time_of_day(written) == time(20, 30)
        return
    with pytest.raises(BadOption, match=hint) as refused:
        time_of_day(written)
    assert "\n" not in str(refused.value)
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("mon,wed,fri", (0, 2, 4)),
        ("Friday, Monday and WED", (0, 2, 4)),
        ("mo we fr", (0, 2, 4)),
        ("Mondays", (0,)),
        ("thurs", (3,)),
        ("mon,mon,monday", (0,)),
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("tue - thu", (1, 2, 3)),
        ("tue\u2013thu", (1, 2, 3)),
        ("fri-mon", (0, 4, 5, 6)),
        ("sun-sun", (6,)),
        ("weekdays", (0, 1, 2, 3, 4)),
        ("weekends", (5, 6)),
        ("weekends,wed", (2, 5, 6)),
        ("daily", tuple(range(7))),
        ("Every day", tuple(range(7))),
        ("all", tuple(range(7))),
    ],
)
def test_days_are_read_by_their_names_their_beginnings_and_in_ranges(written, read):
    assert days_of_week(written) == read


@pytest.mark.parametrize("written", ["", " ", ",", ",,;", "and"])
def test_no_day_at_all_is_refused(written):
    with pytest.raises(BadOption, match="name one or more days, as in"):
        days_of_week(written)


@pytest.mark.parametrize(
    ("written", "offered"), [("mnoday", "monday"), ("frieday", "friday"), ("mon-fry", "friday"), ("dayly", "daily")]
)
def test_a_day_that_is_nearly_one_is_offered(written, offered):
    with pytest.raises(UnknownName, match=f"did you mean '{offered}'"):
        days_of_week(written)


@pytest.mark.parametrize("written", ["xyz", "m", "t,s", "mon-", "-fri", "1", "mon-wed-fri"])
def test_what_is_no_day_is_told_with_those_that_there_are(written):
    with pytest.raises(CoachError, match=r"unknown day .*day"):
        days_of_week(written)


def test_days_are_told_in_words_from_which_they_can_be_read():
    for days in [(0,), (0, 4), (0, 2, 4), (0, 1, 2, 3, 4), (5, 6), (1, 2, 3, 6), tuple(range(7))]:
        told = days_in_words(days)
        assert days_of_week(told.replace(" to ", "-")) == days
    assert days_in_words((0, 2, 4)) == "Monday, Wednesday and Friday"
    assert len(DAYS) == 7
