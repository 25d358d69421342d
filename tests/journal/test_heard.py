"""What earlier sessions tell the next one: which were heard, and what was said in them."""

import json
from dataclasses import replace

import pytest
from journal_writer import HEADING
from msgspec.structs import replace as with_other

from coach.choices import Choices
from coach.health.listener import Listener
from coach.journal.entry import Entry, decode, encode, new_entry
from coach.journal.heard import is_told_of_less, sessions_heard
from coach.plan.heading import Beginning

MINE = Listener(whose="mine", finished=(("CV6", 3),), sessions=4, is_told_of_less=False)


def entry(name: str, stage: str | None = "CV6", listener: Listener = MINE, **more) -> Entry:
    return with_other(new_entry(Beginning(Choices(), listener, HEADING)), id=name, stage=stage, **more)


@pytest.mark.parametrize(
    ("entries", "number"),
    [
        ([], 0),
        ([entry("a"), entry("b", how="running")], 2),
        ([entry("a", None), entry("b", "opening"), entry("c", "arriving", stages=("opening", "safety"))], 0),
        ([entry("a", "arriving", stages=("CV6",))], 1),
        ([entry("a", "closing")], 1),
        ([entry("a"), entry("b", resumes="a"), entry("c", resumes="b"), entry("d")], 2),
        ([entry("a", "arriving"), entry("b", "arriving", resumes="a"), entry("c", resumes="b")], 1),
        ([entry("b", resumes="gone"), entry("c", resumes="b"), entry("d", resumes="gone")], 1),
        ([entry("a", listener=replace(MINE, whose="/home/anna/client.toml")), entry("b", listener=Listener())], 1),
    ],
)
def test_sessions_that_came_to_a_point_are_counted_with_their_parts_as_one(entries, number):
    assert sessions_heard(entries) == number


def test_that_less_is_said_was_told_in_a_session_that_came_to_a_point():
    assert not is_told_of_less([entry("a"), entry("b", "opening", tells_of_less=True)])
    assert is_told_of_less([entry("a", tells_of_less=True), entry("b")])


def test_a_line_of_a_coach_that_counted_no_sessions_is_read_and_counts():
    written = json.loads(encode(entry("a")))
    for key in ("sessions", "is_told_of_less"):
        del written["listener"][key]
    del written["tells_of_less"]
    entries, problems = decode(json.dumps(written).encode())
    assert problems == []
    assert entries[0].listener == replace(MINE, sessions=None, is_told_of_less=None)
    assert (sessions_heard(entries), is_told_of_less(entries)) == (1, False)
