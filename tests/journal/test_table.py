"""The journal as a table: what a spreadsheet opens holds what was played, and nothing that it would carry out."""

import csv
from datetime import datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from journal_writer import HEADING

from coach.choices import Choices
from coach.health.listener import Listener
from coach.journal.entry import new_entry
from coach.journal.table import table
from coach.plan.heading import Beginning
from coach.units import frames

BEGUN = datetime(2026, 11, 25, 20, 31, 5, 900000, tzinfo=timezone(timedelta(hours=5, minutes=30)))
BASE = new_entry(Beginning(Choices(), Listener(conditions=("pregnancy",), whose="mine"), HEADING))


def row(**more):
    text = table([msgspec.structs.replace(BASE, begun=BEGUN, frame=frames(1084), how="finished", **more)])
    (one,) = csv.DictReader(text.removeprefix("\ufeff").splitlines(keepends=True))
    return one


def test_a_session_is_a_row_with_its_day_its_time_and_whole_seconds():
    found = row(stage="closing", stages=("CV6", "closing"), edits=(("next", 9),), felt_before=6, felt_after=0)
    assert found == {
        "date": "2026-11-25",
        "time": "20:31:05",
        "begun": "2026-11-25T20:31:05+05:30",
        "routine": "backache",
        "heard_s": "1084",
        "ended": "finished",
        "last_stage": "closing",
        "stages_finished": "2",
        "commands": "1",
        "dropouts": "0",
        "felt_before": "6",
        "felt_after": "0",
    }


def test_no_answer_on_health_is_in_it_and_what_was_not_answered_is_an_empty_cell():
    assert row()["felt_before"] == row()["felt_after"] == ""
    assert "pregnancy" not in table([BASE])


def test_a_table_of_nothing_is_its_head():
    assert table([]).startswith("date,time,begun,")
    assert len(table([]).splitlines()) == 1


@pytest.mark.parametrize(
    "name",
    ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r=1", "\n=1", "\uff1d1", "\uff20x", '=HYPERLINK("http://x","y")'],
)
def test_what_a_spreadsheet_would_carry_out_is_text(name):
    found = row(routine=name)["routine"]
    assert found.lstrip()[0] not in "=+-@\uff1d\uff0b\uff0d\uff20"
    assert found.removeprefix("'").lstrip()[-1] == name[-1]


@pytest.mark.parametrize("name", ["legs, both", 'my "own"', "Rücken", "背", "a;b", "it's"])
def test_any_name_comes_back_as_it_was(name):
    assert row(routine=name)["routine"] == name


def test_a_spreadsheet_is_told_that_it_is_utf8_where_that_matters():
    assert table([msgspec.structs.replace(BASE, routine="Rücken")]).startswith("\ufeffdate,")
    assert table([BASE]).isascii()


@given(st.text(max_size=20), st.text(max_size=20))
def test_every_row_is_one_line_with_as_many_cells_as_the_head(routine, stage):
    lines = table([msgspec.structs.replace(BASE, routine=routine, stage=stage)]).splitlines()
    head, cells = csv.reader(lines)
    assert len(head) == len(cells)
