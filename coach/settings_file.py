"""The settings: options that a user always gives, in a file of their own, spelled as on the command line.

They are a user's taste and never their health, which the profile keeps. No session reads them by itself: the command
line and programs ask for them, and what is given for a session wins. Settings that cannot be are an error and not
passed over: with closed eyes, another length, voice or volume than one's own is worse than a line before it begins.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec
from msgspec import UNSET, Struct, UnsetType

from coach.choices import IN_SCRIPT, NO_CHIMES, SessionOptions, choose, equal_sides
from coach.content.load import read_toml
from coach.errors import (
    BadFile,
    BadOption,
    CannotFit,
    CoachError,
    ContentError,
    FileError,
    Given,
    NoHome,
    Spelling,
    UnknownName,
    VoiceError,
)
from coach.storage import files, folders
from coach.storage.texts import one_line

Use = Literal["session", "play", "export"]
"""What takes a setting: the session itself, its playing, or its file."""

_HEAD = 'Options that you always give to coach, as in: voice = "system". What you give to a command wins.'

_HEALTH = "it is an answer on health, which the profile keeps; `coach profile` stores it"
_ELSEWHERE = {
    "condition": _HEALTH,
    "conditions": _HEALTH,
    "cleared": _HEALTH,
    "agreed": _HEALTH,
    "profile": "whose answers shape a session is for each session to say; your own are taken anyway",
    "talk": "the profile keeps how much is said; `coach profile` stores it",
    "position": "the profile keeps how you sit or lie; `coach profile` stores it",
    "legs": "the profile keeps how your legs come within reach; `coach profile` stores it",
    "skip": "the profile keeps which points you skip; `coach profile` stores it",
    "points": "which points are pressed is for each session to say, or for a routine of your own",
}
"""Options that do not belong here, and where they go."""


class _Options(Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """What may stand in the file; see `SessionOptions`, `OpenSession.play` and `Files`."""

    hold: float | UnsetType = UNSET
    minutes: float | UnsetType = UNSET
    order: str | UnsetType = UNSET
    side: str | UnsetType = UNSET
    first: str | UnsetType = UNSET
    pace: float | UnsetType = UNSET
    wait: float | UnsetType = UNSET
    breath: str | UnsetType = UNSET
    voice: str | UnsetType = UNSET
    rate: int | UnsetType = UNSET
    chimes: str | UnsetType = UNSET
    chime_level: float | UnsetType = UNSET
    bed: str | UnsetType = UNSET
    loudness: float | UnsetType = UNSET
    seed: int | UnsetType = UNSET
    begin_in: float | UnsetType = msgspec.field(name="in", default=UNSET)
    volume: float | UnsetType = UNSET
    device: str | UnsetType = UNSET
    plain: bool | UnsetType = UNSET
    feel: bool | UnsetType = UNSET
    quality: str | UnsetType = UNSET
    title: str | UnsetType = UNSET
    artist: str | UnsetType = UNSET
    practice: str | UnsetType = UNSET
    picture: str | UnsetType = UNSET


_FIELDS = {each.name: each for each in msgspec.structs.fields(_Options)}

KEYS = {name: each.encode_name for name, each in _FIELDS.items()}
"""How each option is spelled in the file, by its name in Python."""

_ON_FILES = ("title", "artist", "practice", "picture")
"""What stands on files."""

_USES: Mapping[str, Use] = {
    **dict.fromkeys(("volume", "device", "plain", "feel"), "play"),
    **dict.fromkeys(("quality", *_ON_FILES), "export"),
}
"""What takes an option that the session itself does not."""

_KINDS = {"plain": "true or false", "feel": "true or false", "rate": "a whole number", "seed": "a whole number"}
"""What is to be written for options that take neither any text nor any number."""

_USUALLY = {
    "hold": "the routine's own",
    "minutes": "as long as it takes",
    "voice": "the best that is installed",
    "device": "the system's",
    "begin_in": "0",
    "volume": "0",
    "plain": "false",
    "feel": "false",
    "quality": "good",
    "title": "the routine's, with its length",
    "artist": "coach",
    "practice": "none",
    "picture": "none",
}
"""What is usual, where no choice stands for it."""


class Row(NamedTuple):
    """An option, its value as a person writes it, and where that comes from."""

    option: str
    value: str
    where: Literal["default", "settings"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Options by their names in Python, and the file in which they stand."""

    file: Path | None = None
    values: Mapping[str, Any] = field(default_factory=dict)

    def of(self, use: Use) -> "Settings":
        """Return those that are for a use alone."""
        return self.among([name for name in self.values if _USES.get(name, "session") == use])

    def for_resumed(self) -> "Settings":
        """Return those that are for a session which goes on with the options that it has."""
        return self.among([name for name in self.values if name not in SessionOptions.__annotations__])

    def among(self, names: Collection[str]) -> "Settings":
        """Return those of some names alone."""
        return Settings(self.file, {name: value for name, value in self.values.items() if name in names})

    def beside(self, given: Mapping[str, Any]) -> "Settings":
        """Return what is left of them beside the options that are given, by name, for a session: these win.

        An option that cannot go with one of them is left out too, as `minutes` is beside a hold.
        """
        chosen = _of_session(given)
        others = {name: value for name, value in self.values.items() if name not in given}
        if not _can_be(chosen):  # whatever is wrong with it is no fault of theirs
            return Settings(self.file, others)
        return Settings(
            self.file,
            {
                name: value
                for name, value in others.items()
                if name not in SessionOptions.__annotations__ or _can_be({**chosen, name: value})
            },
        )

    def told(self, spell: Spelling) -> str:
        """Return them in a line, as they are written."""
        return ", ".join(spell(Given(name, _written(value))) for name, value in self.values.items())

    def rows(self) -> Iterator[Row]:
        """Yield every option with its value and where that comes from."""
        for name, key in KEYS.items():
            if name in self.values:
                yield Row(key, _written(self.values[name]), "settings")
            else:
                yield Row(key, _USUALLY.get(name) or _written(_usual(name)), "default")

    @contextmanager
    def blamed(self) -> Iterator[None]:
        """Add to an error about a value that comes from them where that stands."""
        try:
            yield
        except CoachError as error:
            if name := self._blamed_for(error):
                error.args = (*error.args, f" ({KEYS[name]} stands in {self.file})")
            raise

    def _blamed_for(self, error: CoachError) -> str | None:
        """Return the name of the option among them that an error is about, or None."""
        match error:
            case BadOption(option=option):
                return option if option in self.values else None
            case CannotFit():
                return "minutes" if "minutes" in self.values else None
            case UnknownName(name=found) | VoiceError(voice=found) | BadFile(file=found):
                return next((name for name, value in self.values.items() if value == found), None)
        return None


