"""What a browser is told of a page in a folder so that it can be installed, and the icons for that.

https://www.w3.org/TR/appmanifest
"""

from collections.abc import Iterable
from functools import cache

import msgspec

from coach.export.cover import SIGNATURE, icon
from coach.export.page.model import Page
from coach.export.page.own import LISTED
from coach.pictures.colours import DARK

_ICONS = {"icon-192.png": (192, "any"), "icon-512.png": (512, "any"), "icon-maskable-512.png": (512, "maskable")}
"""Width and height in pixels of each icon, and what it is for: a maskable one is cut as a system likes."""


def icons() -> dict[str, bytes]:
    """Return the icons of a page, by their names."""
    return {name: _icon(size, purpose) for name, (size, purpose) in _ICONS.items()}


@cache
def _icon(size: int, purpose: str) -> bytes:
    return icon(size, SIGNATURE, is_cut=purpose == "any")


def manifest(page: Page, names: Iterable[str]) -> bytes:
    """Return the manifest of a page, which lists the names of all files in its folder: by them it is known as ours."""
    told = {
        "name": page.title,
        "description": f"{page.title}, {page.subtitle}",
        "lang": page.language,
        "id": "./",
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "background_color": DARK.ground,
        "theme_color": DARK.ground,
        "icons": [
            {"src": name, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for name, (size, purpose) in _ICONS.items()
        ],
        LISTED: sorted(names),
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n"
