"""What conditions do to a point: leave it out, have a clinician asked first, or soften it. Pure.

Which condition does what stands in the files of the points, with its sources; what is asked and said of a condition
stands in `safety.toml`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from coach.content.codes import unknown_point
from coach.content.model import Effect, Library, Point, Rule, Side, Sides
from coach.content.safety import Safety
from coach.health.ailments import Ailment, ailments
from coach.health.listener import Listener
from coach.health.names import condition_ids

SIDES: Mapping[Sides, tuple[Side, ...]] = {"midline": ("midline",), "both": ("both",), "each": ("left", "right")}
"""On which sides the points of a kind are pressed."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is done to a point."""

    ailment: Ailment
    effect: Effect
    sources: tuple[str, ...]
    limit_s: float | None = None
    """The longest hold in seconds that it leaves; None where it sets no limit, or another reason a shorter one."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one point on one side."""

    against: tuple[Reason, ...] = ()
    """Why it is not pressed; none: it is."""

    softened: tuple[Reason, ...] = ()
    """Why it is pressed lightly only."""

    agreed: tuple[Reason, ...] = ()
    """Why it would not be pressed if a clinician had not agreed."""

    @property
    def longest_s(self) -> float | None:
        """The longest hold in seconds that is left to it, or None for the point's own."""
        return next((reason.limit_s for reason in self.softened if reason.limit_s), None)


def chosen(names: Iterable[str], safety: Safety) -> tuple[Ailment, ...]:
    """Return the conditions that some names mean, each once, in the order of `safety.toml`.

    Raises what `coach.health.names.condition_ids` raises.
    """
    asked = set(condition_ids(names, safety))
    return tuple(ailment for name, ailment in ailments(safety).items() if name in asked)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What becomes of every point of a library on each of its sides, and for whom."""

    listener: Listener
    present: tuple[Ailment, ...]
    """The conditions that the listener has."""

    by_place: Mapping[tuple[str, Side], Verdict]
    """Of each point, by its code, on each side."""

    def of(self, point: Point, side: Side) -> Verdict:
        """Return what becomes of a point on a side."""
        return self.by_place[point.code, side]


def judge(listener: Listener, library: Library) -> Verdicts:
    """Return what a listener's health makes of every point of a library.

    Raises UnknownName for a point that there is not, and what `chosen` raises.
    """
    for code in (*listener.agreed_points, *listener.skip):
        if code.upper() not in library.points:
            raise unknown_point(code, library.points, where="the library")
    present = chosen(listener.conditions, library.safety)
    places = ((point, side) for point in library.points.values() for side in get_args(Side))  # ways have their own
    return Verdicts(
        listener, present, {(point.code, side): _verdict(point, side, present, listener) for point, side in places}
    )


def _verdict(point: Point, side: Side, present: Sequence[Ailment], listener: Listener) -> Verdict:
    """Return what becomes of a point on a side. Nobody can agree to a point that a condition leaves out."""
    by_condition: dict[str, list[Ailment]] = {}
    for ailment in present:
        if ailment.meets(point, side):
            by_condition.setdefault(ailment.condition.id, []).append(ailment)
    by_effect = _by_effect(point.rules, by_condition)
    agreed: list[Reason] = []
    open_: list[Reason] = []
    for reason in by_effect.get("ask", ()):
        (agreed if listener.has_agreement(point.code, reason.ailment.id) else open_).append(reason)
    return Verdict((*by_effect.get("leave-out", ()), *open_), _limited(by_effect.get("soften", ())), tuple(agreed))


def _limited(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """Return reasons to press lightly with the shortest of their limits, where it is their own."""
    limits = [limit for reason in reasons if (limit := reason.ailment.condition.longest_s) is not None]
    shortest_s = min(limits, default=None)
    return tuple(
        replace(reason, limit_s=shortest_s) if reason.ailment.condition.longest_s == shortest_s else reason
        for reason in reasons
    )


def still_cleared(cleared: Iterable[str], new: Sequence[Ailment], points: Mapping[str, Point]) -> tuple[str, ...]:
    """Return the points to which a clinician has agreed and that no new condition has a clinician asked about.

    Nobody has agreed to a point in spite of a condition that came later.
    """
    asked = {
        code
        for code, point in points.items()
        for rule in point.rules
        for ailment in new
        if rule.effect == "ask" and rule.condition == ailment.condition.id and ailment.region in {"", point.region}
    }
    return tuple(code for code in cleared if code.upper() not in asked)


def _by_effect(rules: Iterable[Rule], present: Mapping[str, Sequence[Ailment]]) -> dict[Effect, tuple[Reason, ...]]:
    found: dict[Effect, tuple[Reason, ...]] = {}
    for rule in rules:
        reasons = [Reason(ailment, rule.effect, rule.sources) for ailment in present.get(rule.condition, ())]
        found[rule.effect] = (*found.get(rule.effect, ()), *reasons)
    return found
