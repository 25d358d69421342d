"""The frozen types of `safety.toml`: what calls for a doctor, what changes a session, and what is said of it."""

from typing import Annotated

from msgspec import Meta, Struct

from coach.choices import Bearing
from coach.content.sentences import Code, FactId, Name, Positive, Prose, Sentence, Sentences, Spoken, Text


class SafetyWords(Struct, frozen=True, forbid_unknown_fields=True):
    """Words that cannot be switched off or dropped."""

    first: Spoken
    """When to stop; said within the first half minute of every session."""

    opening: Spoken
    short: Spoken
    """In place of `opening`, for a listener who has answered the questions and wants little talk."""

    closing: Spoken
    label: Spoken
    """Written on a file that is taken away: what a reader must know who has not heard the session yet."""

    left_out: Sentence
    """Says which points (`{points}`) are not pressed, and why (`{because}`)."""

    softened: Sentence
    """Says which points (`{points}`) are pressed lightly only, and why (`{because}`)."""

    softened_shortly: Sentence
    """The same where they are pressed for a shorter time too (`{time}`)."""

    unpaced: Sentence
    """Says that the breath is not paced, and why (`{because}`)."""

    cleared: Sentence
    """Says which points (`{points}`) are pressed because a clinician has agreed (`{whom}`)."""


class Caution(Struct, frozen=True, forbid_unknown_fields=True):
    """A reason for care, with the points it concerns (none: all of them)."""

    id: Name
    text: Prose
    sources: Annotated[tuple[FactId, ...], Meta(min_length=1)]
    points: tuple[Code, ...] = ()


class RedFlag(Struct, frozen=True, forbid_unknown_fields=True):
    """A sign that calls for a doctor and not for a session."""

    id: Name
    text: Prose
    question: Text
    """Asked before a session that is screened; yes means that the sign is there."""

    action: Text
    """What to do then."""

    sources: Annotated[tuple[FactId, ...], Meta(min_length=1)]
    sign: Text | None = None
    """The sign in a few words, where it must not wait: all of those are asked for before somebody's first session."""

    only: tuple[Name, ...] = ()
    """Circumstances, all of which must hold, or it does not belong to a session (`coach.health.circumstances`)."""


class Region(Struct, frozen=True, forbid_unknown_fields=True):
    """A part of the body."""

    name: Name
    """As in "the belly"."""

    names: tuple[str, ...] = ()
    """What else people call it, or parts of it: "abdomen"."""

    sided: bool = False
    """Whether there is one on each side."""

    is_pressed: bool = True
    """Whether points lie on it; where none do, nobody is asked for its skin."""


ConditionId = Annotated[str, Meta(pattern=r"^[a-z]+(-[a-z]+)*$", max_length=60)]


class Condition(Struct, frozen=True, forbid_unknown_fields=True):
    """A state of health that changes a session. What it does to a point stands in the file of the point."""

    id: ConditionId
    question: Text
    """In plain words; yes means that the condition is there."""

    because: Name
    """Completes "because of …", as it is spoken; `{region}` is filled where it has regions."""

    whom: Name
    """Who is to be asked, as in "your doctor"."""

    text: Prose
    """The facts, for readers."""

    sources: Annotated[tuple[FactId, ...], Meta(min_length=1)]
    by_region: bool = False
    """Whether it is a condition of one part of the body: there is then one of it for each region."""

    regions: tuple[Name, ...] = ()
    """Of one by region: the only regions that it can be in; none: it can be in all."""

    is_asked: bool = True
    """Whether everybody is asked for it; else only who has it already, so that it can be taken back."""

    is_body: bool = False
    """Whether words heed it though it does nothing to any point: then its text is told."""

    is_unpaced: bool = False
    """Whether no tones or words pace the breath of whoever has it."""

    forbids: tuple[Bearing, ...] = ()
    """How whoever has it neither sits nor lies."""

    action: Text | None = None
    """What to do at once, before any session, where it is urgent."""

    longest_s: Positive | None = None
    """Longest hold in seconds of a point that it softens, or None for the point's own."""

    advice: Sentence | None = None
    """What else is said aloud to whoever has it."""

    afterwards: Sentence | None = None
    """What whoever has it does after the session; said with the advice."""

    @property
    def advised(self) -> Sentences:
        """All that is said aloud to whoever has it, beside what it changes."""
        return tuple(filter(None, (self.advice, self.afterwards)))


class HealthName(Struct, frozen=True, forbid_unknown_fields=True):
    """What people call a state of health, and what that leads to: a condition, a red flag, or cautions."""

    names: Annotated[tuple[str, ...], Meta(min_length=1)]
    condition: str | None = None
    """Id of a condition, or of one in a region: "skin-face"."""

    red_flag: str | None = None
    cautions: tuple[str, ...] = ()
    """Ids of what to take care of, where no condition changes a session."""


class Safety(Struct, frozen=True, forbid_unknown_fields=True):
    """`safety.toml`: red flags, conditions and cautions as facts, and the words that are spoken."""

    red_flags: Annotated[tuple[RedFlag, ...], Meta(min_length=1)]
    """The most urgent ones first."""

    regions: dict[Name, Region]
    conditions: Annotated[tuple[Condition, ...], Meta(min_length=1)]
    cautions: Annotated[tuple[Caution, ...], Meta(min_length=1)]
    names: tuple[HealthName, ...]
    en: SafetyWords

    @property
    def pressed(self) -> dict[str, Region]:
        """The regions on which points lie."""
        return {name: region for name, region in self.regions.items() if region.is_pressed}

    @property
    def asked(self) -> tuple[Condition, ...]:
        """The conditions that everybody is asked for, in order."""
        return tuple(condition for condition in self.conditions if condition.is_asked)
