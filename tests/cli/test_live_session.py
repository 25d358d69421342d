"""`coach start` as a listener meets it: a real terminal, real keys, and the virtual sound card."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import card as cards
import numpy as np
import pytest

from coach.content.load import library
from coach.units import frames

terminals = pytest.importorskip("terminal", reason="Windows has no pseudo-terminals")

ROOT = Path(__file__).parents[2]
START = [sys.executable, "-m", "coach", "start", "--points", "BL40", "--hold", "60", "--voice", "fake"]
LEFT, RIGHT = "\x1b[D", "\x1b[C"


def environment(card, folder):
    """What `coach` needs to play on a card, with folders of its own for what it keeps."""
    home = str(terminals.asked_before(folder))
    kept = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"), home)
    return {**card.environment, **kept, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}


@pytest.fixture
def coach(card, tmp_path):
    """Run `coach start` with more options in the foreground of a new terminal."""

    @contextmanager
    def started(*options):
        with terminals.terminal([*START, *options], environment(card, tmp_path)) as terminal:
            yield terminal

    return started


def press(terminal, key, shows):
    """Press a key and wait until the terminal shows something new."""
    terminal.shown = ""
    terminal.type(key)
    terminal.wait_for(shows)


def test_a_listener_leads_the_session_with_keys_and_ends_it(coach):
    with coach() as terminal:
        before = terminal.modes()
        terminal.wait_for("arriving")
        press(terminal, RIGHT, "a word on safety")
        press(terminal, RIGHT, "arriving")
        press(terminal, RIGHT, "left side, moving there")
        press(terminal, " ", "paused")
        press(terminal, " ", "left side, moving there")
        press(terminal, "z", "paused")
        press(terminal, " ", "left side, moving there")
        press(terminal, "a", "left side, finding the point")
        press(terminal, RIGHT, "right side, moving there")
        press(terminal, LEFT, "left side, moving there")
        press(terminal, "-", "volume -2 dB")
        press(terminal, "+", "volume 0 dB")
        press(terminal, "q", " heard")
        assert terminal.finish() == 0
        assert terminal.modes() == before


def test_a_pause_falls_silent_without_a_click_says_so_and_the_session_goes_on_after_it(coach, card):
    with card.record() as recording, coach() as terminal:
        terminal.wait_for("0:02")  # the opening chime sounds
        press(terminal, " ", "paused")
        terminal.wait_for("0:13")  # by then the words of the pause are over
        press(terminal, " ", "arriving")
        terminal.wait_for("0:15")
        press(terminal, "q", " heard")
        assert terminal.finish() == 0
    heard = recording.sound[:, 0]
    loud = np.flatnonzero(np.abs(heard) > 0.001)
    silences = np.diff(loud)
    assert silences.max() > frames(2)
    falls_silent, until_words = loud[:-1][silences > frames(0.5)][0], silences[silences > frames(0.5)][0]
    assert frames(0.6) <= until_words < frames(1), "a moment of silence, and then the words"
    assert falls_silent + until_words < loud[silences.argmax()]
    before = heard[: falls_silent + frames(0.1)]
    steps = np.abs(np.diff(before))
    assert steps[-frames(0.15) :].max() <= steps[: -frames(0.15)].max()


@pytest.mark.parametrize(
    "end",
    [pytest.param(lambda terminal: terminal.type("\x03"), id="Ctrl-C"), lambda terminal: terminal.program.terminate()],
)
def test_ctrl_c_and_a_polite_kill_restore_the_terminal_and_sum_up(coach, end):
    with coach() as terminal:
        before = terminal.modes()
        terminal.wait_for("arriving")
        end(terminal)
        assert terminal.finish() == 130
        assert terminal.modes() == before
    assert re.search(r" heard( yet)?\. Go on with `coach start --resume`\.", terminal.shown)
    assert "Traceback" not in terminal.shown


@pytest.mark.parametrize("seed", [1, 2])
def test_mashed_keys_break_nothing(coach, seed):
    chance = random.Random(seed)
    keys = [*"alls+- x", LEFT, RIGHT, "\x1b[99;99~", "é", "\r", "\x1b", "\x1a"]
    with coach() as terminal:
        terminal.wait_for("arriving")
        for _ in range(30):
            terminal.type("".join(chance.choices(keys, k=20)))
            terminal.look(0.05)
        time.sleep(1)  # what ends the session must not be part of the mash
        press(terminal, "q", " heard")
        assert terminal.finish() == 0
    assert "Traceback" not in terminal.shown


def test_plain_is_a_line_for_every_phase_and_nothing_is_painted(coach):
    with coach("--plain") as terminal:
        terminal.wait_for("0:00  Opening: arriving\r\n")
        press(terminal, RIGHT, "Before you begin: a word on safety\r\n")
        press(terminal, " ", "  Paused\r\n")
        press(terminal, "q", " heard")
        assert terminal.finish() == 0
        assert "\x1b" not in terminal.shown


def test_a_quiet_session_is_led_by_the_same_keys_and_shows_nothing(coach, tmp_path):
    with coach("--quiet") as terminal:
        cards.wait_until(lambda: list((tmp_path / "coach").glob("running-*.jsonl")), "the session to begin")
        for key in (RIGHT, " "):
            terminal.type(key)
            terminal.look(0.5)
        terminal.type("q")
        assert terminal.finish() == 0
        assert terminal.shown == ""


def test_without_a_terminal_the_session_plays_and_every_phase_is_a_line(card, tmp_path):
    with subprocess.Popen(
        START, env=environment(card, tmp_path), stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stderr.readline() == "0:00  Opening: arriving\n"
            process.send_signal(signal.SIGINT)
            assert re.match(r"(\d seconds?|Nothing) heard", process.communicate(timeout=cards.PATIENCE_S)[1])
            assert process.returncode == 130
        finally:
            process.kill()


def test_there_is_time_to_sit_down_and_any_key_ends_it(coach):
    with coach("--in", "600") as terminal:
        terminal.wait_for("Time to sit down")
        press(terminal, "x", "arriving")
        press(terminal, "q", "heard")
        assert terminal.finish() == 0


def test_a_frozen_sound_server_does_not_keep_a_listener_from_ending_the_session(card, tmp_path):
    del card  # skips where there can be none
    with (
        cards.virtual_card() as frozen,
        terminals.terminal(START, environment(frozen, tmp_path)) as terminal,
    ):
        before = terminal.modes()
        terminal.wait_for("arriving")
        frozen.server.send_signal(signal.SIGSTOP)
        terminal.type("q")
        terminal.wait_for("heard")
        assert terminal.finish() == 0
        assert terminal.modes() == before


def test_a_sound_server_that_is_frozen_at_the_start_is_told_and_can_be_left_or_waited_for(card, tmp_path):
    del card  # skips where there can be none
    with cards.virtual_card() as frozen:
        for end in ("leave", "thaw"):
            frozen.server.send_signal(signal.SIGSTOP)
            with terminals.terminal(START, environment(frozen, tmp_path)) as terminal:
                terminal.wait_for("the sound device does not answer")
                if end == "thaw":
                    frozen.server.send_signal(signal.SIGCONT)
                    terminal.wait_for("0:02")
                terminal.type("q")
                terminal.wait_for("heard")
                assert terminal.finish() == 0
            frozen.server.send_signal(signal.SIGCONT)


def test_an_unknown_device_is_answered_with_what_there_is(card, tmp_path):
    refused = subprocess.run(
        [*START, "--device", "gramophone"],
        env=environment(card, tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 1
    assert refused.stderr.startswith("coach: unknown sound device 'gramophone'")
    assert len(refused.stderr.splitlines()) == 1


def test_the_devices_are_listed_and_the_usual_one_is_marked(card, tmp_path):
    def listed(*options):
        command = [sys.executable, "-m", "coach", "devices", *options]
        return subprocess.run(
            command, env=environment(card, tmp_path), capture_output=True, text=True, check=True
        ).stdout

    lines = listed().splitlines()
    libraries = json.loads(listed("--json"))
    assert [line[2:] for line in lines if line.startswith("* ")] == [libraries[0]["default"]]
    assert {line[2:] for line in lines} == {name for library in libraries for name in library["devices"]}


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--volume", "3", "coach: --volume 3: -40 to 0 decibels"),
        ("--volume", "nan", "coach: --volume nan: -40 to 0 decibels"),
        ("--in", "-1", "coach: --in -1: 0 to 3600 seconds"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_opened(run, option, value, message):
    result = run("start", option, value)
    assert (result.status, result.err) == (1, message + os.linesep)


def told(card, folder, *arguments):
    """Return what a command prints, in the folders of the sessions that were played before."""
    command = [sys.executable, "-m", "coach", *arguments]
    return subprocess.run(command, env=environment(card, folder), capture_output=True, text=True, check=True).stdout


def test_a_session_that_was_ended_is_in_the_journal_and_goes_on_at_its_stage(coach, card, tmp_path):
    with coach() as terminal:
        terminal.wait_for("arriving")
        press(terminal, RIGHT, "a word on safety")
        press(terminal, RIGHT, "arriving")
        press(terminal, RIGHT, "left side, moving there")
        press(terminal, "q", " heard")
        assert terminal.finish() == 0
    (entry,) = json.loads(told(card, tmp_path, "log", "--json"))
    assert (entry["how"], entry["stage"], entry["dropouts"]) == ("stopped", "BL40-left", 0)
    assert [command for command, _ in entry["edits"]] == ["next", "next", "next"]
    resume = [sys.executable, "-m", "coach", "start", "--resume"]
    with terminals.terminal(resume, environment(card, tmp_path)) as terminal:
        terminal.wait_for("arriving")
        press(terminal, RIGHT, "left side, moving there")
        press(terminal, "q", " heard")
        assert terminal.finish() == 0
    first, second = json.loads(told(card, tmp_path, "log", "--json"))
    assert second["resumes"] == first["id"]
    assert second["choices"] == first["choices"]


def test_a_session_that_was_killed_is_in_the_journal_with_its_stage(coach, card, tmp_path):
    with coach() as terminal:
        terminal.wait_for("arriving")
        press(terminal, RIGHT, "a word on safety")
        terminal.program.kill()
        terminal.finish()
    (entry,) = json.loads(told(card, tmp_path, "log", "--json"))
    assert (entry["how"], entry["stage"]) == ("interrupted", "safety")
    assert "interrupted at safety" in told(card, tmp_path, "log")


WATCHED = """
import sys, threading

