"""The smallest things that are spoken or written, each with its sources."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

FactId = Annotated[str, Meta(pattern=r"^(own|[A-Za-z][A-Za-z0-9-]*)$", max_length=60)]
Code = Annotated[str, Meta(pattern=r"^[A-Z]{2}[0-9]{1,2}(-[0-9]{1,2})?$")]
Positive = Annotated[float, Meta(gt=0)]
PauseS = Annotated[float, Meta(ge=0, le=60)]
Text = Annotated[str, Meta(min_length=1, max_length=400)]
Name = Annotated[str, Meta(min_length=1, max_length=80)]
"""A title, a name, a place, or a key of something else."""

Prose = Annotated[str, Meta(max_length=1000)]
"""What is read and not said."""


class Sentence(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One sentence of the coach, the smallest thing that is spoken and sourced."""

    say: Text
    """What is said, as a reader would write it; respellings for an engine live in `audio/pronunciation.toml`."""

    sources: Annotated[tuple[FactId, ...], Meta(min_length=1)]
    """Ids in `sources.toml` that stand behind the sentence; `own` for a sentence that states no fact."""

    brief: Text | None = None
    """A shorter wording with the same sense, for a slot that is too small, or None."""

    pause_s: PauseS | None = None
    """Silence after the sentence in seconds, 60 at most, or None for the usual pause of its phase."""

    posture: Name | None = None
    """The posture, a key of `postures` in the phrases, without which it is unsaid; in what settles a listener alone."""

    chime: Literal["hold-open", "halfway", "hold-close"] | None = None
    """A chime that sounds after it, which it explains; in what tells the method alone."""

    asked: bool = False
    """Whether the questions on health ask for it: whoever has answered them all need not hear it."""

    only: tuple[Name, ...] = ()
    """Circumstances, all of which must hold, or it is unsaid (`coach.health.circumstances`)."""

    unless: tuple[Name, ...] = ()
    """Circumstances of which none may hold, or it is unsaid."""

    safety: bool = False
    """Whether it keeps the listener from harm: it is then said at every talk level, if only in its brief wording."""


Sentences = tuple[Sentence, ...]
Spoken = Annotated[Sentences, Meta(min_length=1)]


def suits(only: tuple[str, ...], unless: tuple[str, ...], circumstances: frozenset[str]) -> bool:
    """Tell whether something that is meant for some circumstances alone, and not for others, suits those that hold."""
    return circumstances.issuperset(only) and circumstances.isdisjoint(unless)


def sentence_lists(words: Struct) -> dict[str, Sentences]:
    """Return the fields of a type of the content that hold sentences, by their names, in order."""
    fields = {field: getattr(words, field) for field in words.__struct_fields__}
    return {
        field: value
        for field, value in fields.items()
        if isinstance(value, tuple) and all(isinstance(entry, Sentence) for entry in value)
    }


class Note(Struct, frozen=True, forbid_unknown_fields=True):
    """A fact that belongs to the content and is not spoken in a session."""

    text: Prose
    sources: Annotated[tuple[FactId, ...], Meta(min_length=1)]
