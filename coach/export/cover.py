"""The cover: a struck singing bowl seen from above, its sound as rings around it, and the title below.

The picture is a field of brightness from 0 to 1, painted in one ramp of colours: deep in the routine's hue where it
is dark, cream where it is bright. All that is round in it comes from one profile over the radius.
"""

from hashlib import blake2b
from io import BytesIO
from math import cos, pi, sin
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from coach.export.imprint import NO_IMPRINT, Imprint
from coach.export.lettering import Place, write
from coach.export.picture import lay
from coach.storage.reading import opened

if TYPE_CHECKING:
    from PIL.PngImagePlugin import PngInfo

PICTURES = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG"}
"""What a cover can be written as, by the suffix of the file."""

SIGNATURE = "coach: a self-acupressure session"
"""Stands in every cover, where programs look for what has made a picture."""

_HEAD = 2**12
"""Bytes within which it stands."""

_ALIKE = 0.95
"""Least correlation of two pictures of one bowl, in whichever colours; those of others have half of that."""

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

_TITLE = Place(824, range(132, 4, -4), 3, 300, 1.0)
_SUBTITLE = Place(916, range(58, 4, -2), 1, 64, 0.8)
_TITLE_ABOVE = Place(778, range(120, 4, -4), 3, 248, 1.0)
_SUBTITLE_ABOVE = Place(856, range(50, 4, -2), 1, 56, 0.8)
_PRACTICE = Place(952, range(44, 4, -2), 2, 84, 0.95)
"""At the foot; title and subtitle stand a little higher above it."""

_PICTURE = 322
"""Diameter of the circle in the bowl that a picture fills."""


def cover(title: str, subtitle: str, key: str, kind: str = "JPEG", imprint: Imprint = NO_IMPRINT) -> bytes:
    """Return a square picture of less than 100 kB as one of PICTURES; the same arguments give the same bytes.

    A JPEG is a baseline one, which every player shows, and smaller than the PNG. `key`, the name of the routine,
    chooses the hue. The title is set in at most three lines, as large as it can be, and cut after 90 characters. The
    font has the letters of English: accents and signs that it lacks are left off, and a text with other letters is left
    off whole.

    The words of an `imprint` are drawn in another font of this machine where they need it; where there is none for its
    title, the cover has the one that it has without it. With its picture a PNG may be larger.
    """
    from PIL import Image, ImageDraw

    picture = Image.fromarray(_picture())
    draw = ImageDraw.Draw(picture)
    above, below = (_TITLE_ABOVE, _SUBTITLE_ABOVE) if imprint.practice else (_TITLE, _SUBTITLE)
    if not write(draw, imprint.title, above, _level(above), by_any=True):
        write(draw, title, above, _level(above))
    write(draw, subtitle, below, _level(below))
    write(draw, imprint.practice, _PRACTICE, _level(_PRACTICE), by_any=True)
    picture.putpalette(_ramp(_hue(key)).tobytes())
    if kind == "JPEG" or imprint.picture:
        picture = picture.convert("RGB")
    if imprint.picture:
        lay(imprint.picture, picture, _CENTRE, _PICTURE)
    file = BytesIO()
    if kind == "PNG":
        picture.save(file, kind, pnginfo=_signed())
    else:  # finer ones are larger than the PNG
        picture.save(file, kind, quality=75, optimize=True, comment=SIGNATURE)
    return file.getvalue()


def icon(size: int, comment: str, *, is_cut: bool = True) -> bytes:
    """Return the bowl of the cover, as a square PNG of so many pixels, with a comment in it.

    It has round corners, unless whoever shows it cuts it as they like: the bowl is then whole in any usual shape.
    """
    from PIL import Image, ImageDraw
    from PIL.PngImagePlugin import PngInfo

    (x, y), reach = _CENTRE, _ICON_REACH
    painted = Image.fromarray(_picture())
    painted.putpalette(_ramp(_hue("backache")).tobytes())
    square = painted.convert("RGB").crop((x - reach, y - reach, x + reach, y + reach))
    if is_cut:
        corners = Image.new("L", square.size)
        ImageDraw.Draw(corners).rounded_rectangle((0, 0, *square.size), reach * 0.4, fill=255)
        square.putalpha(corners)
    told = PngInfo()
    told.add_text("Comment", comment)
    file = BytesIO()
    square.resize((size, size), Image.Resampling.LANCZOS).save(file, "PNG", pnginfo=told, optimize=True)
    return file.getvalue()


def is_cover(path: Path) -> bool:
    """Tell whether a picture is a cover of ours: by its signature, or if it is an older one by the bowl in it."""
    from PIL import Image

    try:
        with opened(path) as file:
            if SIGNATURE.encode() in file.read(_HEAD):
                return True
            with Image.open(file, formats=("JPEG", "PNG")) as picture:
                if picture.size != (SIZE, SIZE):
                    return False
                seen = np.asarray(picture.convert("L"), np.float64)
    except (OSError, SyntaxError, ValueError):
        return False
    bowl = np.s_[: _CENTRE[1] + _RADIUS]
    return bool(seen.std() and np.corrcoef(seen[bowl].ravel(), _picture()[bowl].ravel())[0, 1] > _ALIKE)


def _signed() -> "PngInfo":
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    told.add_text("Software", SIGNATURE)
    return told


def _level(place: Place) -> int:
    return int(_levels(np.array(place.brightness)))


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
