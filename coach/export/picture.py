"""A picture of a practice, as users have them: read whatever it is, and laid into the bowl of the cover."""

import struct
import warnings
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import BadFile
from coach.storage.reading import opened, unread

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 2**26
"""Of a file, 64 MB: a photograph takes less."""

MOST_PIXELS = 10**8
"""Of a picture: ten thousand each way. One that unpacks to more is a mistake, or meant to fill the memory."""

_FORMATS = ("JPEG", "PNG", "WEBP")

_ADVICE = "choose a JPEG, PNG or WebP picture"

_KEPT = 640
"""Width and height to which a larger one is reduced: twice what the cover has room for."""

_GROUND = (247, 240, 227)
"""Cream, under what is dark and has none of its own."""

_MARGIN = 20
_CORNER = 14
"""Of the ground, in pixels; the corners are round."""

_FINE = 4
"""Steps of a round corner in a pixel."""

_DARK = 110
"""What is darker on the whole, from 0 to 255, is not seen in the bowl."""


def load_picture(path: Path) -> "Image":
    """Return a picture in RGBA, the way up that it is to be seen: of a moving one the first moment.

    Raises BadFile for what is none, is damaged, or is too large to be one for a cover.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with opened(path) as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of much that it reads all the same
            if file.seek(0, 2) > MOST_BYTES:
                raise BadFile(str(path), f"it has more than {MOST_BYTES // 2**20} MB", _ADVICE)
            file.seek(0)
            with Image.open(file, formats=_FORMATS) as picture:
                width, height = picture.size
                if width * height > MOST_PIXELS:
                    raise _too_large(path, f"{width} x {height} pixels")
                picture.draft(None, (_KEPT, _KEPT))
                turned = ImageOps.exif_transpose(_in_eight_bits(picture)).convert("RGBA")
                turned.thumbnail((_KEPT, _KEPT))
                return turned
    except Image.DecompressionBombError:
        raise _too_large(path, "too many pixels") from None
    except UnidentifiedImageError:
        raise BadFile(str(path), "it is no picture, or none of a kind that coach can read", _ADVICE) from None
    except OSError as error:
        problem = unread(path, error) if error.errno else "it is damaged"
        raise BadFile(str(path), problem, _ADVICE) from None
    except (SyntaxError, ValueError, EOFError, LookupError, ArithmeticError, TypeError, struct.error, zlib.error):
        raise BadFile(str(path), "it is damaged", _ADVICE) from None
    except MemoryError:
        raise _too_large(path, "more than there is memory for") from None


def lay(picture: "Image", onto: "Image", centre: tuple[int, int], diameter: int) -> None:
    """Lay a picture onto another one, whole and as large as it can be in a circle.

    One that is not transparent gets round corners. One that is stands on the bowl itself if it is light, and else on
    a light ground.
    """
    from PIL import Image

    is_open = min(picture.getchannel("A").tobytes()) < 255
    has_ground = is_open and _brightness(picture) < _DARK
    margin = _MARGIN if has_ground else 0
    room = diameter - 3 * margin  # more than twice: corners reach further out than sides
    factor = room / (picture.width**2 + picture.height**2) ** 0.5
    size = (max(round(picture.width * factor), 1), max(round(picture.height * factor), 1))
    laid = picture.resize(size, Image.Resampling.LANCZOS)
    if has_ground:
        ground = Image.new("RGBA", (size[0] + 2 * margin, size[1] + 2 * margin), _GROUND)
        ground.alpha_composite(laid, (margin, margin))
        laid = ground
    mask = laid.getchannel("A") if is_open and not has_ground else _rounded(laid.size)
    onto.paste(laid, (centre[0] - laid.width // 2, centre[1] - laid.height // 2), mask)


def _too_large(path: Path, size: str) -> BadFile:
    return BadFile(str(path), f"it is too large: {size}", "choose a smaller picture, as one of 1000 x 1000 pixels")


def _in_eight_bits(picture: "Image") -> "Image":
    """Return a picture whose samples have eight bits; of one that has sixteen Pillow would keep the lowest."""
    if picture.mode.startswith("I"):
        return picture.point(lambda level: level / 256).convert("L")
    return picture


def _brightness(picture: "Image") -> float:
    """Return how bright what is seen of a picture is on the whole, from 0 to 255."""
    from PIL import ImageStat

    seen = picture.getchannel("A")
    return float(ImageStat.Stat(picture.convert("L"), seen).mean[0]) if seen.getbbox() else 0.0


def _rounded(size: tuple[int, int]) -> "Image":
    from PIL import Image, ImageDraw

    fine = (size[0] * _FINE, size[1] * _FINE)
    mask = Image.new("L", fine, 0)
    corner = min(_CORNER * _FINE, *(side // 2 for side in fine))
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, fine[0] - 1, fine[1] - 1), corner, fill=255)
    return mask.resize(size, Image.Resampling.BOX)
