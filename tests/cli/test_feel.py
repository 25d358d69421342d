"""`coach start --feel`: one question before a session and one after it, answered by a key or left out."""

import json
import os
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from coach.cli.blank import blanked
from coach.storage.log import BLANK

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


@pytest.fixture
def nowhere(home):
    """Run `coach start` on a device that there is not: it ends once the first question is answered."""
    kept = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"), str(home))
    environment = {**os.environ, **kept, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}

    @contextmanager
    def started(*options):
        command = [sys.executable, "-m", "coach", "start", "--points", "CV6", "--voice", "fake", "--device", "nosuch"]
        with terminals.terminal([*command, *options], environment) as terminal:
            yield terminal

    return started


def test_ctrl_c_at_the_first_question_leaves_and_the_terminal_is_as_it_was(nowhere, home):
    with nowhere("--feel") as terminal:
        before = terminal.modes()
        terminal.wait_for("leave it out")
        terminal.type("\x03")
        assert terminal.finish() == 130
        assert terminal.modes() == before
    assert "Traceback" not in terminal.shown
    assert not list((home / "coach").glob("*.jsonl"))


def test_who_always_wants_to_be_asked_says_so_once_and_may_say_no_for_once(nowhere, home):
    settings = home / "coach" / "settings.toml"
    settings.write_text("feel = true\n", encoding="utf-8")
    with nowhere() as terminal:
        terminal.wait_for("leave it out")
        terminal.type("\r")
        assert terminal.finish() == 1
    for options in (["--feel", "no"], ["--feel=4"]):
        with nowhere(*options) as terminal:
            assert terminal.finish() == 1
        assert BEFORE not in terminal.shown


@pytest.mark.parametrize("given", ["11", "-1", "3.5", "3,5", "=abc", "=", "=1_0"])
def test_a_number_that_is_none_is_told_in_one_line(run, given):
    options = [f"--feel{given}"] if given.startswith("=") else ["--feel", given]
    result = run("start", *options)
    shown = given.lstrip("=") or "''"
    assert result.err == f"coach: --feel {shown}: a whole number from 0, no trouble, to 10, the worst\n"
    assert (result.status, result.out) == (1, "")


@pytest.mark.parametrize("options", [["--feel", "abc"], ["abc", "--feel"], ["--feel", "7", "abc"]])
def test_a_name_after_it_is_the_routine(run, options):
    assert "unknown routine 'abc'" in run("start", *options).err


def test_without_a_terminal_nothing_is_asked(run):
    result = run("start", "--points", "CV6", "--voice", "fake", "--device", "nosuch", "--feel")
    assert "How much trouble" not in result.err
    assert "sound device" in result.err, "which comes after the question"


@pytest.mark.parametrize(
    ("arguments", "kept"),
    [
        (["--feel", "6"], ["--feel", BLANK]),
        (["--feel=6"], [f"--feel={BLANK}"]),
        (["--feel", "11", "--volume", "-6"], ["--feel", BLANK, "--volume", "-6"]),
        (["--feel", "-1"], ["--feel", BLANK]),
        (["--feel", "backache"], ["--feel", "backache"]),
        (["--feel", "--volume", "-6"], ["--feel", "--volume", "-6"]),
    ],
)
def test_no_report_and_no_log_file_tells_how_somebody_feels(arguments, kept):
    assert blanked(["start", *arguments]) == ["start", *kept]
