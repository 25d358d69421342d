"""All that coach knows of a person can be forgotten, that alone, and SECURITY.md names each place of it."""

import os
import re
import shutil
import sys
import tempfile
from fnmatch import fnmatch
from pathlib import Path

import pytest
import refusing

import coach
from coach.choices import Choices
from coach.cli import main
from coach.errors import BadFile, NoHome
from coach.forgetting import PLACES, VOICES
from coach.health import first_screen
from coach.health.listener import Listener
from coach.journal.journal import Journal
from coach.plan.heading import Beginning
from coach.storage import folders, reports
from coach.storage.files import append
from coach.storage.locks import lock
from coach.voice import pace

SECURITY = (Path(__file__).parents[1] / "SECURITY.md").read_text(encoding="utf-8")

ON_LINUX = {
    "config": "~/.config/coach",
    "state": "~/.local/state/coach",
    "cache": "~/.cache/coach",
    "data": "~/.local/share/coach",
}

KINDS = {"config": folders.config, "state": folders.state, "cache": folders.cache, "data": folders.data}

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights and links of its own")


def live_in(folder, patch):
    """Give coach folders of its own, temporary ones among them; whatever a test changes, it reaches no real ones."""
    for kind in ("CACHE", "CONFIG", "STATE", "DATA"):
        patch.setenv(f"XDG_{kind}_HOME", str(folder / "home" / kind.lower()))
    patch.setenv("HOME", str(folder / "home"))
    (folder / "tmp").mkdir()
    patch.setattr(tempfile, "tempdir", str(folder / "tmp"))
    return folder / "home"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A user who has nothing yet."""
    return live_in(tmp_path, monkeypatch)


def run(*arguments):
    """Run a command in this process, and return its status."""
    argv, sys.argv = sys.argv, ["coach", *arguments]
    try:
        with pytest.raises(SystemExit) as left:
            main()
        return left.value.code
    finally:
        sys.argv = argv


@pytest.fixture(scope="module")
def somebody(tmp_path_factory):
    """The folders of somebody who has used all of coach, and a session of theirs as the journal is told of it."""
    with pytest.MonkeyPatch.context() as patch:
        home = live_in(tmp_path_factory.mktemp("somebody"), patch)
        return home, use_everything()


@pytest.fixture
def beginning(somebody):
    return somebody[1]


@pytest.fixture
def used(home, somebody):
    """There is something in each place."""
    return shutil.copytree(somebody[0], home)


def use_everything():
    """Have something in each place, and return a session as the journal is told of it."""
    assert run("profile", "--skip", "GV26") == 0
    assert run("config", "bed=rain") == 0
    assert run("prepare", "--points", "GV26", "--hold", "5", "--voice", "fake") == 0
    assert run("show", "GV26") == 0
    with coach.session(points=["GV26"], hold=5, voice="fake", listener=coach.Listener.nobody()) as session:
        beginning = Beginning(Choices(), Listener(), session._session.heading)
    Journal().begin(beginning).end("finished")
    Journal().begin(beginning)._file.close()  # one whose process dies
    append(folders.state() / "running-old.unreadable", b"?\n")
    first_screen.remember()
    reports.keep(b"a report")
    pace.renewed("a voice", lambda: ((0.6, 80.0), (1.0, 130.0)))
    fill(folders.cache() / "loaded" / ("0" * 20))
    fill(folders.config() / ".coach-12-34.part")
    for name in ("voices/en.onnx", "voices/en.onnx.json", "voices/hibari/bf.int8.onnx"):
        fill(folders.data() / name)
    return beginning


def fill(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"something")
    return path


def files_in(home):
    return {path for path in home.rglob("*") if path.is_symlink() or not path.is_dir()}


def test_security_tells_each_place_of_what_is_kept_as_the_program_knows_it():
    rows = [
        line.strip("| ").split(" | ") for line in SECURITY.splitlines() if line.count(" | ") == 3 and "| `~" in line
    ]
    told = {what: set(re.findall(r"`(~[^`]+)`", where)) for what, where, *_ in rows}
    known = {
        place.what: {f"{ON_LINUX[kind]}/{name}" for kind, _, name in (each.partition("/") for each in place.where)}
        for place in (*PLACES, VOICES)
    }
    assert len(told) == len(known)
    for what, places in known.items():
        assert [where for row, where in told.items() if row.startswith(what)] == [places]


def test_all_that_coach_has_kept_lies_in_those_places(used):
    patterns = [each.partition("/") for place in (*PLACES, VOICES) for each in place.where]
    for path in files_in(used):
        assert any(fnmatch(str(path), f"{KINDS[kind]()}/{name}") for kind, _, name in patterns), path
    there = coach.forget(voices=True, dry_run=True)
    assert [kept.what for kept in there] == [place.what for place in (*PLACES, VOICES)]
    assert {path for kept in there for path in kept.paths} == files_in(used)
    assert sum(kept.size for kept in there) == sum(path.lstat().st_size for path in files_in(used))


def test_nothing_is_left_but_the_voices_that_somebody_has_added_and_these_go_if_asked_for(used):
    before = files_in(used)
    assert not [kept for kept in coach.forget() if kept.problem]
    assert files_in(used) == {path for path in before if path.is_relative_to(folders.data())}
    assert [path.name for path in used.iterdir() if any(path.iterdir())] == ["data"]
    assert [kept.what for kept in coach.forget(voices=True)] == [VOICES.what]
    assert not files_in(used)
    assert coach.forget(voices=True) == []


def test_to_look_deletes_nothing(used):
    before = files_in(used)
    coach.forget(voices=True, dry_run=True)
    assert files_in(used) == before


def test_what_is_somebody_elses_in_the_same_folders_stays(used):
    foreign = [
        fill(kind() / name)
        for kind in KINDS.values()
        for name in ("notes.txt", "report-2026.txt", "clips/song.mp3", "paces/mine.json", "voices/readme.md", "x/y")
    ]
    foreign += [fill(folders.state() / "running.jsonl"), fill(folders.config() / "profile.toml.bak")]
    assert not [kept for kept in coach.forget(voices=True) if kept.problem]
    assert files_in(used) == set(foreign)


def test_one_folder_for_everything_is_emptied_of_what_is_coachs(tmp_path, monkeypatch):
    for kind in ("CACHE", "CONFIG", "STATE", "DATA"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / "shared"))
    theirs = fill(tmp_path / "shared" / "coach" / "novel.txt")
    use_everything()
    assert not [kept for kept in coach.forget(voices=True) if kept.problem]
    assert files_in(tmp_path / "shared") == {theirs}


@posix
def test_a_folder_that_is_a_link_is_emptied_and_stays(home, tmp_path, beginning):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folders.state().parent.mkdir(parents=True)
    folders.state().symlink_to(elsewhere)
    Journal().begin(beginning).end("stopped")
    assert not [kept for kept in coach.forget() if kept.problem]
    assert not files_in(elsewhere)
    assert folders.state().is_symlink()
    assert home


@posix
@pytest.mark.parametrize("name", ["profile.toml", "settings.toml"])
def test_what_a_link_leads_to_goes_only_if_it_is_coachs(tmp_path, name):
    folders.config().mkdir(parents=True)
    valid = fill(tmp_path / "mine.toml")
    valid.write_text('bed = "rain"\n' if name == "settings.toml" else "schema = 1\n")
    foreign = fill(tmp_path / "diary.txt")
    (folders.config() / name).symlink_to(valid)
    assert coach.forget()[0].remark == ""
    assert not valid.exists()
    folders.config().mkdir(exist_ok=True)
    (folders.config() / name).symlink_to(foreign)
    assert f"{foreign}, to which it led, is no valid" in coach.forget()[0].remark
    assert foreign.read_bytes() == b"something"
    assert coach.forget() == []


def test_settings_and_a_profile_with_a_mistake_go_too():
    fill(folders.config() / "profile.toml")
    fill(folders.config() / "settings.toml")
    assert len(coach.forget()) == 2
    assert coach.forget(dry_run=True) == []


def test_nothing_is_deleted_while_a_session_is_playing(used, beginning):
    with Journal().begin(beginning):
        before = files_in(used)
        with pytest.raises(BadFile, match="a session is playing, and nothing is deleted; end it"):
            coach.forget()
        assert files_in(used) == before
    coach.forget()
    assert not [path for path in files_in(used) if path.is_relative_to(folders.state())]


@posix
def test_what_cannot_be_deleted_or_looked_at_is_told_and_the_rest_goes_all_the_same(used):
    with refusing.closed(folders.state()):
        gone = {kept.what: kept for kept in coach.forget()}
    journal = gone["the journal of your sessions"]
    assert journal.problem
    assert str(folders.state()) in str(journal.problem)
    assert (folders.state() / "journal.jsonl").exists()
    if os.geteuid() != 0:
        assert not (folders.config() / "profile.toml").exists()
    assert used


def test_a_file_that_is_a_folder_is_told_and_left(used):
    (folders.config() / "profile.toml").unlink()
    fill(folders.config() / "profile.toml" / "x")
    problems = [str(kept.problem) for kept in coach.forget() if kept.problem]
    assert problems == [f"{folders.config() / 'profile.toml'}: it is a folder, and no profile; delete it yourself"]
    assert (folders.config() / "profile.toml" / "x").exists()
    assert not list(folders.state().parent.glob("coach/journal*"))
    assert used


def test_what_is_being_written_just_now_stays(home):
    part = fill(folders.config() / ".coach-12-34.part")
    if sys.platform != "win32":
        with part.open("r+b") as file:
            assert lock(file)
            coach.forget()
            assert part.exists()
    coach.forget()
    assert not part.exists()
    assert home


def test_reports_among_temporary_files_go_and_other_temporary_files_stay(tmp_path):
    fill(folders.state())  # a file where a folder should be
    report = reports.keep(b"a report")
    assert report.parent == tmp_path / "tmp"
    foreign = fill(tmp_path / "tmp" / "coach-report-of-mine.txt")
    coach.forget()
    assert not report.exists()
    assert foreign.exists()


def test_without_a_home_there_is_nothing_to_forget(monkeypatch):
    def nowhere(kind):
        raise NoHome(kind, f"XDG_{kind.upper()}_HOME")

    monkeypatch.setattr(folders, "_folder", nowhere)
    assert coach.forget(voices=True) == []
