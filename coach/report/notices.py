"""Reasons and decisions in words; options are spelled as whoever reads them writes them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from coach.choices import Legs
from coach.content.model import Point, Side
from coach.content.safety import Condition, Region
from coach.errors import Given, Spelling, VoiceError, plainly
from coach.health.circumstances import Circumstances, TurnedDown
from coach.plan.fit import Shortage
from coach.report.when import BEARINGS
from coach.script.cues import SpokenCue
from coach.script.decisions import Decision, listed
from coach.script.reasons import Around, Asked, Finished, Fitted, NoRoom, Unanswered, Unheard, Why
from coach.script.route import Route
from coach.units import clock, counted

AUTO = Given("talk", "auto")
"""Has less said of what was finished often."""

UNSAID: dict[SpokenCue, str] = {
    "welcome": "the welcome",
    "settle": "how to sit down",
    "method": "what the sounds mean",
    "closing": "words at the end",
    "switch": "the change of sides",
    "travel": "the way there",
    "posture": "how to sit",
    "benefit": "the traditional use",
    "locate": "help to find the point",
    "press": "help to press",
    "timing": "the length of the hold",
    "image": "images",
    "release": "how to let go",
}
"""Kinds of words that may be left unsaid, as they are told to a listener."""


def told_why(why: Why | None, spell: Spelling = plainly) -> str:
    """Return a reason in words; nothing where there is none."""
    match why:
        case Asked(talk):
            told = spell(Given("talk", talk))
        case Finished(times):
            told = f"{spell(AUTO)}: finished {counted(times, 'time')}"
        case Fitted(minutes):
            told = f"to fit {minutes:g} minutes"
        case Unheard():
            told = "what leads to it was not heard"
        case Unanswered():
            told = "not all questions on health are answered"
        case Around():
            told = "no point is told in full"
        case NoRoom(at, hold):
            told = f"too little room at {clock(at)} of a hold of {clock(hold)}"
        case None:
            told = ""
    return told


def told_decision(decision: Decision, spell: Spelling = plainly) -> str:
    """Return what was done to a point, and why, in words."""
    if _is_wish(decision):
        return f"{decision.point} is{_told_wish(decision, spell)}"
    return f"{_where(decision)} is{_told(decision, spell)}"


def _is_wish(decision: Decision) -> bool:
    """Tell whether something was done by an option, or by what the profile skips, and not for a reason beyond these."""
    return decision.reason is None and decision.why is None


def _where(decision: Decision) -> str:
    return f"{decision.point} on the {decision.side}" if decision.side else decision.point


def _told(decision: Decision, spell: Spelling) -> str:
    """Return what was done, and why, in words that follow the points to which it was, and "is" or "are"."""
    reason = decision.reason
    if reason is None:
        return f" left out, {told_why(decision.why)}"
    because, whom = reason.ailment.because, reason.ailment.condition.whom
    match decision.kind:
        case "softened":
            limit = f" and for {reason.limit_s:g} seconds at most" if reason.limit_s else ""
            return f" pressed lightly{limit}, because of {because}"
        case "cleared":
            return f" pressed in spite of {because}, as {whom} has agreed"
        case "left_out" | "asked":
            option = spell(Given("cleared", decision.point))
            how = f" ({option})" if option else ""
            unless = f", until {whom} agrees{how}" if decision.is_askable else ""
            vain = ", even if a clinician has agreed" if decision.is_agreed_in_vain else ""
            return f" left out, because of {because}{unless}{vain}"


def told_turned_down(one: TurnedDown) -> str:
    """Return in words that a listener does not sit or lie as they prefer, and why."""
    why = f"because of {one.ailment.because}" if one.ailment else "as the routine has no words for it"
    instead = f", but {BEARINGS[one.instead]}" if one.instead else ""
    return f"not {BEARINGS[one.value]}{instead}, {why}"


def turned_down(route: Route, points: Mapping[str, Point]) -> Iterator[TurnedDown]:
    """Yield what a listener prefers and does not get, as far as a stop of the session depends on it.

    `points` has all points by their codes, with all their ways.
    """
    pressed = [points[code] for code in {stop.point.code for stop in route.stops} if code in points]
    bearings = {name for point in pressed for only in (point.only, *(way.only for way in point.ways)) for name in only}
    yield from (one for one in route.here.turned_down if one.value not in get_args(Legs) or one.value in bearings)


def moot_lines(route: Route, points: Mapping[str, Point]) -> frozenset[str]:
    """Return the lines on what a listener prefers and does not get on which no stop of the session depends."""
    return frozenset(map(told_turned_down, {*route.here.turned_down} - {*turned_down(route, points)}))


def told_circumstances(here: Circumstances) -> Iterator[str]:
    """Yield a line for each preference that is not met, and for what is not known of the warning signs of a routine."""
    yield from map(told_turned_down, here.turned_down)
    if here.taken_for:
        region = _named(here.taken_for)
        yield f"the routine is taken to be for {region}, with its warning signs; `eases` in its file says otherwise"
    yield from _told_unsigned(here)


def _told_unsigned(here: Circumstances) -> Iterator[str]:
    if here.unsigned:
        yield f"coach knows no warning signs of {_named(here.unsigned)}; ask a clinician which ones there are"


def _named(regions: Iterable[Region]) -> str:
    return listed([region.name.replace("the {side}", "either") for region in regions])


def told_unpaced(condition: Condition) -> str:
    """Return in words that the breath is not paced, and why."""
    return f"the breath is not paced, because of {condition.because}"


def _told_wish(decision: Decision, spell: Spelling) -> str:
    """Return what was done by an option, or by what the profile skips, in words that follow "is"."""
    code = decision.point
    match decision.option:
        case "profile":
            told = "left out, as the profile skips it"
        case "points" if decision.kind == "asked":
            told = f"pressed, as {spell(Given('points', code))} asks for it, though the profile skips it"
        case "points":
            told = f"not among {spell(Given('points'))}"
        case "position":
            told = "left out, as it is not within reach in this position"
        case "side":
            other = "right" if decision.side == "left" else "left"
            told = f"left out on the {decision.side} by {spell(Given('side', other))}"
        case _:
            told = f"left out by {spell(Given('skip'))}"
    return f" {told}"


def _told_unsaid(shortage: Shortage) -> Iterator[str]:
    for cue, codes in shortage.unsaid_of:
        at = f" at {listed(codes)}" if codes else ""
        yield f"{UNSAID.get(cue, 'other words')}{at}"


def told_shortage(shortage: Shortage) -> str:
    """Return in a line what is said in fewer words to fit a session to its length."""
    parts = [
        f"told briefly: {', '.join(shortage.stops)}" if shortage.stops else "",
        "the cautions in their short form" if shortage.is_cautious_briefly else "",
        f"sentences in a brief wording: {shortage.brief}" if shortage.brief else "",
        f"left unsaid: {shortage.unsaid} ({', '.join(_told_unsaid(shortage))})" if shortage.unsaid else "",
    ]
    return f"{told_why(shortage.why)}, {'; '.join(filter(None, parts))}"


def notices(route: Route, spell: Spelling = plainly) -> Iterator[str]:
    """Yield a line for all that health, the profile and a length to fit change, and for missing signs."""
    yield from told_circumstances(route.here)
    yield from (body.text for body in route.here.bodies)
    kept = (one for one in route.decisions if _is_told(one) or one.kind == "asked")
    yield from (told_decision(decision, spell) for decision in kept)
    yield from map(told_unpaced, route.unpaced)


def _is_told(decision: Decision) -> bool:
    """Tell whether something was done to a point for another reason than an option that the user has given."""
    return bool(decision.reason or decision.why or decision.option in {"profile", "position"})


def printed(route: Route, points: Mapping[str, Point]) -> Iterator[str]:
    """Yield a line for all that health, the profile and a length to fit change, for whoever knows of no options.

    Points to which the same was done for the same reason share one. One that is not pressed at all is told with its
    place, as nothing else tells of it; `points` has all of them by their codes.
    """
    here, pressed = route.here, {stop.point.code for stop in route.stops}
    yield from map(told_turned_down, turned_down(route, points))
    yield from _told_unsigned(here)
    yield from (body.text for body in here.bodies)
    alike: dict[tuple[str, str], list[str]] = {}
    for one in filter(_is_told, route.decisions):
        told, alone = (_told_wish, one.point) if _is_wish(one) else (_told, "")
        where = _where(one) if one.point in pressed else f"{one.point} ({_spot(points[one.point], one.side)})"
        alike.setdefault((told(one, lambda _given: ""), alone), []).append(where)
    for (done, _), names in alike.items():
        yield f"{listed(names)} {'is' if len(names) == 1 else 'are'}{done}"
    yield from map(told_unpaced, route.unpaced)


def _spot(point: Point, side: Side | None) -> str:
    """Return where a point lies, in a word."""
    return f"the {point.en.spot.format(side=side or 'left and right')}"


def faded(route: Route, spell: Spelling = plainly) -> Iterator[str]:
    """Yield a line that tells at which points less is said because they were finished often, or none."""
    told = {"brief": "told briefly", "chimes": "by chimes"}
    points: dict[str, dict[str, None]] = {level: {} for level in told}  # each once, in order
    for stop in route.stops:
        if stop.talk in told and isinstance(route.talk_why.get(stop.id), Finished):
            points[stop.talk][stop.point.code] = None
    if any(points.values()):
        lists = [f"{told[level]}: {', '.join(codes)}" for level, codes in points.items() if codes]
        yield f"{spell(AUTO)}, of what was finished on this machine, {'; '.join(lists)}"


def told_voices(passed_over: Iterable[VoiceError], voice: str) -> Iterator[str]:
    """Yield a line for each better voice that cannot be used in place of a session's own."""
    for error in passed_over:
        yield f"the voice {error.voice!r} {error.problem}: {voice!r} speaks instead"


def changes(route: Route | None, shortage: Shortage | None, spell: Spelling = plainly) -> Iterator[str]:
    """Yield a line for all that a listener's health, what they have finished, and the length change in a session."""
    if route:
        yield from notices(route, spell)
        yield from faded(route, spell)
    if shortage:
        yield told_shortage(shortage)
