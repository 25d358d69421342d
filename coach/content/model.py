"""The frozen types of everything in `scripts/`: points, routines, phrases, safety words, sources.

A text may hold placeholders in braces; which ones are filled is written beside each field:
`{side}` and `{other}` ("left"/"right": the side that is pressed and the opposite one),
`{time}` (the length of the hold in words: "ninety seconds").
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Sides = Literal["midline", "both", "each"]
"""How often a point is pressed: once on the midline, once on both sides together, or each side in turn."""

Side = Literal["left", "right", "both", "midline"]
"""The side of one stage."""

FactId = Annotated[str, Meta(pattern=r"^(own|[A-Za-z][A-Za-z0-9-]*)$")]
Code = Annotated[str, Meta(pattern=r"^[A-Z]{2}[0-9]{1,2}(-[0-9]{1,2})?$")]
Positive = Annotated[float, Meta(gt=0)]
PauseS = Annotated[float, Meta(ge=0, le=60)]
Text = Annotated[str, Meta(min_length=1, max_length=400)]


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


Sentences = tuple[Sentence, ...]
Spoken = Annotated[Sentences, Meta(min_length=1)]


class Note(Struct, frozen=True, forbid_unknown_fields=True):
    """A fact that belongs to the content and is not spoken in a session."""

    text: str
    sources: Annotated[tuple[FactId, ...], Meta(min_length=1)]


class PointWords(Struct, frozen=True, forbid_unknown_fields=True):
    """What is said about a point in one language. Every text may use `{side}` and `{other}`."""

    name: str
    """The English name, such as "Sea of Energy"."""

    pinyin: str

    place: str
    """The body part with its side, as a title: "behind the {side} knee"."""

    travel: Spoken
    """Names the side, the body part and the point."""

    benefit: Spoken
    """What the point is traditionally used for, hedged."""

    locate: Spoken
    """Finds the point by touch."""

    press: Spoken
    """Tool, stroke and pressure, said before the hold."""

    travel_again: Sentences = ()
    """Shorter words for the second side; needed when `sides` is "each"."""

    locate_again: Sentences = ()
    """Finds the point in other, shorter words: for the second side, or when the listener asks again."""

    press_again: Sentences = ()
    """Shorter words for the second side; needed when `sides` is "each"."""


class Point(Struct, frozen=True, forbid_unknown_fields=True):
    """An acupressure point: its facts and its words. One file in `scripts/points/`, named after its code."""

    code: Code
    sides: Sides
    posture: str
    """The posture in which it is pressed, a key of `postures` in the phrases."""

    hold_s: tuple[Positive, Positive]
    """The shortest and the longest hold that its sources allow, in seconds, for each side."""

    en: PointWords
    older_codes: tuple[str, ...] = ()
    """Codes under which older books list the point: shown to readers, never spoken."""

    notes: tuple[Note, ...] = ()


class Step(Struct, frozen=True, forbid_unknown_fields=True):
    """One point of a routine and how long it is held."""

    point: str
    """Code of the point."""

    minutes: Positive
    """Length of the hold in minutes, for each side."""


class RoutineWords(Struct, frozen=True, forbid_unknown_fields=True):
    """What is said at the two ends of a routine."""

    title: str
    summary: str
    welcome: Spoken
    """The first words of the session; the safety words that come first follow after one sentence."""

    settle: Spoken
    """Place and posture, before anything is pressed."""

    closing: Spoken
    """What to do and to expect after the session."""


class Routine(Struct, frozen=True, forbid_unknown_fields=True):
    """An ordered list of points with minutes. One file in `scripts/routines/`, or a file of the user's own."""

    steps: Annotated[tuple[Step, ...], Meta(min_length=1)]
    en: RoutineWords
    notes: tuple[Note, ...] = ()


class Posture(Struct, frozen=True, forbid_unknown_fields=True):
    """A way to sit, and the words that lead into it (`{side}` is filled where the posture is sided)."""

    move: Spoken
    sided: bool = False
    """Whether the posture is another one for the other side of the body."""


class Phrases(Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """The coach's own wording. Every field but `method` and `postures` is a list of variants, of which one is said."""

    postures: dict[str, Posture]
    method: Spoken
    """How to press and breathe, said once before the first point, in order."""

    timing: Spoken
    """How long the hold lasts (`{time}`); the last words before the opening chime."""

    breathe_in: Spoken
    breathe_out: Spoken
    breathe_freely: Spoken
    """Said inside the hold instead of the two above when the breath is not paced."""

    ease: Spoken
    """Leave to press less, inside the hold."""

    halfway: Spoken
    ten_left: Spoken
    release: Spoken
    switch: Spoken
    """Announces that the other side follows (`{side}`)."""

    go_on: Spoken
    """Said after a pause in a part of the session that has no point."""

    where: Spoken
    """Where we are (`{place}`), for a listener who comes back from a pause."""

    where_in_hold: Spoken
    """The same in a hold, with what is left of it (`{place}`, `{time}`)."""

    longer: Spoken
    """Confirms that a hold has become longer (`{time}`: by how much)."""

    shorter: Spoken
    """Confirms that a hold has become shorter (`{time}`: by how much)."""


class SafetyWords(Struct, frozen=True, forbid_unknown_fields=True):
    """Words that cannot be switched off, shortened or dropped."""

    first: Spoken
    """When to stop; said within the first half minute of every session."""

    opening: Spoken
    closing: Spoken
    label: Spoken
    """Written on a file that is taken away: what a reader must know who has not heard the session yet."""


class Caution(Struct, frozen=True, forbid_unknown_fields=True):
    """A reason for care, with the points it concerns (none: all of them)."""

    id: str
    text: str
    sources: Annotated[tuple[FactId, ...], Meta(min_length=1)]
    points: tuple[Code, ...] = ()


class Safety(Struct, frozen=True, forbid_unknown_fields=True):
    """`safety.toml`: red flags and cautions as facts, and the words that are spoken."""

    red_flags: Annotated[tuple[Caution, ...], Meta(min_length=1)]
    cautions: Annotated[tuple[Caution, ...], Meta(min_length=1)]
    en: SafetyWords


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


class Library(Struct, frozen=True):
    """Everything in `scripts/`, loaded and checked."""

    points: dict[str, Point]
    """By code, in the order of the seed article where it names them."""

    routines: dict[str, Routine]
    """By name, which is the file's name without its suffix."""

    phrases: Phrases
    safety: Safety
    sources: Bibliography
