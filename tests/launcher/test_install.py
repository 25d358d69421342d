"""`coach install-launcher` writes all of a launcher or nothing, and takes away what it wrote and nothing else."""

import errno
import shlex
import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

import coach
from coach.errors import BadFile, FileError, OthersFile
from coach.launcher.install import install, may_vanish, remove

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other platforms have launchers of another kind")

ENTRY = "acupressure-coach.desktop"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty home folder with a desktop."""
    home = tmp_path / "home of mine"
    (home / "Desktop").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_DESKTOP_DIR"):
        monkeypatch.delenv(name, raising=False)
    return home


def tree(folder: Path) -> dict[str, bytes | None]:
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    return {name: path.read_bytes() if path.is_file() else None for name, path in found.items()}


def words_in(entry: Path) -> list[str]:
    """Return the words that a desktop entry runs; here no sign in them has a meaning of its own."""
    runs = next(line for line in entry.read_text().splitlines() if line.startswith("Exec="))
    return shlex.split(runs.removeprefix("Exec="))


def test_it_stands_on_the_desktop_and_in_the_menu_and_starts_this_python_with_the_options(home):
    written = install(arguments=["--minutes", "20"])
    assert written == [home / ".local/share/applications" / ENTRY, home / "Desktop" / ENTRY]
    for path in written:
        assert words_in(path) == [sys.executable, "-P", "-m", "coach", "launch", "--minutes", "20"]
        assert path.stat().st_mode & 0o100
    for size in (48, 128, 256):
        icon = home / f".local/share/icons/hicolor/{size}x{size}/apps/acupressure-coach.png"
        assert Image.open(BytesIO(icon.read_bytes())).size == (size, size)
        assert "Icon=acupressure-coach\n" in written[0].read_text()


def test_what_it_wrote_is_taken_away_and_all_else_stays(home):
    other = home / ".local/share/applications/other.desktop"
    other.parent.mkdir(parents=True)
    other.write_text("[Desktop Entry]\n")
    (other.parent.parent / "icons").mkdir()
    (home / "Desktop/letter.txt").touch()
    before = tree(home)
    del before[".local/share/icons"]  # nothing is in it
    install()
    assert len(remove()) == 5
    assert tree(home) == before
    assert remove() == []


def test_it_replaces_its_own_and_no_file_of_somebody_else_unless_it_is_forced(home):
    install()
    install(arguments=["--talk", "brief"])
    desktop = home / "Desktop" / ENTRY
    assert '"brief"' in desktop.read_text()
    remove()
    desktop.write_text("mine")
    before = tree(home)
    with pytest.raises(OthersFile):
        install()
    assert tree(home) == before
    assert remove() == []
    assert desktop.read_text() == "mine"
    install(is_forced=True)
    assert "coach" in desktop.read_text()


@pytest.mark.parametrize("where", ["Desktop", ".local/share/icons/hicolor/256x256", ".local/share/applications"])
def test_where_it_cannot_be_written_nothing_of_it_is_there(home, where):
    (home / ".local/share").mkdir(parents=True)
    place = home / where / (ENTRY if where == "Desktop" else "")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.mkdir() if where == "Desktop" else place.write_text("a file in place of a folder")
    before = tree(home)
    with pytest.raises(FileError, match=r"it is a folder|its folder is a file"):
        install(is_forced=True)
    assert tree(home) == before


def test_it_is_written_into_a_folder_alone_and_taken_from_there(home, tmp_path):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    assert install(folder) == [folder / ENTRY]
    assert not (home / "Desktop" / ENTRY).exists()
    install()
    assert remove(folder) == [folder / ENTRY], "the icon is still needed"
    assert len(remove()) == 5
    install(folder)
    assert len(remove(folder)) == 4
    with pytest.raises(FileError, match=r"its folder does not exist"):
        install(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()
    assert ".local/share/icons" not in tree(home)


@pytest.mark.usefixtures("home")
def test_what_cannot_be_taken_away_is_told_with_its_place(monkeypatch):
    written = install()

    def refuse(_path, **_given):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(BadFile, match=f"{written[0]}: it cannot be deleted \\(Permission denied\\), nor can 1 more"):
        remove()


def test_who_has_no_desktop_has_it_in_the_menu_alone(home):
    (home / ".config").mkdir()
    (home / ".config/user-dirs.dirs").write_text('XDG_DESKTOP_DIR="$HOME/"\n')
    assert install() == [home / ".local/share/applications" / ENTRY]


@pytest.mark.usefixtures("home")
def test_a_file_among_the_options_is_found_from_any_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("mine.toml").touch()
    written = install(arguments=["mine.toml", "--profile=mine.toml", "--minutes", "20"])
    assert words_in(written[0])[5:] == [f"{tmp_path}/mine.toml", f"--profile={tmp_path}/mine.toml", "--minutes", "20"]


def test_a_python_that_may_vanish_is_known(home, monkeypatch):
    monkeypatch.setattr(sys, "prefix", "/usr")
    assert not may_vanish()
    monkeypatch.setattr(sys, "prefix", str(home / ".cache/uv/archive/x"))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert may_vanish()


def test_python_offers_the_same(home):
    before = tree(home)
    written = coach.install_launcher(arguments=["--minutes", "20"])
    assert words_in(written[0])[-2:] == ["--minutes", "20"]
    assert len(coach.remove_launcher()) == 5
    (home / "Desktop" / ENTRY).write_text("mine")
    with pytest.raises(OthersFile):
        coach.install_launcher()
    assert coach.install_launcher(home / "Desktop", force=True) == [home / "Desktop" / ENTRY]
    coach.remove_launcher(str(home / "Desktop"))
    (home / ".local/share").rmdir()
    (home / ".local").rmdir()
    assert tree(home) == before


def test_python_says_so_where_no_window_can_be_opened(monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    with (
        coach.session(points=["CV6"], voice="fake", listener=coach.Listener.nobody()) as session,
        pytest.raises(coach.BadOption, match=r"^window: "),
    ):
        session.play(window=True)
