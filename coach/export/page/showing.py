"""A page that is opened in the browser of whoever asks for it."""

import os
import sys
import webbrowser
from pathlib import Path

from coach.choices import PressedSide
from coach.content.codes import known_point
from coach.errors import BadOption
from coach.export.page.own import SUFFIXES, require_own_page
from coach.storage import deleting, files, folders

_NAME = r".+\.html"


def keep(code: str, side: PressedSide | None = None) -> Path:
    """Write the page of a point (`point_page`) into coach's own folder, under its code, and return where it is.

    Its user alone can read it there. Raises what `point_page` raises, FileError for what cannot be written, and NoHome
    where there is no folder.
    """
    from coach.content.load import library
    from coach.export.page.point import point_page

    html = point_page(code, side)
    target = _folder() / f"{known_point(code, library().points)}.html"
    with files.refusing(target):
        files.write(target, html.encode(), is_private=True)
    return target


def kept() -> list[Path]:
    """Return the pages in that folder; raise NoHome where there is none."""
    return deleting.named(_folder(), _NAME)


def save(html: str, output: str | os.PathLike[str], *, force: bool = False) -> Path:
    """Write a page where a user wants it, and return where that is.

    Raises BadOption for a name that no page has, OthersFile for a file that coach has not written, unless `force`
    replaces that, and FileError for what cannot be written.
    """
    target = files.file_named(output)
    if target.suffix.lower() not in SUFFIXES:
        raise BadOption("output", target, "let its name end in .html")
    files.require_writable(target)
    require_own_page(target, force=force)
    with files.replacing(target) as file:
        file.write(html.encode())
    return target


def opened(page: Path) -> bool:
    """Open a page in the user's browser, and return whether that could be done.

    It is not done from afar, nor without a screen, where a browser in the terminal would take its place.
    """
    named = bool(os.environ.get("BROWSER"))
    is_afar = any(os.environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY"))
    has_screen = sys.platform in {"win32", "darwin"} or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY")))
    if not named and (is_afar or not has_screen):
        return False
    try:
        return webbrowser.open(page.absolute().as_uri())
    except (OSError, webbrowser.Error):
        return False


def _folder() -> Path:
    return folders.cache() / "pages"
