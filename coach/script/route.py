"""The route of a session: which points are pressed, on which sides, in which order, how much is said of each, and why.

Pure. Nothing is left out, softened or said in fewer words without a line here that tells it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from coach.choices import Options, Order, Talk
from coach.content.codes import unknown_point
from coach.content.model import Library, Point, Routine, Side
from coach.content.safety import Condition
from coach.content.sentences import Sentence
from coach.errors import BadOption, Declined
from coach.health.circumstances import HAND, Circumstances
from coach.health.verdicts import SIDES, Verdict, Verdicts
from coach.script.decisions import Decision, Notice, apart, by_health, by_option, listed, notices, out_of_reach
from coach.script.order import Changes, best_order, changes
from coach.script.reasons import Why
from coach.script.stops import Stop, setting
from coach.script.talk import talk_around, talk_at, tells_of_less

USEFUL_SHARE = 1 / 3
"""Least share of the points asked for that is still worth a session (our choice)."""


@dataclass(frozen=True, slots=True)
class Route:
    """The stops of a session in order, and what was decided on the way."""

    here: Circumstances
    stops: tuple[Stop, ...]
    left_out: tuple[Decision, ...]
    softened: tuple[Decision, ...]
    cleared: tuple[Decision, ...]
    """Points that are pressed because a clinician has agreed."""

    asked: tuple[Decision, ...]
    """Points that the listener skips in any session, and that this one asks for."""

    notices: tuple[Notice, ...]
    unpaced: tuple[Condition, ...]
    """The conditions because of which the breath is not paced."""

    advice: tuple[Sentence, ...]
    """What else is said to whoever has the conditions, also where another condition decides."""

    frame_talk: dict[str, Talk]
    """How much is said in the stages around the stops, by their ids: as much as of the point of which most is, but all
    of the cautions where the questions on health are not answered."""

    costs: dict[Order, Changes]
    """What each order would cost."""

    talk_why: dict[str, Why]
    """Why less is said than all, or all where little else is said, by the id of the stage."""

    tells_of_less: bool
    """Whether it is said that less is said of what the listener knows."""

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """All that was decided about points."""
        return (*self.left_out, *self.softened, *self.cleared, *self.asked)


def choose_route(
    library: Library, routine: Routine, options: Options, verdicts: Verdicts, here: Circumstances
) -> Route:
    """Decide on the stops of a session, by what was chosen and what the listener's health makes of each point.

    The library has those points alone that are within reach in its circumstances (`here`). Raises UnknownName for a
    point that the routine does not have, BadOption if the options leave no point, and Declined if the listener's
    conditions leave too little of it to be useful.
    """
    skipped = tuple(code.upper() for code in verdicts.listener.skip)
    wanted = _wanted(library, routine, options, skipped, here)
    verdict_of = {stop.id: verdicts.of(stop.point, stop.side) for stop in wanted}
    kept = [_softened(stop, verdict_of[stop.id]) for stop in wanted if not verdict_of[stop.id].against]
    unwanted = tuple(by_option(library, routine, options, skipped, here))
    beyond = [decision.point for decision in unwanted if decision.option == "position"]
    _require_enough(routine, wanted, kept, verdict_of, beyond)
    levels, why = talk_at(kept, options, verdicts.listener, least="brief" if library.phrases.is_by_words else "chimes")
    kept = [replace(stop, talk=levels[stop.id]) for stop in kept]
    frame_talk, frame_why = talk_around(kept, verdicts.listener)
    settings = [setting(stop, library.phrases) for stop in kept]
    best = best_order(settings, _earlier_sides(kept))
    present = [ailment.condition for ailment in verdicts.present]
    return Route(
        here=here,
        stops=tuple(kept[index] for index in best) if options.order == "posture" else tuple(kept),
        left_out=(*unwanted, *by_health(wanted, verdict_of, "left_out", verdicts.listener.agreed_points)),
        softened=tuple(by_health(kept, verdict_of, "softened")),
        cleared=tuple(by_health(kept, verdict_of, "cleared")),
        asked=tuple(
            Decision(point=code, side=None, kind="asked", option="points")
            for code in dict.fromkeys(stop.point.code for stop in kept)
            if code in skipped
        ),
        notices=(*out_of_reach(unwanted, here), *notices(wanted, kept, verdict_of)),
        unpaced=tuple(condition for condition in present if condition.is_unpaced),
        advice=tuple(dict.fromkeys(advice for condition in present for advice in condition.advised)),
        frame_talk=frame_talk,
        costs={"posture": changes([settings[index] for index in best]), "guide": changes(settings)},
        talk_why=why | frame_why,
        tells_of_less=tells_of_less(why, verdicts.listener),
    )


def _wanted(
    library: Library, routine: Routine, options: Options, usually: Collection[str], here: Circumstances
) -> list[Stop]:
    """Return the points of a routine that the options leave, each side a stop of its own, in the routine's order.

    What the listener skips in any session (`usually`) is pressed where the options name it.
    """
    codes = [step.point for step in routine.steps]
    wanted = _codes(options.points, codes, library) or [code for code in codes if code not in usually]
    skipped = _codes(options.skip, codes, library)
    stops = [
        Stop(point=point, side=side, hold_s=options.hold_s or step.minutes * 60, hold_range_s=point.hold_s)
        for step in routine.steps
        if step.point in wanted and step.point not in skipped and step.point in library.points
        for point in [library.points[step.point]]
        for side in _sides(point, options)
    ]
    if not stops and wanted and all(code in here.out_of_reach for code in wanted):
        if "no-hand" in here.names:
            raise BadOption("condition", HAND, "with neither hand, no point of the routine is within reach")
        raise BadOption("position", here.position, "in it, no point that is asked for is within reach")
    if not stops:
        too = [code for code in codes if code in usually and code not in skipped]
        beside = f"with {', '.join(too)}, which the profile skips, " if too and not options.points else ""
        raise BadOption("skip", ",".join(options.skip), f"{beside}it leaves no point of the routine to press")
    return stops


def _sides(point: Point, options: Options) -> tuple[Side, ...]:
    sides = SIDES[point.sides]
    if point.sides != "each":
        return sides
    if options.side != "both":
        return (options.side,)
    return sides if options.first == "left" else sides[::-1]


def _codes(given: tuple[str, ...], codes: Sequence[str], library: Library) -> list[str]:
    """Return codes in capitals; raise UnknownName for one that the routine does not have."""
    for code in given:
        if code.upper() not in codes:
            raise unknown_point(code, library.points, codes, "this routine")
    return [code.upper() for code in given]


def _softened(stop: Stop, verdict: Verdict) -> Stop:
    if not verdict.softened:
        return stop
    limit_s = verdict.longest_s
    if limit_s is None:
        return replace(stop, is_soft=True)
    shortest_s, longest_s = stop.hold_range_s
    limits = (min(shortest_s, limit_s), min(longest_s, limit_s))
    return replace(stop, is_soft=True, longest_s=limit_s, hold_s=min(stop.hold_s, limit_s), hold_range_s=limits)


def _require_enough(
    routine: Routine,
    wanted: Sequence[Stop],
    kept: Sequence[Stop],
    verdicts: Mapping[str, Verdict],
    beyond: Sequence[str],
) -> None:
    """Decline where too few points are left; those to which a clinician has agreed are a session worth having.

    What is out of reach (`beyond`) is told, too.
    """
    whole = dict.fromkeys(stop.point.code for stop in wanted)
    left = dict.fromkeys(stop.point.code for stop in kept)
    agreed = any(verdicts[stop.id].agreed for stop in kept)
    if left and (agreed or len(left) >= USEFUL_SHARE * len(whole)):
        return
    against = [(stop.point.code, reason) for stop in wanted for reason in verdicts[stop.id].against]
    never = {code for code, reason in against if reason.effect == "leave-out"}
    raise Declined(
        routine.en.title,
        action=" ".join(dict.fromkeys(filter(None, (reason.ailment.condition.action for _, reason in against)))),
        because=listed(list(dict.fromkeys(reason.ailment.because for _, reason in against))),
        whom=listed(apart([reason.ailment.condition.whom for _, reason in against])),
        sources=dict.fromkeys(source for _, reason in against for source in reason.sources),
        out=[code for code in (*whole, *beyond) if code not in left],
        left=left,
        clearable=[code for code in whole if code not in left and code not in never],
    )


def _earlier_sides(stops: Sequence[Stop]) -> dict[int, int]:
    """Return, for the second side of each point, the index of its first side."""
    first: dict[str, int] = {}
    earlier = {}
    for index, stop in enumerate(stops):
        if stop.point.code in first:
            earlier[index] = first[stop.point.code]
        first.setdefault(stop.point.code, index)
    return earlier
