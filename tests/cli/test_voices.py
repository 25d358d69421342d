"""`coach voices` as a user meets it."""

import json
import sys

import pytest

from coach.cli import voices as command
from coach.voice.engines.fake import FakeVoice


@pytest.fixture(autouse=True)
def data_home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))


def the_line(result) -> str:
    """Return the one line that a failed command printed."""
    assert (result.status, result.out) == (1, "")
    (line,) = result.err.splitlines()
    assert line.startswith("coach: ")
    return line


def test_the_voices_are_listed_with_all_that_is_known_and_the_usual_one_is_named(run):
    result = run("voices")
    assert (result.status, result.err) == (0, "")
    head, *rows = result.out.partition("\n\n")[0].splitlines()
    assert head.split() == ["NAME", "LANGUAGE", "HERTZ", "QUALITY", "LICENCE"]
    assert rows[0].split() == ["hibari:heart", "en-US", "24000", "natural", "Apache-2.0"]
    assert rows[1].split() == ["piper:en_US-joe-medium", "en_US", "22050", "medium", "CC0-1.0"]
    assert "Without --voice it is hibari:heart." in result.out
    assert "Further voices: hibari:emma (British, female), hibari:fenrir (American, male)" in result.out
    assert "Fetch one with `coach voices add hibari:emma`." in result.out
    assert rows[-1].split()[0] == "fake:hum"
    assert "coach voices add NAME" in result.out


@pytest.mark.skipif(sys.platform != "linux", reason="these are voices of eSpeak")
def test_voices_of_other_languages_are_listed_when_all_are_asked_for(run):
    assert "system:de" not in run("voices").out
    assert "system:de" in run("voices", "--all").out


def test_a_voice_that_is_tried_says_three_sentences(run, monkeypatch):
    played = []
    monkeypatch.setattr("coach.live.play", lambda session, **_: played.append(session.compile()))
    assert run("voices", "try", "fake").status == 0
    (timeline,) = played
    said = [clip.utterance.text for stage in timeline.stages for clip in stage.clips]
    assert said == list(command.SAMPLE)
    assert len(said) == 3


def test_a_voice_that_is_not_there_cannot_be_tried(run):
    told = "unknown voice 'piper:en_US-jo-medium'; did you mean 'piper:en_US-joe-medium'?"
    assert told in the_line(run("voices", "try", "piper:en_US-jo-medium"))


def test_a_voice_that_is_damaged_cannot_be_used_and_is_told_with_its_file(run, tmp_path, monkeypatch):
    monkeypatch.setattr("coach.voice.engines.piper.added_folder", lambda: tmp_path)
    (tmp_path / "aa.onnx").write_bytes(b"model")
    (tmp_path / "aa.onnx.json").write_text("{")
    told = the_line(run("plan", "--voice", "piper:aa"))
    assert f"the voice 'aa' has damaged settings, {tmp_path / 'aa.onnx.json'}" in told


def test_a_voice_that_was_added_is_told_with_how_to_use_it(run, tmp_path, monkeypatch):
    path = tmp_path / "de_DE-test-low.onnx"
    path.write_bytes(b"model")
    told = {"audio": {"sample_rate": 22_050, "quality": "low"}, "language": {"code": "de_DE"}}
    path.with_name(f"{path.name}.json").write_text(json.dumps(told))
    monkeypatch.setattr(
        "coach.voice.engines.piper.PiperVoice._say_at", lambda _, text, speed: FakeVoice(150).say(text, speed)
    )
    result = run("voices", "add", path)
    assert result.status == 0
    assert "piper:de_DE-test-low was added: " in result.err
    assert "It is a voice for de_DE; what the coach says is English." in result.err
    assert "piper:de_DE-test-low" in run("voices", "--all").out
    assert "Without --voice it is hibari:heart." in run("voices").out


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("none.onnx", "there is no such file; it takes two files"),
        (__file__, "its name does not end with .onnx; it takes two files"),
        ("no voice's name", "could not be downloaded"),
    ],
)
def test_what_cannot_be_added_is_told_in_one_line(run, given, told):
    assert told in the_line(run("voices", "add", given))