def watch(event, given):
    if event in ("os.putenv", "os.unsetenv") and started:
        changed.append(given[0])

def start(thread):
    started.append(thread)
    begin(thread)

started, changed = [], []
begin, threading.Thread.start = threading.Thread.start, start
sys.addaudithook(watch)
from coach.cli import main
try:
    main()
finally:
    print("changed:", changed)
"""


def test_nothing_changes_the_environment_while_threads_of_sound_libraries_may_read_it(card, tmp_path):
    command = [sys.executable, "-c", WATCHED, *START[3:]]
    with terminals.terminal(command, environment(card, tmp_path)) as terminal:
        terminal.wait_for("arriving")
        press(terminal, "q", " heard")
        terminal.wait_for("changed: []")


def test_two_sessions_at_once_do_not_disturb_each_other(card, tmp_path):
    plain = [*START, "--plain"]
    playing = {"env": environment(card, tmp_path), "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(plain, **playing) as one, subprocess.Popen(plain, **playing) as other:
        for session in (one, other):
            assert session.stderr.readline() == "0:00  Opening: arriving\n"
        for session in (one, other):
            session.terminate()
            session.communicate(timeout=cards.PATIENCE_S)
            assert session.returncode == 130
    entries = json.loads(told(card, tmp_path, "log", "--json"))
    assert [entry["how"] for entry in entries] == ["stopped", "stopped"]


def test_resume_takes_the_options_of_that_session_and_no_others(coach, card, tmp_path):
    with coach() as terminal:
        terminal.wait_for("arriving")
        press(terminal, "q", " heard")
        assert terminal.finish() == 0
    refused = subprocess.run(
        [sys.executable, "-m", "coach", "start", "--resume", "--hold", "30"],
        env=environment(card, tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 1
    assert "leave others out" in refused.stderr


def test_resume_without_a_session_to_go_on_with_is_refused(run):
    result = run("start", "--resume")
    assert result.status == 1
    assert result.err.startswith("coach: --resume")
    assert "no session is left to go on with" in result.err


OFFER = "`coach profile` asks a few questions once"


def store(folder, text):
    """Store a profile in the folders of the sessions."""
    (folder / "coach").mkdir(exist_ok=True)
    (folder / "coach" / "profile.toml").write_text(f"schema = 1\n{text}", encoding="utf-8")


def test_whoever_has_not_answered_the_questions_is_offered_them_and_the_sound_does_not_wait(coach, tmp_path):
    with coach() as terminal:
        terminal.wait_for("arriving")
        assert OFFER in terminal.shown
        press(terminal, "q", " heard")
        assert terminal.finish() == 0
    asked = library().safety.asked
    store(tmp_path, 'answered = ["child"]\n')
    with coach() as terminal:
        terminal.wait_for("arriving")
        assert OFFER not in terminal.shown
        assert f"coach: {len(asked) - 1} questions on your health left open; `coach profile` asks" in terminal.shown
        press(terminal, "q", " heard")
        assert terminal.finish() == 0


def test_what_the_stored_answers_change_is_told_before_the_session_plays(coach, tmp_path):
    store(tmp_path, 'conditions = ["numb-legs"]\nanswered = ["numb-legs"]\n')
    with coach() as terminal:
        terminal.wait_for("arriving")
        told = terminal.shown.index("coach: BL40 is pressed lightly, because of numbness in the legs")
        assert told < terminal.shown.index("arriving")
        press(terminal, "q", " heard")
        assert terminal.finish() == 0


def test_a_session_that_is_fitted_to_a_length_says_what_it_leaves_unsaid_and_plays(card, tmp_path):
    start = [
        sys.executable,
        "-m",
        "coach",
        "start",
        "--voice",
        "fake",
        "--minutes",
        "12",
        "--condition",
        "varicose-veins",
    ]
    with terminals.terminal(start, environment(card, tmp_path)) as terminal:
        terminal.wait_for("arriving")
        assert "BL40 is left out, because of varicose veins" in terminal.shown
        assert re.search(r"measuring the words .* \d+ % \d:\d\d left", terminal.shown)
        press(terminal, "q", " heard")
        assert terminal.finish() == 0


def test_a_session_whose_stage_is_left_out_by_now_goes_on_at_the_next_one_that_is_not(coach, card, tmp_path):
    with coach("--points", "BL40,BL57,GV26") as terminal:
        terminal.wait_for("arriving")
        for shows in ("a word on safety", "arriving", "moving there", "left side, moving there"):
            press(terminal, RIGHT, shows)
        press(terminal, "q", " heard")
        assert terminal.finish() == 0
    store(tmp_path, 'conditions = ["skin-left-leg"]\nanswered = ["skin"]\n')
    resume = [sys.executable, "-m", "coach", "start", "--resume"]
    with terminals.terminal(resume, environment(card, tmp_path)) as terminal:
        terminal.wait_for("arriving")
        assert "BL40 on the left is left out, because of broken or sore skin of the left leg" in terminal.read
        press(terminal, RIGHT, "right side, moving there")
        press(terminal, "q", " heard")
        assert terminal.finish() == 0


def test_a_session_that_went_on_at_a_later_stage_and_was_left_at_once_goes_on_there_again(coach, card, tmp_path):
    with coach() as terminal:
        terminal.wait_for("arriving")
        for shows in ("a word on safety", "arriving", "left side, moving there"):
            press(terminal, RIGHT, shows)
        press(terminal, "q", " heard")
        assert terminal.finish() == 0
    store(tmp_path, 'conditions = ["skin-left-leg"]\nanswered = ["skin"]\n')
    resume = [sys.executable, "-m", "coach", "start", "--resume"]
    for shows in ((), ("right side, moving there",)):
        with terminals.terminal(resume, environment(card, tmp_path)) as terminal:
            terminal.wait_for("arriving")
            for shown in shows:
                press(terminal, RIGHT, shown)
            press(terminal, "q", " heard")
            assert terminal.finish() == 0
    entries = json.loads(told(card, tmp_path, "log", "--json"))
    assert [entry["resumed_at"] for entry in entries] == [None, "BL40-right", "BL40-right"]


def test_after_a_screen_without_a_sign_the_session_plays(coach, card, tmp_path):
    with coach("--screen") as terminal:
        flags = len(library().safety.red_flags)
        for number in range(1, flags + 1):
            terminal.wait_for(f"{number} of {flags}: ")
            terminal.type("n\n")
        terminal.wait_for("arriving")
        press(terminal, "q", " heard")
        assert terminal.finish() == 0
    (entry,) = json.loads(told(card, tmp_path, "log", "--json"))
    assert "flag" not in json.dumps(entry)


def test_resume_keeps_the_conditions_of_that_session_and_heeds_those_that_were_stored_since(coach, card, tmp_path):
    with coach("--condition", "numb-legs") as terminal:
        terminal.wait_for("arriving")
        press(terminal, "q", " heard")
        assert terminal.finish() == 0
    store(tmp_path, 'conditions = ["child"]\nanswered = ["child"]\ntalk = "brief"\n')
    resume = [sys.executable, "-m", "coach", "start", "--resume"]
    with terminals.terminal(resume, environment(card, tmp_path)) as terminal:
        terminal.wait_for("arriving")
        assert "BL40 is pressed lightly, because of numbness in the legs" in terminal.shown
        assert "BL40 is pressed lightly and for 30 seconds at most, because of a young listener" in terminal.read
        assert OFFER not in terminal.shown
        press(terminal, "q", " heard")
        assert terminal.finish() == 0
    first, second = json.loads(told(card, tmp_path, "log", "--json"))
    assert second["choices"] == first["choices"]
    assert second["listener"]["conditions"] == [*first["listener"]["conditions"], "child"] == ["numb-legs", "child"]
    for more in (("--profile", "none"), ("--condition", "child")):
        refused = subprocess.run(
            [*resume, *more], env=environment(card, tmp_path), capture_output=True, text=True, check=False
        )
        assert refused.returncode == 1
        assert "leave others out" in refused.stderr
