"""A terminal with large type, opened for whoever starts coach by a click where there can be no window."""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from coach.errors import CoachError
from coach.storage.programs import run

_FONT = "Monospace"
_POINTS = "24"

_EMULATORS: Mapping[str, tuple[str, ...]] = {
    "gnome-terminal": ("--zoom=2", "--wait", "--"),
    "konsole": ("-p", f"Font={_FONT},{_POINTS}", "-e"),
    "xfce4-terminal": ("--disable-server", f"--font={_FONT} {_POINTS}", "-x"),
    "mate-terminal": ("--disable-factory", "--zoom=2", "-x"),
    "kitty": ("-o", f"font_size={_POINTS}"),
    "alacritty": ("-o", f"font.size={_POINTS}", "-e"),
    "wezterm": ("--config", f"font_size={_POINTS}", "start", "--always-new-process", "--"),
    "ghostty": (f"--font-size={_POINTS}", "-e"),
    "foot": (f"--font={_FONT}:size={_POINTS}",),
    "urxvt": ("-fn", f"xft:{_FONT}:size={_POINTS}", "-e"),
    "st": ("-f", f"{_FONT}:size={_POINTS}", "-e"),
    "xterm": ("-fa", _FONT, "-fs", _POINTS, "-e"),
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
