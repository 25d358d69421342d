"""What a user has a file say of itself, and of who gives it: for a client, a title, and the practice on its cover."""

from dataclasses import dataclass
from os import fspath
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import BadOption
from coach.export.lettering import can_be_drawn
from coach.export.picture import load_picture
from coach.storage.texts import one_line

if TYPE_CHECKING:
    from os import PathLike

    from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class Imprint:
    """What stands on a file. Each is a line; empty ones are not wanted."""

    title: str = ""
    """In place of the routine's own and the length."""

    artist: str = ""
    """In place of coach."""

    practice: str = ""
    """A line at the foot of the cover."""

    picture: "Image | None" = None
    """In the bowl of the cover."""


NO_IMPRINT = Imprint()


def imprint(
    title: str | None = None,
    artist: str | None = None,
    practice: str | None = None,
    picture: "str | PathLike[str] | None" = None,
) -> Imprint:
    """Return what users want to stand on a file, by plain values; None leaves it as it usually is.

    Raises BadOption for a text that is no line, or that cannot be drawn where it belongs, and BadFile for a picture
    that is none.
    """
    told = Imprint(
        title="" if title is None else one_line("title", title),
        artist="" if artist is None else one_line("artist", artist),
        practice="" if practice is None else one_line("practice", practice),
        picture=None if picture is None else load_picture(_file(picture)),
    )
    if told.practice and not can_be_drawn(told.practice):
        advice = "no font of this machine has all its letters; write it in Latin letters, or have it in the picture"
        raise BadOption("practice", told.practice, advice)
    return told


def _file(picture: "str | PathLike[str]") -> Path:
    named = fspath(picture)
    if not named.strip():
        raise BadOption("picture", repr(named), "name a JPEG, PNG or WebP file")
    return Path(named)
