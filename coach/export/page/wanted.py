"""What a user wants of a page, checked as far as it can be before anything is made."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack, get_args

from coach.errors import BadOption, FileError, UnknownName
from coach.export.formats import FORMATS, Format, Quality
from coach.export.imprint import NO_IMPRINT, Imprint, imprint
from coach.export.page.link import link_of
from coach.export.page.own import INDEX, KNOWN, SOUNDS, SUFFIXES, require_own_folder, require_own_page, sound_name
from coach.export.page.paper import Paper, paper_of
from coach.export.page.pdf import is_own_sheet, sheet_file
from coach.storage.files import file_named, require_own, require_writable

if TYPE_CHECKING:
    from os import PathLike

_ADVICE = "let its name end in .html for a page in one file, or in / for a folder"


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedPage:
    """A page of a session, in one file or in a folder."""

    target: Path
    is_folder: bool = False
    """Whether it is a folder, to be put on a server and installed from there."""

    sound_format: Format
    quality: Quality = "good"
    imprint: Imprint = NO_IMPRINT
    link: str | None = None
    """An address that the sheet shows as a square code, or None."""

    paper: Paper | None = None
    """What its sheet is printed on as PDF, or None: it is not."""

    force: bool = False
    """Whether to replace files that coach has not written, too, and to write among others."""

    @property
    def page(self) -> Path:
        """The file that is opened in a browser."""
        return self.target / INDEX if self.is_folder else self.target

    @property
    def shown(self) -> list[Path]:
        """The files that a person opens: the page, and its sheet if that is printed."""
        return [self.page, *([sheet_file(self.page)] if self.paper else [])]

    @property
    def sound_name(self) -> str:
        """What the sound is called that lies beside the page in a folder."""
        return sound_name(self.sound_format.name)

    @property
    def names(self) -> frozenset[str]:
        """The names of all files of a folder."""
        return KNOWN - {sound_name(sound) for sound in SOUNDS} | {self.sound_name}


class PageFiles(TypedDict, total=False):
    """What may be wanted of a page beside its name, as users give it; see `WantedPage` and `Imprint`."""

    format: str | None
    quality: str
    title: str | None
    artist: str | None
    practice: str | None
    picture: "str | PathLike[str] | None"
    link: str | None
    pdf: bool
    paper: str | None
    force: bool


_ON_IT = ("title", "artist", "practice", "picture")
"""What stands on a page."""


def want_page(target: "str | PathLike[str]", **files: Unpack[PageFiles]) -> WantedPage:
    """Return what a user wants of a page, by plain values; raises UnknownName and BadOption for what cannot be wanted.

    A target that ends in a slash, or that is a folder, is a folder; any other is a file whose name ends in .html or
    .htm. Raises BadFile for a picture that cannot be used, FileError for what cannot be written and for a format for
    which this machine lacks something, and OthersFile for a file or a folder that coach has not written.

    With `pdf` its sheet is printed as well, on the `paper` that is usual where this machine stands, or another.
    """
    for name in files:
        if name not in PageFiles.__annotations__:
            raise UnknownName("option", name, PageFiles.__annotations__)
    given: dict[str, Any] = dict(files)
    path, is_folder = _target(target)
    quality, force = given.get("quality", "good"), given.get("force", False)
    if quality not in get_args(Quality):
        raise UnknownName("quality", quality, get_args(Quality))
    link, paper = given.get("link"), given.get("paper")
    if paper is not None and not given.get("pdf"):
        raise BadOption("paper", paper, "it is for a sheet as PDF; have that written, too, or leave it out")
    wanted = WantedPage(
        target=path,
        is_folder=is_folder,
        sound_format=_sound_format(given.get("format"), path),
        quality=quality,
        imprint=imprint(**{name: given[name] for name in _ON_IT if name in given}),
        link=None if link is None else link_of(link),
        paper=paper_of(paper) if given.get("pdf") else None,
        force=force,
    )
    if is_folder:
        require_own_folder(path, wanted.names, force=force)
    else:
        require_writable(path)
        require_own_page(path, force=force)
    for sheet in wanted.shown[1:]:
        require_writable(sheet)
        require_own(sheet, is_own_sheet, force=force)
    return wanted


def _target(named: "str | PathLike[str]") -> tuple[Path, bool]:
    """Return where a page is to be written, and whether that is a folder."""
    written = os.fspath(named)
    path = Path(written)
    if written.strip() and (written.endswith(("/", os.sep)) or path.is_dir()):
        return path, True
    path = file_named(named)
    if path.suffix.lower() not in SUFFIXES:
        raise BadOption("output", path, _ADVICE)
    return path, False


def _sound_format(name: str | None, target: Path) -> Format:
    """Return the format of a page's sound: the best that this machine can write, if none is named."""
    if name is not None and name not in SOUNDS:
        raise UnknownName("format", name, SOUNDS)
    best, always = (FORMATS[f".{sound}"] for sound in SOUNDS)
    if name is None:
        try:
            best.check(target)
        except FileError:
            name = always.name
    chosen = FORMATS[f".{name}"] if name else best
    chosen.check(target)
    return chosen
