"""What a user wants written, checked as far as it can be before anything is made."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack, get_args

from coach.errors import BadOption, FileError, UnknownName
from coach.export.captions import CAPTIONS
from coach.export.cover import PICTURES
from coach.export.formats import FORMATS, Format, Quality, format_of
from coach.export.imprint import NO_IMPRINT, Imprint, imprint
from coach.export.own import own_beside, own_sound
from coach.plan.timeline import Bus
from coach.storage.files import file_named, require_own, require_writable

if TYPE_CHECKING:
    from os import PathLike

STREAM = Path("-")
"""Stands for standard output, which takes a WAV."""

_SUFFIXES = {"chapters_file": (".json",), "labels": (".txt",), "cover": tuple(PICTURES)}
"""What the names of files beside the audio file may end in; they may as well have no suffix."""

_OTHERS = {*(f".{kind}" for kind in CAPTIONS), *(suffix for suffixes in _SUFFIXES.values() for suffix in suffixes)}
"""Suffixes that no audio file has."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file of a session, and those beside it. Raises a CoachError for what cannot be."""

    target: Path
    """The audio file, or `STREAM`."""

    format: str | None = None
    """Name of its format, or None to let its suffix say it."""

    quality: Quality = "good"
    """Of a lossy format; the others keep every sample anyway."""

    stem: Bus | None = None
    """The bus to write alone, or None for the whole mix."""

    captions: tuple[str, ...] = ()
    """Kinds of caption files, which lie beside the audio file under its name: vtt, srt, lrc."""

    chapters_file: Path | None = None
    """Where to write the chapters as Podcasting 2.0 JSON."""

    labels: Path | None = None
    """Where to write the chapters as labels of Audacity."""

    cover: Path | None = None
    """Where to write the cover: as PNG for a name that ends in .png, else as the JPEG that the file carries."""

    imprint: Imprint = NO_IMPRINT
    """What stands on the file and its cover in place of the usual."""

    force: bool = False
    """Whether to replace files that coach has not written, too."""

    def __post_init__(self) -> None:
        if self.target != STREAM:
            require_writable(self.target)
        names = [sound_format.name for sound_format in FORMATS.values()]
        for kind, name, allowed in (
            *(("kind of captions", kind, tuple(CAPTIONS)) for kind in self.captions),
            ("quality", self.quality, get_args(Quality)),
            *((("stem", self.stem, get_args(Bus)),) if self.stem is not None else ()),
            *((("format", self.format, names),) if self.format is not None else ()),
        ):
            if name not in allowed:
                raise UnknownName(kind, name, allowed)
        if self.target == STREAM:
            self._check_stream()
        else:
            self._check_suffix()
        self._check_beside()

    @property
    def sound_format(self) -> Format:
        """The format of the audio file; raises UnknownName if neither its suffix nor `format` names one."""
        return FORMATS[f".{self.format}"] if self.format else format_of(self.target)

    def beside(self) -> dict[str, Path]:
        """Return where everything but the audio file is written, by what it is: "vtt", "chapters" and so on."""
        named = self.target.suffix.lower() in FORMATS
        stem = self.target.with_suffix("") if named else self.target
        found = {kind: stem.with_name(f"{stem.name}.{kind}") for kind in self.captions}
        others = {"chapters": self.chapters_file, "labels": self.labels, "cover": self.cover}
        return found | {kind: path for kind, path in others.items() if path is not None}

    def files(self) -> list[Path]:
        """Return all files that are written, in the order in which they take their names."""
        return [*self.beside().values(), *([self.target] if self.target != STREAM else [])]

    def require_own(self) -> None:
        """Raise OthersFile for a file that would be replaced, and that coach has not written, unless that is wanted."""
        sounds = {self.target.with_suffix(suffix): sound_format for suffix, sound_format in FORMATS.items()}
        if self.target != STREAM:
            sounds[self.target] = self.sound_format
            require_own(self.target, own_sound(self.sound_format), force=self.force)
        for kind, path in self.beside().items():
            require_own(path, own_beside(kind, sounds), force=self.force)

    def _check_stream(self) -> None:
        if self.format not in {None, "wav"}:
            raise BadOption("format", self.format, "standard output takes a wav; name a file for the others")
        if self.captions:
            raise BadOption("captions", ",".join(self.captions), "they lie beside a file; name one")

    def _check_suffix(self) -> None:
        """Refuse an audio file whose suffix says something else."""
        suffix = self.target.suffix.lower()
        if self.format is not None:
            if suffix in (FORMATS.keys() | _OTHERS) - {f".{self.format}"}:
                raise BadOption("format", self.format, f"{self.target.name} says another one; leave one of the two out")
        elif suffix[1:] in CAPTIONS:
            problem = "captions lie beside an audio file; name one, and choose the kind of captions with it"
            raise BadOption("output", self.target, problem)
        else:
            format_of(self.target)

    def _check_beside(self) -> None:
        """Refuse names of other files that cannot be written, are there twice, or say something else than they hold."""
        beside = self.beside().values()
        for path in beside:
            require_writable(path)
        places = [os.path.realpath(path) for path in (self.target, *beside)]
        for path, place in zip(beside, places[1:], strict=True):
            if places.count(place) > 1:
                raise FileError(str(path), "it is named for two things at once", "choose two names")
        for option, suffixes in _SUFFIXES.items():
            named: Path | None = getattr(self, option)
            if named is not None and named.suffix and named.suffix.lower() not in suffixes:
                allowed = " or ".join(filter(None, (", ".join(suffixes[:-1]), suffixes[-1])))
                raise BadOption(option, named, f"it is no {named.suffix} file; let its name end in {allowed}")


class Files(TypedDict, total=False):
    """What may be wanted beside the name of an audio file, as users give it; see `Wanted` and `Imprint`."""

    format: str | None
    quality: str
    stem: str | None
    captions: Iterable[str] | None
    chapters_file: "str | PathLike[str] | None"
    labels: "str | PathLike[str] | None"
    cover: "str | PathLike[str] | None"
    title: str | None
    artist: str | None
    practice: str | None
    picture: "str | PathLike[str] | None"
    force: bool


_ON_IT = ("title", "artist", "practice", "picture")
"""What stands on a file."""


def want(target: "str | PathLike[str]", **files: Unpack[Files]) -> Wanted:
    """Return what a user wants written, by plain values; raises UnknownName and BadOption for what cannot be wanted.

    Kinds of captions may be one text with commas, in small or capital letters. Raises BadFile for a picture that cannot
    be used, and OthersFile for a file that would be replaced and that coach has not written.
    """
    for name in files:
        if name not in Files.__annotations__:
            raise UnknownName("option", name, Files.__annotations__)
    given: dict[str, Any] = dict(files)
    for name in given.keys() & _SUFFIXES.keys():
        given[name] = None if given[name] is None else file_named(given[name])
    kinds = given.get("captions")
    given["captions"] = () if kinds is None else _kinds(kinds)
    on_it = {name: given.pop(name) for name in _ON_IT if name in given}
    wanted = Wanted(file_named(target), **given, imprint=imprint(**on_it))
    wanted.require_own()
    return wanted


def _kinds(given: Iterable[str]) -> tuple[str, ...]:
    """Return kinds of captions as they are called; raise BadOption for a text that names none."""
    named = given.split(",") if isinstance(given, str) else given
    kinds = tuple(kind.strip().lower() for kind in named if kind.strip())
    if isinstance(given, str) and not kinds:
        raise BadOption("captions", repr(given), f"choose one or more of {', '.join(CAPTIONS)}")
    return kinds
