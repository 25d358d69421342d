"""The circumstances in which a session is heard, and the content as it is said in them. Pure.

Sentences and ways name circumstances, as `only` and `unless`: the position ("chair", "lying") and on a chair the legs
("crossed", "stool"); the ids of the conditions that the listener has, of those by region also with the region alone
("skin-leg"), and "no-hand" and "no-leg" where they have one on both sides; "for-" and "on-" with a region, for what the
routine is for, and for where points are pressed (in safety words: where points of the routine lie); "answered" where
all questions on health are answered.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeVar, get_args

import msgspec
from msgspec import Struct

from coach.choices import Bearing, Legs, Options, Position
from coach.content.model import Library, Point, Routine, Side
from coach.content.safety import Condition, Region, Safety
from coach.content.sentences import Sentence, suits
from coach.errors import BadOption
from coach.health.ailments import Ailment
from coach.health.verdicts import Verdicts

Said = TypeVar("Said", bound=Struct)

HAND, LEG = "unused-hand", "missing-leg"
"""Ids of the conditions of a hand that does not press, and of a leg that is missing."""

_BOTH = {"left", "right"}

_BEARING = {"", "leg"}
"""Where a condition is that has a say in how the body rests: a sore face has none."""

USUALLY_FOR = ("back",)
"""What a routine is taken to be for that does not say it: its signs are the gravest (our choice)."""


@dataclass(frozen=True, slots=True)
class TurnedDown:
    """What a listener prefers, and does not get."""

    value: Bearing
    instead: Bearing | None
    """What they get, or None: calf and ankle do not come within reach."""

    ailment: Ailment | None = None
    """What forbids it, or None: the routine has no words for it."""


class Hindered(NamedTuple):
    """A point that is not within reach."""

    point: Point
    """As it is pressed usually."""

    ailment: Ailment | None
    """What it would be within reach without, or None: no single thing."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the words of a session depend on."""

    position: Position
    legs: Legs | None
    """How calf and ankle come within reach on a chair, or None: they do not, or nobody sits."""

    names: frozenset[str]
    """All that holds, as sentences name it."""

    turned_down: tuple[TurnedDown, ...] = ()
    out_of_reach: Mapping[str, Hindered] = field(default_factory=dict)
    """The points that are not within reach, by their codes."""

    bodies: tuple[Condition, ...] = ()
    """What the words heed of the listener's body, beside what it does to points."""

    taken_for: tuple[Region, ...] = ()
    """What the routine is taken to be for, as it does not say it; none: it does."""

    unsigned: tuple[Region, ...] = ()
    """What the routine is for, as far as nothing is known of its warning signs."""

    def said(self, words: Said) -> Said:
        """Return a part of the content with those sentences alone that are said."""
        said: Said = _pruned(words, self.names)
        return said

    def pressing(self, regions: Collection[str]) -> "Circumstances":
        """Return the same where points of some regions alone are pressed, as only they need to be prepared for."""
        pressed = {f"on-{region}" for region in regions}
        return replace(self, names=frozenset(name for name in self.names if name in pressed or name[:3] != "on-"))


def usually(point: Point, position: Position) -> Circumstances:
    """Return how somebody sits or lies of whom nothing else is known; on a chair, so that a point is pressed as usual.

    Where neither way of the legs has it pressed as usual, it is the first of them.
    """
    kinds: tuple[Legs | None, ...] = get_args(Legs) if position == "chair" else (None,)
    tried = [
        Circumstances(position, legs, frozenset(filter(None, (position, legs, f"on-{point.region}")))) for legs in kinds
    ]
    return min(tried, key=lambda here: point.way(here.names) != 0)


def circumstances(library: Library, routine: Routine, options: Options, verdicts: Verdicts) -> Circumstances:
    """Return in which circumstances a routine is heard.

    What a condition forbids, or the routine has no words for, is refused where the session asks for it (BadOption); of
    what the listener only prefers, the other takes its place.
    """
    listener, present = verdicts.listener, verdicts.present
    turned_down: list[TurnedDown] = []
    position = _position(routine, options, verdicts, turned_down)
    if options.legs and position != "chair":
        raise BadOption("legs", options.legs, "it is for a chair; choose that position, too, or leave it out")
    legs = _legs(options, verdicts, turned_down) if position == "chair" else None
    eases = dict.fromkeys(routine.eases or USUALLY_FOR)
    names: frozenset[str] = frozenset(
        (
            position,
            *([legs] if legs else []),
            *(ailment.condition.id for ailment in present),
            *(_in_region(ailment) for ailment in present if ailment.region),
            *(["no-hand"] if _sides(HAND, present) >= _BOTH else []),
            *(["no-leg"] if _sides(LEG, present) >= _BOTH else []),
            *(["answered"] if listener.is_answered else []),
            *(f"for-{region}" for region in eases),
            *(f"on-{library.points[step.point].region}" for step in routine.steps),
        )
    )
    points = [library.points[step.point] for step in routine.steps]
    regions = library.safety.regions
    return Circumstances(
        position=position,
        legs=legs,
        names=names,
        turned_down=tuple(turned_down),
        out_of_reach={
            point.code: Hindered(point, _hindering(point, names, present))
            for point in points
            if not point.reached(names)
        },
        bodies=tuple(dict.fromkeys(ailment.condition for ailment in present if ailment.condition.is_body)),
        taken_for=() if routine.eases else tuple(regions[region] for region in eases),
        unsigned=tuple(regions[region] for region in eases if not has_signs(region, library.safety)),
    )


