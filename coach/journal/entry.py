"""What the journal knows of one session, as a line of JSON, and how it grows out of the session's events."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar
from uuid import uuid4

import msgspec
from msgspec import Meta, Struct

from coach.choices import MINE, Choices
from coach.errors import CoachError
from coach.health.listener import Listener
from coach.journal.feeling import Feeling
from coach.storage import resources
from coach.version import __version__

if TYPE_CHECKING:
    from coach.plan.heading import Beginning, Heading  # which the journal is written with, and read without

Ending = Literal["finished", "stopped", "failed", "interrupted", "running"]
"""Heard to its end; stopped by the listener; ended by an error; the process was killed; it is still playing."""

Edit = tuple[str, int]
"""A command of the listener, and the frame at which it took effect."""

Frame = Annotated[int, Meta(ge=0)]

Sureness = Annotated[float, Meta(ge=0, le=1)]

Kind = TypeVar("Kind")

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
"""Some editors put it at the start of a file."""

SCHEMA = 1
"""Version of an entry's shape. What an older coach has written is upgraded when it is read; see `_UPGRADES`."""

UNUSABLE = (msgspec.MsgspecError, CoachError, ValueError, RecursionError)
"""What decoding raises for a line that was cut short, or edited into something that cannot be."""


class NewerEntry(ValueError):
    """An entry that a newer coach has written: it can tell more than is known here, and is left as it is."""

    def __init__(self, schema: int) -> None:
        self.schema = schema
        super().__init__(f"a newer coach has written it (schema {schema}, and this one knows {SCHEMA})")


class Entry(Struct, frozen=True):
    """One session, as it stands in the journal."""

    schema: int
    id: str
    begun: Annotated[datetime, Meta(tz=True)]
    routine: str
    """The routine's name, without the path of a file."""

    choices: Choices
    """What was chosen, with the voice as it was resolved and the full path of a routine's file."""

    listener: Listener
    """Who listened; what was known of their health may be in it."""

    content: str
    """What `content_hash` was."""

    engine: tuple[str, ...]
    """What spoke, with its version."""

    version: str
    """The version of coach."""

    resumes: str | None = None
    """The id of the session that it went on with."""

    resumed_at: str | None = None
    """The id of the stage at which it went on."""

    along: tuple[str, ...] = ()
    """Ids of the stops of the session that it went on with, in whose order it went on."""

    begin_in_s: Annotated[float, Meta(ge=0)] = 0.0
    """How long it waited before it began, in seconds."""

    tells_of_less: bool = False
    """Whether it said that less is said of what the listener knows."""

    stages: tuple[str, ...] = ()
    """Ids of the stages that were heard to their end, in that order."""

    stage: str | None = None
    """Id of the stage that was heard last."""

    frame: Frame = 0
    """The frame that was heard last, to the second."""

    edits: tuple[Edit, ...] = ()
    by_voice: tuple[tuple[Frame, Sureness], ...] = ()
    """Which of `edits` came by voice, by their places from 0 on, and how sure it was that they were meant."""

    dropouts: Frame = 0
    how: Ending = "interrupted"

    number: Frame = 0
    """Its place among all sessions, from 1 on, whatever the clock said; 0 in entries of older versions."""

    felt_before: Feeling | None = None
    """What the listener answered before it, if they were asked and did: `coach.journal.feeling`."""

    felt_after: Feeling | None = None


class Event(Struct, frozen=True, omit_defaults=True):
    """A line in the file of a running session, after the first, which is its Entry as if nothing followed."""

    at: tuple[str, Frame] | None = None
    """The stage and the frame that are being heard."""

    finished: str | None = None
    edit: Edit | None = None
    sureness: Sureness | None = None
    """How sure it is that the edit was meant, if it came by voice."""

    dropouts: Frame | None = None
    """How many there have been in all."""

    ended: Ending | None = None
    felt_before: Feeling | None = None
    felt_after: Feeling | None = None


def new_entry(beginning: "Beginning") -> Entry:
    """Return the entry of a session that begins now; whoever keeps it gives it its number."""
    choices, heading, goes_on = beginning.choices, beginning.heading, beginning.goes_on
    file = routine_file(choices, heading)
    resolved = replace(choices, voice=heading.voice, routine=str(file.resolve()) if file else choices.routine)
    return Entry(
        schema=SCHEMA,
        id=uuid4().hex,
        begun=datetime.now().astimezone(),
        routine=heading.routine,
        choices=resolved,
        listener=beginning.listener,
        content=content_hash(resolved, heading),
        engine=heading.engine,
        version=__version__,
        resumes=goes_on.resumes if goes_on else None,
        resumed_at=goes_on.stage if goes_on else None,
        along=goes_on.along if goes_on else (),
        begin_in_s=beginning.begin_in_s,
        tells_of_less=bool(heading.route and heading.route.tells_of_less),
    )


