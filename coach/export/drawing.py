"""The picture of a point as a file: SVG as it is drawn, or PNG, which resvg paints."""

import os
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

from coach.choices import PressedSide
from coach.content.codes import known_point
from coach.content.load import library, pictures
from coach.content.model import Point, Side
from coach.errors import BadOption, FileError, UnknownName
from coach.export.lettering import usual_font
from coach.pictures.alternative import alternative, usual
from coach.pictures.colours import DARK, LIGHT
from coach.pictures.draw import draw, title
from coach.storage import files
from coach.storage.packages import to_install
from coach.storage.reading import opened

SVG, PNG = ".svg", ".png"

SIZE = 1200
"""Width and height of a PNG, in pixels."""

RESVG = "resvg-py>=0.5,<1"
"""What pip is asked for, as the extra png does."""

SIGNATURE = "coach: where a point of acupressure lies"
"""Stands in every picture, where programs look for what has made it."""

_SVG_HEAD = f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {SIGNATURE} -->\n'.encode()
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_HEAD = 2**12
"""Bytes within which a PNG has its signature."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Where a point lies, as `coach.picture` draws it."""

    title: str
    """What is seen, as in "BL40, the back of the left knee"."""

    text: str
    """The same in the point's own sentences, for whoever does not see it."""

    svg: str = field(repr=False)
    """One element, without ids and scripts: it can stand in HTML, beside others."""

    def write(self, path: str | os.PathLike[str], *, force: bool = False) -> Path:
        """Write it to a file, as SVG or as a PNG of 1200 pixels each way, as its name ends, and return where that is.

        A file that is no picture of coach is replaced only with `force`. Raises BadOption for a name that ends
        otherwise, and FileError for a file that cannot be written: for a PNG, if the package resvg-py is missing.
        """
        target = files.file_named(path)
        suffix = target.suffix.lower()
        if suffix not in {SVG, PNG}:
            raise BadOption("picture", str(target), f"choose a name that ends in {SVG} or {PNG}")
        files.require_writable(target)
        files.require_own(target, is_picture, force=force)
        with files.refusing(target):
            content = _SVG_HEAD + self.svg.encode() + b"\n" if suffix == SVG else self._png(target)
        with files.replacing(target) as file:
            file.write(content)
        return target

    def _png(self, target: Path) -> bytes:
        """Return it as a PNG that tells what it shows; `target` is for the error where nothing can paint it."""
        try:
            from resvg_py import svg_to_bytes
        except ImportError:
            advice = f"run `{to_install(RESVG)}`, or choose a name that ends in {SVG}"
            raise FileError(str(target), "PNG files need the package resvg-py", advice) from None
        from PIL import Image
        from PIL.PngImagePlugin import PngInfo

        with TemporaryDirectory(prefix="coach-") as folder:  # resvg reads fonts from files alone
            font, file = usual_font(20), Path(folder) / "font.ttf"
            file.write_bytes(font.font_bytes)
            painted = svg_to_bytes(
                svg_string=self.svg,
                width=SIZE,
                skip_system_fonts=True,  # so that every machine paints the same, and one without fonts words at all
                font_files=[str(file)],
                sans_serif_family=font.getname()[0],
            )
        told = PngInfo()
        for key, value in {"Software": SIGNATURE, "Title": self.title, "Description": self.text}.items():
            told.add_itxt(key, value)
        content = BytesIO()
        with Image.open(BytesIO(painted)) as picture:
            picture.convert("RGB").save(content, "PNG", pnginfo=told, optimize=True)
        return content.getvalue()


def picture(code: str, *, side: PressedSide | None = None, dark: bool = False) -> Picture:
    """Return the picture of a point, which is named as people name it, on the side that is pressed.

    Without a side it shows both. Raises UnknownName for a point that there is not, that has no picture, and for a side
    that there is not, and BadOption for one that the point has not.
    """
    point = usual(library().points[known_point(code, library().points)])
    drawn = pictures()
    view = drawn.view_of(point.code)
    if view is None:
        there_are = [other for other in library().points if drawn.view_of(other)]
        hint = f"this point has none yet, and there is: {', '.join(there_are) or 'none'}"
        raise UnknownName("picture", point.code, there_are, hint=hint)
    shown = shown_side(point, side)
    text = alternative(point, shown)
    svg = draw(drawn, point.code, shown, text=text, tool=point.tool, colours=DARK if dark else LIGHT)
    return Picture(f"{point.code}, {title(view, shown)}", text, svg or "")


def is_picture(path: Path) -> bool:
    """Tell whether a file is a picture of a point that coach has written."""
    try:
        with opened(path) as file:
            head = file.read(_HEAD)
    except OSError:
        return False
    return head.startswith(_SVG_HEAD) or (head.startswith(_PNG_HEAD) and SIGNATURE.encode() in head)


def shown_side(point: Point, side: PressedSide | None) -> Side:
    """Return the side of a point that its picture shows."""
    if side is not None and side not in get_args(PressedSide):
        raise UnknownName("side", side, get_args(PressedSide))
    if point.sides == "midline":
        if side is not None:
            raise BadOption("side", side, f"{point.code} lies on the midline and has none; leave it out")
        return "midline"
    return side or "both"
