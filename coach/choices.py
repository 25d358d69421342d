"""What a user may choose about a session, checked."""

import re
from dataclasses import dataclass, field, fields
from typing import Any, Literal, TypedDict, Unpack, get_args

import msgspec

from coach.errors import BadOption, UnknownName

Order = Literal["posture", "guide"]
PressedSide = Literal["left", "right", "both"]
FirstSide = Literal["left", "right"]
Talk = Literal["full", "brief", "chimes"]
"""How much is said: all of it; side, point and tool; the safety words and changes of side alone."""

ChosenTalk = Literal["full", "brief", "chimes", "auto"]
"""`auto`: less, point by point, the more often the listener has finished it."""

Position = Literal["chair", "lying"]
"""How the body rests: on a chair, or on its back with the knees bent."""

Legs = Literal["crossed", "stool"]
"""How calf and ankle come within reach on a chair: with the ankle on the other knee, or the foot on a stool."""

Bearing = Literal["chair", "lying", "crossed", "stool"]
"""A position, or how the legs are."""

VOICE_LUFS = -19.0
"""Usual loudness of a session's voice, in mono (to the ear the same as -16 LUFS in stereo)."""

QUIETEST_LUFS, LOUDEST_LUFS = -30.0, -14.0
"""Of a voice: what is quieter drowns in a room, what is louder meets the ceiling of its peaks (our choice)."""

SOFTEST_CHIMES_DB, LOUDEST_CHIMES_DB = -12.0, 3.0
"""Of chimes, against their usual level: softer ones drown in a bed, louder ones are louder than the voice (our choice).
The loudest palette then stays under -4 dBTP in the loudest session."""

USUAL_RATE = 135
"""Words a minute: slow enough to be followed with closed eyes."""

NO_BED = "none"
"""Chosen in place of a bed."""

NO_CHIMES = "none"
"""Chosen in place of a palette of chimes: words open and close the holds."""

NO_BREATH = "none"
"""Chosen in place of a pattern of the breath."""

MINE, NOBODY = "mine", "none"
"""Whose answers shape a session, where they are not in a file: the stored ones, or nobody's."""

SHORTEST_MINUTES, LONGEST_MINUTES = 1, 240
"""Of a session that is fitted to a length."""


@dataclass(frozen=True, slots=True)
class Breath:
    """A breathing pattern: lengths in seconds of the in-breath, the out-breath, and a rest between them."""

    in_s: float
    out_s: float
    rest_s: float = 0.0

    @property
    def cycle_s(self) -> float:
        """Length of a whole breath in seconds."""
        return self.in_s + self.rest_s + self.out_s

    @property
    def out_at_s(self) -> float:
        """When the breath out begins, in seconds from the beginning of the breath in."""
        return self.in_s + self.rest_s

    @property
    def is_safe(self) -> bool:
        """Whether it is within the limits that `parse` describes."""
        parts_are_safe = 2 <= self.in_s <= self.out_s <= 10 and 0 <= self.rest_s <= min(4, self.in_s)
        return parts_are_safe and 5 <= self.cycle_s <= 15

    def stretched(self, factor: float) -> "Breath":
        """Return the same pattern, slower by a factor above 1, quicker by one below."""
        return Breath(self.in_s * factor, self.out_s * factor, self.rest_s * factor)

    def __str__(self) -> str:
        parts = (self.in_s, self.rest_s, self.out_s) if self.rest_s else (self.in_s, self.out_s)
        return "-".join(f"{part:g}" for part in parts)

    @classmethod
    def parse(cls, text: str) -> "Breath | None":
        """Read "IN-OUT" or "IN-HOLD-OUT" in seconds, or "none" for no pacing; raise BadOption for anything else.

        Within safe limits: breaths in and out 2 to 10 s each, a whole breath 5 to 15 s, and the breath out no shorter
        than the breath in (12 and 6 breaths a minute, the out-breath longer, were tried by Van Diest et al. 2014). The
        rest between them is no longer than 4 s, nor than the breath in: a breath that is held for long is no longer
        easy (our judgement).
        """
        if text == NO_BREATH:
            return None
        allowed = (
            "write IN-OUT or IN-HOLD-OUT in seconds, as in 4-6 or 4-2-6 (in and out 2 to 10, out no shorter than in, "
            "hold 0 to 4 and no longer than in, together 5 to 15), or none"
        )
        try:
            in_s, *rest, out_s = (float(part) for part in text.split("-"))
        except ValueError:
            raise BadOption("breath", text or "''", allowed) from None
        breath = cls(in_s, out_s, sum(rest))
        if len(rest) > 1 or not breath.is_safe:
            raise BadOption("breath", text or "''", allowed)
        return breath


