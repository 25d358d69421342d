"""Files into frozen types: every error names the file, the place in it, what was found and what is allowed."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import IO, Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import msgspec

from coach.content import check
from coach.content.commands import Commands, check_commands
from coach.content.lines import require_lines
from coach.content.model import Library, Point, Routine
from coach.content.phrases import Phrases
from coach.content.pictures import Pictures, Tools, View
from coach.content.safety import Safety
from coach.content.sources import Bibliography
from coach.content.toml import BadToml, parsed
from coach.errors import ContentError, UnknownName, quoted
from coach.slips import nearest
from coach.storage import reading, resources
from coach.storage.texts import BadText, Written, decoded

Kind = TypeVar("Kind")

_PLAIN_WORDS = {
    "`int( \\| null)?`, got `float`": "a whole number",
    "`array`": "a list",
    "`object`": "a table",
    "`str`": "a text",
    "`bool`": "true or false",
    "`(date|time|datetime)`": "a date or a time",
    "`(float|int)( \\| null)?`": "a number",
    "of length >= ": "with a length of at least ",
    "of length <= ": "with a length of at most ",
    " matching regex '(.*)'$": r" like \1",
}
"""msgspec speaks of JSON and Python; an author of TOML reads these words instead."""

_POINT_ORDER = ("CV6", "BL23", "GV26", "BL40", "BL57", "BL60", "BL31-34")
"""The source article's order, in which the points are listed; further points follow by name."""


_TOOLS = "tools"
"""The file among the views that holds none, and what presses the points in its place."""


def read_toml(path: Path, kind: type[Kind], shown: str | None = None) -> Kind:
    """Read a TOML file into a msgspec type; `shown` is the file's name in errors (default: the path as given).

    Raises ContentError if the file cannot be read, is no TOML, or does not have the shape of `kind`.
    """
    name = shown or str(path)
    try:
        raw = parsed(read_text(path, name).text)
    except BadToml as error:
        raise ContentError(name, _in_line(error.line), f"it is no valid TOML: {error.problem}") from None
    require_lines(raw, name)
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        where, problem = _explain(str(error), kind, raw)
        raise ContentError(name, where, problem) from None


def read_text(path: Path, shown: str | None = None) -> Written:
    """Read a text of which somebody has written a file by hand; raise ContentError, as `read_toml` does."""
    name = shown or str(path)
    try:
        return decoded(reading.content(path))
    except OSError as error:
        raise ContentError(name, "", reading.unread(path, error)) from None
    except BadText as error:
        raise ContentError(name, _in_line(error.line), f"it cannot be read: {error.problem}") from None


def read_stream(stream: IO[bytes], name: str, usual: str) -> str:
    """Return the text that comes from a stream, to its end; `usual` is the encoding of what is no UTF-8.

    Raises ContentError for what cannot be read, for more than a megabyte, and for what is no text.
    """
    try:
        content = stream.read(reading.MOST_BYTES + 1)
        if len(content) > reading.MOST_BYTES:
            raise reading.TooLarge(reading.MOST_BYTES)
        return decoded(content, usual).text
    except OSError as error:
        raise ContentError(name, "", f"it cannot be read ({error.strerror or error})") from None
    except BadText as error:
        raise ContentError(name, _in_line(error.line), f"it cannot be read: {error.problem}") from None


def _in_line(line: int) -> str:
    return f"line {line}" if line else ""


def library(root: Path | None = None) -> Library:
    """Load a folder like `scripts/`, checked in itself and across files; `root` defaults to what is shipped."""
    return _shipped() if root is None else _loaded(root)


@cache
def _shipped() -> Library:
    """Load what is shipped, once: a command may need it for the profile and for the session."""
    return _loaded(resources.folder("scripts"))


def pictures(root: Path | None = None) -> Pictures:
    """Load the pictures of the points in a folder like `scripts/`; `root` defaults to what is shipped."""
    return _shipped_pictures() if root is None else _loaded_pictures(root, library(root))


@cache
def _shipped_pictures() -> Pictures:
    """Load what is shipped, once, and apart from the library: most sessions need no picture."""
    return _loaded_pictures(resources.folder("scripts"), library())


def _loaded_pictures(root: Path, known: Library) -> Pictures:
    loaded = Pictures(
        views={
            path.stem: read_toml(path, View, f"pictures/{path.name}")
            for path in _toml_files(root / "pictures")
            if path.stem != _TOOLS
        },
        tools=read_toml(root / "pictures" / f"{_TOOLS}.toml", Tools, f"pictures/{_TOOLS}.toml").tools,
    )
    check.check_pictures(loaded, known)
    return loaded


