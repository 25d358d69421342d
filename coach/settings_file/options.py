"""What may stand in the settings: each option, how it is spelled and written, what takes it, and what it can be."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import UNSET, Struct, UnsetType

from coach.choices import IN_SCRIPT, NO_CHIMES, SessionOptions, choose, equal_sides
from coach.errors import BadOption, CoachError, UnknownName
from coach.storage.texts import one_line

Use = Literal["session", "play", "export"]
"""What takes a setting: the session itself, its playing, or its file."""

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


class Options(Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
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
    listen: bool | UnsetType = UNSET
    microphone: str | UnsetType = UNSET
    headphones: bool | UnsetType = UNSET
    quality: str | UnsetType = UNSET
    title: str | UnsetType = UNSET
    artist: str | UnsetType = UNSET
    practice: str | UnsetType = UNSET
    picture: str | UnsetType = UNSET


_FIELDS = {each.name: each for each in msgspec.structs.fields(Options)}

KEYS = {name: each.encode_name for name, each in _FIELDS.items()}
"""How each option is spelled in the file, by its name in Python."""

_ON_FILES = ("title", "artist", "practice", "picture")
"""What stands on files."""

_USES: Mapping[str, Use] = {
    **dict.fromkeys(("volume", "device", "plain", "feel", "listen", "microphone", "headphones"), "play"),
    **dict.fromkeys(("quality", *_ON_FILES), "export"),
}
"""What takes an option that the session itself does not."""

_KINDS = {
    **dict.fromkeys(("plain", "feel", "listen", "headphones"), "true or false"),
    **dict.fromkeys(("rate", "seed"), "a whole number"),
}
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
    "listen": "false",
    "microphone": "the system's",
    "headphones": "false",
    "quality": "good",
    "title": "the routine's, with its length",
    "artist": "coach",
    "practice": "none",
    "picture": "none",
}
"""What is usual, where no choice stands for it."""


def use_of(name: str) -> Use:
    """Return what takes an option."""
    return _USES.get(name, "session")


def of_session(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of some values that are for a session."""
    return {name: value for name, value in values.items() if name in SessionOptions.__annotations__}


def can_be(given: Mapping[str, Any]) -> bool:
    """Tell whether there could be a session with some options, and the usual others."""
    try:
        choose(**given)
    except CoachError:
        return False
    return True


def usual(name: str) -> str:
    """Return the usual value of an option, as a person writes it."""
    return _USUALLY.get(name) or written(_chosen_usually(name))


def _chosen_usually(name: str) -> Any:
    usually = choose()
    if name == "breath":
        return str(usually.script.breath)
    return getattr(usually, name) if hasattr(usually, name) else getattr(usually.script, IN_SCRIPT.get(name, name))


def written(value: Any) -> str:
    """Return a value as a person writes it on the command line."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def elsewhere(key: str) -> str | None:
    """Return that a key does not belong here, and where it goes; None for any other."""
    where = _ELSEWHERE.get(key.replace("_", "-"))
    return where and f"it does not belong in the settings: {where}"


def named(key: str) -> str:
    """Return the name in Python of an option, however it is spelled; raise a CoachError for what is none."""
    spelled = key.strip().lstrip("-").lower().replace("_", "-")
    if problem := elsewhere(spelled):
        raise BadOption(spelled, "", problem)
    found = {each: name for name, each in KEYS.items()} | {name.replace("_", "-"): name for name in KEYS}
    if spelled not in found:
        raise UnknownName("option", key, KEYS.values())
    return found[spelled]


def parsed(name: str, text: str) -> Any:
    """Return the value that a text stands for; raise BadOption if that is none."""
    if not text.strip():
        raise BadOption(name, repr(text), "write a value, or unset the option")
    if name == "picture":  # wherever the next export is asked for
        return str(Path(text.strip()).expanduser().absolute())
    try:
        return msgspec.convert(text.strip(), _FIELDS[name].type, strict=False)
    except msgspec.ValidationError:
        kind = _KINDS.get(name, "a number")
        raise BadOption(name, text, equal_sides(name, text) or f"write {kind}") from None


def check_on_files(values: Mapping[str, Any]) -> None:
    """Raise a CoachError for what cannot stand on a file: told when it is stored, as no session waits for it then."""
    if on_files := {name: value for name, value in values.items() if name in _ON_FILES}:
        from coach.export.imprint import imprint

        imprint(**on_files)


def check_alone(name: str, value: Any) -> None:
    """Raise a CoachError for a value that cannot be, whatever the others are."""
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
            choose(**of_session({name: value}))
