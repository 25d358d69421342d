"""What a user wants written, checked as far as it can be before anything is made."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack, get_args

from coach.errors import BadOption, FileError, UnknownName
from coach.export.captions import CAPTIONS
from coach.export.formats import FORMATS, Format, Quality, format_of
from coach.plan.timeline import Bus

if TYPE_CHECKING:
    from os import PathLike

STREAM = Path("-")
"""Stands for standard output, which takes a WAV."""


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
    """Where to write the cover as PNG."""

    def __post_init__(self) -> None:
        names = [sound_format.name for sound_format in FORMATS.values()]
        for kind, name, allowed in (
            *(("kind of captions", kind, tuple(CAPTIONS)) for kind in self.captions),
            ("quality", self.quality, get_args(Quality)),
            *((("stem", self.stem, get_args(Bus)),) if self.stem else ()),
            *((("format", self.format, names),) if self.format else ()),
        ):
            if name not in allowed:
                raise UnknownName(kind, name, allowed)
        if self.target == STREAM:
            self._check_stream()
        elif self.format and self.target.suffix.lower() in FORMATS.keys() - {f".{self.format}"}:
            raise BadOption("format", self.format, f"{self.target.name} says another one; leave one of the two out")
        targets = (self.target, *self.beside().values())
        for target in targets:
            if targets.count(target) > 1:
                raise FileError(str(target), "it is named for two things at once", "choose two names")

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
        return found | {kind: path for kind, path in others.items() if path}

    def _check_stream(self) -> None:
        if self.format not in {None, "wav"}:
            raise BadOption("format", self.format, "standard output takes a wav; name a file for the others")
        if self.captions:
            raise BadOption("captions", ",".join(self.captions), "they lie beside a file; name one")


class Files(TypedDict, total=False):
    """What may be wanted beside the name of an audio file, as users give it; see `Wanted`."""

    format: str | None
    quality: str
    stem: str | None
    captions: Iterable[str]
    chapters_file: "str | PathLike[str] | None"
    labels: "str | PathLike[str] | None"
    cover: "str | PathLike[str] | None"


def want(target: "str | PathLike[str]", **files: Unpack[Files]) -> Wanted:
    """Return what a user wants written, by plain values; raises UnknownName for what cannot be wanted."""
    for name in files:
        if name not in Files.__annotations__:
            raise UnknownName("option", name, Files.__annotations__)
    given: dict[str, Any] = dict(files)
    for name in given.keys() & {"chapters_file", "labels", "cover"}:
        given[name] = given[name] and Path(given[name])
    kinds = given.get("captions", ())
    given["captions"] = tuple(kinds.split(",") if isinstance(kinds, str) else kinds)
    return Wanted(Path(target), **given)
