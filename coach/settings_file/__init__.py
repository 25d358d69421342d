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

from msgspec import UNSET

from coach.choices import SessionOptions, choose, equal_sides
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
from coach.settings_file.options import (
    KEYS,
    Options,
    Use,
    can_be,
    check_alone,
    check_on_files,
    elsewhere,
    named,
    of_session,
    parsed,
    use_of,
    usual,
    written,
)
from coach.storage import files, folders, reading

_HEAD = 'Options that you always give to coach, as in: voice = "system". What you give to a command wins.'


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
        return self.among([name for name in self.values if use_of(name) == use])

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
        chosen = of_session(given)
        others = {name: value for name, value in self.values.items() if name not in given}
        if not can_be(chosen):  # whatever is wrong with it is no fault of theirs
            return Settings(self.file, others)
        return Settings(
            self.file,
            {
                name: value
                for name, value in others.items()
                if name not in SessionOptions.__annotations__ or can_be({**chosen, name: value})
            },
        )

    def told(self, spell: Spelling) -> str:
        """Return them in a line, as they are written."""
        return ", ".join(spell(Given(name, written(value))) for name, value in self.values.items())

    def rows(self) -> Iterator[Row]:
        """Yield every option with its value and where that comes from."""
        for name, key in KEYS.items():
            if name in self.values:
                yield Row(key, written(self.values[name]), "settings")
            else:
                yield Row(key, usual(name), "default")

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
    return read(path) if reading.is_stored(path) else Settings(path)


def read(path: Path) -> Settings:
    """Read settings and check them as if they were given for a session.

    Raises ContentError, with the file and the key, for what is no option, has the wrong type, or cannot be.
    """
    for key, value in read_toml(path, dict[str, Any]).items():
        problem = elsewhere(key) or equal_sides(key, value)
        if problem:
            raise ContentError(str(path), key, problem)
    try:
        kept = read_toml(path, Options)
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
    before = read(path) if reading.is_stored(path) else Settings(path)
    new = {named(key): parsed(named(key), text) for key, text in changes.items()}
    gone = [named(key) for key in unset]
    for name in gone:
        if name in new:
            raise BadOption(name, changes.get(name, ""), "it is to be set and unset at once; choose one of the two")
    values = {name: value for name, value in {**before.values, **new}.items() if name not in gone}
    _check(values)
    check_on_files(new)
    _write(path, {KEYS[name]: value for name, value in new.items()}, [KEYS[name] for name in gone])
    return Settings(path, values)


def _check(values: Mapping[str, Any], path: Path | None = None) -> None:
    """Raise a CoachError for values that cannot be, alone or together; with a path, one that names the file."""
    for name, value in values.items():
        with _placed(path, KEYS[name]):
            check_alone(name, value)
    with _placed(path, ""):
        choose(**of_session(values))


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


def _write(path: Path, changes: Mapping[str, Any], gone: Iterable[str]) -> None:
    """Change some keys of a file, or make it; all else in it stays as it is."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    before = path.read_bytes().decode("utf-8-sig") if reading.is_stored(path) else ""
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
