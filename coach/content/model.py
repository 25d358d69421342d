"""The frozen types of everything in `scripts/`: points, routines, phrases, safety words, sources.

A text may hold placeholders in braces; which ones are filled is written beside each field:
`{side}` and `{other}` ("left"/"right": the side that is pressed and the opposite one),
`{time}` (the length of the hold in words: "ninety seconds").
"""

import re
from typing import Annotated, Literal

from msgspec import Meta, Struct
from msgspec.structs import replace

from coach.content.safety import Safety
from coach.content.sentences import (
    Code,
    FactId,
    Name,
    Note,
    Positive,
    Sentence,
    Sentences,
    Spoken,
    Text,
    sentence_lists,
)
from coach.content.sources import Bibliography

Sides = Literal["midline", "both", "each"]
"""How often a point is pressed: once on the midline, once on both sides together, or each side in turn."""

Side = Literal["left", "right", "both", "midline"]
"""The side of one stage."""


class PointWords(Struct, frozen=True, forbid_unknown_fields=True):
    """What is said about a point in one language. Every text may use `{side}` and `{other}`."""

    name: Name
    """The English name, such as "Sea of Energy"."""

    pinyin: Name

    place: Name
    """The body part with its side, as a title: "behind the {side} knee"."""

    spot: Name
    """The same in a word, for a listener who hears nothing else: "{side} knee"."""

    travel: Spoken
    """Names the side, the body part and the point."""

    benefit: Spoken
    """What the point is traditionally used for, hedged."""

    locate: Spoken
    """Finds the point by touch."""

    press: Spoken
    """Tool, stroke and pressure, said before the hold."""

    press_soft: Spoken
    """The same with a light touch, for whoever must not press firmly."""

    short: Spoken
    """Side, body part, name and tool: all that is said about the point to a listener who wants little talk."""

    travel_again: Sentences = ()
    """Shorter words for the second side; needed when `sides` is "each"."""

    locate_again: Sentences = ()
    """Finds the point in other, shorter words: for the second side, or when the listener asks again."""

    locate_with_tool: Sentences = ()
    """Finds the point with a thing that helps the reach, for a listener who has asked again and again."""

    press_again: Sentences = ()
    """Shorter words for the second side; needed when `sides` is "each"."""


Effect = Literal["leave-out", "ask", "soften"]
"""What a condition does to a point: it is never pressed; only once a clinician has agreed; only lightly."""


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """What one condition does to the point in whose file it stands."""

    condition: Name
    """Id of a condition in `safety.toml`; of one that has regions, it is meant for the point's own."""

    effect: Effect
    sources: Annotated[tuple[FactId, ...], Meta(min_length=1)]


Hand = Literal["both", "one", "same", "opposite"]
"""Which hand presses: both, any one, that of the side that is pressed, or the opposite one."""


class Point(Struct, frozen=True, forbid_unknown_fields=True):
    """An acupressure point: its facts and its words. One file in `scripts/points/`, named after its code."""

    code: Code
    sides: Sides
    posture: Name
    """The posture in which it is pressed, a key of `postures` in the phrases."""

    region: Name
    """The part of the body that it lies on, a key of `regions` in `safety.toml`."""

    reach: Name
    """Where the hands are: points with the same word, side and hand need no new reach."""

    hand: Hand

    hold_s: tuple[Positive, Positive]
    """The shortest and the longest hold that its sources allow, in seconds, for each side."""

    en: PointWords
    rules: tuple[Rule, ...] = ()
    """Which conditions leave it out, have a clinician asked first, or soften it."""

    older_codes: tuple[Name, ...] = ()
    """Codes under which older books list the point: shown to readers, never spoken."""

    notes: tuple[Note, ...] = ()


class Step(Struct, frozen=True, forbid_unknown_fields=True):
    """One point of a routine and how long it is held."""

    point: Name
    """Code of the point."""

    minutes: Positive
    """Length of the hold in minutes, for each side."""


class RoutineWords(Struct, frozen=True, forbid_unknown_fields=True):
    """What is said at the two ends of a routine."""

    title: Name
    summary: Text
    welcome: Spoken
    """The first words of the session, which may tell how long it is (`{length}`)."""

    settle: Spoken
    """Place and posture, after the cautions; where little is said, those that have a brief wording, in that."""

    closing: Spoken
    """What to do and to expect after the session."""

    arrive: Sentences = ()
    """The last words before the first point, with which the eyes close."""

    repeat: tuple[Sentence, ...] = ()
    """That it may be repeated, before the last sentence of the closing; unsaid where the listener's health changes
    what is said or pressed."""


