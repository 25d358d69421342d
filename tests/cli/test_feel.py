"""`coach start --feel`: one question before a session and one after it, answered by a key or left out."""

import json
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

terminals = pytest.importorskip("terminal", reason="Windows has no pseudo-terminals")

ROOT = Path(__file__).parents[2]
START = ["start", "--points", "CV6", "--hold", "5", "--talk", "chimes", "--voice", "fake", "--feel"]
BEFORE, AFTER = "How much trouble with your lower back", "And now, how much trouble"


@pytest.fixture
def home(tmp_path):
    return terminals.asked_before(tmp_path)


@pytest.fixture
def coach(card, home):
    """Run a session that asks, with more options, in the foreground of a new terminal."""
    kept = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"), str(home))
    environment = {**card.environment, **kept, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}

    @contextmanager
    def started(*options, start=START):
        with terminals.terminal([sys.executable, "-m", "coach", *start, *options], environment) as terminal:
            yield terminal

    return started


def felt(home):
    """What the journal has kept."""
    (entry,) = map(json.loads, (home / "coach" / "journal.jsonl").read_bytes().splitlines())
    return entry["felt_before"], entry["felt_after"], entry["how"]


def test_the_numbers_before_and_after_are_kept_in_the_journal_and_nothing_of_them_reaches_the_session(coach, home):
    with coach() as terminal:
        terminal.wait_for(f"{BEFORE} just now")
        assert "heard" not in terminal.shown
        terminal.type("7\r")
        terminal.wait_for("arriving")
        assert "paused" not in terminal.shown, "the Enter after the number is no key of the session"
        terminal.type("q")
        terminal.wait_for(AFTER)
        assert " heard" in terminal.shown
        terminal.type("10")
        assert terminal.finish() == 0
    assert felt(home) == (7, 10, "stopped")


def test_whoever_leaves_both_out_hears_the_session_all_the_same(coach, home):
    with coach() as terminal:
        terminal.wait_for(BEFORE)
        terminal.type("\r")
        terminal.wait_for("arriving")
        terminal.type("q")
        terminal.wait_for(AFTER)
        terminal.type("z")
        assert terminal.finish() == 0
    assert felt(home) == (None, None, "stopped")


def test_a_kill_while_the_second_question_stands_loses_nothing(coach, home):
    with coach("3") as terminal:
        terminal.wait_for("arriving")
        terminal.type("q")
        terminal.wait_for(AFTER)
        terminal.program.kill()
    (left,) = (home / "coach").glob("running-*.jsonl")
    assert b'"felt_before":3' in left.read_bytes()
    assert b'"ended":"stopped"' in left.read_bytes()
