"""The profile: what a listener has answered once, in a file of their own that nobody else may read.

It may be edited by hand: what is written keeps its comments and its order.
"""

import dataclasses
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict, replace

from coach.choices import MINE, NOBODY, ChosenTalk, Legs, Position
from coach.content.codes import as_codes, unknown_point
from coach.content.load import read_text, read_toml
from coach.content.model import Library
from coach.content.safety import Safety
from coach.content.toml import BadToml, parsed
from coach.errors import BadFile, BadOption, ContentError, FileError, Given, NoHome, UnknownName, quoted
from coach.health.listener import Listener, agreements
from coach.health.names import condition_ids
from coach.health.verdicts import chosen, still_cleared
from coach.storage import files, folders, reading
from coach.storage.log import Log
from coach.storage.texts import NEW

SCHEMA = 1
"""Version of the file's shape: a file of a newer one is refused, and never written."""

Tell = Callable[[str], None]
"""Takes what is to be said on the way."""

_SPARSE = ("name", "left_at", "talk", "position", "legs", "skip")
"""Keys that are written where they are not as usual; all but `talk`, an older coach refuses by their names."""

_log = Log(__name__)

_HEAD = (
    "Answers to the questions of `coach profile`, on this machine alone.",
    "You may edit it by hand: what you write beside them stays.",
)


class Profile(Struct, frozen=True, forbid_unknown_fields=True):
    """What is known of a listener, as it stands in the file."""

    schema: int = SCHEMA
    name: str = ""
    """Whose answers they are, for whoever keeps several files; told where a file is shown or asked for, and nowhere
    else: no session knows it."""

    conditions: tuple[str, ...] = ()
    """Ids of the conditions that the listener has (`coach.health.ailments`)."""

    answered: tuple[str, ...] = ()
    """Ids of the conditions, without a region, whose question was answered with yes or no. An older coach refuses one
    that it does not know by its name."""

    cleared: tuple[str, ...] = ()
    """Codes of the points to which a clinician has agreed."""

    talk: ChosenTalk = "auto"
    """How much is said in a session that does not say it itself."""

    position: Position = "chair"
    """How the body rests in a session that does not say it itself."""

    legs: Legs = "crossed"
    """How calf and ankle come within reach on a chair, likewise."""

    skip: tuple[str, ...] = ()
    """Codes of the points that the listener leaves out."""

    left_at: str = ""
    """Id of the condition, without a region, at whose question somebody has left: the questions go on there."""

    def is_complete(self, safety: Safety) -> bool:
        """Return whether every question was answered: only then may the general cautions be said in few words."""
        return not self.open_questions(safety)

    def open_questions(self, safety: Safety) -> tuple[str, ...]:
        """Return the ids of the conditions that nobody has answered for, as those that a newer coach asks for."""
        return tuple(condition.id for condition in safety.asked if condition.id not in self.answered)


class _Version(Struct):
    """What a profile of any version has."""

    schema: int = SCHEMA


def stored_at() -> Path:
    """Return where the user's own profile is kept, whether or not there is one; raise NoHome if there is no place."""
    return folders.profile()


def untold(_remark: str) -> None:
    """Say nothing."""


def find(name: str | None, library: Library, tell: Tell = untold) -> Profile:
    """Return the profile of a file, the stored one ("mine"), an empty one ("none"), or by default what is stored.

    If others can read the stored one, that is mended, and `tell` is told. Raises BadOption if the stored one is asked
    for and there is none or if the name is empty, and what `read` raises.
    """
    if name is not None and not name.strip():
        raise BadOption("profile", quoted(name), f"name a file, or choose {MINE} or {NOBODY}")
    if name == NOBODY:
        return Profile()
    path = _stored_at_home() if name is None or name == MINE else Path(name)
    if name is None and not reading.is_stored(path):
        return Profile()
    if name == MINE and not reading.is_stored(path):
        raise BadOption("profile", MINE, "no profile is stored; `coach profile` asks the questions")
    return read(path, library) if name not in {None, MINE} else read_own(path, library, tell)


