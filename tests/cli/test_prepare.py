"""`coach prepare`, as a user meets it."""

import json
import os
import re
import sys
from pathlib import Path

import pytest

from coach.errors import VoiceError
from coach.voice.engines.fake import FakeVoice
from coach.voice.engines.system import SystemVoice

ROOT = Path(__file__).parents[2]
SHORT = ("--points", "CV6", "--hold", "5", "--pace", "0.25")
FAKE = (*SHORT, "--voice", "fake")
CROWDED = ("--points", "CV6,BL23", "--hold", "35", "--breath", "3-3", "--voice", "fake", "--rate", "85")
"""Holds in which some words have no room, not even in short and faster."""


@pytest.fixture
def said(monkeypatch):
    """What the voice without an engine has said."""
    texts = []
    say = FakeVoice.say

    def noted(voice, text, speed):
        texts.append(text)
        return say(voice, text, speed)

    monkeypatch.setattr(FakeVoice, "say", noted)
    return texts


def told(result):
    """Return the numbers in the one line that a prepared session prints: sentences, new ones, megabytes."""
    assert (result.status, result.out) == (0, "")
    line = re.fullmatch(r"backache: (\d+) sentences, (\d+) of them new, (\d+\.\d) MB in the cache\n", result.err)
    assert line
    return int(line[1]), int(line[2]), float(line[3])


@pytest.mark.parametrize("options", [FAKE, CROWDED], ids=["all words fit", "words are shortened"])
def test_after_it_a_session_of_the_same_options_synthesises_nothing(run, tmp_path, said, options):
    sentences, new, _ = told(run("prepare", *options))
    assert sentences == new == len(said)
    said.clear()
    assert run("export", *options, "-o", tmp_path / "a.wav").status == 0
    plan = json.loads(run("plan", *options, "--json").out)
    assert bool(plan["shortened"]) == (options is CROWDED)
    assert said == []


def test_after_it_a_session_in_the_systems_own_voice_synthesises_nothing(run, tmp_path, monkeypatch):
    told(run("prepare", *SHORT, "--voice", "system"))

    def refuse(*_):
        pytest.fail("nothing should be left to say")

    monkeypatch.setattr(SystemVoice, "say", refuse)
    assert run("export", *SHORT, "--voice", "system", "-o", tmp_path / "a.wav").status == 0


def test_it_tells_the_room_that_the_session_takes(run, cache_home):
    _, _, megabytes = told(run("prepare", *FAKE))
    clips = sum(file.stat().st_size for file in cache_home.rglob("*.clip"))
    assert abs(megabytes - clips / 1e6) <= 0.05


def test_a_second_time_nothing_is_new(run):
    sentences, _, megabytes = told(run("prepare", *FAKE))
    assert told(run("prepare", *FAKE)) == (sentences, 0, megabytes)


def test_what_other_options_need_besides_is_new(run):
    told(run("prepare", *FAKE))
    sentences, new, _ = told(run("prepare", *FAKE, "--hold", "6"))
    assert 0 < new < sentences


def test_a_damaged_clip_is_made_anew(run, cache_home, said):
    told(run("prepare", *FAKE))
    clip = min(cache_home.rglob("*.clip"))
    whole = clip.read_bytes()
    clip.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    said.clear()
    assert told(run("prepare", *FAKE))[1] == len(said) == 1
    assert clip.read_bytes() == whole


def test_a_voice_that_fails_is_told_in_one_line_and_what_was_done_is_kept(run, monkeypatch):
    say = FakeVoice.say

    def stumble(voice, text, speed):
        if text.startswith("Thank you"):
            raise VoiceError("fake", "stumbled")
        return say(voice, text, speed)

    with monkeypatch.context() as patched:
        patched.setattr(FakeVoice, "say", stumble)
        result = run("prepare", *FAKE)
    assert (result.status, result.out) == (1, "")
    assert result.err == "coach: the voice 'fake' stumbled; run `coach doctor` to see what this machine can do\n"
    sentences, new, _ = told(run("prepare", *FAKE))
    assert 0 < new < sentences


def test_a_cache_that_cannot_be_written_is_told_in_one_line(run, cache_home, said):
    cache_home.write_text("a file where a folder should be")
    result = run("prepare", *FAKE)
    assert (result.status, result.out) == (1, "")
    (line,) = result.err.splitlines()
    assert line.startswith("coach: cannot write clips to ")
    assert len(said) < 10


@pytest.mark.parametrize(("given", "problem"), [("./none.toml", "there is no such file"), ("bakache", "did you mean")])
def test_a_routine_that_does_not_exist_is_told_in_one_line(run, given, problem):
    result = run("prepare", given)
    assert (result.status, result.out) == (1, "")
    (line,) = result.err.splitlines()
    assert problem in line


SLOWLY = """
import time
from coach.voice.engines.fake import FakeVoice
say = FakeVoice.say
FakeVoice.say = lambda *given: time.sleep(0.1) or say(*given)
from coach.cli import main
main()
"""


def test_a_terminal_shows_how_many_sentences_are_done_and_ctrl_c_keeps_them(run, cache_home):
    terminals = pytest.importorskip("terminal", reason="Windows has no pseudo-terminals")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(cache_home), "TERM": "xterm-256color"}
    with terminals.terminal([sys.executable, "-c", SLOWLY, "prepare", *FAKE], environment) as terminal:
        while not re.search(r"[1-9]\d* %", terminal.shown):
            terminal.look(0.1)
        terminal.type("\x03")
        assert terminal.finish() == 130
    assert "Traceback" not in terminal.shown
    assert "MB in the cache" not in terminal.shown
    percent = int(re.findall(r"(\d+) %", terminal.shown)[-1])
    sentences, left, _ = told(run("prepare", *FAKE))
    done = sentences * percent // 100
    assert 0 < left <= sentences - done, "what was shown as done is kept, and it was left before all was"