def stored_at() -> Path:
    """Return where the settings are kept, whether or not there are any; raise NoHome if there is no place."""
    return folders.config() / "settings.toml"


def find() -> Settings:
    """Return the settings of the user; none where there is no file, or no place for one. Raises what `read` raises."""
    try:
        path = stored_at()
    except NoHome:
        return Settings()
    return read(path) if _is_there(path) else Settings(path)


def read(path: Path) -> Settings:
    """Read settings and check them as if they were given for a session.

    Raises ContentError, with the file and the key, for what is no option, has the wrong type, or cannot be.
    """
    for key, value in read_toml(path, dict[str, Any]).items():
        problem = _elsewhere(key) or equal_sides(key, value)
        if problem:
            raise ContentError(str(path), key, problem)
    try:
        kept = read_toml(path, _Options)
    except ContentError as error:
        raise ContentError(error.file, error.where, error.problem.replace("`bool`", "true or false")) from None
    values = {name: value for name in KEYS if (value := getattr(kept, name)) is not UNSET}
    if "picture" in values:
        values["picture"] = str(path.parent / Path(values["picture"]).expanduser())
    _check(values, path)
    return Settings(path, values)


def update(path: Path, changes: Mapping[str, str], unset: Iterable[str] = ()) -> Settings:
    """Give options in the settings of a file other values, or the usual ones again; return what stands there then.

    `changes` are values as they are written on the command line, by the names of the options in Python or as they are
    spelled there. Comments and order of the file stay. Raises UnknownName for what is no option, BadOption for what
    cannot be, FileError for a file that cannot be written, and what `read` raises.
    """
    before = read(path) if _is_there(path) else Settings(path)
    new = {_named(key): _parsed(_named(key), text) for key, text in changes.items()}
    gone = [_named(key) for key in unset]
    for name in gone:
        if name in new:
            raise BadOption(name, changes.get(name, ""), "it is to be set and unset at once; choose one of the two")
    values = {name: value for name, value in {**before.values, **new}.items() if name not in gone}
    _check(values)
    _check_on_files({name: value for name, value in new.items() if name in _ON_FILES})
    _write(path, {KEYS[name]: value for name, value in new.items()}, [KEYS[name] for name in gone])
    return Settings(path, values)