def read_own(path: Path, library: Library, tell: Tell = untold) -> Profile:
    """Read the profile that is kept for the user, and keep others from it; `tell` is told if they could read it.

    Raises what `read` raises.
    """
    profile = read(path, library)
    if remark := files.made_private(path):
        _log.warning("%s", remark)
        tell(remark)
    return profile


def _stored_at_home() -> Path:
    """Return where the user's own profile is kept; where that is nowhere, a session must not do as if nothing were."""
    try:
        return stored_at()
    except NoHome as error:
        raise NoHome(error.what, error.variable, Given("profile", NOBODY)) from None


def listener_of(
    profile: str | None = None,
    *,
    conditions: Iterable[str] = (),
    cleared: Iterable[str] = (),
    library: Library,
    tell: Tell = untold,
) -> Listener:
    """Return who listens, by the answers of a profile as `find` finds it.

    `conditions` are what they have besides, and `cleared` the points to which a clinician has agreed, for a session in
    spite of all of that. Raises what `find` and `condition_ids` raise; whether there are such points is for `judge` to
    say.
    """
    found = listener_of_profile(find(profile, library, tell), library)
    has = tuple(dict.fromkeys((*found.conditions, *condition_ids(conditions, library.safety))))
    return dataclasses.replace(
        found, conditions=has, agreed_for_now=agreements(as_codes(cleared, library.points), has), whose=_whose(profile)
    )


def listener_of_profile(profile: Profile, library: Library) -> Listener:
    """Return who listens by the answers of a profile alone."""
    return Listener(
        conditions=profile.conditions,
        agreements=agreements(profile.cleared, profile.conditions),
        is_answered=profile.is_complete(library.safety),
        talk=profile.talk,
        position=profile.position,
        legs=profile.legs,
        skip=profile.skip,
        whose=MINE,
    )


def resumed(before: Listener, library: Library, tell: Tell = untold) -> Listener:
    """Return the listener of an older session by what their profile says now; the stored one is whatever is stored now.

    What they have had then they have still, and what a clinician has agreed to for that session alone holds for what
    was known then. The points that they leave out are those that the profile names now. Raises BadFile if the file of
    the profile is gone, and what `find` raises.
    """
    if not before.is_at_home and not reading.is_stored(Path(before.whose)):
        advice = "put it back, or begin a session anew"
        raise BadFile(before.whose, "it shaped the session that is to go on, and there is no such file", advice)
    profile = find(None if before.whose == MINE else before.whose, library, tell)
    conditions = (*before.conditions, *(name for name in profile.conditions if name not in before.conditions))
    agreed = agreements(profile.cleared, profile.conditions)
    skip = before.skip if before.whose == NOBODY else profile.skip
    return dataclasses.replace(before, conditions=conditions, agreements=agreed, skip=skip)


def _whose(name: str | None) -> str:
    """Return what stands for a profile that `find` has found, from whatever folder it is looked for later."""
    if name == NOBODY:
        return NOBODY
    if name is None or name == MINE:
        return MINE
    path = Path(name).resolve()
    try:
        return MINE if path == stored_at().resolve() else str(path)
    except NoHome:
        return str(path)


def read(path: Path, library: Library) -> Profile:
    """Read a profile and check it against the library.

    Raises ContentError for a file that cannot be read or is no profile, BadFile for one of a newer version and for a
    link that leads nowhere, and UnknownName for a condition or a point that there is not.
    """
    if reading.broken_link(path):
        problem = reading.unread(path, FileNotFoundError())
        raise BadFile(str(path), problem, "mend it, delete it, or choose another profile, or none")
    schema = read_toml(path, _Version).schema
    if schema > SCHEMA:
        problem = f"a newer coach has written it (schema {schema}, and this one knows {SCHEMA})"
        raise BadFile(str(path), problem, "update coach, or choose another profile, or none")
    if schema != SCHEMA:
        raise ContentError(str(path), "schema", f"it is {SCHEMA}, found {schema}")
    profile = read_toml(path, Profile)
    asked_for = [condition.id for condition in library.safety.conditions]
    for name in profile.answered:
        if name not in asked_for:
            raise UnknownName("condition", name, asked_for, str(path))
    for code in (*profile.cleared, *profile.skip):
        if code.upper() not in library.points:
            raise unknown_point(code, library.points, where=str(path))
    return replace(profile, conditions=condition_ids(profile.conditions, library.safety, str(path)))


