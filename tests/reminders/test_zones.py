"""A zone in a calendar is right for years: a second library reads it, and tells the same time as the system's data."""

import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from wall_clock import wall

from coach.errors import BadOption, UnknownName
from coach.reminders import zones
from coach.reminders.vtimezone import vtimezone

BEGIN = datetime(2026, 12, 1, 19, 30, tzinfo=UTC)

ZONES = [
    "Europe/Berlin",
    "Europe/Dublin",  # whose winter is the exception
    "America/New_York",
    "America/Sao_Paulo",  # which has no summer time any more
    "America/Santiago",  # at midnight, on days that no n-th Sunday tells
    "America/Nuuk",  # on the day before a last Sunday
    "Australia/Lord_Howe",  # by half an hour
    "Africa/Casablanca",  # by the moon
    "Africa/Cairo",  # on a day that may be of the next month
    "Asia/Kolkata",
    "Asia/Jerusalem",
    "Pacific/Chatham",
    "Pacific/Apia",
]


def in_a_calendar(zone, begin=BEGIN):
    """Return a zone as dateutil reads it out of a calendar, and the text of that."""
    text = vtimezone(zone, begin.astimezone(zone)).to_ical().decode()
    read = tzical(io.StringIO(f"BEGIN:VCALENDAR\n{text}END:VCALENDAR\n".replace("\r\n", "\n"))).get()
    return read, text


@pytest.mark.parametrize("name", ZONES)
def test_a_calendar_is_told_the_right_time_for_twenty_years_to_the_quarter_of_an_hour(name):
    zone = ZoneInfo(name)
    read, _ = in_a_calendar(zone)
    ahead = zones.changes(zone, BEGIN)
    begin, end = wall(2026, 12, 1, 20, 30), wall(2046, 12, 1)
    changing = [change for change in ahead if begin < change.at < end]
    evenings = [begin + timedelta(days=days) for days in range(0, 365 * 20, 9)]
    around = [change.at + timedelta(minutes=15 * n) for change in changing[:20] for n in range(-9, 9)]
    for shown in evenings + around:
        if any(change.skips(shown) or change.repeats(shown) for change in changing):
            continue  # no library agrees with another one
        assert shown.replace(tzinfo=read).utcoffset() == shown.replace(tzinfo=zone).utcoffset(), shown


@pytest.mark.parametrize("name", ZONES)
def test_a_change_is_where_the_zone_has_it_to_the_second(name):
    zone = ZoneInfo(name)
    for change in zones.changes(zone, BEGIN):
        moment = (change.at - change.before).replace(tzinfo=UTC)
        assert (moment - timedelta(seconds=1)).astimezone(zone).utcoffset() == change.before
        assert moment.astimezone(zone).utcoffset() == change.after
        assert change.skips(change.at) == (change.after > change.before)
        assert change.repeats(change.then) == (change.after < change.before)


@pytest.mark.parametrize(
    ("name", "summer", "winter"),
    [
        ("Europe/Berlin", "BYDAY=-1SU;BYMONTH=3", "BYDAY=-1SU;BYMONTH=10"),
        ("Europe/Dublin", "BYDAY=-1SU;BYMONTH=3", "BYDAY=-1SU;BYMONTH=10"),
        ("America/New_York", "BYDAY=2SU;BYMONTH=3", "BYDAY=1SU;BYMONTH=11"),
        ("Australia/Lord_Howe", "BYDAY=1SU;BYMONTH=10", "BYDAY=1SU;BYMONTH=4"),
    ],
)
def test_what_comes_every_year_is_told_as_a_rule_that_never_ends(name, summer, winter):
    _, text = in_a_calendar(ZoneInfo(name))
    told = text.replace("\r\n", "\n")
    assert f"RRULE:FREQ=YEARLY;{summer}\n" in told.partition("BEGIN:DAYLIGHT")[2].partition("END:DAYLIGHT")[0]
    assert f"RRULE:FREQ=YEARLY;{winter}\n" in told.partition("BEGIN:STANDARD")[2].partition("END:STANDARD")[0]
    assert "RDATE" not in told


def test_a_zone_that_keeps_its_clocks_has_one_part():
    _, text = in_a_calendar(ZoneInfo("Asia/Kolkata"))
    assert text.count("BEGIN:STANDARD") == 1
    assert "DAYLIGHT" not in text


def test_a_zone_that_gave_summer_time_up_lately_is_right_before_and_after():
    # Paraguay kept its summer time for good in October 2024
    zone, begin = ZoneInfo("America/Asuncion"), datetime(2024, 1, 1, tzinfo=UTC)
    read, _ = in_a_calendar(zone, begin)
    for shown in (wall(2024, 1, 5), wall(2024, 7, 5), wall(2024, 12, 5), wall(2030, 7, 5)):
        assert shown.replace(tzinfo=read).utcoffset() == shown.replace(tzinfo=zone).utcoffset(), shown


@pytest.mark.parametrize(
    ("written", "name"),
    [("Europe/Berlin", "Europe/Berlin"), ("berlin", "Europe/Berlin"), ("new york", "America/New_York"), ("utc", None)],
)
def test_a_zone_is_known_by_its_name_or_that_of_its_city(written, name):
    zone = zones.named(written)
    assert zones.is_utc(zone) if name is None else zone.key == name


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("Europe/Berln", "did you mean 'Europe/Berlin'"),
        ("Brelin", "did you mean 'Europe/Berlin'"),
        ("+02:00", "as in Europe/Berlin"),
        ("../../etc/passwd", "as in Europe/Berlin"),
        ("localtime", "as in|did you mean"),
        ("Europe", "as in|did you mean"),
        ("", "as in Europe/Berlin"),
        ("x" * 5000, "as in Europe/Berlin"),
    ],
)
def test_what_is_no_zone_is_told_with_the_nearest_one_or_an_example(written, hint):
    with pytest.raises(UnknownName, match=hint):
        zones.named(written)


@pytest.mark.parametrize("variable", ["Europe/Dublin", ":Europe/Dublin"])
def test_the_variable_for_the_zone_is_heeded(monkeypatch, variable):
    monkeypatch.setenv("TZ", variable)
    assert zones.local().key == "Europe/Dublin"


@pytest.mark.parametrize("variable", ["CET-1CEST,M3.5.0,M10.5.0/3", "Nowhere/City", "Europe", "/dev/null"])
def test_a_machine_that_does_not_name_its_zone_asks_for_it(monkeypatch, variable):
    monkeypatch.setenv("TZ", variable)
    with pytest.raises(BadOption, match="zone: this machine does not tell the name of its time zone; name yours"):
        zones.local()
