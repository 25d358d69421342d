"""The cover: a struck singing bowl seen from above, its sound as rings around it, and the title below.

The picture is a field of brightness from 0 to 1, painted in one ramp of colours: deep in the routine's hue where it
is dark, cream where it is bright. All that is round in it comes from one profile over the radius.
"""

from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from io import BytesIO
from math import cos, pi, sin
from typing import TYPE_CHECKING
from unicodedata import category, normalize

import numpy as np
import numpy.typing as npt

from coach.export.lines import balanced, bound

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

PICTURES = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG"}
"""What a cover can be written as, by the suffix of the file."""

SIZE = 1000
"""Width and height in pixels, as are all lengths here."""

LEVELS = 80
"""Colours of the ramp: few enough for a small file, enough that no step is seen."""

GAMMA = 0.7
"""Levels lie at brightness**GAMMA: closer where it is dark, as most of the picture is."""

_CENTRE = (500, 330)
_RADIUS = 200
_ICON_REACH = 290
"""How far an icon reaches from the centre: little more than the bowl is seen of it when it is small."""

_FINE = 8
"""Steps of the profile in a pixel."""

_LIGHT = 55 * pi / 180
"""Where the bowl shines, as an angle clockwise from the right: along that line, and opposite."""

_TEXT_WIDTH = 860
_LINE_SPACING = 1.1
"""Distance of lines, in sizes of the font."""

_LONGEST = 90
"""Characters; what is longer ends in an ellipsis."""

_LOOKED_AT = 1000
"""Characters: more than are drawn, since some are left off, and few enough that no title takes long."""

_SPELLED = str.maketrans({"–": "-", "—": "-", "ß": "ss"})  # noqa: RUF001 dashes that the font lacks


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a text goes, centred, and what it may take."""

    baseline: int
    """Of its last line, from the top."""

    sizes: range
    """Of the font, the best first."""

    lines: int
    height: int
    brightness: float


_TITLE = _Place(824, range(132, 4, -4), 3, 300, 1.0)
_SUBTITLE = _Place(916, range(58, 4, -2), 1, 64, 0.8)


def cover(title: str, subtitle: str, key: str, kind: str = "JPEG") -> bytes:
    """Return a square picture of less than 100 kB as one of PICTURES; the same arguments give the same bytes.

    A JPEG is a baseline one, which every player shows, and smaller than the PNG. `key`, the name of the routine,
    chooses the hue. The title is set in at most three lines, as large as it can be, and cut after 90 characters. The
    font has the letters of English: accents and signs that it lacks are left off, and a text with other letters is left
    off whole.
    """
    from PIL import Image, ImageDraw

    picture = Image.fromarray(_picture())
    draw = ImageDraw.Draw(picture)
    _write(draw, _drawable(title), _TITLE)
    _write(draw, _drawable(subtitle), _SUBTITLE)
    picture.putpalette(_ramp(_hue(key)).tobytes())
    file = BytesIO()
    if kind == "PNG":
        picture.save(file, kind)
    else:
        picture.convert("RGB").save(file, kind, quality=75, optimize=True)  # finer ones are larger than the PNG
    return file.getvalue()


def icon(size: int, comment: str) -> bytes:
    """Return the bowl of the cover with round corners, as a square PNG of so many pixels, with a comment in it."""
    from PIL import Image, ImageDraw
    from PIL.PngImagePlugin import PngInfo

    (x, y), reach = _CENTRE, _ICON_REACH
    painted = Image.fromarray(_picture())
    painted.putpalette(_ramp(_hue("backache")).tobytes())
    square = painted.convert("RGB").crop((x - reach, y - reach, x + reach, y + reach))
    corners = Image.new("L", square.size)
    ImageDraw.Draw(corners).rounded_rectangle((0, 0, *square.size), reach * 0.4, fill=255)
    square.putalpha(corners)
    told = PngInfo()
    told.add_text("Comment", comment)
    file = BytesIO()
    square.resize((size, size), Image.Resampling.LANCZOS).save(file, "PNG", pnginfo=told, optimize=True)
    return file.getvalue()


def _write(draw: "ImageDraw", text: str, place: _Place) -> None:
    """Draw a text in its place, in the first size that fits, or else in the last."""
    from PIL import ImageFont

    if len(text) > _LONGEST:
        text = text[: _LONGEST - 1].rstrip() + "…"
    words = bound(text).split(" ") if text else []
    for size in place.sizes:
        font = ImageFont.load_default(size)
        lines = balanced(words, _TEXT_WIDTH, font.getlength)
        width = max(map(font.getlength, lines), default=0)
        if width <= _TEXT_WIDTH and len(lines) <= min(place.lines, place.height / (size * _LINE_SPACING)):
            break
    level = int(_levels(np.array(place.brightness)))
    for above, line in enumerate(reversed(lines)):
        baseline = place.baseline - round(above * size * _LINE_SPACING)
        draw.text((SIZE / 2, baseline), line, fill=level, font=font, anchor="ms")


def _drawable(text: str) -> str:
    """Return a text in characters that the font has, or nothing if letters or digits would be lost.

    Of a long text no more is looked at than is drawn.
    """
    from PIL import ImageFont

    font = ImageFont.load_default(20)
    box = bytes(font.getmask("\uffff"))

    @cache
    def drawn(character: str) -> bool:
        return bytes(font.getmask(character)) != box

    kept = ""
    for character in " ".join(text[:_LOOKED_AT].translate(_SPELLED).split()):
        for part in character if drawn(character) else normalize("NFKD", character):
            if drawn(part):
                kept += part
            elif category(part)[0] in "LN":
                return ""
    return " ".join(kept.split())


def _picture() -> npt.NDArray[np.uint8]:
    """Return the levels of the picture without its text, with a shape of (SIZE, SIZE)."""
    x = np.arange(SIZE, dtype=np.float32) - _CENTRE[0]
    y = np.arange(SIZE, dtype=np.float32)[:, None] - _CENTRE[1]
    radius = np.sqrt(x * x + y * y)
    step = (radius * _FINE).astype(np.intp)
    even, shine = _profile()
    picture = _levels(even)[step]
    reach = _RADIUS + 1
    bowl = np.s_[_CENTRE[1] - reach : _CENTRE[1] + reach, _CENTRE[0] - reach : _CENTRE[0] + reach]
    along = (x * np.float32(cos(_LIGHT)) + y * np.float32(sin(_LIGHT)))[bowl] / np.maximum(radius[bowl], 1)
    picture[bowl] = _levels(even[step[bowl]] + shine[step[bowl]] * (2 * along * along - 1))
    return picture


def _profile() -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return the brightness over the radius, and how much of it the light adds or takes away; figures by eye."""
    radius = np.arange(0, 1.5 * SIZE, 1 / _FINE)

    def line(at: float, width: float) -> npt.NDArray[np.float64]:
        return np.clip((width + 1) / 2 - abs(radius - at), 0, 1)

    def rise(start: float, end: float) -> npt.NDArray[np.float64]:
        share = np.clip((radius - start) / (end - start), 0, 1)
        return share * share * (3 - 2 * share)

    outside = 0.025 + 0.2 * np.exp(-((radius / 400) ** 2))
    at, gap = float(_RADIUS), 36.0
    for ring in range(8):
        at, gap = at + gap, gap * 1.17
        outside += 0.36 * 0.72**ring * line(at, 2.4)
    wall = rise(90, _RADIUS - 20)
    rim = rise(_RADIUS - 17, _RADIUS - 8) - rise(_RADIUS - 8, _RADIUS + 1)
    inside = 0.085 + 0.15 * wall + 0.1 * line(90, 2.6) + 0.1 * line(164, 2.4)
    edge = rise(_RADIUS - 0.7, _RADIUS + 0.7)
    even = edge * outside + (1 - edge) * ((1 - rim) * inside + rim * 0.62)
    shine = (1 - edge) * ((1 - rim) * 0.2 * wall + rim * 0.34)
    return even.astype(np.float32), shine.astype(np.float32)


