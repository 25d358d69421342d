"""A page as HTML: one file with everything in it, or the page of a folder with its files beside it."""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from hashlib import blake2b, sha256

import msgspec

from coach.export.cover import icon
from coach.export.page.html import filled, policy_of, style_of, text
from coach.export.page.model import Moment, Page
from coach.export.page.own import MANIFEST, SOUNDS, sound_name
from coach.pictures.colours import DARK
from coach.report.evidence import NOT_REVIEWED

COVER_NAME, ICON_NAME, WORKER_NAME = "cover.jpg", "icon-192.png", "worker.js"
"""Files in a folder that its page names."""

_STYLE_NAME, _SCRIPT_NAME = "page.css", "page.js"
_STYLES = (_STYLE_NAME, "sheet.css")
_NAMES = {"style": _STYLE_NAME, "script": _SCRIPT_NAME, "manifest": MANIFEST, "worker": WORKER_NAME}

_SOUND_NAMES = {kind: sound_name(sound) for sound, kind in SOUNDS.items()}

_OF_MOMENTS = ("onset", "frames", "phase", "text")
"""What the script knows of each sentence."""

_ICON_SIZE = 64
"""Width and height in pixels of the icon that stands in a file."""


def render(page: Page, sound: bytes | None) -> str:
    """Return a page as HTML. `sound` is embedded; None: it lies beside the page, as do style, script and cover."""
    style, script = style_of(*_STYLES), text(_SCRIPT_NAME)
    said = _said(page)
    numbers = {source.id: number for number, source in enumerate(page.sources, 1)}
    return filled(
        "page.html.j2",
        page.pictures,
        page=page,
        is_folder=sound is None,
        policy=_policy_of_folder() if sound is None else policy_of(style, script),
        ground=DARK.ground,
        style=style,
        script=script,
        session=_session(page),
        cover=COVER_NAME if sound is None else _inline("image/jpeg", page.cover),
        icon=ICON_NAME if sound is None else _inline("image/png", icon(_ICON_SIZE, "coach")),
        sound="" if sound is None else b64encode(sound).decode(),
        names=_NAMES | {"sound": _SOUND_NAMES[page.sound_type]},
        said=said,
        numbers=numbers,
        behind=[_numbers_behind(moments, numbers) for moments in said],
        not_reviewed=NOT_REVIEWED,
    )


def files_beside(page: Page) -> dict[str, bytes]:
    """Return what a page in a folder needs beside it, by name, but for its sound, its icons and its manifest."""
    return {_STYLE_NAME: style_of(*_STYLES).encode(), _SCRIPT_NAME: text(_SCRIPT_NAME).encode(), COVER_NAME: page.cover}


def worker(beside: Mapping[str, bytes]) -> bytes:
    """Return the script that keeps all files of a folder, given by their names, for when there is no net.

    Its version is a digest of them: where one of them changes, a browser fetches them anew.
    """
    digest = blake2b(digest_size=8)
    for name, content in sorted(beside.items()):
        digest.update(name.encode() + b"\0" + sha256(content).digest())
    kept = msgspec.json.encode({"version": digest.hexdigest(), "names": sorted(beside)})
    return b"const KEPT = " + kept + b";\n\n" + text(WORKER_NAME).encode()


def _policy_of_folder() -> str:
    own = " ".join(f"{kind}-src 'self';" for kind in ("script", "style", "media", "manifest", "worker", "connect"))
    return f"default-src 'none'; {own} img-src 'self' data:; base-uri 'none'; form-action 'none'"


def _session(page: Page) -> str:
    """Return what the script knows of the session as JSON that ends no element, whatever stands in its texts."""
    names = ("id", "title", "subtitle", "artist", "frame_rate", "frames", "sound_type", "chapters")
    known = {name: getattr(page, name) for name in names}
    known["moments"] = [{name: getattr(one, name) for name in _OF_MOMENTS} for one in page.moments]
    known["alternatives"] = {drawn.name: drawn.text for drawn in page.pictures}
    return msgspec.json.encode(known).decode().replace("<", "\\u003c")


def _said(page: Page) -> list[list[Moment]]:
    """Return what is said in each chapter, in their order."""
    return [
        [one for one in page.moments if chapter.onset <= one.onset < chapter.onset + chapter.frames]
        for chapter in page.chapters
    ]


def _numbers_behind(moments: Iterable[Moment], numbers: Mapping[str, int]) -> list[int]:
    """Return the numbers of the sources behind sentences; a sentence that states no fact has none."""
    return sorted({numbers[source] for one in moments for source in one.sources if source in numbers})


def _inline(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{b64encode(content).decode()}"
