"""A fact on safety and where it stands, as a value and as data alike."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Kind = Literal["red flag", "condition", "caution"]
Standing = Literal["spoken", "answered", "printed"]


class Heard(Struct, frozen=True):
    """When a fact is heard first."""

    fact: str
    """Its id."""

    stage: str
    """Id of the stage."""

    onset: Annotated[int, Meta(ge=0)]
    """Of the sentence, in frames of the session."""


class SafetyFact(Struct, frozen=True, kw_only=True):
    """A red flag, a condition or a caution, and where it stands."""

    kind: Kind
    """What it is: red flag, condition, caution."""

    id: str
    """Its name, which is its own among those of its kind."""

    text: str
    """For readers, in full."""

    sources: tuple[str, ...]
    """Ids of the facts that it rests on."""

    standing: Standing
    """spoken: each of its facts is heard; answered: its question is, with no, or with yes and then `changes` tells what
    follows; printed: neither, so that its text is to be read."""

    heard: tuple[Heard, ...]
    """When its facts are heard, as far as they are, in the order of `sources`."""

    changes: tuple[str, ...] | None = None
    """What a yes changes in the session, in lines; null where nobody has answered with yes."""
