"""A terminal with large type, opened for whoever starts coach by a click where there can be no window."""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from coach.errors import CoachError
from coach.storage.programs import run

_FONT, _POINTS = "Monospace", "20"
_COLUMNS, _LINES = "56", "18"
"""So much of such type has room on a screen of 1024 x 768."""

_SIZE = f"{_COLUMNS}x{_LINES}"

_EMULATORS: Mapping[str, tuple[str, ...]] = {
    "gnome-terminal": ("--zoom=1.8", f"--geometry={_SIZE}", "--wait", "--"),
    "konsole": (
        "-p",
        f"Font={_FONT},{_POINTS}",
        "-p",
        f"TerminalColumns={_COLUMNS}",
        "-p",
        f"TerminalRows={_LINES}",
        "-e",
    ),
    "xfce4-terminal": ("--disable-server", f"--font={_FONT} {_POINTS}", f"--geometry={_SIZE}", "-x"),
    "mate-terminal": ("--disable-factory", "--zoom=1.8", f"--geometry={_SIZE}", "-x"),
    "kitty": (
        *("-o", f"font_size={_POINTS}", "-o", "remember_window_size=no"),
        *("-o", f"initial_window_width={_COLUMNS}c", "-o", f"initial_window_height={_LINES}c"),
    ),
    "alacritty": (
        *("-o", f"font.size={_POINTS}"),
        *("-o", f"window.dimensions.columns={_COLUMNS}", "-o", f"window.dimensions.lines={_LINES}", "-e"),
    ),
    "wezterm": (
        *("--config", f"font_size={_POINTS}"),
        *("--config", f"initial_cols={_COLUMNS}", "--config", f"initial_rows={_LINES}"),
        *("start", "--always-new-process", "--"),
    ),
    "ghostty": (f"--font-size={_POINTS}", f"--window-width={_COLUMNS}", f"--window-height={_LINES}", "-e"),
    "foot": (f"--font={_FONT}:size={_POINTS}", f"--window-size-chars={_SIZE}"),
    "urxvt": ("-fn", f"xft:{_FONT}:size={_POINTS}", "-geometry", _SIZE, "-e"),
    "st": ("-f", f"{_FONT}:size={_POINTS}", "-g", _SIZE, "-e"),
    "xterm": ("-fa", _FONT, "-fs", _POINTS, "-geometry", _SIZE, "-e"),
    "ptyxis": ("-s", "--"),
    "kgx": ("--",),
    "xdg-terminal-exec": (),
    "x-terminal-emulator": ("-e",),
}
"""Known emulators, each with the words that come before a command: type of this size, where that can be asked for."""


class NoTerminal(CoachError):
    """Neither a window nor a terminal can be opened: `why` tells what stands against a window."""

    def __init__(self, why: str) -> None:
        self.why = why
        known = ", ".join(name for name in _EMULATORS if not name.startswith("x-"))
        super().__init__(f"{why}; and no terminal is known to open instead: install one of {known}")


def in_terminal(words: Sequence[str], why: str) -> None:
    """Run coach with some words in a terminal that is opened for it, which stays until Enter; wait for its end.

    Raises NoTerminal, which tells `why` it is needed, if there is none.
    """
    python = Path(sys.executable)
    if sys.platform == "win32":
        python, before = python.with_name("python.exe"), ()
    else:
        found = emulator()
        if found is None:
            raise NoTerminal(why)
        before = (found, *_EMULATORS[Path(found).name])
    run([*before, str(python), "-P", "-m", "coach.cli.stay", *words], has_console=True)


def emulator() -> str | None:
    """Return the path of the emulator that the user prefers, or else of the first that is known; None without one."""
    return next((path for name in _preferred() if name in _EMULATORS and (path := shutil.which(name))), None)


def _preferred() -> Iterator[str]:
    """Yield names of emulators: the user's, the system's, which on Debian is a link to one, and all that are known."""
    yield Path(os.environ.get("TERMINAL", "")).name
    usual = shutil.which("x-terminal-emulator")
    if usual:
        yield Path(usual).resolve().name.removesuffix(".wrapper")
    yield from _EMULATORS
