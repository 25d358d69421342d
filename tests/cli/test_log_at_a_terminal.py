"""`coach log` at a terminal of any width, and its question before it deletes anything."""

import os
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from coach.choices import Choices
from coach.health.listener import Listener
from coach.journal.journal import Journal
from coach.plan.heading import Beginning, Heading
from coach.plan.timeline import TimedStage, Timeline
from coach.units import frames

terminals = pytest.importorskip("terminal", reason="Windows has no pseudo-terminals")

ROOT = Path(__file__).parents[2]
HEADING = Heading("backache", "Backache", "fake", ("fake", "1"), 120, "bowl", {})
TIMELINE = Timeline((TimedStage("CV6", "", None, None, 0, frames(65)),), complete=True)


@pytest.fixture
def journal(tmp_path):
    kept = Journal(tmp_path / "coach")
    for _ in range(6):
        with kept.begin(Beginning(Choices(), Listener(whose="mine"), HEADING)) as record:
            record.follow(TIMELINE, 0)
            record.dropouts(2)
    return kept


@pytest.fixture
def coach(journal):
    @contextmanager
    def started(*options, columns=80, **more):
        kept = dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"), str(journal.folder.parent))
        environment = {**os.environ, **kept, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
        command = [sys.executable, "-m", "coach", "log", *options]
        with terminals.terminal(command, {**environment, "LANG": "en_US.UTF-8", **more}, columns) as terminal:
            yield terminal

    return started


@pytest.mark.parametrize("columns", [80, 40])
def test_a_reader_sees_a_chart_and_columns_that_fit_and_how_each_session_ended(coach, columns):
    with coach(columns=columns) as terminal:
        assert terminal.finish() == 0
    shown = terminal.shown.replace("\r\n", "\n")
    assert "█" in shown
    assert "finished, 2 dropouts" in " ".join(shown.split())
    assert not any(sign in shown for sign in "\t\x1b")
    assert max(map(len, shown.splitlines())) <= columns


@pytest.mark.parametrize("more", [{"LC_ALL": "C", "LANG": "C"}, {"TERM": "dumb", "COACH_PLAIN": "1"}])
def test_where_other_signs_would_not_come_out_or_are_heard_there_are_none(coach, more):
    with coach(**more) as terminal:
        assert terminal.finish() == 0
    assert terminal.shown.isascii()
    assert "\x1b" not in terminal.shown


def test_nothing_is_deleted_before_somebody_has_said_yes(coach, journal):
    for answer, status in (("n\n", 1), ("q\n", 130), ("\x04", 130)):
        with coach("--clear") as terminal:
            terminal.wait_for("y or n")
            assert "the journal of 6 sessions" in terminal.shown
            assert "every point in full again" in " ".join(terminal.shown.split())
            terminal.type(answer)
            assert terminal.finish() == status
        assert len(journal.entries()) == 6
    with coach("--clear", "--quiet") as terminal:
        terminal.wait_for("y or n")
        terminal.type("y\n")
        assert terminal.finish() == 0
    assert journal.entries() == []
