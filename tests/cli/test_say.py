"""`coach say`, as an author meets it."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from coach.choices import USUAL_RATE, Choices
from coach.export.formats import FORMATS
from coach.plan.timeline import Utterance
from coach.script.write import LEAD_S
from coach.sessions.compose import sample
from coach.units import frames
from coach.voice.clips.spoken import SpokenClips
from coach.voice.engines.fake import FakeVoice

ROOT = Path(__file__).parents[2]
LINE = "Find BL40, called Weizhong."


def the_line(result):
    """Return the one line that a failed command printed."""
    assert (result.status, result.out) == (1, "")
    (line,) = result.err.splitlines()
    assert line.startswith("coach: ")
    return line


def test_the_words_alone_are_written_to_a_file_as_loud_as_in_a_session(run, tmp_path):
    target = tmp_path / "line.wav"
    result = run("say", "--voice", "fake", "-o", target, LINE)
    samples, rate = soundfile.read(target, dtype="float32")
    assert (result.status, result.out, rate) == (0, "", 48_000)
    assert result.err == f"{target}: {len(samples) / rate:.1f} s\n"
    with SpokenClips(FakeVoice(USUAL_RATE)) as clips:
        words = clips.samples(Utterance(LINE))
    expected = np.zeros_like(samples)
    expected[frames(LEAD_S) : frames(LEAD_S) + len(words)] = words
    np.testing.assert_allclose(samples, expected, atol=0.002)  # so loud is the noise floor


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_line_can_be_written_in_any_format_and_is_what_was_planned(run, tmp_path, suffix):
    target = tmp_path / f"line{suffix}"
    assert run("say", "--voice", "fake", "-o", target, LINE).status == 0
    assert run("verify", target).status == 0


def test_a_chime_comes_only_if_it_is_asked_for():
    for chime, buses in ((False, ["voice"]), (True, ["chimes", "voice"])):
        with sample(LINE, Choices(voice="fake"), chime=chime) as session:
            (stage,) = session.compile().stages
        assert [clip.bus for clip in stage.clips] == buses


def test_what_is_heard_on_the_speakers_is_what_is_written_to_a_file(run, card, tmp_path, cache_home):
    environment = {**card.environment, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(cache_home)}
    with card.record() as recording:
        command = [sys.executable, "-m", "coach", "say", "--voice", "fake", LINE]
        left = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert (left.returncode, left.stdout) == (0, "")
    run("say", "--voice", "fake", "-o", tmp_path / "line.wav", LINE)
    samples, _ = soundfile.read(tmp_path / "line.wav", dtype="float32")
    sounding = np.flatnonzero(samples)
    np.testing.assert_array_equal(recording.sound[:, 0], samples[sounding[0] : sounding[-1] + 1])


def test_rate_and_loudness_are_those_of_a_session(run, tmp_path):
    heard = {}
    for name, options in {"usual": (), "slow": ("--rate", "90"), "quiet": ("--loudness", "-25")}.items():
        assert run("say", "--voice", "fake", *options, "-o", tmp_path / f"{name}.wav", LINE).status == 0
        heard[name] = soundfile.read(tmp_path / f"{name}.wav", dtype="float32")[0]
    assert len(heard["slow"]) > len(heard["usual"]) + frames(0.5)
    assert abs(heard["quiet"]).max() < 0.6 * abs(heard["usual"]).max()


def test_spelled_prints_what_the_engine_is_given_and_says_nothing(run, monkeypatch):
    monkeypatch.setattr(FakeVoice, "say", lambda *_: pytest.fail("it should say nothing"))
    result = run("say", "--voice", "fake", "--spelled", f"{LINE} <b>Now</b> for \N{GREATER-THAN OR EQUAL TO} 60 s")
    assert (result.status, result.out, result.err) == (
        0,
        "Find B L forty, called Way joong.\nNow for at least 60 seconds\n",
        "",
    )


def said_to(stdin, *options, **more):
    """Let `coach say` read from a standard input; return what it printed and its status."""
    command = [sys.executable, "-m", "coach", "say", "--spelled", *options, "-"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    left = subprocess.run(command, env=environment, input=stdin, capture_output=True, check=False, **more)
    return left.returncode, left.stdout.decode(), left.stderr.decode()


def test_a_text_can_come_from_standard_input():
    assert said_to("Press BL40.\nDoucement, s'il te pla\u00eet.\n".encode()) == (
        0,
        "Press B L forty.\nDoucement, s'il te pla\u00eet.\n",
        "",
    )


def test_bytes_that_are_no_text_are_told_and_nothing_is_said():
    status, said, told = said_to(b"Press\xff\x00 here.")
    assert (status, said) == (1, "")
    assert told.startswith("coach: standard input")


def test_without_a_standard_input_there_is_nothing_to_say(cache_home):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(cache_home)}
    command = f"{sys.executable} -m coach say - <&-"
    left = subprocess.run(["sh", "-c", command], env=environment, capture_output=True, text=True, check=False)
    assert (left.returncode, left.stdout) == (1, "")
    assert left.stderr == "coach: TEXT '': there is no word in it; give a sentence to say\n"


def test_nothing_of_a_long_text_is_lost(run, tmp_path, monkeypatch):
    texts = {}
    say = FakeVoice.say

    def noted(voice, text, speed):
        texts[text] = None
        return say(voice, text, speed)

    monkeypatch.setattr(FakeVoice, "say", noted)
    monkeypatch.setattr(SpokenClips, "prepare", lambda *_: None)  # so that what is said comes in order
    sentences = [f"This is sentence {number} of a text that no engine takes." for number in range(60)]
    long = " ".join([*sentences, *(f"word {number}" for number in range(400))])
    assert run("say", "--voice", "fake", "--rate", "180", "-o", tmp_path / "long.flac", long).status == 0
    assert list(texts)[:60] == sentences
    assert " ".join(texts) == long


@pytest.mark.parametrize("text", ["", "  ", "...", "<b></b>"])
@pytest.mark.parametrize("options", [(), ("--spelled",), ("-o", "a.wav")])
def test_a_text_with_nothing_to_say_is_told_in_one_line(run, tmp_path, monkeypatch, text, options):
    monkeypatch.chdir(tmp_path)
    line = the_line(run("say", "--voice", "fake", *options, text))
    assert line == f"coach: TEXT {text!r}: there is no word in it; give a sentence to say".replace("  ", " ")
    assert not (tmp_path / "a.wav").exists()


@pytest.mark.parametrize("options", [(), ("--spelled",), ("-o", "a.wav")])
def test_a_sign_without_words_is_named_in_one_line_and_nothing_is_said(run, tmp_path, monkeypatch, options):
    monkeypatch.chdir(tmp_path)
    line = the_line(run("say", "--voice", "fake", *options, "Well done \N{GRINNING FACE}"))
    assert line == (
        "coach: '\N{GRINNING FACE}' (grinning face) cannot be said, in 'Well done \N{GRINNING FACE}'; write it in words"
    )
    assert not (tmp_path / "a.wav").exists()


def test_captions_keep_the_writers_own_signs_while_the_voice_says_words():
    text = "At 5 p.m. keep it \N{LESS-THAN OR EQUAL TO} 3/4 of 60 s. Then rest."
    with sample(text, Choices(voice="fake")) as session:
        (stage,) = session.compile().stages
    said = [clip.utterance.text for clip in stage.clips if clip.utterance]
    assert said == ["At 5 p.m. keep it \N{LESS-THAN OR EQUAL TO} 3/4 of 60 s.", "Then rest."]
    with SpokenClips(FakeVoice(USUAL_RATE)) as clips:
        words = "At 5 PM keep it at most three quarters of 60 seconds."
        assert clips.measure(Utterance(said[0])) == clips.measure(Utterance(words))


REFUSED = {
    "an unknown voice": (("--voice", "fakee", "Now."), "unknown voice 'fakee'; did you mean 'fake'?"),
    "a rate too fast": (("--rate", "900", "Now."), "--rate 900"),
    "a loudness beyond all measure": (("--loudness", "-3", "Now."), "--loudness -3: "),
    "an unknown suffix": (("-o", "a.mp5", "Now."), "unknown file suffix '.mp5'; did you mean '.mp3'?"),
    "a folder that does not exist": (("-o", "none/a.mp3", "Now."), "its folder does not exist"),
    "a file for what is printed": (("--spelled", "-o", "a.wav", "Now."), "it prints, and writes no sound"),
}


@pytest.mark.parametrize(("given", "told"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_said_or_written_is_told_in_one_line(run, tmp_path, monkeypatch, given, told):
    monkeypatch.chdir(tmp_path)
    assert told in the_line(run("say", *given))
    assert {path.name for path in tmp_path.iterdir()} <= {"home"}
