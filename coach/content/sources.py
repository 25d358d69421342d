"""The frozen types of `sources.toml`: facts, and the works in which they are found."""

from typing import Literal

from msgspec import Struct

from coach.content.sentences import Name, Prose

Grade = Literal["seed", "guideline", "institution", "web", "convention", "judgement"]
"""How far a source carries: the source article; a guideline, regulator or peer-reviewed page; a hospital or
university page; a weak web page; a convention of the field; our own judgement, with no source at all."""


class Source(Struct, frozen=True, forbid_unknown_fields=True):
    """One fact or work that sentences rest on: `sources.toml` maps its id to it."""

    fact: Prose
    """What the source says, in our words."""

    grade: Grade
    work: Name
    """The work it is found in, a key of `works`."""

    where: Prose = ""
    """The place in the work."""

    doubt: Prose = ""
    """What is uncertain or disputed about it, and the cautious reading that is followed."""


class Work(Struct, frozen=True, forbid_unknown_fields=True):
    """A publication."""

    citation: Prose
    url: Prose = ""


class Bibliography(Struct, frozen=True, forbid_unknown_fields=True):
    """`sources.toml`."""

    works: dict[Name, Work]
    facts: dict[Name, Source]