def has_signs(region: str, safety: Safety) -> bool:
    """Tell whether a region has warning signs of its own, which are said to everybody before a session for it."""
    return any(sentence.only == (f"for-{region}",) for sentence in safety.en.opening)


def reached(library: Library, here: Circumstances) -> Library:
    """Return a library with what is said in some circumstances, and with those points alone that are within reach."""
    points = {code: point.reached(here.names) for code, point in library.points.items()}
    return msgspec.structs.replace(
        library,
        points={code: here.said(point) for code, point in points.items() if point},
        phrases=here.said(library.phrases),
        safety=here.said(library.safety),
    )


def _position(routine: Routine, options: Options, verdicts: Verdicts, turned_down: list[TurnedDown]) -> Position:
    wanted: Position = options.position or verdicts.listener.position
    other: Position = "lying" if wanted == "chair" else "chair"
    has_words = wanted in routine.positions
    against = _forbidding(wanted, verdicts.present)
    if has_words and not against:
        return wanted
    is_offered = other in routine.positions and not _forbidding(other, verdicts.present)
    if options.position or not is_offered:
        why = _told(against) if against and has_words else f"the routine {routine.en.title!r} has no words for it"
        raise BadOption("position", wanted, f"{why}; choose {other}" if is_offered else why)
    turned_down.append(TurnedDown(wanted, other, against if has_words else None))
    return other


def _legs(options: Options, verdicts: Verdicts, turned_down: list[TurnedDown]) -> Legs | None:
    wanted: Legs = options.legs or verdicts.listener.legs
    against = _forbidding(wanted, verdicts.present)
    if not against:
        return wanted
    other: Legs | None = "stool" if wanted == "crossed" else "crossed"
    if other and _forbidding(other, verdicts.present):
        other = None
    if options.legs:
        raise BadOption("legs", wanted, f"{_told(against)}; choose {other}" if other else _told(against))
    turned_down.append(TurnedDown(wanted, other, against))
    return other


def _hindering(point: Point, names: frozenset[str], present: Sequence[Ailment]) -> Ailment | None:
    """Return the condition without which a point would be within reach, if there is one."""
    return next((one for one in present if point.reached(names - {one.condition.id, _in_region(one)})), None)


def _in_region(ailment: Ailment) -> str:
    """Return what sentences call a condition in a region, whichever its side is."""
    return f"{ailment.condition.id}-{ailment.region}"


def _sides(condition: str, present: Sequence[Ailment]) -> set[Side | None]:
    return {ailment.side for ailment in present if ailment.condition.id == condition}


def _forbidding(bearing: Bearing, present: Sequence[Ailment]) -> Ailment | None:
    return next((one for one in present if bearing in one.condition.forbids and one.region in _BEARING), None)


def _told(ailment: Ailment) -> str:
    return f"because of {ailment.because}, it may not be for you"


def _pruned(words: Any, names: frozenset[str]) -> Any:
    """Return content without the sentences that are unsaid; what loses none stays the same object."""
    match words:
        case tuple():
            kept = tuple(
                _pruned(entry, names) for entry in words if not isinstance(entry, Sentence) or _is_said(entry, names)
            )
            return kept if len(kept) < len(words) or any(map(_differ, kept, words)) else words
        case dict():
            return {key: _pruned(value, names) for key, value in words.items()}
        case Struct() if not isinstance(words, Sentence):
            changed = {
                name: new
                for name in words.__struct_fields__
                if (new := _pruned(old := getattr(words, name), names)) is not old
            }
            return msgspec.structs.replace(words, **changed) if changed else words
    return words


def _differ(one: object, other: object) -> bool:
    return one is not other


def _is_said(sentence: Sentence, names: frozenset[str]) -> bool:
    return suits(sentence.only, sentence.unless, names) and not (sentence.asked and "answered" in names)
