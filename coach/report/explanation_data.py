"""An explanation of a point as data: what `coach why --json` prints."""

from typing import Literal

from msgspec import Struct

from coach.content.safety import Caution, Condition
from coach.content.sentences import Note
from coach.content.sources import Grade, Source, Work
from coach.report.evidence import NOT_REVIEWED, Explanation, Group, OtherWay

EXPLANATION_SCHEMA: Literal[1] = 1
"""Version of the shape of an explanation as data: fields may be added, none renamed."""


class WordingData(Struct, frozen=True):
    """A sentence in one of its wordings."""

    say: str
    """What is said."""

    brief: str | None
    """A shorter wording with the same sense, if there is one."""

    sources: tuple[str, ...]
    """Ids of the facts that it rests on; own for a sentence that states no fact."""

    only: tuple[str, ...] = ()
    """Circumstances, all of which must hold, or it is unsaid."""

    unless: tuple[str, ...] = ()
    """Circumstances of which none may hold, or it is unsaid."""


class WayData(Struct, frozen=True, kw_only=True):
    """How a point is pressed where it is not as usual; what is not told is as usual."""

    only: tuple[str, ...]
    """Circumstances, all of which must hold; the first way that suits is taken."""

    unless: tuple[str, ...]
    """Circumstances of which none may hold."""

    place: str
    """The body part with its sides."""

    words: dict[str, tuple[WordingData, ...]]
    """What is said in other words."""

    posture: tuple[WordingData, ...]
    """How to sit or lie for it, and how to come out of that."""

    images: tuple[WordingData, ...]
    """Of which one is said in a hold."""


class ExplanationData(Struct, frozen=True, kw_only=True):
    """What `coach why --json` prints; sentences stand under the names of their fields."""

    schema: Literal[1]
    """Version of this shape: fields may be added, none renamed."""

    code: str
    name: str
    pinyin: str
    place: str
    """The body part with its sides."""

    older_codes: tuple[str, ...]
    words: dict[str, tuple[WordingData, ...]]
    """What can be said about the point."""

    posture: tuple[WordingData, ...]
    """How to sit or lie for it, and how to come out of that."""

    only: tuple[str, ...]
    """Circumstances, all of which must hold, in which it is pressed as `words` and `posture` tell."""

    unless: tuple[str, ...]
    """Circumstances of which none may hold."""

    ways: tuple[WayData, ...]
    """How it is pressed in others; where none suits, it is out of reach."""

    phrases: dict[str, tuple[WordingData, ...]]
    """What is said at any point."""

    changes: tuple[WordingData, ...]
    """What is said where a listener's health changes the session."""

    conditions: tuple[Condition, ...]
    """Those that change something at the point."""

    cautions: tuple[Caution, ...]
    """Those that name the point, then those that name none."""

    notes: tuple[Note, ...]
    """What is never spoken."""

    facts: dict[str, Source]
    """By their ids."""

    works: dict[str, Work]
    """By their names."""

    grades: dict[Grade, str]
    """What the grades mean that occur."""

    review: str
    skipped: bool
    """Whether your profile skips the point."""


def explanation_data(explanation: Explanation) -> ExplanationData:
    """Return an explanation as data."""
    point, behind = explanation.point, explanation.evidence
    return ExplanationData(
        schema=EXPLANATION_SCHEMA,
        code=point.code,
        name=point.en.name,
        pinyin=point.en.pinyin,
        place=explanation.place,
        older_codes=point.older_codes,
        words={group.key: _wordings(group) for group in explanation.words},
        posture=_wordings(explanation.posture),
        only=point.only,
        unless=point.unless,
        ways=tuple(map(_way_data, explanation.ways)),
        phrases={group.key: _wordings(group) for group in explanation.phrases},
        changes=_wordings(explanation.changes),
        conditions=explanation.conditions,
        cautions=explanation.cautions,
        notes=point.notes,
        facts=behind.facts,
        works=behind.works,
        grades={grade: f"{label}: {what}" for grade, (label, what) in behind.grades.items()},
        review=NOT_REVIEWED,
        skipped=explanation.is_skipped,
    )


def _way_data(other: OtherWay) -> WayData:
    return WayData(
        only=other.way.only,
        unless=other.way.unless,
        place=other.place,
        words={group.key: _wordings(group) for group in other.words},
        posture=_wordings(other.posture),
        images=_wordings(other.images),
    )


def _wordings(group: Group) -> tuple[WordingData, ...]:
    return tuple(
        WordingData(sentence.say, sentence.brief, sentence.sources, sentence.only, sentence.unless)
        for sentence in group.sentences
    )
