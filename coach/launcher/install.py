"""Writes what is started by a double click, and takes it away: all of it or nothing, and no file of somebody else."""

import errno
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

from coach.launcher import formats, places
from coach.storage import deleting, files, reading
from coach.storage.programs import run

Folder = str | os.PathLike[str]
"""A folder, as a person names it."""

_FORMATS: dict[str, Callable[[Sequence[str]], bytes]] = {
    "win32": formats.batch_file,
    "darwin": formats.shell_script,
}

_PATIENCE_S = 5.0
"""How long the desktop may take to be told that a launcher is to be trusted, in seconds."""


def install(folder: Folder | None = None, *, arguments: Sequence[str] = (), is_forced: bool = False) -> list[Path]:
    """Write what starts `coach start` in a window with some arguments; return the files that are to be clicked.

    It is written where the platform looks for it, or into one folder alone. A file of that name that coach did not
    write is replaced if `is_forced`. Raises OthersFile if that is not so, and FileError if one cannot be written: then
    none is. Raises BadOption where there is no place for it, or for a word that cannot stand in it, and NoHome.
    """
    written = _launchers(folder)
    content = _FORMATS.get(sys.platform, formats.desktop_entry)(command(arguments))
    icons = _icons()
    targets = [*icons, *written]
    for target in targets:
        files.require_own(target, is_ours, force=is_forced)
    with ExitStack() as undone:
        undone.callback(_remove_empty, targets)
        for target in targets:
            if folder is None or target in icons:
                _make_folder(target)
        with files.replacing_all(targets) as opened:
            for file, data in zip(opened, [*icons.values(), *[content] * len(written)], strict=True):
                file.write(data)
                if data is content:
                    _make_executable(Path(file.name))
        undone.pop_all()
    _let_trust(written, content)
    _tell_of_icons()
    return written


def remove(folder: Folder | None = None) -> list[Path]:
    """Take away what `install` wrote, there or into a folder; return what is gone. Nothing else is touched.

    The icon stays as long as one of the usual launchers needs it. Raises BadFile for a file that cannot be deleted.
    """
    gone = [path for path in _launchers(folder) if is_ours(path)]
    deleting.delete_all(gone)
    icons = [path for path in places.icons().values() if is_ours(path)]
    if icons and not any(map(is_ours, places.launchers())):
        deleting.delete_all(icons)
        gone += icons
    _remove_empty(gone)
    _tell_of_icons()
    return gone


def _launchers(folder: Folder | None) -> list[Path]:
    return places.launchers() if folder is None else [places.launcher_in(folder)]


def is_ours(path: Path) -> bool:
    """Return whether there is a file that `install` wrote."""
    try:
        return formats.MARK.encode() in reading.content(path)
    except OSError:
        return False


def command(arguments: Sequence[str] = ()) -> list[str]:
    """Return the words that a launcher runs: this Python, which looks for modules nowhere but where it is installed."""
    python = Path(sys.executable)
    if sys.platform == "win32" and (windowed := python.with_name("pythonw.exe")).exists():
        python = windowed
    return [str(python), "-P", "-m", "coach", "launch", *map(_whole, arguments)]


def may_vanish() -> bool:
    """Return whether coach runs from a folder that is emptied now and then, as what runs it only once does it."""
    import platformdirs

    here = Path(sys.prefix).resolve()
    with suppress(RuntimeError):
        return any(here.is_relative_to(place) for place in (platformdirs.user_cache_path(), tempfile.gettempdir()))
    return False


def _whole(argument: str) -> str:
    """Return an argument that names a file with its whole path: a launcher is started in another folder."""
    option, sign, value = argument.partition("=") if argument.startswith("-") else ("", "", argument)
    path = Path(value)
    return f"{option}{sign}{path.resolve()}" if path.suffix and path.is_file() else argument


def _icons() -> dict[Path, bytes]:
    from coach.export.cover import icon

    return {path: icon(size, formats.MARK) for size, path in places.icons().items()}


def _make_folder(target: Path) -> None:
    with files.refusing(target):
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except FileExistsError:
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)) from None


def _make_executable(path: Path) -> None:
    mode = path.stat().st_mode
    path.chmod(mode | (mode & 0o444) >> 2)  # for all who may read it


def _let_trust(launchers: Iterable[Path], content: bytes) -> None:
    """Tell GNOME's and Xfce's desktops that a launcher may be started: else they ask."""
    gio = shutil.which("gio")
    if sys.platform in _FORMATS or gio is None:
        return
    trusted = ["metadata::trusted", "true"], ["metadata::xfce-exe-checksum", hashlib.sha256(content).hexdigest()]
    for path in launchers:
        for attribute in trusted:
            with suppress(OSError, subprocess.SubprocessError):
                run([gio, "set", "-t", "string", str(path), *attribute], limit_s=_PATIENCE_S)


def _tell_of_icons() -> None:
    """Have desktops look for icons anew: they see by the time of their folder whether there are others."""
    for path in {place.parents[2] for place in places.icons().values()}:
        with suppress(OSError):
            os.utime(path)


def _remove_empty(targets: Iterable[Path]) -> None:
    """Remove the folders of menu and icons that are left empty."""
    data = places.data()
    for target in targets:
        for folder in target.parents:
            if folder == data or not folder.is_relative_to(data):
                break
            with suppress(OSError):
                folder.rmdir()
