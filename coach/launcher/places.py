"""Where a platform looks for what is started by a double click."""

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from coach.errors import BadOption
from coach.launcher.formats import ICON, TITLE
from coach.storage import folders

_NAMES: Mapping[str, str] = {"win32": f"{TITLE}.bat", "darwin": f"{TITLE}.command"}

SIZES = (48, 128, 256)
"""Widths of the icon in pixels, each of which desktops look for."""


def launchers() -> list[Path]:
    """Return the files that launch coach on this platform: on the desktop, and in the menu where that has entries.

    Raises BadOption if there is no place for one, and NoHome if there is no home folder.
    """
    found = [place / name() for place in (*_menu(), *_desktop())]
    if not found:
        raise BadOption("folder", "", "this user has no desktop; name the folder in which the launcher is to be")
    return found


def launcher_in(folder: str | os.PathLike[str]) -> Path:
    """Return the file that launches coach from a folder; raise BadOption for a blank name."""
    written = os.fspath(folder)
    if not written.strip():
        raise BadOption("folder", repr(written), "name a folder, as in ~/Desktop")
    return Path(written) / name()


def name() -> str:
    """Return the name of the file on this platform."""
    return _NAMES.get(sys.platform, f"{ICON}.desktop")


def icons() -> dict[int, Path]:
    """Return where the icon is kept, by its width in pixels; nowhere where a launcher has none of its own."""
    if sys.platform in _NAMES:
        return {}
    return {size: data() / "icons" / "hicolor" / f"{size}x{size}" / "apps" / f"{ICON}.png" for size in SIZES}


def data() -> Path:
    """Return the folder in which menu and icons are kept for a user, as the XDG base directories have it."""
    return folders.data().parent


def _menu() -> list[Path]:
    return [] if sys.platform in _NAMES else [data() / "applications"]


def _desktop() -> list[Path]:
    """Return the folder that is shown on the desktop, if there is one: who wants none has set it to their home."""
    import platformdirs

    with suppress(RuntimeError, OSError):  # there is no home folder
        desktop = platformdirs.user_desktop_path()
        if desktop.is_dir() and desktop.resolve() != Path.home().resolve():
            return [desktop]
    return []