def update(path: Path, library: Library, change: Callable[[Profile], Profile]) -> Profile:
    """Change the profile in a file, or make one; return it as it is then. Raises FileError, and what `read` raises."""
    is_new = not reading.is_stored(path)
    changed = change(Profile() if is_new else read(path, library))
    written = NEW if is_new else read_text(path)
    _write(path, written.anew(_text(written.text, changed, path)))
    return changed


def answered_anew(before: Profile, library: Library, conditions: tuple[str, ...], answered: tuple[str, ...]) -> Profile:
    """Return a profile with other answers; what a clinician has agreed to does not hold for conditions that are new."""
    new = chosen(set(conditions) - set(before.conditions), library.safety)
    cleared = still_cleared(before.cleared, new, library.points)
    return replace(before, conditions=conditions, answered=answered, cleared=cleared)


def _text(before: str, profile: Profile, path: Path) -> str:
    """Return a file's text with the values of a profile; what need not change in it stays as it is."""
    import tomlkit

    document = _document(before, path)
    values = _values(profile)
    for key in _SPARSE:
        if values[key] == _values(Profile())[key] and (key not in document or key == "left_at"):
            document.pop(key, None)
            del values[key]
    for key, value in values.items():
        if document.get(key) is None:
            document[key] = value
        elif isinstance(value, list):
            _put(document[key], value)
        elif document[key] != value:
            document[key] = value
    text = tomlkit.dumps(document)
    if _sets(_parsed(text)) != _sets(values):  # a comment before a comma, say
        raise _harmed(path)
    return text


def _document(before: str, path: Path) -> Any:
    """Return a text as a document that keeps its layout; raise BadFile if that cannot be done."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    if "\r" in before.replace("\r\n", ""):
        problem = "it cannot be changed, as lines of it end with a carriage return alone"
        raise BadFile(str(path), problem, "save it with the line ends of your system, then try again; it is as it was")
    try:
        document = tomlkit.parse(before)
    except TOMLKitError:  # it takes less than tomllib does
        raise _harmed(path) from None
    if not before:
        for line in _HEAD:
            document.add(tomlkit.comment(line))
    return document


def _harmed(path: Path) -> BadFile:
    advice = "write each list of it on one line, then try again; it is as it was"
    return BadFile(str(path), "it cannot be changed without harm to its layout", advice)


def _put(there: Any, names: list[str]) -> None:
    """Have a list of a document hold some names: those that stay keep their places and the comments beside them."""
    for name in names:  # before others go: what follows a comment at the end of a list may lack its comma
        if name not in there:
            there.append(name)
    for index in reversed(range(len(there))):
        if there[index] not in names:
            del there[index]


def _values(profile: Profile) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(profile).items()}


def _parsed(text: str) -> dict[str, Any]:
    try:
        return parsed(text)
    except BadToml:
        return {}


def _sets(values: dict[str, Any]) -> dict[str, Any]:
    """Return values in which the order of a list does not count."""
    return {key: set(value) if isinstance(value, list) else value for key, value in values.items()}


def _write(path: Path, content: bytes) -> None:
    """Put something into a file at once and for good; only its owner may read it, from the first byte on."""
    try:
        files.write(path, content, is_private=True, is_durable=True)
    except OSError as error:
        raise FileError(str(path), reading.reason(error, path.parent)) from None
