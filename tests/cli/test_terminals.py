"""`coach start` on terminals that stop, go, are lent to others, or cannot show much; and with hands that slip."""

import json
import os
import re
import signal
import subprocess
import sys
import termios
import time
from pathlib import Path

import card as cards
import numpy as np
import pytest
from card import wait_until

terminals = pytest.importorskip("terminal", reason="Windows has no pseudo-terminals")

ROOT = Path(__file__).parents[2]
START = [sys.executable, "-m", "coach", "start", "--points", "BL40", "--hold", "60", "--voice", "fake"]
LEFT, RIGHT = "\x1b[D", "\x1b[C"
STOP_SHOWING, CTRL_BACKSLASH = "\x13", "\x1c"

SHORT = """
from coach.choices import Choices
from coach.health.listener import Listener
from coach.journal.journal import Journal
from coach.live import play
from coach.sessions.compose import compose, sample
choices = Choices(voice="fake")
with compose(choices, Listener()) as whole, sample("Breathe in.", choices) as short:
    play(short, begin=lambda: Journal().begin(whole.beginning))
"""
"""A session of two seconds, with its line in the journal."""


@pytest.fixture
def surroundings(card, tmp_path):
    """What `coach` needs to play on a card, with folders of its own for what it keeps."""
    folder = str(terminals.asked_before(tmp_path))
    kept = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"), folder)
    shown = {"PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PS1": "$ "}
    return {**card.environment, **kept, **shown}