def _check(values: Mapping[str, Any], path: Path | None = None) -> None:
    """Raise a CoachError for values that cannot be, alone or together; with a path, one that names the file."""
    for name, value in values.items():
        with _placed(path, KEYS[name]):
            _check_alone(name, value)
    with _placed(path, ""):
        choose(**_of_session(values))


def _check_on_files(new: Mapping[str, str]) -> None:
    """Raise a CoachError for what cannot stand on a file: told when it is stored, as no session waits for it then."""
    if new:
        from coach.export.imprint import imprint

        imprint(**new)


def _check_alone(name: str, value: Any) -> None:
    match name:
        case "begin_in":
            from coach.sessions.compose import require_time_to_sit_down

            require_time_to_sit_down(value)
        case "volume":
            from coach.live.terminal.transport import require_volume

            require_volume(value)
        case "quality":
            from coach.export import Wanted

            Wanted(Path("session.wav"), quality=value)
        case "title" | "artist" | "practice":
            one_line(name, value)
        case "bed":
            from coach.sound.beds import load_bed

            load_bed(value)
        case "chimes":
            from coach.sound.chimes import load_palette

            if value != NO_CHIMES:
                load_palette(value)
        case _ if name not in _USES:
            choose(**_of_session({name: value}))


@contextmanager
def _placed(path: Path | None, key: str) -> Iterator[None]:
    """Name the file and the key in an error, if there is a file."""
    try:
        yield
    except CoachError as error:
        if path is None:
            raise
        problem = f"{error.value}: {error.allowed}" if key and isinstance(error, BadOption) else str(error)
        raise ContentError(str(path), key, problem) from None


def _of_session(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in SessionOptions.__annotations__}


def _can_be(given: Mapping[str, Any]) -> bool:
    try:
        choose(**given)
    except CoachError:
        return False
    return True


def _usual(name: str) -> Any:
    """Return the usual value of an option of a session."""
    usual = choose()
    if name == "breath":
        return str(usual.script.breath)
    return getattr(usual, name) if hasattr(usual, name) else getattr(usual.script, IN_SCRIPT.get(name, name))


def _written(value: Any) -> str:
    """Return a value as a person writes it on the command line."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def _elsewhere(key: str) -> str | None:
    where = _ELSEWHERE.get(key.replace("_", "-"))
    return where and f"it does not belong in the settings: {where}"


def _named(key: str) -> str:
    """Return the name in Python of an option, however it is spelled."""
    spelled = key.strip().lstrip("-").lower().replace("_", "-")
    if problem := _elsewhere(spelled):
        raise BadOption(spelled, "", problem)
    found = {each: name for name, each in KEYS.items()} | {name.replace("_", "-"): name for name in KEYS}
    if spelled not in found:
        raise UnknownName("option", key, KEYS.values())
    return found[spelled]


def _parsed(name: str, text: str) -> Any:
    """Return the value that a text stands for."""
    if not text.strip():
        raise BadOption(name, repr(text), "write a value, or unset the option")
    if name == "picture":  # wherever the next export is asked for
        return str(Path(text.strip()).expanduser().absolute())
    try:
        return msgspec.convert(text.strip(), _FIELDS[name].type, strict=False)
    except msgspec.ValidationError:
        kind = _KINDS.get(name, "a number")
        raise BadOption(name, text, equal_sides(name, text) or f"write {kind}") from None


def _write(path: Path, changes: Mapping[str, Any], gone: Iterable[str]) -> None:
    """Change some keys of a file, or make it; all else in it stays as it is."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    before = path.read_bytes().decode("utf-8-sig") if _is_there(path) else ""
    try:
        document = tomlkit.parse(before)
    except TOMLKitError as error:
        raise BadFile(str(path), f"it cannot be changed ({error})", "mend it or delete it; it is as it was") from None
    if not before:
        document.add(tomlkit.comment(_HEAD))
    for key, value in changes.items():
        document[key] = int(value) if isinstance(value, float) and value.is_integer() else value
    for key in gone:
        document.pop(key, None)
    try:
        files.write(path, tomlkit.dumps(document).encode(), is_private=True, is_durable=True)
    except OSError as error:
        raise FileError(str(path), error.strerror or str(error)) from None


def _is_there(path: Path) -> bool:
    """Tell whether there is a file; one that nobody may look at counts, and so does a link that leads nowhere."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return path.is_symlink()
    except OSError:
        return True
    return True
