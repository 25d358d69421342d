"""`coach export` and `coach verify` as a user meets them."""

import io
import json
import os
import shlex
import subprocess
import sys
import wave
from pathlib import Path

import ffmpeg
import numpy as np
import pytest
import soundfile

from coach.content.load import library
from coach.export.formats import FORMATS

ROOT = Path(__file__).parents[2]
SHORT = (
    "--points",
    "CV6",
    "--hold",
    "5",
    "--pace",
    "0.25",
    "--talk",
    "chimes",
    "--rate",
    "180",
    "--voice",
    "fake",
    "--profile",
    "mine",
)
"""A session of a minute: the listener has answered all questions, so that the cautions are short."""


@pytest.fixture(autouse=True)
def _answers(cache_home):
    """Store that all questions on health were answered with no."""
    answered = [condition.id for condition in library().safety.conditions]
    file = cache_home / "coach" / "profile.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"schema = 1\nanswered = {json.dumps(answered)}\n", encoding="utf-8")
    file.chmod(0o600)


def the_line(result) -> str:
    """Return the one line that a failed command printed."""
    assert (result.status, result.out) == (1, "")
    (line,) = result.err.splitlines()
    assert line.startswith("coach: ")
    return line


def test_an_export_tells_in_one_line_what_it_has_written_and_checked(run, tmp_path):
    result = run("export", *SHORT, "-o", tmp_path / "a.flac")
    assert (result.status, result.out) == (0, "")
    (line,) = result.err.splitlines()
    assert line.startswith(f"{tmp_path / 'a.flac'}: ")
    assert "checked: " in line
    assert "chapters" in line


def test_everything_that_is_wanted_lies_beside_the_file(run, tmp_path):
    others = ("--chapters-file", tmp_path / "a.json", "--labels", tmp_path / "a.txt", "--cover", tmp_path / "a.png")
    assert run("export", *SHORT, "-o", tmp_path / "a.ogg", "--captions", "vtt, SRT,lrc", *others).status == 0
    names = {path.name for path in tmp_path.iterdir() if path.is_file()}
    assert names == {"a.ogg", "a.vtt", "a.srt", "a.lrc", "a.json", "a.txt", "a.png"}
    assert (tmp_path / "a.vtt").read_text(encoding="utf-8").startswith("WEBVTT")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


def test_verify_repeats_the_check_from_the_file_alone(run, tmp_path):
    run("export", *SHORT, "-o", tmp_path / "a.mp3", "--captions", "vtt")
    result = run("verify", tmp_path / "a.mp3")
    assert (result.status, result.err) == (0, "")
    assert "LUFS" in result.out
    assert "dBTP" in result.out
    assert "a.vtt" in result.out


