"""Keys on a real pseudo-terminal."""

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from coach.live.terminal.keys import Keys

ROOT = Path(__file__).parents[3]

terminals = pytest.importorskip("terminal", reason="Windows has no pseudo-terminals")

PROGRAM = """
import sys, time
from coach.live.terminal.keys import Keys
with Keys() as keys:
    print("ready" if keys.there else "nobody", flush=True)
    while keys.there:
        for key in keys.pressed():
            print(f"<{key}>", flush=True)
            if key == "q":
                sys.exit(0)
            if key == "x":
                raise RuntimeError("broken")
        time.sleep(float(sys.argv[1]))
"""
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"}


def keyboard(looks_every_s: float = 0.01):
    return terminals.terminal([sys.executable, "-c", PROGRAM, str(looks_every_s)], ENVIRONMENT)


def test_every_key_comes_at_once_by_its_name_and_is_not_echoed():
    with keyboard() as terminal:
        terminal.wait_for("ready")
        for typed, name in [
            ("a", "a"),
            (" ", " "),
            ("\x1b[D", "left"),
            ("\x1b[C", "right"),
            ("\x1bOA", "up"),
            ("+", "+"),
            ("\x1a", "c-z"),
            ("\r", "c-j"),
            ("\x1b", "escape"),
            ("é", "é"),
        ]:
            terminal.type(typed)
            terminal.wait_for(f"<{name}>")
        terminal.type("q")
        assert terminal.finish() == 0
    assert re.sub(r"<[^>]+>\r\n", "", terminal.shown) == "ready\r\n"


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        pytest.param("q", 0, id="after the end"),
        pytest.param("x", 1, id="after an error"),
        pytest.param("\x03", -2, id="after Ctrl-C"),
    ],
)
def test_the_terminal_is_left_as_it_was(typed, status):
    with keyboard() as terminal:
        before = terminal.modes()
        terminal.wait_for("ready")
        assert terminal.modes() != before
        terminal.type(typed)
        assert terminal.finish() == status
        assert terminal.modes() == before


def test_ctrl_c_interrupts_a_program_that_does_not_look_at_its_keys():
    with keyboard(looks_every_s=1000) as terminal:
        before = terminal.modes()
        terminal.wait_for("ready")
        terminal.type("\x03")
        assert terminal.finish() == -2
        assert "KeyboardInterrupt" in terminal.shown
        assert terminal.modes() == before


def test_mashed_keys_and_torn_sequences_all_arrive_and_none_breaks_anything():
    with keyboard(looks_every_s=0.2) as terminal:
        terminal.wait_for("ready")
        terminal.type("a" * 500 + "\x1b[" + "\x1b[99;99~" + "\x1b]junk\x07" + "\x1bOC" * 200)
        terminal.wait_for("<right>")
        terminal.type("q")
        assert terminal.finish() == 0


def test_keys_that_come_too_late_are_not_left_for_the_shell():
    with keyboard() as terminal:
        terminal.wait_for("ready")
        terminal.type("q" + "rm -rf precious" * 20 + "\n")
        assert terminal.finish() == 0
        os.set_blocking(terminal.line, False)
        with pytest.raises(BlockingIOError):
            os.read(terminal.line, 1)


def test_without_a_terminal_there_are_no_keys():
    asked = subprocess.run(
        [sys.executable, "-c", PROGRAM, "0"],
        env=ENVIRONMENT,
        input="aaa",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (asked.stdout, asked.stderr) == ("nobody\n", "")


@pytest.mark.parametrize("stream", [io.StringIO("aaa"), None])
def test_where_there_is_no_stdin_there_are_no_keys(stream, monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    with Keys(stream) as keys:
        assert keys.pressed() == ()


def test_in_the_background_of_a_shell_the_keyboard_is_left_alone():
    background = [sys.executable, "-c", f"import os; os.setpgid(0, 0)\n{PROGRAM}", "0"]
    script = '"$@" & wait $!; echo left with $?'
    with terminals.terminal(["sh", "-c", script, "sh", *background], ENVIRONMENT) as terminal:
        before = terminal.modes()
        terminal.wait_for("left with 0")
        assert "nobody" in terminal.shown
        assert terminal.modes() == before
