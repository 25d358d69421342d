"""What a practice hands on: its name on every file, no file lost by a slip, and a line for an export that is ended."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import ffmpeg
import pytest
from PIL import Image

from coach.cli.blank import blanked, blanking
from coach.storage.log import BLANK

ROOT = Path(__file__).parents[2]

SHORT = ("--points", "GV26", "--hold", "5", "--pace", "0.25", "--rate", "180", "--voice", "fake", "--profile", "none")

SLOWLY = """
import time
from coach.voice.engines.fake import FakeVoice
say = FakeVoice.say
FakeVoice.say = lambda *given: time.sleep(0.2) or say(*given)
from coach.cli import main
main()
"""


@pytest.fixture
def sign(tmp_path, monkeypatch):
    """A picture in the folder in which coach is run."""
    monkeypatch.chdir(tmp_path)
    Image.new("RGB", (60, 40), "green").save("sign.png")
    return tmp_path / "sign.png"


def test_what_always_stands_on_files_is_kept_by_the_settings_wherever_they_are_written(
    run, sign, tmp_path, monkeypatch
):
    assert run("config", "artist=Light Hands", "practice=12 High Street", "picture=sign.png").status == 0
    assert f'picture = "{sign.as_posix()}"' in (tmp_path / "home" / "coach" / "settings.toml").read_text("utf-8")
    (tmp_path / "clients").mkdir()
    monkeypatch.chdir(tmp_path / "clients")
    result = run("export", *SHORT, "-o", "a.ogg", "--cover", "a.png", "--title", "For Ms Weber")
    assert result.status == 0
    assert "--artist Light Hands" in result.err
    told, _ = ffmpeg.told(Path("a.ogg").absolute())
    assert (told["title"], told["artist"]) == ("For Ms Weber", "Light Hands")
    assert Image.open("a.png").convert("RGB").getpixel((500, 330)) == (0, 128, 0)


@pytest.mark.usefixtures("sign")
@pytest.mark.parametrize(
    ("assignment", "told"),
    [
        ("picture=none.png", "none.png: there is no such file"),
        ("picture=.", "it cannot be read, as it is a folder"),
        ("title=\u200b", "--title '\\u200b': write something"),
        ("artist=a\x1b", "is no sign to read; leave it out"),
    ],
)
def test_what_cannot_stand_on_a_file_is_not_kept(run, assignment, told, tmp_path):
    result = run("config", assignment)
    assert result.status == 1
    (line,) = result.err.splitlines()
    assert told in line
    assert not (tmp_path / "home" / "coach" / "settings.toml").exists()


def test_a_picture_of_the_settings_that_has_gone_is_told_with_where_it_stands(run, sign):
    run("config", "picture=sign.png")
    sign.unlink()
    result = run("export", *SHORT, "-o", "a.mp3")
    assert result.status == 1
    assert "sign.png: there is no such file" in result.err
    assert "(picture stands in" in result.err


@pytest.mark.parametrize("command", ["export", "say"])
def test_a_file_that_coach_has_not_written_is_replaced_with_force_alone(run, tmp_path, command):
    path = tmp_path / "song.flac"
    path.write_bytes(b"somebody's song")
    asked = ("export", *SHORT) if command == "export" else ("say", "--voice", "fake", "Breathe in.")
    result = run(*asked, "-o", path)
    assert (result.status, path.read_bytes()) == (1, b"somebody's song")
    assert result.err.rstrip().endswith("choose another name, or replace it with --force")
    assert run(*asked, "-o", path, "--force").status == 0
    assert run(*asked, "-o", path).status == 0


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no such signals")
@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("export", *SHORT, "-o", "a.ogg", "--captions", "vtt"), "stopped; nothing was written"),
        (("export", *SHORT, "-o", "-"), "stopped; what has come to standard output is not all of it"),
        (("prepare", *SHORT), "stopped; what was made by then is kept, and need not be made again"),
    ],
    ids=["a file", "a stream", "words"],
)
def test_work_that_ctrl_c_ends_says_in_a_line_what_has_become_of_it(tmp_path, cache_home, asked, told):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", SLOWLY, *asked]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as work:
        clips = cache_home / "coach" / "clips"
        while not (clips.exists() and any(clips.iterdir())):
            assert work.poll() is None
            time.sleep(0.02)
        work.send_signal(signal.SIGINT)
        _, err = work.communicate()
    assert work.returncode == 130
    assert err.splitlines()[-1] == f"coach: {told}"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == []


@pytest.mark.parametrize(
    ("new", "told"),
    [
        ((), "stopped; nothing was written"),
        (("a.vtt",), "stopped; a.vtt had been written, and a.mp3 had not"),
        (("a.vtt", "a.mp3"), "stopped; a.vtt, a.mp3 had been written"),
    ],
)
def test_files_that_have_their_names_when_ctrl_c_comes_are_told(tmp_path, monkeypatch, new, told):
    from coach.cli.stopping import stopping_before

    monkeypatch.chdir(tmp_path)
    Path("a.mp3").write_text("old", encoding="utf-8")

    def work():
        for name in new:
            Path("part").write_text("new", encoding="utf-8")
            Path("part").replace(name)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt, match=told), stopping_before([Path("a.vtt"), Path("a.mp3")]):
        work()


def test_verify_says_which_files_it_has_not_checked_when_it_is_ended(run, tmp_path, monkeypatch):
    def ended(*_given, **_more):
        raise KeyboardInterrupt

    monkeypatch.setattr("coach.export.verify", ended)
    result = run("verify", tmp_path / "a.mp3", tmp_path / "b.mp3")
    assert result.status == 130
    assert result.err == f"coach: stopped; not checked: {tmp_path / 'a.mp3'}, {tmp_path / 'b.mp3'}\n"
    assert run("--quiet", "verify", tmp_path / "a.mp3").err == ""


def test_a_title_which_may_be_a_clients_name_is_in_no_log_and_no_report(run, tmp_path):
    (tmp_path / "song.flac").write_bytes(b"somebody's song")
    run("export", *SHORT, "-o", tmp_path / "song.flac", "--title", "For Ms Weber", "--log", tmp_path / "log.txt")
    assert "Weber" not in (tmp_path / "log.txt").read_text(encoding="utf-8")
    assert blanked(["export", "--title", "For Ms Weber"]) == ["export", "--title", BLANK]
    assert blanking(["export", "--title=For Ms Weber"])("it is 'For Ms Weber' here") == f"it is {BLANK!r} here"


def test_the_command_of_a_reminder_which_may_name_a_condition_is_in_no_log(run, tmp_path):
    command = ("remind", "20:30", "--command", "coach start --condition hernia", "-o", tmp_path / "coach.ics")
    assert run(*command, "--log", tmp_path / "log.txt").status == 0
    assert "hernia" not in (tmp_path / "log.txt").read_text(encoding="utf-8")
    assert blanked(["remind", "--command=coach start hernia.toml"]) == ["remind", f"--command={BLANK}"]
