"""What is done to the points of a session, and why; and what is said aloud of it. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from coach.choices import Options
from coach.content.model import Library, Routine, Side
from coach.content.safety import Condition
from coach.health.circumstances import Circumstances
from coach.health.verdicts import Reason, Verdict
from coach.script.reasons import Fitted
from coach.script.stops import OTHER, Stop

HealthKind = Literal["left_out", "softened", "cleared"]
"""What health does to a point: it is not pressed; it is pressed lightly only; it is pressed as a clinician agrees."""

DecisionKind = Literal["left_out", "softened", "cleared", "asked"]
"""What is done to a point: the same, or it is pressed as a session asks for it, though the profile skips it."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that was done to a point, and why: an option that the user has given, or a reason of health."""

    point: str
    """Code of the point."""

    side: Side | None
    """The side, or None for all of the point."""

    kind: DecisionKind
    option: Literal["skip", "points", "side", "profile", "position"] | None = None
    """The option; for a point that the listener skips in any session, their profile; for one that is not within reach
    as they sit or lie, the position."""

    reason: Reason | None = None
    why: Fitted | None = None
    """The length for which there would be no time to press it."""

    is_askable: bool = False
    """Whether it would be pressed if a clinician agreed."""

    is_agreed_in_vain: bool = False
    """Whether a clinician has agreed to a point that is never to be pressed."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the facts that it rests on."""
        return self.reason.sources if self.reason else ()


@dataclass(frozen=True, slots=True)
class Notice:
    """What is said aloud about the points that a condition leaves out, softens, or would leave out."""

    kind: HealthKind
    condition: Condition
    because: str
    points: str
    """The points as they are said."""

    sources: tuple[str, ...]
    limit_s: float | None = None
    """The longest hold in seconds that it leaves to points which it softens, or None if it sets no limit."""


def by_option(
    library: Library, routine: Routine, options: Options, usually: Collection[str], here: Circumstances
) -> Iterator[Decision]:
    """Yield a decision for each point that options, the circumstances, or the profile (`usually`) leave out."""
    wanted = {code.upper() for code in options.points}
    skipped = {code.upper() for code in options.skip}
    for step in routine.steps:
        code = step.point
        if code in skipped:
            yield Decision(point=code, side=None, kind="left_out", option="skip")
        elif wanted and code not in wanted:
            yield Decision(point=code, side=None, kind="left_out", option="points")
        elif code in usually and not wanted:
            yield Decision(point=code, side=None, kind="left_out", option="profile")
        elif code in here.out_of_reach:
            ailment = here.out_of_reach[code].ailment
            reason = Reason(ailment, "leave-out", ailment.condition.sources) if ailment else None
            yield Decision(point=code, side=None, kind="left_out", option="position", reason=reason)
        elif options.side != "both" and library.points[code].sides == "each":
            yield Decision(point=code, side=OTHER[options.side], kind="left_out", option="side")


def _reasons(verdict: Verdict, kind: HealthKind) -> tuple[Reason, ...]:
    """Return why something is done to a point."""
    match kind:
        case "left_out":
            return verdict.against
        case "softened":
            return verdict.softened
        case "cleared":
            return verdict.agreed


def by_health(
    stops: Sequence[Stop], verdicts: Mapping[str, Verdict], kind: HealthKind, agreed: Collection[str] = ()
) -> Iterator[Decision]:
    """Yield a decision for each point and condition; one for both sides where it is the same on both.

    `agreed` are the codes of points to which a clinician has agreed, in spite of what they knew then.
    """
    sides_of: dict[str, list[Side]] = {}
    never = {stop.point.code for stop in stops for reason in verdicts[stop.id].against if reason.effect == "leave-out"}
    found: dict[tuple[str, str], tuple[list[Side], Reason]] = {}
    for stop in stops:
        sides_of.setdefault(stop.point.code, []).append(stop.side)
        for reason in _reasons(verdicts[stop.id], kind):
            found.setdefault((stop.point.code, reason.ailment.id), ([], reason))[0].append(stop.side)
    for (code, _), (sides, reason) in found.items():
        side = None if sides == sides_of[code] else sides[0]
        is_askable = code not in never and reason.effect == "ask"
        in_vain = code in agreed and reason.effect == "leave-out"
        yield Decision(
            point=code, side=side, kind=kind, reason=reason, is_askable=is_askable, is_agreed_in_vain=in_vain
        )


def notices(wanted: Sequence[Stop], kept: Sequence[Stop], verdicts: Mapping[str, Verdict]) -> Iterator[Notice]:
    """Yield what is said aloud, one sentence for each condition and what it does."""
    by_kind: dict[HealthKind, Sequence[Stop]] = {"left_out": wanted, "cleared": kept, "softened": kept}
    for kind, stops in by_kind.items():
        by_condition: dict[str, list[tuple[Stop, Reason]]] = {}
        for stop in stops:
            for reason in _reasons(verdicts[stop.id], kind):
                by_condition.setdefault(reason.ailment.id, []).append((stop, reason))
        for found in by_condition.values():
            ailment = found[0][1].ailment
            met = [stop for stop, _ in found]
            everything = kind == "softened" and len(met) == len(stops)
            yield Notice(
                kind=kind,
                condition=ailment.condition,
                because=ailment.because,
                points="every point" if everything else listed(_named(met, stops)),
                sources=tuple(dict.fromkeys(source for _, reason in found for source in reason.sources)),
                limit_s=next((reason.limit_s for _, reason in found if reason.limit_s), None),
            )


def out_of_reach(left_out: Iterable[Decision], here: Circumstances) -> Iterator[Notice]:
    """Yield what is said aloud of points that a condition puts out of reach, one sentence for each."""
    by_condition: dict[str, list[Decision]] = {}
    for decision in left_out:
        if decision.option == "position" and decision.reason:
            by_condition.setdefault(decision.reason.ailment.id, []).append(decision)
    for decisions in by_condition.values():
        ailment = here.out_of_reach[decisions[0].point].ailment
        spots = [here.out_of_reach[one.point].point.en.spot.format(side="left and right") for one in decisions]
        if ailment:
            yield Notice(
                kind="left_out",
                condition=ailment.condition,
                because=ailment.because,
                points=listed([f"the {spot}" for spot in spots]),
                sources=ailment.condition.sources,
            )


def _named(met: Sequence[Stop], stops: Sequence[Stop]) -> list[str]:
    """Return where points lie, each place once: a listener knows the belly, and not yet the names of points."""
    names: dict[str, None] = {}
    for code in dict.fromkeys(stop.point.code for stop in met):
        sides = [stop.side for stop in met if stop.point.code == code]
        point = next(stop.point for stop in met if stop.point.code == code)
        is_whole = len(sides) == sum(stop.point.code == code for stop in stops) > 1
        names[f"the {point.en.spot.format(side='left and right' if is_whole else sides[0])}"] = None
    return list(names)


def apart(whom: Sequence[str]) -> list[str]:
    """Return whom to ask, each once: "your doctor or midwife" says "your doctor" too."""
    return [one for one in dict.fromkeys(whom) if not any(one != other and one in other for other in whom)]


def listed(names: Sequence[str]) -> str:
    """Return names as they are said, the last after an "and"."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
