"""What sessions come to: days are local, weeks begin on Monday, and a clock that was wrong changes neither."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from journal_writer import HEADING

from coach.choices import Choices
from coach.health.listener import Listener
from coach.journal.entry import Entry, encode, new_entry
from coach.journal.glance import Glance, glance
from coach.journal.practice import PointHeard, Week, averages, felt, heard_s, practice
from coach.plan.heading import Beginning
from coach.units import frames

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday
MINE = Listener(whose="mine", finished=())
BASE = new_entry(Beginning(Choices(), MINE, HEADING))


def entry(begun: datetime, name: str = "", minutes: float = 10, **more) -> Entry:
    known = {"id": name or begun.isoformat(), "stage": "CV6", "frame": frames(60 * minutes), "how": "finished"} | more
    return msgspec.structs.replace(BASE, begun=begun, **known)


def ago(*days: float, now: datetime = NOW) -> list[Entry]:
    return [entry(now - timedelta(days=day)) for day in days]


@pytest.mark.parametrize(
    ("days", "row", "has_today", "longest"),
    [
        ((), 0, False, 0),
        ((0,), 1, True, 1),
        ((2, 1, 0), 3, True, 3),
        ((2, 1), 2, False, 2),
        ((3, 2), 0, False, 2),
        ((9, 8, 7, 6, 1, 0), 2, True, 4),
        ((1, 0.1, 0.05, 0), 2, True, 2),
    ],
)
def test_days_in_a_row_go_on_until_a_day_is_over_without_a_session(days, row, has_today, longest):
    told = practice(ago(*days), NOW)
    assert (told.row, told.has_today, told.longest_row) == (row, has_today, longest)


def test_an_evening_counts_for_its_own_day_wherever_the_clocks_are_changed():
    berlin = ZoneInfo("Europe/Berlin")
    evenings = [datetime(2026, 10, day, 23, 50, tzinfo=berlin) for day in (23, 24, 25, 26)]  # changed on the 25th
    assert practice(map(entry, evenings), datetime(2026, 10, 26, 23, 59, tzinfo=berlin)).row == 4
    springs = [datetime(2026, 3, day, 0, 10, tzinfo=berlin) for day in (27, 28, 29, 30)]  # changed on the 29th
    assert practice(map(entry, springs), datetime(2026, 3, 30, 0, 20, tzinfo=berlin)).row == 4
    missed = [datetime(2026, 3, 28, 23, 30, tzinfo=berlin), datetime(2026, 3, 30, 0, 15, tzinfo=berlin)]
    assert practice(map(entry, missed), datetime(2026, 3, 30, 9, tzinfo=berlin)).row == 1


def test_days_are_those_of_the_place_where_a_session_was_played():
    tokyo, hawaii = timezone(timedelta(hours=9)), timezone(timedelta(hours=-10))
    played = [
        datetime(2026, 11, 23, 22, tzinfo=tokyo),
        datetime(2026, 11, 24, 8, tzinfo=tokyo),
        datetime(2026, 11, 24, 9, tzinfo=hawaii),  # later, on the same date
        datetime(2026, 11, 25, 23, tzinfo=hawaii),
    ]
    entries, _ = glance(b"".join(encode(entry(begun)) for begun in played))
    assert all(isinstance(one, Glance) for one in entries)
    told = practice(entries, datetime(2026, 11, 26, 8, tzinfo=hawaii))
    assert (told.row, told.has_today) == (3, False)
    early = practice(entries[:2], datetime(2026, 11, 23, 14, tzinfo=hawaii))
    assert (early.row, early.has_today) == (2, True), "tomorrow's session was played before the flight"


def test_weeks_begin_on_monday_and_those_without_a_session_are_there():
    sunday, monday = datetime(2026, 11, 8, 23, 59, tzinfo=UTC), datetime(2026, 11, 9, 0, 1, tzinfo=UTC)
    assert practice([entry(sunday), entry(monday, minutes=5), entry(monday, "again", 5)], NOW).weeks == (
        Week(date(2026, 11, 2), 1, 600),
        Week(date(2026, 11, 9), 2, 600),
        Week(date(2026, 11, 16), 0, 0),
        Week(date(2026, 11, 23), 0, 0),
    )


def test_a_clock_that_was_wrong_puts_a_session_in_no_week_and_no_row_but_its_minutes_count():
    ahead = entry(NOW + timedelta(days=400), number=2)
    told = practice([*ago(1), ahead, *ago(0)], NOW)
    assert (told.sessions, told.heard_s, told.misdated) == (3, 1800, 1)
    assert (told.row, told.longest_row, sum(week.sessions for week in told.weeks)) == (2, 2, 2)


def test_a_session_that_goes_on_with_another_is_the_same_one_and_one_without_a_point_is_none():
    parts = [entry(NOW, "a"), entry(NOW, "b", resumes="a"), entry(NOW, "c", stage="safety", stages=("opening",))]
    told = practice(parts, NOW)
    assert (told.sessions, told.heard_s, told.weeks[0].sessions) == (1, 1200, 1)


def test_sessions_for_others_count_in_nothing_else():
    client = entry(NOW, listener=replace(MINE, whose="/home/anna/client.toml"), stages=("CV6",), felt_before=4)
    told = practice([client], NOW)
    assert (told.sessions, told.heard_s, told.row, told.weeks, told.points) == (0, 0, 0, (), ())
    assert told.for_others == 1
    assert felt([client]) == ()


def test_how_often_a_point_was_heard_to_its_end_is_told_for_each_side():
    heard = ("opening", "safety", "arriving", "CV6", "BL31-34", "BL40-left", "BL40-right", "closing")
    told = practice([entry(NOW, "a", stages=heard), entry(NOW, "b", stages=heard[:6])], NOW)
    assert told.points == (
        PointHeard("BL31-34", 2),
        PointHeard("BL40", 2, (("left", 2), ("right", 1))),
        PointHeard("CV6", 2),
    )


@pytest.mark.parametrize(
    ("edits", "begin_in_s", "minutes"),
    [
        ((), 0, 10),
        ((("pause", 60), ("resume", 180)), 0, 8),
        ((("pause", 60), ("resume", 180), ("next", 200), ("pause", 300), ("back", 360)), 0, 7),
        ((("pause", 540),), 0, 9),
        ((), 120, 8),
        ((("ready", 60),), 120, 9),
        ((("ready", 60), ("pause", 120), ("resume", 180), ("ready", 300)), 120, 8),
        ((), 3600, 0),
        ((("pause", 700),), 0, 700 / 60),
    ],
)
def test_heard_is_what_sounds_without_pauses_and_without_the_time_to_sit_down(edits, begin_in_s, minutes):
    in_frames = tuple((command, frames(at)) for command, at in edits)
    assert heard_s(entry(NOW, edits=in_frames, begin_in_s=begin_in_s)) == pytest.approx(60 * minutes)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 2000 * 1440),
            st.sampled_from([-10, 0, 5.5, 14]),
            st.integers(0, 99),
        ),
        max_size=9,
    )
)
def test_weeks_and_rows_add_up_whatever_was_played(sessions):
    entries = [
        entry((NOW - timedelta(minutes=ago)).astimezone(timezone(timedelta(hours=hours))), str(place), minutes)
        for place, (ago, hours, minutes) in enumerate(sessions)
    ]
    told = practice(entries, NOW)
    if not told.misdated:
        assert sum(week.heard_s for week in told.weeks) == pytest.approx(told.heard_s)
        assert sum(week.sessions for week in told.weeks) == told.sessions == len(sessions)
    assert told.row <= told.longest_row <= len(sessions)
    assert all(week.monday.weekday() == 0 for week in told.weeks)
    assert told.weeks == tuple(sorted(told.weeks, key=lambda week: week.monday))


def test_numbers_before_and_after_are_compared_where_both_are_there():
    answers = [(6, 4), (None, 3), (5, None), (None, None), (4, 6), (7, 2)]
    entries = [entry(NOW, str(n), felt_before=before, felt_after=after) for n, (before, after) in enumerate(answers)]
    numbers = felt(entries)
    assert [(one.before, one.after, one.change) for one in numbers] == [
        (6, 4, -2),
        (None, 3, None),
        (5, None, None),
        (4, 6, 2),
        (7, 2, -5),
    ]
    mean = averages(numbers)
    assert (mean.sessions, mean.before, mean.after) == (3, pytest.approx(17 / 3), 4)
    assert averages(numbers[1:3]) is None
