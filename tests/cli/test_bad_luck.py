"""What a user meets when something around the coach fails: one clear line, status 1, nothing half-written left."""

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import broken_engine
import pytest

from coach.cli import doctor
from coach.voice.engines import system
from coach.voice.engines.system import SystemVoice

ROOT = Path(__file__).parents[2]
SHORT = ("--points", "CV6", "--hold", "5", "--voice", "fake")
ROUTINE = """
eases = ["back"]
steps = [{{ point = "CV6", minutes = 1 }}]
[en]
title = "Short"
summary = "One point."
welcome = [{{ say = "{welcome}", sources = ["own"]{more} }}]
settle = [{{ say = "Sit down.", sources = ["own"] }}]
closing = [{{ say = "That was all.", sources = ["own"] }}]
"""


def routine(folder: Path, welcome: str, more: str = "") -> Path:
    file = folder / "short.toml"
    file.write_text(ROUTINE.format(welcome=welcome, more=more), encoding="utf-8")
    return file


def the_line(result) -> str:
    """Return the one line that a failed command printed."""
    assert (result.status, result.out) == (1, "")
    (line,) = result.err.splitlines()
    assert line.startswith("coach: ")
    return line


@pytest.fixture
def broken_voice(tmp_path, monkeypatch, fault):
    """Let an engine that does what its text says be the system's voice, with little patience for one that hangs."""
    broken_engine.write_to(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(system, "SystemVoice", partial(SystemVoice, limit_s=0.5 if fault == "hang" else 30))


FAULTS = {
    "hang": "gave no answer within",
    "exit": "the engine failed",
    "segfault": "the engine failed",
    "silent": "gives no sound",
    "nothing": "could not say",
    "garbage": "gave something that is no sound",
}


@pytest.mark.usefixtures("broken_voice")
@pytest.mark.parametrize("fault", FAULTS)
def test_a_voice_that_fails_ends_an_export_with_one_line_and_leaves_no_file(run, tmp_path, fault):
    target = tmp_path / "out" / "a.wav"
    target.parent.mkdir()
    line = the_line(run("export", routine(tmp_path, f"Please {fault} now."), "--voice", "system", "-o", target))
    assert FAULTS[fault] in line
    assert "coach doctor" in line
    assert list(target.parent.iterdir()) == []


def test_a_missing_folder_is_told_before_anything_is_spoken(run, tmp_path):
    line = the_line(run("export", *SHORT, "-o", tmp_path / "none" / "a.wav"))
    assert "its folder does not exist" in line


def test_a_folder_as_target_is_told(run, tmp_path):
    folder = tmp_path / "a.wav"
    folder.mkdir()
    assert "it is a folder" in the_line(run("export", *SHORT, "-o", folder))


@pytest.mark.skipif(sys.platform != "linux", reason="needs a device that is always full")
def test_a_folder_that_cannot_be_written_to_is_told(run):
    assert "cannot write /proc/a.wav" in the_line(run("export", *SHORT, "-o", "/proc/a.wav"))


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits of POSIX")
def test_a_full_disk_is_told_and_leaves_the_older_file_as_it_was(tmp_path, cache_home):
    target = tmp_path / "a.wav"
    target.write_bytes(b"older")
    limited = (
        "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4 << 20, 4 << 20)); from coach.cli import main; main()"
    )
    command = [sys.executable, "-c", limited, "export", *SHORT, "-o", target]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    environment |= {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(cache_home)}
    left = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert left.returncode == 1
    assert left.stderr.startswith(f"coach: cannot write {target}: ")
    assert [file.name for file in tmp_path.iterdir() if file != cache_home] == ["a.wav"]
    assert target.read_bytes() == b"older"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("arguments", [("plan", *SHORT), ("points",), ("--help",)])
def test_output_to_a_full_disk_is_one_line(arguments, cache_home):
    command = [sys.executable, "-m", "coach", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(cache_home)}
    with Path("/dev/full").open("w") as full:
        left = subprocess.run(command, env=environment, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert left.returncode == 1
    (line,) = left.stderr.splitlines()
    assert "No space left" in line


def test_a_reader_that_leaves_early_is_no_error_to_complain_of(cache_home):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(cache_home)}
    command = f"{sys.executable} -m coach plan --voice fake | head -n 1"
    left = subprocess.run(["sh", "-c", command], env=environment, capture_output=True, text=True, check=False)
    assert left.stdout.startswith("Backache")
    assert left.stderr == ""


def test_export_works_without_a_standard_error(tmp_path, cache_home):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(cache_home)}
    command = f'{sys.executable} -m coach export {" ".join(SHORT)} -o "{tmp_path / "a.wav"}" 2>&-'
    subprocess.run(["sh", "-c", command], env=environment, check=True)
    assert (tmp_path / "a.wav").stat().st_size > 1000


