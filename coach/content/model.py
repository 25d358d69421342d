"""The frozen types of everything in `scripts/`: points, routines, phrases, safety words, sources.

A text may hold placeholders in braces; which ones are filled is written beside each field:
`{side}` and `{other}` ("left"/"right": the side that is pressed and the opposite one),
`{time}` (the length of the hold in words: "ninety seconds").
"""

from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct
from msgspec.structs import asdict, replace

from coach.choices import Bearing, Position
from coach.content.phrases import Phrases
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
    suits,
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


class WayWords(Struct, frozen=True, forbid_unknown_fields=True):
    """What a way says in other words than its point; see `PointWords`."""

    place: Name | None = None
    spot: Name | None = None
    travel: Spoken | None = None
    locate: Spoken | None = None
    press: Spoken | None = None
    press_soft: Spoken | None = None
    short: Spoken | None = None
    travel_again: Spoken | None = None
    locate_again: Spoken | None = None
    locate_with_tool: Spoken | None = None
    press_again: Spoken | None = None


class Way(Struct, frozen=True, forbid_unknown_fields=True):
    """How a point is pressed in other circumstances than usual: what is left out is as usual."""

    only: Annotated[tuple[Name, ...], Meta(min_length=1)]
    """The circumstances, all of which must hold (`coach.health.circumstances`)."""

    posture: Name
    unless: tuple[Name, ...] = ()
    """Circumstances of which none may hold."""

    sides: Sides | None = None
    reach: Name | None = None
    hand: Hand | None = None
    tool: Name | None = None
    tool_soft: Name | None = None
    en: WayWords = WayWords()


class Point(Struct, frozen=True, forbid_unknown_fields=True):
    """An acupressure point: its facts and its words. One file in `scripts/points/`, named after its code.

    What it says of posture, hands and sides is meant for a chair and two hands.
    """

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
    only: tuple[Name, ...] = ("chair",)
    """The circumstances, all of which must hold, in which it is pressed as usual (`coach.health.circumstances`)."""

    unless: tuple[Name, ...] = ()
    """Circumstances of which none may hold; where it is not as usual, a way suits, or the point is out of reach."""

    ways: tuple[Way, ...] = ()
    """How it is pressed where it is not as usual: the first that suits."""

    rules: tuple[Rule, ...] = ()
    """Which conditions leave it out, have a clinician asked first, or soften it."""

    older_codes: tuple[Name, ...] = ()
    """Codes under which older books list the point: shown to readers, never spoken."""

    notes: tuple[Note, ...] = ()
    tool: Name | None = None
    """What presses it in its picture, a key of `tools` in `pictures/tools.toml`; None: nothing is drawn."""

    tool_soft: Name | None = None
    """What presses it lightly, for whoever must not press firmly; None: what usually does."""

    def way(self, circumstances: frozenset[str]) -> int | None:
        """Return by which way it is pressed, counted from 1; 0: as usual; None: it is out of reach."""
        if suits(self.only, self.unless, circumstances):
            return 0
        numbered = enumerate(self.ways, start=1)
        return next((number for number, way in numbered if suits(way.only, way.unless, circumstances)), None)

    def reached(self, circumstances: frozenset[str]) -> "Point | None":
        """Return the point as it is pressed in some circumstances, without other ways, or None: it is out of reach."""
        number = self.way(circumstances)
        if number is None:
            return None
        return pressed_by(self, self.ways[number - 1]) if number else replace(self, ways=())


def pressed_by(point: Point, way: Way) -> Point:
    """Return a point as it is pressed by one of its ways."""
    words = {key: value for key, value in asdict(way.en).items() if value is not None}
    return replace(
        point,
        posture=way.posture,
        sides=way.sides or point.sides,
        reach=way.reach or point.reach,
        hand=way.hand or point.hand,
        tool=way.tool or point.tool,
        tool_soft=way.tool_soft or point.tool_soft,
        en=replace(point.en, **words),
        ways=(),
    )


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
    eases: Annotated[tuple[Name, ...], Meta(min_length=1)] | None = None
    """What it is for, as keys of `regions` in `safety.toml`: their warning signs are told; None: the back's are."""

    positions: Annotated[tuple[Position, ...], Meta(min_length=1)] = ("chair",)
    """The positions for which it has words."""

    notes: tuple[Note, ...] = ()


class Library(Struct, frozen=True):
    """Everything in `scripts/`, loaded and checked."""

    points: dict[str, Point]
    """By code, in the order of the source article where it names them."""

    routines: dict[str, Routine]
    """By name, which is the file's name without its suffix."""

    phrases: Phrases
    safety: Safety
    sources: Bibliography

    @property
    def circumstances(self) -> frozenset[str]:
        """All circumstances that sentences and ways may name (`coach.health.circumstances`)."""
        regions = self.safety.regions
        return frozenset(
            (
                *get_args(Bearing),
                *(condition.id for condition in self.safety.conditions),
                *(f"{one.id}-{region}" for one in self.safety.conditions if one.by_region for region in regions),
                *("no-hand", "no-leg", "answered"),
                *(f"for-{region}" for region in regions),
                *(f"on-{region}" for region in regions),
            )
        )