@dataclass(frozen=True, slots=True)
class Options:
    """What the user may choose about the script of a session."""

    hold_s: float | None = None
    """Length of every hold in seconds, 5 to 3600, or None for the routine's own."""

    minutes: float | None = None
    """Length of the whole session in minutes, 1 to 240, or None for as long as it takes."""

    order: Order = "posture"
    """`posture` changes posture as seldom as possible, `guide` keeps the routine's order."""

    points: tuple[str, ...] = ()
    """Codes of the points to press, in any order; empty for all."""

    skip: tuple[str, ...] = ()
    """Codes of the points to leave out."""

    side: PressedSide = "both"
    """Which side of the points that are pressed one side after the other."""

    first: FirstSide = "left"
    """The side that comes first."""

    position: Position | None = None
    """How the body rests, or None for what the listener prefers."""

    legs: Legs | None = None
    """How calf and ankle come within reach on a chair, or None for what the listener prefers."""

    pace: float = 1.0
    """Factor on the time to move and to find a point, 0.25 to 4."""

    talk: ChosenTalk | None = None
    """How much is said, or None for what the listener prefers."""

    breath: Breath | None = Breath(4, 6)
    """The pattern of the breath in a hold, or None to leave it to the listener."""

    seed: int = 1
    """Chooses among the variants of the phrases."""

    wait_s: float = 0.0
    """Longest time in seconds, up to 600, to wait for the fingers after each point has been described."""

    def __post_init__(self) -> None:
        if self.hold_s is not None and not 5 <= self.hold_s <= 3600:
            raise BadOption("hold", f"{self.hold_s:g}", "a hold lasts 5 to 3600 seconds")
        if self.minutes is not None:
            if not SHORTEST_MINUTES <= self.minutes <= LONGEST_MINUTES:
                limits = f"a session lasts {SHORTEST_MINUTES} to {LONGEST_MINUTES} minutes"
                raise BadOption("minutes", f"{self.minutes:g}", limits)
            if self.hold_s is not None:
                conflict = f"it fits the holds to the session, and hold {self.hold_s:g} fixes them; give one of the two"
                raise BadOption("minutes", f"{self.minutes:g}", conflict)
        if not 0.25 <= self.pace <= 4:
            raise BadOption("pace", f"{self.pace:g}", "it is a factor from 0.25 (quick) to 4 (slow)")
        if not 0 <= self.wait_s <= 600:
            raise BadOption("wait", f"{self.wait_s:g}", "it is a time from 0 to 600 seconds")
        for kind, name, allowed in (
            ("order", self.order, get_args(Order)),
            ("side", self.side, get_args(PressedSide)),
            ("side", self.first, get_args(FirstSide)),
            ("position", self.position or "chair", get_args(Position)),
            ("legs", self.legs or "crossed", get_args(Legs)),
            ("talk", "auto" if self.talk is None else self.talk, get_args(ChosenTalk)),
        ):
            if name not in allowed:
                raise UnknownName(kind, name, allowed)


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything that a user may choose about a session, the same for start, export and plan."""

    routine: str = "backache"
    """Name of a shipped routine, or the path of a routine file."""

    script: Options = field(default_factory=Options)
    voice: str | None = None
    """Name of a voice, or None for the best that is installed."""

    rate: int = USUAL_RATE
    """Speed of speech in words per minute."""

    chimes: str = "bowl"
    """Name of a palette of chimes, or "none": then words open and close the holds."""

    bed: str = NO_BED
    """Name of a bed, the sound behind the session, or "none"."""

    loudness: float = VOICE_LUFS
    """Of the voice in LUFS, -30 to -14; chimes and bed are louder and softer with it."""

    chime_level: float = 0.0
    """By how much the chimes alone are louder than usual, in decibels, -12 to 3; the voice and the bed stay."""

    def __post_init__(self) -> None:
        if not QUIETEST_LUFS <= self.loudness <= LOUDEST_LUFS:  # which no NaN is
            allowed = f"choose from {QUIETEST_LUFS:g} to {LOUDEST_LUFS:g} LUFS"
            raise BadOption("loudness", f"{self.loudness:g}", allowed)
        if self.chimes == NO_CHIMES and self.script.talk == "chimes":
            nothing = "with talk chimes, nothing would tell when a hold begins and ends; choose talk brief, or chimes"
            raise BadOption("chimes", NO_CHIMES, nothing)
        if self.chimes == NO_CHIMES and self.chime_level:
            raise BadOption(
                "chime_level", f"{self.chime_level:g}", "with chimes none there are none; give one of the two"
            )
        if not SOFTEST_CHIMES_DB <= self.chime_level <= LOUDEST_CHIMES_DB:
            allowed = f"choose from {SOFTEST_CHIMES_DB:g} to {LOUDEST_CHIMES_DB:g} decibels; 0 is the usual level"
            raise BadOption("chime_level", f"{self.chime_level:g}", allowed)


class SessionOptions(TypedDict, total=False):
    """The options of a session by the names and in the units in which users give them; see `Options` and `Choices`."""

    hold: float | None
    """Length of every hold in seconds."""

    minutes: float | None
    talk: str | None
    order: str
    points: tuple[str, ...]
    skip: tuple[str, ...]
    side: str
    first: str
    position: str | None
    legs: str | None
    pace: float
    wait: float
    """Longest time to wait for the fingers, in seconds."""

    breath: str | None
    """Seconds as in "4-6" or "4-2-6"; None or "none": the listener's own way."""

    voice: str | None
    rate: int
    chimes: str
    chime_level: float
    """By how much the chimes are louder than usual, in decibels."""

    bed: str
    loudness: float
    seed: int