def test_verify_ends_with_status_1_for_a_file_that_was_changed(run, tmp_path):
    target = tmp_path / "a.wav"
    run("export", *SHORT, "-o", target)
    content = bytearray(target.read_bytes())
    content[len(content) // 2] ^= 0x40
    target.write_bytes(content)
    result = run("verify", target)
    assert result.status == 1
    assert "wrong: " in result.out


@pytest.mark.parametrize("name", ["none.mp3", "text.mp3", "text.m4b", "text.wav", "text.flac", "text.ogg", "text.opus"])
def test_verify_tells_of_a_file_that_it_cannot_read(run, tmp_path, name):
    (tmp_path / f"text{Path(name).suffix}").write_text("This is no sound.")
    assert name in the_line(run("verify", tmp_path / name))


@pytest.mark.parametrize("name", ["", ".", "folder.mp3"])
def test_verify_tells_of_a_folder_that_it_is_one(run, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.mp3").mkdir()
    assert "it is a folder; name a file in it" in the_line(run("verify", name))


def test_verify_tells_of_a_sound_that_carries_no_plan(run, tmp_path):
    soundfile.write(tmp_path / "a.wav", [0.0] * 4800, 48_000)
    assert "carries no plan" in the_line(run("verify", tmp_path / "a.wav"))


@pytest.mark.parametrize("name", ["Rücken & 背中 🧘.flac", "two  spaces.flac", "-dash.flac", "a.b.flac", "A.FLAC"])
def test_any_name_may_be_given_to_a_file(run, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    assert run("export", *SHORT, "--captions", "lrc", "-o", name).status == 0
    assert {path.name for path in tmp_path.iterdir() if path.is_file()} == {name, f"{name[:-5]}.lrc"}
    assert run("verify", "--", name).status == 0


def test_a_name_without_a_suffix_needs_a_format(run, tmp_path):
    assert "unknown file suffix ''" in the_line(run("export", *SHORT, "-o", tmp_path / "a"))
    assert run("export", *SHORT, "--format", "flac", "-o", tmp_path / "a").status == 0
    assert soundfile.info(tmp_path / "a").format == "FLAC"


REFUSED = {
    "a suffix and a format that disagree": (("-o", "a.wav", "--format", "mp3"), "--format mp3: a.wav says another one"),
    "an unknown format": (("-o", "a.mp3", "--format", "mp4"), "unknown format 'mp4'; did you mean"),
    "an unknown suffix": (("-o", "a.mp4"), "unknown file suffix '.mp4'; did you mean"),
    "an unknown quality": (("-o", "a.mp3", "--quality", "high"), "unknown quality 'high'"),
    "an unknown stem": (("-o", "a.mp3", "--stem", "words"), "unknown stem 'words'"),
    "unknown captions": (("-o", "a.mp3", "--captions", "vtt,sub"), "unknown kind of captions 'sub'"),
    "captions for a stream": (("-o", "-", "--captions", "vtt"), "--captions vtt: they lie beside a file"),
    "a stream of another format": (("-o", "-", "--format", "mp3"), "--format mp3: standard output takes a wav"),
    "one name for two files": (("-o", "a.mp3", "--labels", "a.mp3"), "it is named for two things at once"),
    "a name of 300 characters": (("-o", "a" * 300 + ".mp3"), "its name is too long"),
    "a folder": (("-o", "folder.mp3"), "it is a folder"),
    "a folder for the labels": (("-o", "a.mp3", "--labels", "folder.mp3"), "it is a folder"),
    "the folder one is in": (("-o", ".", "--captions", "vtt"), "cannot write .: it is a folder; name a file in it"),
    "no name": (("-o", "", "--captions", "vtt"), "it is a folder; name a file in it"),
    "a name with a slash behind it": (("-o", "new.mp3/"), "cannot write new.mp3/: it is a folder; name a file in it"),
    "captions alone": (("-o", "a.vtt"), "-o a.vtt: captions lie beside an audio file"),
    "no kind of captions": (("-o", "a.mp3", "--captions", ""), "--captions '': choose one or more of vtt, srt, lrc"),
    "no format": (("-o", "a.mp3", "--format", ""), "unknown format ''"),
    "no stem": (("-o", "a.mp3", "--stem", ""), "unknown stem ''"),
    "labels without a name": (("-o", "a.mp3", "--labels", ""), "it is a folder; name a file in it"),
    "a cover that is none": (("-o", "a.mp3", "--cover", "c.GIF"), "--cover c.GIF: it is no .GIF file; let its name"),
    "chapters of another kind": (("-o", "a.mp3", "--chapters-file", "ch.xml"), "--chapters-file ch.xml: it is no .xml"),
    "labels of another kind": (("-o", "a.mp3", "--labels", "lab.csv"), "--labels lab.csv: it is no .csv file"),
    "a folder that does not exist": (("-o", "none/a.mp3"), "its folder does not exist"),
    "a loudness beyond all measure": (("-o", "a.mp3", "--loudness", "-3"), "--loudness -3: "),
    "an unknown bed": (("-o", "a.mp3", "--bed", "rian"), "unknown bed 'rian'; did you mean 'rain'?"),
}


@pytest.mark.parametrize(("given", "told"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_written_is_told_in_one_line_and_nothing_is_left(run, tmp_path, monkeypatch, given, told):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.mp3").mkdir()
    assert told in the_line(run("export", *SHORT, *given))
    assert {path.name for path in tmp_path.iterdir()} <= {"folder.mp3", "home"}


def test_a_format_whose_library_is_missing_names_what_brings_it_to_its_interpreter(run, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "av", None)
    line = the_line(run("export", *SHORT, "-o", tmp_path / "a.m4b"))
    assert f"run `{shlex.quote(sys.executable)} -m pip install 'av>=14,<19'`" in line


def test_a_wav_streams_to_standard_output_with_its_length_in_front(tmp_path, cache_home):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(cache_home)}
    command = [sys.executable, "-m", "coach", "export", *SHORT]
    streamed = subprocess.run([*command, "-o", "-"], env=environment, capture_output=True, check=True, cwd=tmp_path)
    subprocess.run([*command, "-o", "a.wav"], env=environment, check=True, cwd=tmp_path, capture_output=True)
    assert streamed.stderr == b""
    with wave.open(io.BytesIO(streamed.stdout)) as stream, wave.open(str(tmp_path / "a.wav")) as file:
        assert stream.getparams() == file.getparams()
        assert stream.readframes(stream.getnframes()) == file.readframes(file.getnframes())


@pytest.mark.parametrize("suffix", FORMATS)
def test_two_exports_at_once_with_the_same_options_give_the_same(cache_home, tmp_path, suffix):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(cache_home)}
    command = [sys.executable, "-m", "coach", "export", *SHORT, "--bed", "rain", "-o"]
    targets = [tmp_path / f"{name}{suffix}" for name in "ab"]
    exports = [subprocess.Popen([*command, target], env=environment, stderr=subprocess.DEVNULL) for target in targets]
    assert [export.wait() for export in exports] == [0, 0]
    if suffix in {".ogg", ".opus"}:  # an Ogg stream has a number that is drawn at random
        assert np.array_equal(ffmpeg.decoded(targets[0]), ffmpeg.decoded(targets[1]))
    else:
        assert targets[0].read_bytes() == targets[1].read_bytes()


def test_on_a_terminal_an_export_shows_what_it_is_doing(cache_home, tmp_path):
    terminals = pytest.importorskip("terminal", reason="Windows has no pseudo-terminals")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(cache_home), "TERM": "xterm-256color"}
    command = [sys.executable, "-m", "coach", "export", *SHORT, "-o", str(tmp_path / "a.opus")]
    with terminals.terminal(command, environment) as terminal:
        terminal.wait_for("writing")
        terminal.wait_for("checked: ")
        assert terminal.finish() == 0


def test_a_wav_is_not_poured_into_a_terminal():
    terminals = pytest.importorskip("terminal", reason="Windows has no pseudo-terminals")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "coach", "export", *SHORT, "-o", "-"]
    with terminals.terminal(command, environment) as terminal:
        assert terminal.finish() == 1
        assert terminal.shown.startswith("coach: -o -: standard output is the terminal; send it on")


def test_a_reader_of_the_stream_that_leaves_early_is_no_error_to_complain_of(cache_home):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(cache_home)}
    command = f"{sys.executable} -m coach export {' '.join(SHORT)} -o - | head -c 100 | wc -c"
    left = subprocess.run(["sh", "-c", command], env=environment, capture_output=True, text=True, check=False)
    assert (left.stdout.strip(), left.stderr) == ("100", "")
