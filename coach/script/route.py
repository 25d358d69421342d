"""The route of a session: which points are pressed, on which sides, in which order, how much is said of each, and why.

Pure. Nothing is left out, softened or said in fewer words without a line here that tells it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from coach.choices import Options, Order, Talk
from coach.content.model import Hand, Library, Phrases, Point, Routine, Side
from coach.content.safety import Condition
from coach.content.sentences import Sentence
from coach.errors import BadOption, Declined, UnknownName
from coach.health.listener import Listener
from coach.health.verdicts import SIDES, Reason, Verdict, Verdicts
from coach.script.cues import ARRIVING, CAUTIONS, CLOSING, OPENING
from coach.script.order import Changes, Setting, best_order, changes
from coach.script.reasons import Around, Asked, Finished, Unanswered, Why

USEFUL_SHARE = 1 / 3
"""Least share of the points asked for that is still worth a session (our choice)."""

BRIEF_AFTER, CHIMES_AFTER = 3, 6
"""How often a point has to be finished for `--talk auto` to say less of it, and then no more of it."""

_OTHER: dict[Side, Side] = {"left": "right", "right": "left"}


@dataclass(frozen=True, slots=True)
class Stop:
    """A point on one side, before it has words."""

    point: Point
    side: Side
    hold_s: float
    hold_range_s: tuple[float, float]
    """The shortest and the longest hold that it may be fitted to, in seconds."""

    talk: Talk = "full"
    is_soft: bool = False
    """Whether it is pressed lightly only."""

    longest_s: float | None = None
    """The longest hold that the listener's health allows, in seconds, or None: there is no limit."""

    said_s: float | None = None
    """The length of the hold as it is said, in seconds, or None if it is said exactly."""

    @property
    def id(self) -> str:
        """The id of its stage."""
        return f"{self.point.code}-{self.side}" if self.point.sides == "each" else self.point.code


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
    option: Literal["skip", "points", "side", "profile"] | None = None
    """The option; for a point that the listener skips in any session, their profile."""

    reason: Reason | None = None
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


@dataclass(frozen=True, slots=True)
class Route:
    """The stops of a session in order, and what was decided on the way."""

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

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """All that was decided about points."""
        return (*self.left_out, *self.softened, *self.cleared, *self.asked)


def choose_route(library: Library, routine: Routine, options: Options, verdicts: Verdicts) -> Route:
    """Decide on the stops of a session, by what was chosen and what the listener's health makes of each point.

    Raises UnknownName for a point that the routine does not have, BadOption if the options leave no point, and Declined
    if the listener's conditions leave too little of it to be useful.
    """
    skipped = tuple(code.upper() for code in verdicts.listener.skip)
    wanted = _wanted(library, routine, options, skipped)
    verdict_of = {stop.id: verdicts.of(stop.point, stop.side) for stop in wanted}
    kept = [_softened(stop, verdict_of[stop.id]) for stop in wanted if not verdict_of[stop.id].against]
    _require_enough(routine, wanted, kept, verdict_of)
    levels, why = _talk(kept, options, verdicts.listener, least="brief" if library.phrases.is_by_words else "chimes")
    kept = [replace(stop, talk=levels[stop.id]) for stop in kept]
    frame_talk, frame_why = _around(kept, verdicts.listener)
    settings = [_setting(stop, library.phrases) for stop in kept]
    best = best_order(settings, _earlier_sides(kept))
    present = [ailment.condition for ailment in verdicts.present]
    return Route(
        stops=tuple(kept[index] for index in best) if options.order == "posture" else tuple(kept),
        left_out=(
            *_by_option(library, routine, options, skipped),
            *_by_health(wanted, verdict_of, "left_out", verdicts.listener.agreed_points),
        ),
        softened=tuple(_by_health(kept, verdict_of, "softened")),
        cleared=tuple(_by_health(kept, verdict_of, "cleared")),
        asked=tuple(
            Decision(point=code, side=None, kind="asked", option="points")
            for code in dict.fromkeys(stop.point.code for stop in kept)
            if code in skipped
        ),
        notices=tuple(_notices(wanted, kept, verdict_of)),
        unpaced=tuple(condition for condition in present if condition.is_unpaced),
        advice=tuple(dict.fromkeys(advice for condition in present for advice in condition.advised)),
        frame_talk=frame_talk,
        costs={"posture": changes([settings[index] for index in best]), "guide": changes(settings)},
        talk_why=why | frame_why,
    )


def _wanted(library: Library, routine: Routine, options: Options, usually: Collection[str]) -> list[Stop]:
    """Return the points of a routine that the options leave, each side a stop of its own, in the routine's order.

    What the listener skips in any session (`usually`) is pressed where the options name it.
    """
    codes = [step.point for step in routine.steps]
    wanted = _codes(options.points, codes) or [code for code in codes if code not in usually]
    skipped = _codes(options.skip, codes)
    stops = [
        Stop(point=point, side=side, hold_s=options.hold_s or step.minutes * 60, hold_range_s=point.hold_s)
        for step in routine.steps
        if step.point in wanted and step.point not in skipped
        for point in [library.points[step.point]]
        for side in _sides(point, options)
    ]
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


