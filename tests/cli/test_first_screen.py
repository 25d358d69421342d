"""Before somebody's first session, `coach start` asks once on a terminal for the signs that must not wait."""

import os
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from coach.content.load import library

terminals = pytest.importorskip("terminal", reason="Windows has no pseudo-terminals")

ROOT = Path(__file__).parents[2]
FLAGS = library().safety.red_flags
URGENT = [flag for flag in FLAGS if flag.sign]
HEAD = "Before your first session"


@pytest.fixture
def coach(cache_home):
    """Run `coach start` on a device that there is not, in the foreground of a new terminal."""
    kept = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"), str(cache_home))
    environment = {**os.environ, **kept, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}

    @contextmanager
    def started(*options):
        start = ["start", "--points", "CV6", "--voice", "fake", "--volume", "5"]
        with terminals.terminal([sys.executable, "-m", "coach", *start, *options], environment) as terminal:
            yield terminal

    return started


GOES_ON = "--volume 5"
"""Told of an option that cannot be, once the questions are behind: no sound is needed here."""


def files(home):
    return [path.name for path in home.rglob("*") if path.is_file() and path.suffix != ".log"]


def test_it_is_asked_once_may_be_skipped_and_is_never_asked_again(coach, cache_home):
    with coach() as terminal:
        terminal.wait_for("Enter skips")
        assert HEAD in terminal.shown
        assert all(flag.sign in " ".join(terminal.shown.split()) for flag in URGENT)
        assert "1 of 1" not in terminal.shown
        terminal.type("\n")
        terminal.wait_for(GOES_ON)
        assert terminal.finish() == 1
    with coach("--plain") as terminal:
        terminal.wait_for(GOES_ON)
        terminal.finish()
    assert HEAD not in terminal.shown
    (kept,) = cache_home.rglob("screened")
    assert not any(flag.id in kept.read_text() for flag in FLAGS)


def test_after_a_yes_each_sign_is_asked_for_and_one_that_is_there_keeps_the_session_from_starting(coach, cache_home):
    for _ in range(2):
        with coach() as terminal:
            terminal.wait_for("Enter skips")
            terminal.type("y\n")
            terminal.wait_for(URGENT[0].question[:60])
            terminal.type("n\n")
            terminal.wait_for(URGENT[1].question[:60])
            terminal.type("y\n")
            assert terminal.finish() == 1
        assert f"coach: {URGENT[1].action} The session does not start." in " ".join(terminal.shown.split())
        assert GOES_ON not in terminal.shown
        assert "screened" not in files(cache_home), "it is asked the next time, too"


def test_a_yes_that_was_a_slip_starts_the_session_after_a_no_to_each(coach):
    with coach() as terminal:
        terminal.wait_for("Enter skips")
        terminal.type("y\n")
        for number in range(1, len(URGENT) + 1):
            terminal.wait_for(f"{number} of {len(URGENT)}: ")
            terminal.type("n\n")
        terminal.wait_for(GOES_ON)
        assert terminal.finish() == 1


@pytest.mark.parametrize("leaves", ["q\n", "\x03", "\x04"])
def test_whoever_leaves_it_is_asked_the_next_time(coach, cache_home, leaves):
    with coach() as terminal:
        terminal.wait_for("Enter skips")
        terminal.type(leaves)
        assert terminal.finish() == 130
    assert "Traceback" not in terminal.shown
    assert files(cache_home) == []


@pytest.mark.parametrize("options", [("--profile", "none"), ("--resume",)])
def test_it_is_not_asked_of_whom_a_session_knows_already(coach, options):
    with coach(*options) as terminal:
        terminal.wait_for("coach: ")
        terminal.finish()
    assert HEAD not in terminal.shown


def test_it_is_not_asked_of_whoever_has_a_profile(coach, cache_home):
    (cache_home / "coach").mkdir(parents=True)
    (cache_home / "coach" / "profile.toml").write_text("schema = 1\n", encoding="utf-8")
    with coach() as terminal:
        terminal.wait_for(GOES_ON)
        terminal.finish()
    assert HEAD not in terminal.shown


def test_without_a_terminal_nothing_is_asked(run):
    result = run("start", "--points", "CV6", "--voice", "fake", "--volume", "5")
    assert (result.status, HEAD in result.err) == (1, False)
    assert GOES_ON in result.err


def test_every_sign_that_calls_for_help_now_or_today_is_among_them_and_no_other():
    for flag in FLAGS:
        is_urgent = any(word in flag.action for word in ("now", "today", "immediately"))
        assert bool(flag.sign) == is_urgent, flag.id
    assert sum(len(flag.sign.split()) for flag in URGENT) <= 80, "half a minute"
