"""What coach may not look at, what never ends and what is no file: one line, status 1, and never called absent."""

import os
import sys

import pytest
import refusing

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights of its own")

SHORT = ("--points", "CV6", "--voice", "fake")
OWNER = "belongs to root" if sys.platform != "win32" and os.geteuid() == 0 else "Permission denied"


def the_line(result) -> str:
    assert (result.status, result.out) == (1, "")
    (line,) = result.err.splitlines()
    assert line.startswith("coach: ")
    return line


@pytest.fixture
def folder(cache_home):
    folder = cache_home / "coach"
    folder.mkdir(parents=True)
    return folder


def test_a_profile_in_a_closed_folder_is_neither_absent_nor_deleted(run, folder):
    file = folder / "profile.toml"
    file.write_text("schema = 1\n", encoding="utf-8")
    run("profile", "--show")
    for option in ("--clear", "--show"):
        with refusing.closed(folder):
            left = run("profile", option)
        line = the_line(left)
        assert OWNER in line
        assert str(file) in line
    assert file.exists()


def test_a_journal_in_a_closed_folder_is_not_called_empty(run, folder):
    (folder / "journal.jsonl").write_text("", encoding="utf-8")
    run("log")
    run("start", "--resume", "--no-settings")
    for command in (("log",), ("start", "--resume", "--no-settings")):
        with refusing.closed(folder):
            left = run(*command)
        line = the_line(left)
        assert OWNER in line
        assert "journal.jsonl" in line
    with refusing.closed(folder):
        left = run("log", "--json")
    assert left.status == 1


def test_a_journal_that_others_can_read_is_theirs_no_longer_and_that_is_told_once(run, folder):
    file = folder / "journal.jsonl"
    file.write_text("", encoding="utf-8")
    file.chmod(0o644)
    assert f"the rights of {file} let others read or change it" in run("log").err
    assert file.stat().st_mode & 0o777 == 0o600
    assert "rights" not in run("log").err


def test_a_profile_that_others_can_read_is_told_by_whatever_uses_it(run, folder):
    file = folder / "profile.toml"
    file.write_text("schema = 1\n", encoding="utf-8")
    for command in (("plan", *SHORT), ("plan", *SHORT, "--profile", "mine"), ("profile", "--show")):
        file.chmod(0o644)
        assert f"the rights of {file} let others read or change it" in run(*command).err
        assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "command",
    [("plan", *SHORT, "--profile"), ("plan", "--voice", "fake"), ("export", *SHORT, "-o", "a.wav", "--profile")],
    ids=["profile", "routine", "export"],
)
@pytest.mark.parametrize("kind", ["a pipe", "a device", "a folder"])
def test_what_is_no_file_is_not_waited_for(run, tmp_path, command, kind):
    name = tmp_path / "own.toml"
    if kind == "a pipe":
        os.mkfifo(name)
    elif kind == "a device":
        name.symlink_to("/dev/zero")
    else:
        name.mkdir()
    assert f"it cannot be read, as it is {kind}; name a file" in the_line(run(*command, name))


def test_a_journal_that_is_a_pipe_is_not_waited_for(run, folder):
    os.mkfifo(folder / "journal.jsonl")
    assert "as it is a pipe" in the_line(run("log"))


@pytest.mark.parametrize("command", [("verify",), ("points", "--log")], ids=lambda given: given[0])
def test_a_pipe_that_nobody_writes_or_reads_is_not_waited_for(run, tmp_path, command):
    os.mkfifo(tmp_path / "pipe.wav")
    assert str(tmp_path / "pipe.wav") in the_line(run(*command, tmp_path / "pipe.wav"))
