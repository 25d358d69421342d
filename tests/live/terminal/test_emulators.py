"""Where there can be no window, a terminal with large type is opened, and stays until somebody has read it."""

import sys

import pytest

from coach.live.terminal.emulators import NoTerminal, emulator, in_terminal

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has consoles")

TELLS_ITS_WORDS = """#!/bin/sh
printf '%s\\n' "$@" >"$0.words"
"""


@pytest.fixture
def there(tmp_path, monkeypatch):
    """Have some programs on this machine, and no others."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("TERMINAL", raising=False)

    def make(*names):
        for name in names:
            (tmp_path / name).write_text(TELLS_ITS_WORDS)
            (tmp_path / name).chmod(0o755)
        return tmp_path

    return make


def test_the_one_that_the_user_prefers_is_taken_then_the_one_of_the_system(there, monkeypatch):
    folder = there("xterm", "kitty", "gnome-terminal.wrapper", "gnome-terminal")
    assert emulator() == str(folder / "gnome-terminal")
    (folder / "x-terminal-emulator").symlink_to(folder / "xterm")
    assert emulator() == str(folder / "xterm")
    monkeypatch.setenv("TERMINAL", "/usr/bin/kitty")
    assert emulator() == str(folder / "kitty")
    monkeypatch.setenv("TERMINAL", "emacs")
    assert emulator() == str(folder / "xterm")


@pytest.mark.parametrize(
    ("name", "large"),
    [("xterm", ["-fs", "20"]), ("kitty", ["-o", "font_size=20"]), ("gnome-terminal", ["--zoom=1.8"])],
)
def test_it_is_opened_with_large_type_and_stays_at_the_end(there, name, large):
    folder = there(name)
    in_terminal(["start", "--points", "BL40"], "no tkinter")
    words = (folder / f"{name}.words").read_text().splitlines()
    assert words[: len(large)] == large or " ".join(large) in " ".join(words)
    assert words[-7:] == [sys.executable, "-P", "-m", "coach.cli.stay", "start", "--points", "BL40"]


def test_one_that_is_not_known_by_its_size_is_better_than_none(there):
    folder = there("x-terminal-emulator")
    in_terminal(["start"], "no tkinter")
    assert (folder / "x-terminal-emulator.words").read_text().startswith("-e\n")


def test_without_any_the_reason_and_the_way_out_are_told(there):
    there()
    with pytest.raises(NoTerminal, match=r"no tkinter; and no terminal is known .* xterm"):
        in_terminal(["start"], "no tkinter")
