"""A reminder is a calendar that a library which we did not write reads, and it tells nothing of whoever it is for."""

import getpass
import platform
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import vobject
from wall_clock import wall

import coach
from coach.errors import BadOption, FileError, UnknownName
from coach.reminders.reminder import remind

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
"""A Monday."""

BERLIN = {"zone": "Europe/Berlin", "now": NOW}


def read(reminder):
    """Return the event of a reminder as vobject reads it."""
    return vobject.readOne(reminder.calendar()).vevent


def times(event, begin, end):
    """Return when an event is between two days, by its own clock."""
    rule = event.getrruleset(addRDate=True)
    return list(
        rule.between(begin.replace(tzinfo=event.dtstart.value.tzinfo), end.replace(tzinfo=event.dtstart.value.tzinfo))
    )


def test_it_comes_on_its_days_at_its_time_for_years_in_summer_and_in_winter():
    event = read(remind("20:30", days="mon,wed,fri", **BERLIN))
    for year in (2026, 2036, 2055):
        for found in times(event, wall(year, 12, 6), wall(year + 1, 12, 5)):
            assert (found.hour, found.minute) == (20, 30)
            assert found.weekday() in {0, 2, 4}
            there = found.replace(tzinfo=ZoneInfo("Europe/Berlin"))
            assert found.utcoffset() == there.utcoffset()
        assert len(times(event, wall(year, 12, 6), wall(year, 12, 20))) == 6


def test_it_begins_at_the_next_of_its_times_and_lasts_as_long_as_the_session():
    event = read(remind("20:30", days="wed,mon", minutes=22.5, **BERLIN))
    assert event.dtstart.value.replace(tzinfo=None) == wall(2026, 11, 30, 20, 30)
    assert event.dtend.value - event.dtstart.value == timedelta(minutes=23)
    assert remind("13:00", days="mon", **BERLIN).first.date() == date(2026, 12, 7)  # it is one o'clock now
    assert remind("13:01", days="mon", **BERLIN).first.date() == date(2026, 11, 30)


def test_the_alarm_goes_off_at_the_time_or_before_it():
    for before in (0, 10, 90):
        alarm = read(remind("20:30", before=before, **BERLIN)).valarm
        assert alarm.trigger.value == -timedelta(minutes=before)
        assert alarm.action.value == "DISPLAY"
        assert alarm.description.value == "Acupressure"


def test_a_calendar_puts_a_later_one_of_the_same_title_in_its_place_and_no_other():
    first = read(remind("20:30", days="mon", **BERLIN))
    second = read(remind("7:00", zone="Asia/Kolkata", title="acupressure"))
    other = read(remind("20:30", title="In the morning", **BERLIN))
    assert first.uid.value == second.uid.value != other.uid.value
    assert int(second.sequence.value) >= int(first.sequence.value) > 0
    assert first.dtstamp.value.tzinfo is not None


def test_it_ends_after_its_weeks_or_on_its_last_day():
    event = read(remind("20:30", days="mon,wed", weeks=3, **BERLIN))
    assert [found.day for found in times(event, wall(2026, 11, 1), wall(2027, 12, 1))] == [30, 2, 7, 9, 14, 16]
    event = read(remind("23:59", days="daily", until="2026-12-02", **BERLIN))
    assert [found.day for found in times(event, wall(2026, 11, 1), wall(2027, 12, 1))] == [30, 1, 2]


def test_utc_needs_no_zone():
    text = remind("20:30", zone="UTC", now=NOW).calendar()
    assert "VTIMEZONE" not in text
    assert "DTSTART:20261130T203000Z" in text


def test_a_time_that_the_clock_leaves_out_or_shows_twice_is_told_and_is_never_the_first():
    skipped, twice = remind("2:30", days="sun", **BERLIN).remarks()
    assert skipped.startswith("on Sunday 2027-03-28 the clock goes forward over 02:30; ")
    assert skipped.endswith("calendars remind at 03:30, or not at all")
    assert twice.startswith("on Sunday 2027-10-31 the clock goes back, and 02:30 comes twice; ")
    assert twice.endswith("calendars remind at the first")
    late = datetime(2027, 3, 27, 12, tzinfo=UTC)
    assert remind("2:30", days="sun", zone="Europe/Berlin", now=late).first.date() == date(2027, 4, 4)
    assert not remind("2:30", days="sun", until="2027-03-21", **BERLIN).remarks()
    assert not remind("2:30", days="mon-sat", **BERLIN).remarks()
    assert not remind("3:00", days="sun", **BERLIN).remarks()
    (twice,) = remind("23:30", days="sat", zone="America/Santiago", now=NOW).remarks()
    assert twice.startswith("on Saturday 2027-04-03 the clock goes back, and 23:30 comes twice")