def _levels(brightness: npt.NDArray[np.floating]) -> npt.NDArray[np.uint8]:
    levels: npt.NDArray[np.uint8] = np.rint(brightness.clip(0, 1) ** GAMMA * (LEVELS - 1)).astype(np.uint8)
    return levels


def _hue(key: str) -> float:
    """Return an angle in OKLab, in radians: the same for a routine always, and none of the olives, from 80° to 140°."""
    share = int.from_bytes(blake2b(key.encode(errors="replace"), digest_size=2, person=b"hue").digest()) / 2**16
    return (80 - 300 * share) * pi / 180


def _ramp(hue: float) -> npt.NDArray[np.uint8]:
    """Return the colours of the levels in sRGB, with a shape of (LEVELS, 3).

    They go from a deep tone of the hue through gold to cream, evenly in the lightness of OKLab
    (https://bottosson.github.io/posts/oklab).
    """
    light = np.linspace(0, 1, LEVELS) ** (1 / GAMMA)
    deep, gold = 0.055 * (1 - light), 0.35 * light**2 * (1 - 0.9 * light)
    warm = 85 * pi / 180
    lab = np.stack([0.19 + 0.775 * light, deep * cos(hue) + gold * cos(warm), deep * sin(hue) + gold * sin(warm)])
    cones = np.array(
        [[1, 0.3963377774, 0.2158037573], [1, -0.1055613458, -0.0638541728], [1, -0.0894841775, -1.2914855480]]
    )
    red_green_blue = np.array(
        [
            [4.0767416621, -3.3077115913, 0.2309699292],
            [-1.2684380046, 2.6097574011, -0.3413193965],
            [-0.0041960863, -0.7034186147, 1.7076147010],
        ]
    )
    linear = (red_green_blue @ (cones @ lab) ** 3).clip(0, 1)
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    colours: npt.NDArray[np.uint8] = np.rint(255 * encoded.T).astype(np.uint8)
    return colours