def content_hash(choices: Choices, heading: "Heading") -> str:
    """Return what tells whether a session would sound the same today: a hash in hexadecimal digits.

    It covers everything that shapes the sound beside the choices: all of `scripts/` and `audio/`, the file of a routine
    of the user's own, the version of coach and of what speaks. Raises OSError if a file cannot be read.
    """
    own = routine_file(choices, heading)
    files = [(own.name, own)] if own else []
    for kind in ("scripts", "audio"):
        folder = resources.folder(kind)
        files += sorted((f"{kind}/{path.relative_to(folder).as_posix()}", path) for path in folder.rglob("*.toml"))
    digest = blake2b(msgspec.json.encode([__version__, heading.engine]), digest_size=16)
    for name, path in files:
        content = path.read_bytes()
        digest.update(f"\n{name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def routine_file(choices: Choices, heading: "Heading") -> Path | None:
    """Return the file of a routine of the user's own, or None for a shipped one, which is called by its name."""
    return Path(choices.routine) if choices.routine != heading.routine else None


def encode(line: Entry | Event) -> bytes:
    """Return a line of JSON, with its end."""
    return msgspec.json.encode(line) + b"\n"


Problem = tuple[int, str]
"""The number of a line that holds no entry, and why."""


def decode(content: bytes) -> tuple[list[Entry], list[Problem]]:
    """Return the entries of a whole journal, and which of its lines hold none."""
    return decode_by(decoded, content)


def decode_by(decoded: Callable[[bytes], Kind], content: bytes) -> tuple[list[Kind], list[Problem]]:
    """Return what `decoded` makes of each line of a journal, and which lines it refuses."""
    entries, problems = [], []
    for number, line in enumerate(content.removeprefix(_BYTE_ORDER_MARK).split(b"\n"), 1):
        if line.strip():
            try:
                entries.append(decoded(line))
            except UNUSABLE as error:
                problems.append((number, str(error)))
    return entries, problems


class _Version(Struct):
    """What an entry of any version has."""

    schema: Annotated[int, Meta(ge=0)] = 0


def decoded(line: bytes) -> Entry:
    """Return the entry in a line, upgraded to today's shape if an older coach has written it."""
    schema = msgspec.json.decode(line, type=_Version).schema
    if schema > SCHEMA:
        raise NewerEntry(schema)
    if schema == SCHEMA:
        return msgspec.json.decode(line, type=Entry)
    raw = msgspec.json.decode(line, type=dict[str, Any])
    try:
        for older in range(schema, SCHEMA):
            raw = _UPGRADES[older](raw)
    except (LookupError, TypeError, AttributeError) as error:  # somebody has edited it
        raise ValueError(f"it is no entry of schema {schema}") from error
    return msgspec.convert(raw | {"schema": SCHEMA}, Entry)


def _with_listener(raw: dict[str, Any]) -> dict[str, Any]:
    """Upgrade from 0: what was known of the listener stood among the options of the script."""
    choices = raw["choices"]
    script = choices["script"]
    conditions, later = script.get("conditions", []), script.get("later", [])
    known = [name for name in conditions if name not in later]
    listener = {
        "conditions": conditions,
        "agreements": [{"point": code.upper(), "in_spite_of": known} for code in script.get("agreed", [])],
        "agreed_for_now": [{"point": code.upper(), "in_spite_of": conditions} for code in script.get("cleared", [])],
        "is_answered": script.get("answered", False),
        "whose": choices.get("profile", MINE),
        "finished": script.get("finished", []),
    }
    script = {"talk": "full"} | script  # there was no other, once
    return raw | {"listener": listener, "along": choices.get("along", []), "choices": choices | {"script": script}}


_UPGRADES: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {0: _with_listener}
"""What makes an entry of one schema one of the next."""


def fold(content: bytes) -> Entry | None:
    """Return what the file of a running session amounts to, or None if not even its first line can be read.

    Its last line may have been cut short: the event is left out, like any that cannot be read. Raises NewerEntry if a
    newer coach has begun the file.
    """
    first, *following = content.split(b"\n")
    try:
        entry = decoded(first.removeprefix(_BYTE_ORDER_MARK))
    except NewerEntry:
        raise
    except UNUSABLE:
        return None
    return _grown(entry, _events(following))


def _grown(entry: Entry, events: Iterable[Event]) -> Entry:
    stages, edits, by_voice = list(entry.stages), list(entry.edits), list(entry.by_voice)
    stage, frame, dropouts, how = entry.stage, entry.frame, entry.dropouts, entry.how
    before, after = entry.felt_before, entry.felt_after
    for event in events:
        stage, frame = event.at or (stage, frame)
        stages += [event.finished] if event.finished is not None else []
        if event.edit:
            by_voice += [(len(edits), event.sureness)] if event.sureness is not None else []
            edits.append(event.edit)
        dropouts = event.dropouts if event.dropouts is not None else dropouts
        how = event.ended or how
        before = event.felt_before if event.felt_before is not None else before
        after = event.felt_after if event.felt_after is not None else after
    return msgspec.structs.replace(
        entry,
        stages=tuple(stages),
        edits=tuple(edits),
        by_voice=tuple(by_voice),
        stage=stage,
        frame=frame,
        dropouts=dropouts,
        how=how,
        felt_before=before,
        felt_after=after,
    )


def _events(lines: Iterable[bytes]) -> Iterable[Event]:
    for line in lines:
        try:
            yield msgspec.json.decode(line, type=Event)
        except UNUSABLE:
            continue