def test_a_machine_that_keeps_utc_is_told_and_who_asks_for_utc_is_not(monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    (remark,) = remind("20:30").remarks()
    assert (
        remark == "this machine keeps UTC; if your clock shows another time, choose its zone, as in zone Europe/Berlin"
    )
    assert not remind("20:30", zone="UTC").remarks()


def test_it_tells_nothing_of_whoever_it_is_for(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "coach").mkdir()
    (tmp_path / "coach" / "profile.toml").write_text('schema = 1\nconditions = ["pregnancy"]\n')
    text = remind("20:30", **BERLIN).calendar()
    names = {"pregnan", getpass.getuser(), platform.node(), str(Path.home()), str(tmp_path)} - {"", "coach"}
    assert not [name for name in names if name in text]
    assert "CLASS:PRIVATE" in text


@pytest.mark.parametrize(
    "title", ["Abends; ruhig, lang\\weilig", "🙂 " * 90, "line\nanother\tline", "שלום", '"', "a" * 300]
)
def test_any_title_is_read_as_it_was_given_in_one_line(title):
    reminder = remind("20:30", title=title, **BERLIN)
    assert read(reminder).summary.value == " ".join(title.split())
    lines = reminder.calendar().split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    assert not any("\n" in line for line in lines)


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        ({"minutes": 0}, "minutes 0: a session lasts 1 to 240 minutes"),
        ({"minutes": float("nan")}, "minutes nan: a session lasts"),
        ({"before": -1}, "before -1: choose from 0 to 1440"),
        ({"weeks": 0}, "weeks 0: choose from 1 to 520"),
        ({"weeks": 3, "until": "2027-01-01"}, "weeks 3: until 2027-01-01 says when it ends, too"),
        ({"until": "2026-11-29"}, "until 2026-11-29: it is over before it begins, on Monday 2026-11-30"),
        ({"until": "9999-12-31"}, "choose a day in the next 40 years"),
        ({"until": "31.3.2027"}, "until 31.3.2027: write a date as in 2027-03-31"),
        ({"until": "2027-02-30"}, "until 2027-02-30: write a date"),
        ({"until": ""}, "until '': write a date"),
        ({"title": " \n"}, "title .*: write something"),
        ({"title": "x" * 2000}, "it has 2000 characters; at most 1000"),
        ({"title": "\x1b[31m"}, "no sign to read"),
        ({"title": "\ud83d"}, "no sign to read"),
        ({"command": ""}, "command '': write something"),
        ({"days": []}, "days '': name one or more days"),
        ({"days": 3}, "days 3: expected"),
        ({"before": "ten"}, "before ten: expected `int"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(options, hint):
    with pytest.raises(BadOption, match=hint) as refused:
        remind("20:30", **{**BERLIN, **options})
    assert "\n" not in str(refused.value)


def test_from_python_an_option_that_there_is_not_is_told_and_none_is_as_usual():
    with pytest.raises(UnknownName, match="unknown option 'dayz'; did you mean 'days'"):
        coach.reminder("20:30", dayz="mon")
    for nothing in (20.5, None, b"20:30"):
        with pytest.raises(BadOption, match="write a time of day"):
            coach.reminder(nothing)
    usual = remind("20:30", **BERLIN)
    assert remind(time(20, 30), days=None, minutes=None, title=None, weeks=None, **BERLIN) == usual


def test_a_file_of_coach_is_replaced_and_one_of_somebody_else_is_not(tmp_path):
    evening = coach.reminder("20:30", zone="Europe/Berlin")
    file = evening.write(tmp_path / "coach.ics")
    assert file.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    coach.reminder("7am", days=["sat", "sun"], zone="Europe/Berlin").write(file)
    assert b"T070000" in file.read_bytes()
    foreign = "BEGIN:VCALENDAR\r\nPRODID:-//somebody//EN\r\nX-NOTE:PRODID:-//other//\r\nEND:VCALENDAR\r\n"
    file.write_text(foreign)
    with pytest.raises(FileError, match="coach has not written it"):
        evening.write(file)
    assert file.read_text() == foreign.replace("\r\n", "\n")
    evening.write(file, force=True)
    assert b"PRODID:-//coach//" in file.read_bytes()
    assert [each.name for each in tmp_path.iterdir()] == ["coach.ics"]


@pytest.mark.parametrize("name", ["coach.txt", "coach", "coach.ics.bak"])
def test_a_name_by_which_no_calendar_knows_its_file_is_refused(tmp_path, name):
    with pytest.raises(BadOption, match=r"by \.ics at the end"):
        coach.reminder("20:30", zone="UTC").write(tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_place_where_nothing_can_be_written_is_told(tmp_path):
    (tmp_path / "folder.ics").mkdir()
    for place, hint in (("folder.ics", "it is a folder"), ("none/coach.ics", "its folder does not exist")):
        with pytest.raises(FileError, match=hint):
            coach.reminder("20:30", zone="UTC").write(tmp_path / place)
