"""`coach log`, as a user meets it."""

import csv
import json
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner

from coach.choices import Choices
from coach.cli.log import log
from coach.health.listener import Listener
from coach.journal.journal import Journal
from coach.plan.heading import Beginning, Heading
from coach.plan.timeline import TimedStage, Timeline
from coach.units import frames

HEADING = Heading("backache", "Backache", "fake", ("fake", "1"), 120, "bowl", {})
TIMELINE = Timeline(
    (TimedStage("CV6", "", None, None, 0, frames(65)), TimedStage("closing", "", None, None, frames(65), frames(5))),
    complete=True,
)


@pytest.fixture
def journal(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Journal()


@pytest.fixture
def played(journal):
    with journal.begin(Beginning(Choices(), Listener(), HEADING)) as record:
        record.follow(TIMELINE, 0)
    with journal.begin(Beginning(Choices(), Listener(), HEADING)) as record:
        record.follow(TIMELINE, frames(64))
        record.edit("pause", frames(64))
        record.dropouts(2)
        record.end("stopped")
    return journal


def test_an_empty_journal_says_so(journal):
    result = CliRunner().invoke(log)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "No session has been played yet" in result.stderr
    assert not journal.folder.exists()


@pytest.mark.usefixtures("journal")
def test_an_empty_journal_is_an_empty_list_of_data():
    assert json.loads(CliRunner().invoke(log, ["--json"]).stdout) == []


@pytest.mark.usefixtures("played")
def test_a_spreadsheet_reads_one_row_for_each_session():
    result = CliRunner().invoke(log, ["--csv"])
    first, second = csv.DictReader(result.stdout.splitlines())
    about = ("routine", "heard_s", "stages_finished", "commands", "dropouts", "ended", "last_stage")
    assert [first[name] for name in about] == ["backache", "70", "2", "0", "0", "finished", "closing"]
    assert [second[name] for name in about] == ["backache", "64", "0", "1", "2", "stopped", "CV6"]
    assert result.stderr == ""


def test_the_data_hold_everything_that_replays_a_session(played):
    entries = json.loads(CliRunner().invoke(log, ["--json"]).stdout)
    assert [entry["id"] for entry in entries] == [entry.id for entry in played.entries()]
    stopped = entries[1]
    assert stopped["choices"]["voice"] == "fake"
    assert stopped["edits"] == [["pause", frames(64)]]
    assert {"begun", "content", "engine", "version", "stages", "stage", "frame", "dropouts", "how"} <= set(stopped)


def test_a_damaged_line_is_told_on_stderr(played):
    with played.file.open("ab") as file:
        file.write(b"half a line\n")
    result = CliRunner().invoke(log, ["--csv"])
    assert len(result.stdout.splitlines()) == 3
    assert result.stderr.startswith("coach: ")
    assert "line 3" in result.stderr


def test_dates_that_cannot_be_right_are_told_and_the_order_is_that_of_the_sessions(journal, monkeypatch):
    class Tomorrow(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + timedelta(days=1)

    with monkeypatch.context() as ahead:
        ahead.setattr("coach.journal.entry.datetime", Tomorrow)
        journal.begin(Beginning(Choices(), Listener(), HEADING)).end("stopped")
    journal.begin(Beginning(Choices(), Listener(), HEADING)).end("stopped")
    result = CliRunner().invoke(log, ["--csv"])
    begun = [f"{row['date']} {row['time'][:5]}" for row in csv.DictReader(result.stdout.splitlines())]
    assert begun == sorted(begun, reverse=True)
    assert f"the clock was set back; what is dated {begun[0]} stands where it was played, and counts in no" in " ".join(
        result.stderr.split()
    )
    assert begun[1] not in result.stderr
