"""Whether coach has written a page that is there: such a one is replaced by the next, and no other is."""

import json
from collections.abc import Iterable
from pathlib import Path

from coach.errors import OthersFolder
from coach.storage.files import refusing, require_own, require_writable
from coach.storage.reading import content, opened

INDEX, MANIFEST = "index.html", "manifest.webmanifest"
"""The page in a folder, and what tells a browser how to install it; that one also tells that the folder is ours."""

SUFFIXES = {".html", ".htm"}
"""What the name of a page in one file may end in."""

SOUNDS = {"m4a": "audio/mp4", "mp3": "audio/mpeg"}
"""The formats that browsers play and find a place in exactly, and what they call them: the one that is taken where it
can be written, and what is there always."""

LISTED = "coach_files"
"""The member of the manifest that lists the files of a page."""


def sound_name(sound: str) -> str:
    """Return what the sound of a page in a folder is called, by the name of its format."""
    return f"sound.{sound}"


KNOWN = frozenset(
    (
        INDEX,
        MANIFEST,
        *map(sound_name, SOUNDS),
        "page.css",
        "page.js",
        "worker.js",
        "cover.jpg",
        "icon-192.png",
        "icon-512.png",
        "icon-maskable-512.png",
    )
)
"""All names that a page in a folder has ever had: of other names in a manifest nothing is believed."""

GENERATOR = '<meta name="generator" content="coach">'
"""Stands in every page, where programs tell that they have made it."""

_HEAD = 2**12
"""Bytes within which a page tells what has made it."""

_LONGEST_BYTES = 2**16
"""Of a manifest."""


def require_own_page(path: Path, *, force: bool = False) -> None:
    """Raise OthersFile for a file that would be replaced, and that is no page of ours, unless that is wanted."""
    require_own(path, _is_page, force=force)


def require_own_folder(folder: Path, names: Iterable[str], *, force: bool = False) -> None:
    """Raise FileError for a folder that cannot be, and OthersFile where something of others is in the way of files.

    An empty folder is nobody's, and so is one with hidden files alone, as a system or a version control puts them
    there. In one of ours other files stand unharmed, unless they have one of the `names` that are to be written.
    """
    with refusing(folder):
        try:
            found = {entry.name for entry in folder.iterdir()}
        except FileNotFoundError:
            folder.parent.stat()
            return
    ours = listed(folder)
    if not force and not ours and any(not name.startswith(".") for name in found):
        raise OthersFolder(str(folder))
    for name in found.intersection(names):
        require_writable(folder / name)
        require_own(folder / name, lambda path: path.name in ours, force=force)


def listed(folder: Path) -> frozenset[str]:
    """Return the names of the files that coach has written into a folder; none in one that is not ours."""
    try:
        told = json.loads(content(folder / MANIFEST, _LONGEST_BYTES))
        return KNOWN.intersection(name for name in told[LISTED] if isinstance(name, str))
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return frozenset()


def _is_page(path: Path) -> bool:
    try:
        with opened(path) as file:
            return GENERATOR.encode() in file.read(_HEAD)
    except OSError:
        return False