IN_SCRIPT = {"hold": "hold_s", "wait": "wait_s"}
"""What options of the script are called that do not have the user's name."""


def choose(routine: str = "backache", **options: Unpack[SessionOptions]) -> Choices:
    """Return the choices of a session by the names of the options; what is not given is as usual.

    Raises UnknownName for an option or a name that there is not, and BadOption for a value that cannot be used.
    """
    given = _checked(dict(options))
    if given.get("side") == "left" and given.get("first") == "right":  # the other way round, the first is the usual one
        raise BadOption("first", "right", "side left leaves one side alone; give one of the two")
    for_script = {field.name for field in fields(Options)}
    named = {IN_SCRIPT.get(name, name): value for name, value in given.items()}
    script = Options(**{name: value for name, value in named.items() if name in for_script})
    return Choices(
        routine=routine, script=script, **{name: value for name, value in named.items() if name not in for_script}
    )


_TWO_NUMBERS = re.compile(r"\d\D+\d")
_COMMA = re.compile(r"\s*\d+,(\d+)\s*")
"""Before a fraction, or between two numbers."""

_SIDES = re.compile(r"\b(left|right)|\b[lr]\b", re.IGNORECASE)


def equal_sides(option: str, value: object) -> str | None:
    """Return what to tell whoever asks for a hold of another length on each side, or None for any other value."""
    text = str(value)
    comma = _COMMA.fullmatch(text)
    is_fraction = comma is not None and len(comma[1]) == 1  # a person seldom means a hold of so few seconds
    if option != "hold" or is_fraction or not (_TWO_NUMBERS.search(text) or _SIDES.search(text)):
        return None
    why = "both sides of a point are held equally long, as the sources know one time for a point"
    if comma:
        return f"write one number of seconds, with a point before a fraction; {why}"
    return f"write one number of seconds; {why}, or choose one side alone"


def _checked(given: dict[str, Any]) -> dict[str, Any]:
    """Return options with values of their types; lists of points may be written as one text, "CV6,BL23"."""
    for name in given:
        if name not in SessionOptions.__annotations__:
            raise UnknownName("option", name, SessionOptions.__annotations__)
    for name in {"points", "skip"} & set(given):
        value = given[name]
        if isinstance(value, str):
            given[name] = tuple(part.strip() for part in value.split(","))
    checked: dict[str, Any] = {}
    for name, value in given.items():
        try:
            checked |= msgspec.convert({name: value}, SessionOptions)
        except msgspec.ValidationError as error:
            problem = str(error).partition(" - at ")[0].lower()
            raise BadOption(name, value, equal_sides(name, value) or problem) from None
    if "breath" in checked:
        checked["breath"] = Breath.parse(NO_BREATH if checked["breath"] is None else checked["breath"])
    return checked
