"""The plan that a file carries in its tags, so that it can be compared with it at any later time.

It has the shape of what `coach plan --json` prints, with a table "file" that tells what was written: JSON under zlib,
4 kB for the default session. It tells nothing of the listener (`coach.export.discreet`), as older files do.
"""

import zlib
from typing import Literal

import msgspec
from msgspec import Struct, structs

from coach.errors import BadFile
from coach.export.discreet import discreet
from coach.report.data import PLAN_SCHEMA, PlanData, SpokenData

LONGEST_BYTES = 2**24
"""A plan that unpacks to more is none of ours: 16 MB, five times a session of 24 hours."""

Stem = Literal["voice", "chimes", "bed"]


class Recorded(Struct, frozen=True):
    """What was written into a file, and how."""

    stem: Stem | None
    """The bus that it holds alone, or None if it holds them all."""

    format: str
    quality: str
    digest: str | None
    """Of all samples, for a format that keeps them as they are."""

    loudness: float
    """What the voice was to have, in LUFS."""


class Carried(PlanData, frozen=True, kw_only=True):
    """The plan of a file, and what was written."""

    file: Recorded

    @property
    def spoken(self) -> list[SpokenData]:
        """What is spoken, in order; no two clips of it overlap."""
        return sorted((clip for clip in self.clips if isinstance(clip, SpokenData)), key=lambda clip: clip.onset)


class _Version(Struct):
    schema: int


def pack(plan: PlanData, recorded: Recorded) -> bytes:
    """Return what a file carries: the plan of its session, as far as it is told, with what was written.

    The same plan gives the same bytes.
    """
    return zlib.compress(msgspec.json.encode(Carried(**structs.asdict(discreet(plan)), file=recorded)), 9)


def unpack(content: bytes | None, file: str) -> Carried:
    """Return the plan that a file carries; `content` is what stands in its tags, None if nothing does.

    Raises BadFile about `file` if there is none, if it is damaged, or if a newer coach has written it.
    """
    if content is None:
        raise BadFile(file, "it carries no plan to compare it with", "choose a file that `coach export` has written")
    try:
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(content, LONGEST_BYTES)
        if not unpacker.eof:
            raise _damaged(file)
        schema = msgspec.json.decode(text, type=_Version).schema
        if schema > PLAN_SCHEMA:
            raise BadFile(file, f"its plan was written by a newer coach (schema {schema})", "update coach")
        return msgspec.json.decode(text, type=Carried)
    except (zlib.error, msgspec.MsgspecError, UnicodeError, RecursionError):
        raise _damaged(file) from None


def _damaged(file: str) -> BadFile:
    return BadFile(file, "the plan that it carries is damaged", "export the session again")
