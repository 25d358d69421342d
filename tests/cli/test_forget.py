"""`coach forget`, as a user meets it."""

import os
import sys
import tempfile

import pytest
import terminal

from coach.storage import folders
from coach.storage.files import open_private
from coach.storage.locks import lock


@pytest.fixture(autouse=True)
def known(tmp_path, monkeypatch, cache_home):
    """A user of whom coach knows an answer on health and an option."""
    monkeypatch.setenv("XDG_DATA_HOME", str(cache_home))
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    folder = folders.config()
    folder.mkdir(parents=True)
    (folder / "profile.toml").write_text('schema = 1\nconditions = ["pregnancy"]\n')
    (folder / "settings.toml").write_text('bed = "rain"\n')
    return folder


def test_it_names_what_there_is_and_never_what_is_in_it(run, known):
    result = run("forget", "--dry-run")
    assert result.status == 0
    assert f"  your answers on health: {known / 'profile.toml'}\n" in result.out
    assert f"  options that you always give: {known / 'settings.toml'}\n" in result.out
    assert "pregnan" not in result.out + result.err
    assert (known / "profile.toml").exists()


def test_where_nobody_can_be_asked_nothing_is_deleted_but_for_who_is_sure(run, known):
    result = run("forget")
    assert (result.status, result.out) == (1, "")
    assert result.err == "coach: --yes: nobody can be asked here; give it to delete without a question\n"
    assert (known / "profile.toml").exists()
    result = run("forget", "--yes")
    assert result.status == 0
    assert "your answers on health" in result.out
    assert not known.exists()
    assert "Coach knows nothing of you." in run("forget", "--yes").err


def test_what_cannot_be_deleted_is_told_even_to_who_wants_errors_alone(run, known):
    (known / "profile.toml").unlink()
    (known / "profile.toml").mkdir()
    result = run("forget", "--yes", "--quiet")
    assert result.status == 1
    assert result.err == f"coach: {known / 'profile.toml'}: it is a folder, and no profile; delete it yourself\n"
    assert not (known / "settings.toml").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="locks keep readers out there")
@pytest.mark.parametrize("options", [(), ("--yes",)])
def test_while_a_session_is_playing_nobody_is_asked_and_nothing_is_deleted(run, known, options):
    with open_private(folders.state() / "running-now.jsonl") as playing:
        assert lock(playing)
        result = run("forget", *options)
    assert (result.status, result.out) == (1, "")
    assert result.err.startswith(f"coach: {folders.state() / 'running-now.jsonl'}: a session is playing")
    assert (known / "profile.toml").exists()


def test_where_nothing_can_be_deleted_nobody_is_asked(run, known):
    for name in ("profile.toml", "settings.toml"):
        (known / name).unlink()
        (known / name).mkdir()
    result = run("forget")
    assert (result.status, result.out) == (1, "")
    assert result.err.count("delete it yourself") == 2
    assert "--yes" not in result.err


def test_added_voices_are_named_and_stay_unless_they_are_to_go_too(run, cache_home):
    model = cache_home / "coach" / "voices" / "en.onnx"
    model.parent.mkdir()
    model.write_bytes(b"a model")
    told = " ".join(run("forget", "--yes").err.split())
    assert f"the voices that you have added stay, in {model.parent}; `coach forget --voices` deletes them" in told
    assert model.exists()
    assert run("forget", "--yes", "--voices").status == 0
    assert not model.exists()


def test_a_log_that_the_environment_names_stays_and_is_named(run, tmp_path, monkeypatch):
    monkeypatch.setenv("COACH_LOG", str(tmp_path / "coach.log"))
    assert f"COACH_LOG names a log, which stays: {tmp_path / 'coach.log'}" in " ".join(
        run("forget", "--yes").err.split()
    )


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal")
@pytest.mark.parametrize(("answer", "status", "is_there"), [("y", 0, False), ("n", 1, True), ("\x04", 130, True)])
def test_on_a_terminal_it_asks_before_anything_is_deleted(known, answer, status, is_there):
    command = [sys.executable, "-m", "coach", "forget"]
    with terminal.terminal(command, {**os.environ, "TMPDIR": tempfile.gettempdir()}, columns=40) as shown:
        shown.wait_for("Delete all of it?")
        assert (known / "profile.toml").exists()
        shown.wait_for("(y or n, q to leave)")
        shown.type(f"{answer}\n" if answer != "\x04" else answer)
        assert shown.finish() == status
    assert (known / "profile.toml").exists() == is_there
    assert ("Nothing is deleted." in shown.read) == (answer == "n")