def test_letters_that_the_output_does_not_know_are_replaced(tmp_path, cache_home):
    file = routine(tmp_path, "Welcome.")
    file.write_text(file.read_text(encoding="utf-8").replace("Short", "背痛"), encoding="utf-8")
    changed = {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(cache_home), "PYTHONIOENCODING": "cp1252"}
    command = [sys.executable, "-m", "coach", "plan", file, "--voice", "fake"]
    left = subprocess.run(command, env={**os.environ, **changed}, capture_output=True, check=False)
    assert (left.returncode, left.stderr) == (0, b"")


@pytest.mark.parametrize("pause", ["inf", "1e7", "-1", "nan"])
def test_a_pause_that_nobody_would_sit_through_is_refused(run, tmp_path, pause):
    line = the_line(run("plan", routine(tmp_path, "Welcome.", f", pause_s = {pause}"), "--voice", "fake"))
    assert "en.welcome, entry 1.pause_s" in line


def test_a_file_that_is_nested_too_deeply_is_refused(run, tmp_path):
    file = tmp_path / "deep.toml"
    file.write_text("steps = " + "[" * 5000, encoding="utf-8")
    assert "no valid TOML" in the_line(run("plan", file))


def test_a_folder_as_routine_is_refused(run, tmp_path):
    assert "it cannot be read" in the_line(run("plan", f"{tmp_path}/"))


@pytest.mark.parametrize("given", ["", ",", " "])
def test_an_option_that_names_no_point_does_not_mean_all_of_them(run, given):
    assert "name one or more points" in the_line(run("plan", "--points", given))


def test_a_damaged_clip_is_made_anew_and_never_written(run, tmp_path, cache_home):
    first, second = tmp_path / "first.wav", tmp_path / "second.wav"
    run("export", *SHORT, "-o", first)
    clips = [file for file in cache_home.rglob("*") if file.is_file()]
    assert clips
    for number, clip in enumerate(clips):
        whole = clip.read_bytes()
        clip.write_bytes(whole[: len(whole) // 2] if number % 2 else b"\0" * len(whole))
    assert run("export", *SHORT, "-o", second).status == 0
    assert first.read_bytes() == second.read_bytes()


def test_a_cache_that_cannot_be_written_does_not_stop_a_session(run, tmp_path, cache_home):
    cache_home.write_text("a file where a folder should be")
    assert run("export", *SHORT, "-o", tmp_path / "a.wav").status == 0
    assert "nothing can be written to" in run("doctor").out


def test_doctor_says_what_to_do_when_there_is_no_sound_device_and_no_voice(run, tmp_path, monkeypatch):
    (tmp_path / "none").write_text("")
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "none"))
    monkeypatch.setenv("PULSE_SERVER", "unix:/nowhere")
    (tmp_path / "pyttsx3.py").write_text("raise ImportError('no engine on this machine')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    result = run("doctor")
    assert result.status == 1
    assert "none: connect a loudspeaker, or write files with `coach export" in result.out
    assert "cannot list its voices" in result.out


def test_doctor_plays_a_chime_and_a_sentence(run, card, cache_home, tmp_path):
    environment = {**card.environment, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(cache_home)}
    command = [sys.executable, "-m", "coach", "doctor", "--sound"]
    # The sentence is kept by then: synthesising it takes both cores, and other tests need them too.
    assert run("say", doctor.SENTENCE, "-o", tmp_path / "kept.wav").status == 0
    with card.record() as recording:
        left = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert left.returncode == 0
    (line,) = left.stderr.splitlines()
    assert line.startswith("0:00  A sample")
    assert "a chime and a sentence were played with no dropouts;" in left.stdout
    assert len(recording.sound) > 5 * 48_000
    assert abs(recording.sound).max() > 0.1
