"""The frozen types of `sources.toml`: facts, and the works in which they are found."""

from typing import Literal

from msgspec import Struct

Grade = Literal["seed", "guideline", "institution", "web", "convention", "judgement"]
"""How far a source carries: the seed article; a guideline, regulator or peer-reviewed page; a hospital or
university page; a weak web page; a convention of the field; our own judgement, with no source at all."""


class Source(Struct, frozen=True, forbid_unknown_fields=True):
    """One fact or work that sentences rest on: `sources.toml` maps its id to it."""

    fact: str
    """What the source says, in our words."""

    grade: Grade
    work: str
    """The work it is found in, a key of `works`."""

    where: str = ""
    """The place in the work."""

    doubt: str = ""
    """What is uncertain or disputed about it, and the cautious reading that is followed."""


class Work(Struct, frozen=True, forbid_unknown_fields=True):
    """A publication."""

    citation: str
    url: str = ""


class Bibliography(Struct, frozen=True, forbid_unknown_fields=True):
    """`sources.toml`."""

    works: dict[str, Work]
    facts: dict[str, Source]