class Routine(Struct, frozen=True, forbid_unknown_fields=True):
    """An ordered list of points with minutes. One file in `scripts/routines/`, or a file of the user's own."""

    steps: Annotated[tuple[Step, ...], Meta(min_length=1)]
    en: RoutineWords
    notes: tuple[Note, ...] = ()


class Posture(Struct, frozen=True, forbid_unknown_fields=True):
    """A way to sit (`{side}` and `{other}` are filled in its words where it is sided)."""

    move: Spoken
    """Leads into it, in variants, of which one is said."""

    leave: Sentences = ()
    """Leads out of it, before another posture and at the end: all are said."""

    sided: bool = False
    """Whether the posture is another one for the other side of the body."""


PhraseKey = Literal[
    "close_enough",
    "timing",
    "begin",
    "breathe_in",
    "breathe_out",
    "breathe_freely",
    "ease",
    "lightly",
    "halfway",
    "ten_left",
    "release",
    "switch",
    "long_enough",
    "go_on",
    "where",
    "where_in_hold",
    "longer",
    "shorter",
]
"""The phrases of which one variant is said at a time."""


class WithoutChimes(Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """The coach's own wording where there are no chimes, and words open and close a hold."""

    method: Spoken
    """Tells of these words, once before the first point."""

    timing: Spoken
    """How long the hold lasts (`{time}`), before it begins."""

    begin: Spoken
    """Opens a hold, which begins at its end; a word of release closes it."""

    holding: Spoken
    """Tells in a long silence of a hold that the session goes on."""

    waiting: Spoken
    """Tells the same anywhere else."""


_OF_CHIMES = re.compile(r"\b(chime|tone|note)s?\b", re.IGNORECASE)
"""What a sentence says that is true only where there are chimes."""


class Phrases(Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """The coach's own wording.

    Every field is a list of variants, of which one is said, but for `postures`, `images`, and for `method`,
    `method_soft`, `rest_between`, `breath_tones` and `paused`, whose sentences are all said.
    """

    postures: dict[Name, Posture]
    method: Spoken
    """How to press and breathe, said once before the first point, in order."""

    method_soft: Spoken
    """The same where every point is pressed lightly only."""

    close_enough: Spoken
    """That a place need not be met exactly, said at the first one."""

    timing: Spoken
    """How long the hold lasts (`{time}`); the last words before the opening chime."""

    breathe_in: Spoken
    breathe_out: Spoken
    breathe_freely: Spoken
    """Said inside the hold instead of the two above when the breath is not paced."""

    ease: Spoken
    """Leave to press less, inside the hold."""

    lightly: Spoken
    """The same for a listener who must not press firmly."""

    rest_between: Spoken
    """Tells once of the rest between the breath in and the breath out, where the pattern has one."""

    breath_tones: Spoken
    """Tells once that tones lead the breath."""

    halfway: Spoken
    ten_left: Spoken
    release: Spoken
    switch: Spoken
    """Announces that the other side follows (`{part}`: "the left leg")."""

    long_enough: Spoken
    """Answers who asks to hold a point longer than their health allows."""

    paused: Spoken
    """Said in a pause, once: that the session has stopped, and how it goes on."""

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

    images: dict[Name, Spoken]
    """An image or a noticing for a hold, by where the hands are (`reach`), in variants."""

    without_chimes: WithoutChimes
    begin: Sentences = ()
    """The words that open a hold; none where chimes do."""

    @property
    def is_by_words(self) -> bool:
        """Whether words open and close a hold, as there are no chimes."""
        return bool(self.begin)

    def by_words(self) -> "Phrases":
        """Return the wording of a session without chimes: nothing in it speaks of them."""
        kept = {
            key: tuple(
                sentence
                for sentence in sentences
                if not sentence.chime and not _OF_CHIMES.search(f"{sentence.say} {sentence.brief}")
            )
            for key, sentences in sentence_lists(self).items()
        }
        words = self.without_chimes
        kept["method"] += words.method
        kept["method_soft"] += words.method
        kept |= {"timing": words.timing, "begin": words.begin}
        return replace(self, **kept)

    def variants(self, key: PhraseKey) -> Sentences:
        """Return the variants of a phrase."""
        variants: Sentences = getattr(self, key)
        return variants


class Library(Struct, frozen=True):
    """Everything in `scripts/`, loaded and checked."""

    points: dict[str, Point]
    """By code, in the order of the seed article where it names them."""

    routines: dict[str, Routine]
    """By name, which is the file's name without its suffix."""

    phrases: Phrases
    safety: Safety
    sources: Bibliography
