"""`coach log`, as a user meets it."""

import json
import os
import subprocess
import sys
from contextlib import suppress
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
def test_a_program_reads_one_line_for_each_session():
    result = CliRunner().invoke(log)
    head, first, second = [line.split("\t") for line in result.stdout.splitlines()]
    assert head == ["begun", "routine", "heard", "stages", "edits", "dropouts", "ended"]
    assert first[1:] == ["backache", "1:10", "2", "0", "0", "finished"]
    assert second[1:] == ["backache", "1:04", "0", "1", "2", "stopped at CV6"]
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
    result = CliRunner().invoke(log)
    assert len(result.stdout.splitlines()) == 3
    assert result.stderr.startswith("coach: ")
    assert "line 3" in result.stderr


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="this platform has no pseudo-terminals")
@pytest.mark.usefixtures("played")
def test_a_reader_at_a_terminal_gets_a_table():
    ours, theirs = os.openpty()
    with subprocess.Popen([sys.executable, "-c", "from coach.cli.log import log; log([])"], stdout=theirs) as process:
        os.close(theirs)
        shown = b""
        with suppress(OSError):  # Linux answers so when the other side has closed
            while chunk := os.read(ours, 4096):
                shown += chunk
    os.close(ours)
    assert process.returncode == 0
    assert "stopped at CV6" in shown.decode()
    assert "\t" not in shown.decode()


def test_dates_that_cannot_be_right_are_told_and_the_order_is_that_of_the_sessions(journal, monkeypatch):
    class Tomorrow(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + timedelta(days=1)

    with monkeypatch.context() as ahead:
        ahead.setattr("coach.journal.entry.datetime", Tomorrow)
        journal.begin(Beginning(Choices(), Listener(), HEADING)).end("stopped")
    journal.begin(Beginning(Choices(), Listener(), HEADING)).end("stopped")
    result = CliRunner().invoke(log)
    begun = [line.split("\t")[0] for line in result.stdout.splitlines()[1:]]
    assert begun == sorted(begun, reverse=True)
    assert f"the clock was set back; what is dated {begun[0]} stands where it was played" in result.stderr
    assert begun[1] not in result.stderr
