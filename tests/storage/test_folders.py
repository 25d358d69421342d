"""Where coach keeps what is its own: by the standard, and never in a place that somebody made up."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from coach.errors import NoHome
from coach.health.profile import stored_at
from coach.journal.journal import Journal
from coach.storage import folders
from coach.voice.clips.cache import ClipCache
from coach.voice.engines.piper import added_folder

ROOT = Path(__file__).parents[2]
KINDS = ("config", "state", "cache", "data")
USUAL = {"config": ".config", "state": ".local/state", "cache": ".cache", "data": ".local/share"}
NOBODY = 54321
"""The number of a user whom the system does not know."""

pwd = pytest.importorskip("pwd", reason="Windows has folders of its own")
linux = pytest.mark.skipif(sys.platform != "linux", reason="other platforms have other folders")


def folder(kind: str) -> Path:
    return getattr(folders, kind)()


@pytest.fixture
def home(tmp_path, monkeypatch):
    for kind in KINDS:
        monkeypatch.delenv(f"XDG_{kind.upper()}_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def homeless(home, monkeypatch):
    def unknown(_number):
        raise KeyError("uid not found")

    monkeypatch.delenv("HOME")
    monkeypatch.setattr(pwd, "getpwuid", unknown)
    return home


@linux
@pytest.mark.parametrize("kind", KINDS)
def test_a_folder_lies_in_the_home_of_the_user_or_where_its_variable_says(home, monkeypatch, kind):
    assert folder(kind) == home / USUAL[kind] / "coach"
    monkeypatch.setenv(f"XDG_{kind.upper()}_HOME", str(home / "elsewhere"))
    assert folder(kind) == home / "elsewhere" / "coach"


@linux
@pytest.mark.parametrize("relative", ["relative", "./relative", "~", "", " "])
@pytest.mark.parametrize("kind", KINDS)
def test_a_variable_without_a_full_path_is_ignored_as_the_standard_says(home, monkeypatch, kind, relative):
    monkeypatch.setenv(f"XDG_{kind.upper()}_HOME", relative)
    assert folder(kind) == home / USUAL[kind] / "coach"


@linux
@pytest.mark.parametrize("kind", KINDS)
def test_it_is_ignored_by_an_older_library_too(home, monkeypatch, kind):
    monkeypatch.setattr(f"platformdirs.user_{kind}_path", lambda *_, **__: Path("relative/coach"))
    assert folder(kind) == home / USUAL[kind] / "coach"


@linux
@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("relative", ["", "relative", "~"])
def test_a_home_without_a_full_path_is_not_used(monkeypatch, relative):
    monkeypatch.setenv("HOME", relative)
    assert folders.cache() == Path(pwd.getpwuid(os.getuid()).pw_dir, ".cache", "coach")


@linux
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("library", ["as it is", "older"])
def test_without_a_home_the_error_says_what_to_set_and_a_variable_helps(homeless, monkeypatch, kind, library):
    if library == "older":
        monkeypatch.setattr(f"platformdirs.user_{kind}_path", lambda *_, **__: Path("~/.somewhere/coach"))
    with pytest.raises(NoHome, match=f"set HOME or XDG_{kind.upper()}_HOME to the full path of a folder"):
        folder(kind)
    if library == "as it is":
        monkeypatch.setenv(f"XDG_{kind.upper()}_HOME", str(homeless))
        assert folder(kind) == homeless / "coach"


@linux
@pytest.mark.usefixtures("home")
def test_everything_that_coach_keeps_lies_in_these_folders():
    assert stored_at().parent == folders.config()
    assert Journal().folder == folders.state()
    assert ClipCache().folder.parent == folders.cache()
    assert added_folder().parent == folders.data()


@pytest.fixture(scope="module")
def open_to_all():
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


@pytest.fixture(scope="module")
def run_homeless(open_to_all):
    """Run a command as a user whom the system does not know, in a folder where anybody may write."""
    if sys.platform != "linux" or os.getuid() or not shutil.which("setpriv"):
        pytest.skip("needs root and setpriv, to be another user")

    def started(*arguments: str, **variables: str) -> subprocess.CompletedProcess:
        clean = ["env", "-i", f"PATH={os.environ['PATH']}", f"PYTHONPATH={ROOT}", "PYTHONDONTWRITEBYTECODE=1"]
        given = [f"{name}={value}" for name, value in variables.items()]
        user = ["setpriv", "--reuid", str(NOBODY), "--clear-groups", sys.executable]
        return subprocess.run(
            [*clean, *given, *user, *arguments], capture_output=True, text=True, check=False, cwd=open_to_all
        )

    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess:
        left = started("-m", "coach", *arguments, **variables)
        assert not [path for path in open_to_all.rglob("*") if "~" in path.name]
        return left

    if started("-c", "import coach.sessions.compose").returncode:
        pytest.skip("another user cannot get at this checkout")
    return run


@pytest.mark.parametrize(
    ("arguments", "variable"),
    [
        (("prepare", "--voice", "fake"), "XDG_CONFIG_HOME"),
        (("prepare", "--voice", "fake", "--points", "CV6", "--profile", "none"), "XDG_CACHE_HOME"),
        (("profile", "--show"), "XDG_CONFIG_HOME"),
        (("log",), "XDG_STATE_HOME"),
        (("cache",), "XDG_CACHE_HOME"),
    ],
    ids=" ".join,
)
def test_what_needs_a_folder_says_in_one_line_which_variable_is_missing(run_homeless, arguments, variable):
    left = run_homeless(*arguments)
    (line,) = left.stderr.splitlines()
    assert (left.returncode, left.stdout) == (1, "")
    assert line.startswith("coach: coach has no folder for its ")
    assert f"set HOME or {variable} to the full path of a folder" in line


def test_answers_that_nobody_can_look_for_are_not_passed_over_in_silence(run_homeless):
    assert "or choose --profile none" in run_homeless("plan", "--voice", "fake").stderr
    assert run_homeless("plan", "--voice", "fake", "--profile", "none").stderr == ""


def test_what_needs_no_folder_works_without_a_home(run_homeless):
    left = run_homeless("export", "--voice", "fake", "--points", "CV6", "--hold", "5", "-o", "a.wav")
    assert left.returncode == 0
    assert "sessions work, but start slowly" in run_homeless("doctor").stdout
    assert run_homeless("points").returncode == 0


def test_a_home_that_is_set_is_enough(run_homeless, open_to_all):
    left = run_homeless("prepare", "--voice", "fake", "--points", "CV6", HOME=str(open_to_all))
    assert left.returncode == 0
    assert any((open_to_all / ".cache" / "coach").rglob("*.clip"))