def journal(folder):
    """Return the sessions of the journal, each with how it ended and its commands."""
    lines = (folder / "coach" / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    return [(entry["how"], [command for command, _ in entry["edits"]]) for entry in map(json.loads, lines)]


def edits(folder):
    """Return the commands of the session that is playing, as far as they are noted."""
    running = "".join(file.read_text(encoding="utf-8") for file in (folder / "coach").glob("running-*.jsonl"))
    return [event["edit"][0] for event in map(json.loads, running.splitlines()) if event.get("edit")]


def press(terminal, key, shows):
    """Press a key and wait until the terminal shows something new."""
    terminal.shown = ""
    terminal.type(key)
    terminal.wait_for(shows)


def test_a_terminal_that_is_stopped_stops_neither_keys_nor_journal_nor_the_end(surroundings, tmp_path):
    with terminals.terminal(START, surroundings) as terminal:
        before = terminal.modes()
        terminal.wait_for("arriving")
        terminal.type(STOP_SHOWING)
        terminal.look(1.5)
        for key, noted in ((RIGHT, ["next"]), (" ", ["next", "pause"]), (" ", ["next", "pause", "resume"])):
            terminal.type(key)
            wait_until(lambda noted=noted: edits(tmp_path) == noted, f"{noted} in the journal")
        assert "a word on safety" not in terminal.shown
        terminal.type("q")
        assert terminal.finish() == 0
        assert terminal.modes() == before
    assert journal(tmp_path) == [("stopped", ["next", "pause", "resume"])]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_terminal_that_has_gone_costs_the_picture_and_nothing_else(surroundings, tmp_path):
    """All at once: a reader that leaves, a full disk behind a log, a standard error that is closed."""
    ways = ("2>&1 >/dev/null | head -n 1", "2>/dev/full", "2>&-", "2>&- >&- <&-")
    # The status is that of the coach alone.
    script = "".join(f'(exec 3>&1; {{ "$@"; echo left with $? >&3; }} {way}) &\n' for way in ways) + "wait"
    played = subprocess.run(
        ["sh", "-c", script, "sh", sys.executable, "-c", SHORT],
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=cards.PATIENCE_S,
        check=False,
    )
    assert sorted(played.stdout.splitlines()) == ["0:00  A sample: speaking", *["left with 0"] * len(ways)]
    assert played.stderr == ""
    assert journal(tmp_path) == [("finished", [])] * len(ways)


@pytest.mark.parametrize("name", ["SIGHUP", "SIGQUIT"])
def test_a_closed_terminal_and_a_quit_from_outside_fade_out_and_leave_the_terminal_as_it_was(
    surroundings, card, tmp_path, name
):
    with card.record() as recording, terminals.terminal(START, surroundings) as terminal:
        before = terminal.modes()
        terminal.wait_for(" left\r\n")  # the bowl has sounded for a while when so much is known
        for sent in (name, "SIGTERM"):  # two at once, as from a shell and a machine that shuts down
            terminal.program.send_signal(getattr(signal, sent))
        assert terminal.finish() == 130
        assert terminal.modes() == before
    assert " heard" in terminal.shown
    assert journal(tmp_path) == [("stopped", [])]
    heard = recording.sound[:, 0]
    assert abs(heard[-480:]).max() < 0.01
    assert np.abs(np.diff(heard[-9600:])).max() <= np.abs(np.diff(heard[:-9600])).max()


def test_keys_and_picture_come_back_with_the_foreground_and_the_terminal_is_left_to_others_before(
    surroundings, tmp_path
):
    with terminals.terminal(["sh", "-i"], surroundings) as terminal:
        terminal.type("stty tostop\n")
        terminal.type(f"{' '.join(START)} --profile none & echo begun as $! \n")
        terminal.wait_for("$ begun as ")
        wait_until(lambda: list((tmp_path / "coach").glob("running-*.jsonl")), "the session to begin")
        terminal.look(0.5)
        coach = int(re.search(r"\$ begun as (\d+)", terminal.shown)[1])
        assert "arriving" not in terminal.shown
        terminal.type("fg\n")
        terminal.wait_for("space pause")
        press(terminal, " ", "paused")
        os.kill(coach, signal.SIGSTOP)
        terminal.wait_for("$ ")
        press(terminal, "fg\n", "space go on")
        press(terminal, " ", "space pause")
        assert edits(tmp_path) == ["pause", "resume"]
        assert not terminal.modes()[3] & (termios.ECHO | termios.ICANON)
        press(terminal, "q", "heard")
        terminal.wait_for("$ ")
        terminal.type("exit\n")
        assert terminal.finish() == 0
        assert terminal.modes()[3] & termios.ECHO
    assert journal(tmp_path) == [("stopped", ["pause", "resume"])]


REPORTS = (
    "\x1b[I\x1b[O",  # the window has the focus, and has it no longer
    "\x1b[<0;12;3M\x1b[<0;12;3m\x1b[M !!",  # the mouse, in two forms
    "\x1b[24;80R\x1b[1;2R",  # where the cursor stands
    "\x1b]11;rgb:0000/0000/0000\x1b\\\x1b]10;rgb:ffff/ffff/ffff\x07",  # which colours there are
    "\x1b[?62;22c\x1b[>0;276;0c\x1bP>|terminal q\x1b\\",  # what it is
    "\x1b[99;99~\x1b[?q\x1b[8;24;80t",  # what nobody knows
    "\x1b[",  # half of something
)


def test_reports_do_nothing_a_mash_pauses_and_the_key_for_the_end_ends_in_any_script(surroundings, tmp_path):
    with terminals.terminal(START, surroundings) as terminal:
        terminal.wait_for("Ctrl-C ends it")
        for report in REPORTS:
            terminal.type(report)
            terminal.look(0.2)
        press(terminal, RIGHT, "a word on safety")
        for mash in ("sdfqw", CTRL_BACKSLASH, "\x1b[200~q\x1b[201~"):
            press(terminal, mash, "paused")
            time.sleep(0.2)  # it is over when no key comes any more
            press(terminal, " ", "a word on safety")
        assert edits(tmp_path) == ["next", *["pause", "resume"] * 3]
        press(terminal, "й", "--resume")
        assert terminal.finish() == 0
    assert "`coach start --resume`" in terminal.shown.splitlines()[-1]


def test_what_is_typed_before_a_question_is_no_answer_to_it(surroundings, tmp_path):
    with terminals.terminal([sys.executable, "-m", "coach", "profile"], surroundings) as terminal:
        terminal.type("y\ny\nq\n")
        for number in (1, 2):
            terminal.wait_for(f"\n{number} of ")
            terminal.look(0.3)
            assert f"\n{number + 1} of " not in terminal.shown
            terminal.type("n\n" + "y\nq\n" * (number == 1))
        terminal.wait_for("\n3 of ")
        terminal.type("q\n")
        terminal.wait_for("Keep what")
        terminal.look(0.3)
        terminal.type("n\n")
        assert terminal.finish() == 130
    assert not (tmp_path / "coach" / "profile.toml").exists()


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGQUIT"])
def test_an_export_that_is_ended_leaves_the_older_file_and_nothing_else(tmp_path, name):
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "a.flac").write_bytes(b"older")
    command = [sys.executable, "-m", "coach", "export", "--voice", "fake", "-o", str(folder / "a.flac")]
    kept = {name: str(tmp_path) for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")}
    with subprocess.Popen(
        [*command, "--captions", "vtt", "--force"],
        env={**os.environ, **kept, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
    ) as export:
        wait_until(lambda: len(list(folder.iterdir())) == 3, "the export to begin")
        export.send_signal(getattr(signal, name))
        _, told = export.communicate()
    assert (export.returncode, told) == (130, b"coach: stopped; nothing was written\n")
    assert [file.name for file in folder.iterdir()] == ["a.flac"]
    assert (folder / "a.flac").read_bytes() == b"older"
