"""Words on a cover: in the font that comes with Pillow, or for words of a user's own in one that this machine has."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from unicodedata import bidirectional, category, normalize

from coach.export.lines import balanced, bound

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

WIDTH = 860
"""Of a line at most, in pixels, as are all lengths here."""

_SPACING = 1.1
"""Distance of lines, in sizes of the font."""

_LONGEST = 90
"""Characters; what is longer ends in an ellipsis."""

_LOOKED_AT = 1000
"""Characters: more than are drawn, since some are left off, and few enough that no title takes long."""

_SPELLED = str.maketrans({"–": "-", "—": "-", "ß": "ss"})  # noqa: RUF001 dashes that the font lacks

INSTALLED = (
    "DejaVuSans.ttf",
    "NotoSans-Regular.ttf",
    "LiberationSans-Regular.ttf",
    "segoeui.ttf",
    "Arial Unicode.ttf",
    "arial.ttf",
    "Arial.ttf",
    "NotoSansCJK-Regular.ttc",
    "Hiragino Sans GB.ttc",
    "msyh.ttc",
    "YuGothM.ttc",
    "malgun.ttf",
)
"""Fonts that systems come with, by the names of their files: the first that has the letters of a text is taken."""

Font = Callable[[int], "FreeTypeFont"]
"""Gives a font in a size."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text goes, centred, and what it may take."""

    baseline: int
    """Of its last line, from the top."""

    sizes: range
    """Of the font, the best first."""

    lines: int
    height: int
    brightness: float


def write(draw: "ImageDraw", text: str, place: Place, level: int, *, by_any: bool = False) -> bool:
    """Draw a text in its place, in the first size that fits, or else in the last; return whether anything is drawn.

    `level` is its colour. The font has the letters of English: accents and signs that it lacks are left off, and a text
    with other letters is left off whole. By any font that this machine has, more is drawn, if there is one for it.
    """
    font_of, shown = _lettering(text, by_any=by_any)
    if len(shown) > _LONGEST:
        shown = shown[: _LONGEST - 1].rstrip() + "…"
    words = bound(shown).split(" ") if shown else []
    for size in place.sizes:
        font = font_of(size)
        lines = balanced(words, WIDTH, font.getlength)
        width = max(map(font.getlength, lines), default=0)
        if width <= WIDTH and len(lines) <= min(place.lines, place.height / (size * _SPACING)):
            break
    for above, line in enumerate(reversed(lines)):
        baseline = place.baseline - round(above * size * _SPACING)
        draw.text((draw.im.size[0] / 2, baseline), line, fill=level, font=font, anchor="ms")
    return bool(shown)


def can_be_drawn(text: str) -> bool:
    """Tell whether there is a font on this machine for the letters of a text."""
    return bool(_lettering(text, by_any=True)[1])


def _lettering(text: str, *, by_any: bool) -> tuple[Font, str]:
    """Return the font for a text, and what is drawn of it: nothing, if letters would be lost."""
    from PIL import features

    looked_at = normalize("NFC", " ".join(text[:_LOOKED_AT].split()))
    if by_any and not _is_whole(looked_at, usual_font) and (not _is_leftward(looked_at) or features.check("raqm")):
        for name in INSTALLED:
            font = _installed(name)
            if font and _is_whole(looked_at, font):
                return font, _drawable(looked_at, font)
    return usual_font, _drawable(looked_at.translate(_SPELLED), usual_font)


def usual_font(size: int) -> "FreeTypeFont":
    """Return the font that comes with Pillow."""
    from PIL import ImageFont

    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise TypeError("Pillow was built without FreeType")
    return font


def _is_leftward(text: str) -> bool:
    """Tell whether some of a text is written from right to left, for which Pillow needs its library Raqm."""
    return any(bidirectional(character) in {"R", "AL"} for character in text)


def _installed(name: str) -> Font | None:
    """Return a font by the name of its file, if this machine has it."""
    from PIL import ImageFont

    try:
        ImageFont.truetype(name, 20)
    except OSError:
        return None
    return lambda size: ImageFont.truetype(name, size)


def _is_whole(text: str, font: Font) -> bool:
    """Tell whether a font has all letters of a text, with their accents."""
    drawn = _drawn_by(font)
    return all(drawn(character) for character in text if category(character)[0] in "LNM")


def _drawn_by(font: Font) -> Callable[[str], bool]:
    """Return what tells whether a font has a character."""
    sized = font(20)
    box = bytes(sized.getmask("\uffff"))

    @cache
    def drawn(character: str) -> bool:
        return bytes(sized.getmask(character)) != box

    return drawn


def _drawable(text: str, font: Font) -> str:
    """Return a text in characters that a font has, or nothing if letters or digits would be lost.

    Of a long text no more is looked at than is drawn.
    """
    drawn = _drawn_by(font)
    kept = ""
    for character in text:
        for part in character if drawn(character) else normalize("NFKD", character):
            if drawn(part):
                kept += part
            elif category(part)[0] in "LN":
                return ""
    return " ".join(kept.split())