def _codes(given: tuple[str, ...], codes: Sequence[str]) -> list[str]:
    return [_known(code, codes, "this routine") for code in given]


def _known(code: str, codes: Iterable[str], where: str) -> str:
    if code.upper() not in codes:
        raise UnknownName("point", code, codes, where)
    return code.upper()


def _by_option(library: Library, routine: Routine, options: Options, usually: Collection[str]) -> Iterator[Decision]:
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
        elif options.side != "both" and library.points[code].sides == "each":
            yield Decision(point=code, side=_OTHER[options.side], kind="left_out", option="side")


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
    routine: Routine, wanted: Sequence[Stop], kept: Sequence[Stop], verdicts: Mapping[str, Verdict]
) -> None:
    """Decline where too few points are left; those to which a clinician has agreed are a session worth having."""
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
        because=_listed(list(dict.fromkeys(reason.ailment.because for _, reason in against))),
        whom=_listed(_apart([reason.ailment.condition.whom for _, reason in against])),
        sources=dict.fromkeys(source for _, reason in against for source in reason.sources),
        out=[code for code in whole if code not in left],
        left=left,
        clearable=[code for code in whole if code not in left and code not in never],
    )


def _reasons(verdict: Verdict, kind: HealthKind) -> tuple[Reason, ...]:
    """Return why something is done to a point."""
    match kind:
        case "left_out":
            return verdict.against
        case "softened":
            return verdict.softened
        case "cleared":
            return verdict.agreed


def _by_health(
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


def _notices(wanted: Sequence[Stop], kept: Sequence[Stop], verdicts: Mapping[str, Verdict]) -> Iterator[Notice]:
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
                points="every point" if everything else _listed(_named(met, stops)),
                sources=tuple(dict.fromkeys(source for _, reason in found for source in reason.sources)),
                limit_s=next((reason.limit_s for _, reason in found if reason.limit_s), None),
            )


def _named(met: Sequence[Stop], stops: Sequence[Stop]) -> list[str]:
    """Return the names of points, with the side where it is not all of the point."""
    names = []
    for code in dict.fromkeys(stop.point.code for stop in met):
        sides = [stop.side for stop in met if stop.point.code == code]
        point = next(stop.point for stop in met if stop.point.code == code)
        is_whole = len(sides) == sum(stop.point.code == code for stop in stops)
        names.append(point.en.name if is_whole else f"{point.en.name} on the {sides[0]}")
    return names


def _apart(whom: Sequence[str]) -> list[str]:
    """Return whom to ask, each once: "your doctor or midwife" says "your doctor" too."""
    return [one for one in dict.fromkeys(whom) if not any(one != other and one in other for other in whom)]


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _talk(
    stops: Sequence[Stop], options: Options, listener: Listener, least: Talk
) -> tuple[dict[str, Talk], dict[str, Why]]:
    """Return how much is said at each stop, and why, by its id; both sides of a point get the same.

    `least` is as little as `auto` says of what was finished often.
    """
    ids = [stop.id for stop in stops]
    asked = options.talk or listener.talk
    if asked != "auto":
        return dict.fromkeys(ids, asked), {} if asked == "full" else dict.fromkeys(ids, Asked(asked))
    finished = dict(listener.finished or ())
    levels: dict[str, Talk] = {}
    why: dict[str, Why] = {}
    for stop in stops:
        times = min(finished.get(side.id, 0) for side in stops if side.point is stop.point)
        levels[stop.id] = least if times >= CHIMES_AFTER else "brief" if times >= BRIEF_AFTER else "full"
        why[stop.id] = Finished(times)
    return levels, why


def _around(stops: Sequence[Stop], listener: Listener) -> tuple[dict[str, Talk], dict[str, Why]]:
    """Return how much is said in the stages around the stops, and why all cautions are said where little else is."""
    levels = [stop.talk for stop in stops]
    fullest: Talk = "full" if "full" in levels else "brief" if "brief" in levels else "chimes"
    around, why = (OPENING, ARRIVING, CLOSING), dict[str, Why]()
    if fullest != "full":
        why = {**dict.fromkeys(around, Around()), CAUTIONS: Around() if listener.is_answered else Unanswered()}
    return dict.fromkeys(around, fullest) | {CAUTIONS: fullest if listener.is_answered else "full"}, why


def posture(stop: Stop, phrases: Phrases) -> tuple[str, Side | None]:
    """Return the posture of a stop; a sided one is another one for the other side of the body."""
    name = stop.point.posture
    return (name, stop.side if phrases.postures[name].sided else None)


def _setting(stop: Stop, phrases: Phrases) -> Setting:
    hand: Hand | Side = stop.point.hand
    if stop.point.sides == "each" and hand in {"same", "opposite"}:
        hand = stop.side if hand == "same" else _OTHER[stop.side]
    return Setting(posture(stop, phrases), (stop.point.reach, stop.side if stop.point.sides == "each" else None, hand))


def _earlier_sides(stops: Sequence[Stop]) -> dict[int, int]:
    """Return, for the second side of each point, the index of its first side."""
    first: dict[str, int] = {}
    earlier = {}
    for index, stop in enumerate(stops):
        if stop.point.code in first:
            earlier[index] = first[stop.point.code]
        first.setdefault(stop.point.code, index)
    return earlier