def commands(language: str = "en", root: Path | None = None, knows: Callable[[str], bool] | None = None) -> Commands:
    """Load what can be said in a language, from a folder like `scripts/`; `root` defaults to what is shipped.

    `knows` tells whether the recogniser that is to hear it knows a word; without it every word counts as known. Raises
    UnknownName for a language without commands, and ContentError for a fault in them.
    """
    folder = (root or resources.folder("scripts")) / "commands"
    languages = [path.stem for path in _toml_files(folder)]
    if language not in languages:
        raise UnknownName("language", language, languages, "commands")
    file = f"commands/{language}.toml"
    loaded = read_toml(folder / f"{language}.toml", Commands, file)
    check_commands(loaded, file, knows)
    return loaded


def point_names() -> dict[str, str]:
    """Return the names of the shipped points by their codes: whoever needs no more is spared most of the library."""
    return {code: point.en.name for code, point in _points(resources.folder("scripts")).items()}


def _points(root: Path) -> dict[str, Point]:
    return {path.stem: read_toml(path, Point, f"points/{path.name}") for path in _toml_files(root / "points")}


def _loaded(root: Path) -> Library:
    points = _points(root)
    loaded = Library(
        points={code: points[code] for code in sorted(points, key=_listing_order)},
        routines={path.stem: _read_routine(path, points) for path in _toml_files(root / "routines")},
        phrases=read_toml(root / "phrases" / "en.toml", Phrases, "phrases/en.toml"),
        safety=read_toml(root / "safety.toml", Safety, "safety.toml"),
        sources=read_toml(root / "sources.toml", Bibliography, "sources.toml"),
    )
    check.check_library(loaded)
    return loaded


def find_routine(name: str, shipped: Library) -> tuple[str, Routine]:
    """Return a routine and its name: a shipped one by name, or one of the user's own by the path of its file.

    Anything that ends in ".toml" or holds a path separator is a path. Raises UnknownName or ContentError.
    """
    if not re.search(r"[/\\]|\.toml$", name):
        if name not in shipped.routines:
            raise UnknownName("routine", name, shipped.routines)
        return name, shipped.routines[name]
    path = Path(name)
    own = _read_routine(path, shipped.points, shown=name)
    check.check_routine(own, name, shipped)
    return path.stem, own


def _read_routine(path: Path, points: dict[str, Point], shown: str | None = None) -> Routine:
    file = shown or f"routines/{path.name}"
    read = read_toml(path, Routine, file)
    check.check_steps(read, file, points)
    return read


def _toml_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.toml"))


def _listing_order(code: str) -> tuple[int, str]:
    return (_POINT_ORDER.index(code) if code in _POINT_ORDER else len(_POINT_ORDER), code)


def _explain(message: str, kind: type, raw: Any) -> tuple[str, str]:
    """Turn msgspec's message into the place and the problem in words of the file: "en.locate, entry 2"."""
    problem, _, path = message.partition(" - at `$")
    keys = re.findall(r"\.([A-Za-z0-9_-]+)|\[(\d+|\.\.\.)\]", path.rstrip("`"))
    parts = [f", entry {int(index) + 1}" if index.isdigit() else f".{key or '*'}" for key, index in keys]
    where = re.sub(r"^steps, entry", "step", "".join(parts).lstrip("."))
    expected = _type_at(kind, keys)
    if unknown := re.match(r"Object contains unknown field `(.+)`", problem):
        allowed = [field.encode_name for field in msgspec.structs.fields(expected)]
        match = nearest(unknown[1], allowed)
        hint = f"did you mean {match!r}?" if match else f"allowed: {', '.join(allowed)}"
        return where, f"unknown key {quoted(unknown[1])}; {hint}"
    if missing := re.match(r"Object missing required field `(.+)`", problem):
        return where, f"the key {missing[1]!r} is missing"
    for choice in (expected, *get_args(expected)):  # a choice that may be missing is declared beside None
        if get_origin(choice) is Literal:
            return where, f"unknown value {quoted(_value_at(raw, keys))}; allowed: {', '.join(get_args(choice))}"
    found = _value_at(raw, keys)
    for pattern, words in _PLAIN_WORDS.items():
        problem = re.sub(pattern, words, problem)
    return where, f"{problem[:1].lower()}{problem[1:]}{f', found {quoted(found)}' if found is not None else ''}"


def _value_at(raw: Any, keys: list[tuple[str, str]]) -> Any:
    """Return the plain value at a place, or None if there is a table or a list, or the place is not exact."""
    for key, index in keys:
        if index.isdigit() and isinstance(raw, list):
            raw = raw[int(index)]
        elif key and isinstance(raw, dict) and key in raw:
            raw = raw[key]
        else:
            return None
    return raw if isinstance(raw, str | int | float | bool) else None


def _type_at(kind: Any, keys: list[tuple[str, str]]) -> Any:
    """Return the type that is expected at a place: a struct for a table, else what the field is declared as."""
    for key, index in keys:
        if index or not _is_struct(kind):
            kind = next(filter(_is_struct, get_args(kind)), kind)
        else:
            hints = get_type_hints(kind)
            kind = hints.get(key, hints.get(key.replace("-", "_")))
    return kind


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)
