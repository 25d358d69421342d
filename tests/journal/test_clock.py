"""Clocks are wrong and are set back: the journal goes by the order in which sessions were played."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from journal_writer import HEADING, TIMELINE

from coach.choices import Choices
from coach.health.listener import Listener
from coach.journal.entry import decode, encode, new_entry
from coach.journal.journal import Journal
from coach.journal.order import in_order, misdated
from coach.plan.heading import Beginning

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
BEGINNING = Beginning(Choices(voice="fake"), Listener(), HEADING)


@pytest.fixture
def notices():
    return []


@pytest.fixture
def journal(tmp_path, notices):
    return Journal(tmp_path / "state", notices.append)


def at(monkeypatch, when):
    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.fromtimestamp(when.timestamp(), tz or UTC)

    for module in ("coach.journal.entry.datetime", "coach.journal.journal.datetime"):
        monkeypatch.setattr(module, Clock)


def play(journal, monkeypatch, when, how="stopped"):
    at(monkeypatch, when)
    record = journal.begin(BEGINNING)
    record.follow(TIMELINE, TIMELINE.frames // 2)
    record.end(how)


def dated(*days):
    return [msgspec.structs.replace(new_entry(BEGINNING), begun=NOW + timedelta(days=day)) for day in days]


def test_the_session_that_goes_on_is_the_last_that_was_played_whatever_its_date(journal, monkeypatch, notices):
    play(journal, monkeypatch, NOW + timedelta(days=400))
    play(journal, monkeypatch, NOW)
    assert journal.last_unfinished().begun == NOW
    assert [entry.begun for entry in journal.entries()] == [NOW + timedelta(days=400), NOW]
    assert not notices


def test_a_session_that_goes_on_and_whose_date_cannot_be_right_is_told(journal, monkeypatch, notices):
    play(journal, monkeypatch, NOW + timedelta(days=400))
    at(monkeypatch, NOW)
    assert journal.last_unfinished() is not None
    assert len(notices) == 1
    assert f"{NOW + timedelta(days=400):%Y-%m-%d}" in notices[0]


def test_sessions_of_one_time_are_in_the_order_in_which_they_began(journal, monkeypatch):
    at(monkeypatch, NOW)
    first = journal.begin(BEGINNING)
    second = journal.begin(BEGINNING)
    second.end("stopped")
    first.end("stopped")
    assert [entry.number for entry in journal.entries()] == [1, 2]


def test_numbers_go_on_behind_entries_of_an_older_version(journal, monkeypatch):
    for _ in range(3):
        play(journal, monkeypatch, NOW)
    entries, _ = decode(journal.file.read_bytes())
    journal.file.write_bytes(b"".join(encode(msgspec.structs.replace(entry, number=0)) for entry in entries))
    play(journal, monkeypatch, NOW - timedelta(days=9))
    assert [entry.number for entry in journal.entries()] == [0, 0, 0, 4]


def test_entries_of_an_older_version_stay_where_they_are():
    entries = dated(0, -5, 3)
    assert in_order(entries) == entries


@pytest.mark.parametrize(
    ("days", "strange"),
    [
        ((-3, -2, -1), ()),
        ((-3, 9, -1), (9,)),
        ((-3, -2, 9), (9,)),
        ((-3, -2, -20000, -1), (-20000,)),
        ((-20000, -3, -1), ()),
        ((9, 10, -1), (9, 10)),
        ((-1, -1, -1), ()),
        ((), ()),
    ],
)
def test_dates_that_cannot_be_right_are_pointed_out(days, strange):
    assert [(entry.begun - NOW).days for entry in misdated(dated(*days), NOW)] == list(strange)


@given(st.lists(st.integers(-5, 5), max_size=12))
def test_without_the_dates_that_cannot_be_right_all_are_in_order(days):
    entries = [msgspec.structs.replace(entry, id=str(place)) for place, entry in enumerate(dated(*days))]
    strange = {entry.id for entry in misdated(entries, NOW)}
    rest = [entry.begun for entry in entries if entry.id not in strange]
    assert rest == sorted(rest)
    assert all(begun <= NOW for begun in rest)
