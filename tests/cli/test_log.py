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


@pytest.mark.usefixtures("played")
def test_a_person_reads_what_the_sessions_come_to_and_how_each_one_ended():
    shown = CliRunner().invoke(log).stdout
    assert "2 sessions, 2 minutes in all.\n1 day in a row, with today.\n" in shown
    assert "  this week  2  ####" in shown
    assert "  1  Sea of Energy (CV6)" in shown
    first, second = shown.splitlines()[-2:]
    assert first.endswith("  1:10  backache, finished")
    assert second.endswith("  1:04  backache, stopped at CV6, 2 dropouts")
    assert "Sessions\n" in shown
    assert shown.isascii()


def test_the_last_sessions_are_listed_and_all_if_they_are_asked_for(journal):
    for _ in range(8):
        journal.begin(Beginning(Choices(), Listener(), HEADING)).end("stopped")
    some, every = CliRunner().invoke(log).stdout, CliRunner().invoke(log, ["--all"]).stdout
    assert (some.count("backache, stopped"), every.count("backache, stopped")) == (5, 8)
    assert "The last 5 of 8 sessions; `coach log --all` lists all of them" in some
    assert "--all" not in every


@pytest.mark.parametrize(
    ("options", "error"),
    [
        (["--csv", "--json"], "--csv: give it or --json, one of the two"),
        (["--clear", "--feel"], "--feel: give it or --clear, one of the two"),
        (["--yes"], "--yes: it goes with --clear, and answers its question"),
        (["--clear"], "--yes: nobody can be asked here; give it to delete without a question"),
        (["--feel", "11"], "got unexpected extra argument (11); `coach log --help` tells more"),
    ],
)
@pytest.mark.usefixtures("played")
def test_what_cannot_be_is_one_line(run, options, error):
    result = run("log", *options)
    assert (result.out, result.err) == ("", f"coach: {error}\n")
    assert result.status in {1, 2}


def test_a_journal_that_is_cleared_is_named_and_what_comes_of_it_is_said(played, run):
    result = run("log", "--clear", "--yes")
    assert (result.status, result.out) == (0, "")
    assert f"Deleted: the journal of 2 sessions ({played.file})." in result.err
    assert "coach tells every point in full again" in result.err
    assert played.entries() == []
    assert "There is no journal to delete." in run("log", "--clear").err


def test_whoever_has_answered_nothing_is_told_how_to_be_asked(played, run):
    assert played.entries()
    assert "`coach start --feel` asks before a session and after it" in run("log", "--feel").err


def test_numbers_are_shown_with_the_honest_sentence(journal, run):
    record = journal.begin(Beginning(Choices(), Listener(), HEADING))
    record.felt(before=6, after=4)
    record.end("stopped")
    shown = run("log", "--feel").out
    assert "   6 >  4  ....a.b....\n" in shown.replace("  6", "   6", 1) or " 6 >  4  ....a.b...." in shown
    assert "they prove nothing" in " ".join(shown.split())


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
