"""`coach cache`, as a user meets it."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from coach.voice.clips.cache import ClipCache

ROOT = Path(__file__).parents[2]
SHORT = ("--points", "CV6", "--hold", "5", "--pace", "0.25", "--voice", "fake")


@pytest.fixture
def clips(run):
    """The clips of a short session, in the user's cache."""
    assert run("prepare", *SHORT).status == 0
    return list(ClipCache().folder.iterdir())


def shown(result):
    """Return what the command prints, by its names."""
    assert (result.status, result.err) == (0, "")
    return dict(line.split(maxsplit=1) for line in result.out.splitlines())


def test_it_tells_how_many_clips_there_are_how_large_where_and_how_long_unused(run, clips):
    noon = time.mktime((2026, 1, 5, 12, 0, 0, 0, 0, -1))
    os.utime(clips[3], (noon, noon))
    size = sum(clip.stat().st_size for clip in clips) / 1e6
    assert shown(run("cache")) == {
        "clips": str(len(clips)),
        "size": f"{size:.1f} MB of at most 536.9 MB",
        "folder": str(ClipCache().folder),
        "oldest": "used last on 2026-01-05 at 12:00",
    }


def test_a_date_that_is_still_to_come_is_pointed_out(run, clips):
    for clip in clips:
        os.utime(clip, (2**32, 2**32))
    assert shown(run("cache"))["oldest"].endswith(", by a clock that has gone back since")


def test_before_the_first_session_there_is_nothing_in_it(run):
    assert shown(run("cache"))["clips"] == "0"
    assert "oldest" not in shown(run("cache"))
    assert run("cache", "--clear").status == 0
    assert not ClipCache().folder.exists()


def test_clear_deletes_the_clips_alone_and_tells_how_many_bytes_are_free_again(run, clips):
    size = sum(clip.stat().st_size for clip in clips)
    folder = ClipCache().folder
    (folder / "notes.txt").write_text("of the user")
    result = run("cache", "--clear")
    assert (result.status, result.out) == (0, "")
    assert result.err == f"{size} bytes ({size / 1e6:.1f} MB) are free again in {folder}\n"
    assert [file.name for file in folder.iterdir()] == ["notes.txt"]
    assert shown(run("cache"))["clips"] == "0"


@pytest.mark.parametrize("options", [(), ("--clear",)])
def test_a_cache_that_cannot_be_read_is_told_in_one_line(run, cache_home, options):
    cache_home.write_text("a file where a folder should be")
    result = run("cache", *options)
    assert (result.status, result.out) == (1, "")
    (line,) = result.err.splitlines()
    assert re.match(r"coach: .*clips: it cannot be read \(.+\); ", line)


def test_a_clip_that_cannot_be_deleted_is_told_in_one_line(run, clips, monkeypatch):
    unlink = Path.unlink

    def refuse(path, *, missing_ok=False):
        if path == clips[3]:
            raise PermissionError(13, "Permission denied")
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(Path, "unlink", refuse)
    result = run("cache", "--clear")
    assert (result.status, result.out) == (1, "")
    (line,) = result.err.splitlines()
    assert "clips that cannot be deleted: 1 (Permission denied)" in line
    assert list(ClipCache().folder.iterdir()) == [clips[3]]


def test_a_session_that_is_being_written_meanwhile_comes_out_the_same(run, tmp_path, cache_home):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(cache_home)}
    command = [sys.executable, "-m", "coach", "export", *SHORT, "-o", str(tmp_path / "a.wav")]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as export:
        cleared = 0
        while export.poll() is None:
            cleared += not run("cache", "--clear").err.startswith("0 bytes")
        assert export.returncode == 0
    assert cleared
    run("export", *SHORT, "-o", tmp_path / "b.wav")
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()
