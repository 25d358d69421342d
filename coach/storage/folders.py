"""The folders of coach: where its settings, its journal, its clips and its voices lie, whether or not they exist.

They are where the platform wants them, or where an XDG variable says, as https://specifications.freedesktop.org/basedir/
has it: one that holds no full path is ignored. Without a home folder there is none of them, and nothing is made up.
"""

import os
import sys
from pathlib import Path
from typing import Literal

from coach.errors import NoHome

Kind = Literal["config", "state", "cache", "data"]

_USUAL: dict[Kind, tuple[str, str]] = {
    "config": ("settings", ".config"),
    "state": ("journal", ".local/state"),
    "cache": ("cache", ".cache"),
    "data": ("voices", ".local/share"),
}
"""What coach keeps in a folder of each kind, and where it lies in a home folder by the standard."""


def config() -> Path:
    """Return the folder for settings, as the profile is one; raise NoHome if there is none."""
    return _folder("config")


def profile() -> Path:
    """Return where the user's own profile is kept, whether or not there is one; raise NoHome if there is no place."""
    return config() / "profile.toml"


def state() -> Path:
    """Return the folder for what has happened, as the journal tells it; raise NoHome if there is none."""
    return _folder("state")


def cache() -> Path:
    """Return the folder for what can be made anew at any time; raise NoHome if there is none."""
    return _folder("cache")


def data() -> Path:
    """Return the folder for what a user has added; raise NoHome if there is none."""
    return _folder("data")


def _folder(kind: Kind) -> Path:
    import platformdirs

    find = {
        "config": platformdirs.user_config_path,
        "state": platformdirs.user_state_path,
        "cache": platformdirs.user_cache_path,
        "data": platformdirs.user_data_path,
    }[kind]
    try:
        path = find("coach", appauthor=False)
    except RuntimeError:  # there is no home folder
        path = Path()
    # Older versions of it take any XDG variable as it is, and leave the "~" where there is no home folder.
    return path if path.is_absolute() else _in_home(kind)


def _in_home(kind: Kind) -> Path:
    what, usual = _USUAL[kind]
    home = _home()
    if home is None:
        raise NoHome(what, f"XDG_{kind.upper()}_HOME")
    return home / usual / "coach"


def _home() -> Path | None:
    """Return the home folder by its full path, or None if the user has none."""
    home = Path(os.environ.get("HOME", ""))
    if not home.is_absolute() and sys.platform != "win32":
        import pwd

        try:
            home = Path(pwd.getpwuid(os.getuid()).pw_dir)
        except KeyError:
            return None
    return home if home.is_absolute() else None
