"""Where each fact on safety stands in a planned session: spoken, answered, or printed. None is nowhere. Pure.

What is known of safety (`safety.toml`) is more than what is said. It rests on facts, as every sentence does: so the
facts that are cited tell when it is heard, and all that nobody hears or has answered is printed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from coach.content.model import Library
from coach.content.safety import Caution, Condition, RedFlag
from coach.content.sentences import suits
from coach.errors import Spelling, plainly
from coach.health.listener import Listener
from coach.health.verdicts import chosen
from coach.plan.timeline import TimedStage
from coach.report.notices import told_decision, told_turned_down, told_unpaced
from coach.report.standing import Heard, Kind, SafetyFact, Standing
from coach.script.route import Route
from coach.units import clock

NO_FACT = "own"
"""Stands in place of a fact where none is stated: what rests on it is never known to be heard."""

_RESTING = {"notice", "method", "benefit", "breathe-in", "breathe-out", "breathe-freely"}
"""Cues of sentences that rest on a fact and may not tell it: a point is left out, a tone may be ignored."""


def safety_facts(
    stages: Sequence[TimedStage], route: Route, library: Library, listener: Listener, spell: Spelling = plainly
) -> tuple[SafetyFact, ...]:
    """Return where each red flag, condition and caution of a library stands in a session, in that order.

    Left out are red flags of what the session is not for, and cautions of points alone that it does not press.
    """
    safety, heard = library.safety, _heard(stages)
    present = {ailment.condition.id for ailment in chosen(listener.conditions, safety)}
    denied = [condition for condition in safety.asked if listener.is_answered and condition.id not in present]
    without = {fact for condition in denied for fact in condition.sources} - {NO_FACT}
    pressed = {stop.point.code for stop in route.stops}
    told = [_standing("red flag", flag, heard) for flag in safety.red_flags if suits(flag.only, (), route.here.names)]
    for condition in safety.conditions:
        entry = _standing("condition", condition, heard)
        if condition in denied:
            entry = replace(entry, standing="answered")
        elif condition.id in present:
            entry = _answered_with_yes(entry, condition, route, spell)
        told.append(entry)
    for caution in safety.cautions:
        if not caution.points or pressed.intersection(caution.points):
            entry = _standing("caution", caution, heard)
            if entry.standing == "printed" and without.union(heard).issuperset(caution.sources):
                entry = replace(entry, standing="answered")
            told.append(entry)
    return tuple(told)


def _heard(stages: Sequence[TimedStage]) -> dict[str, Heard]:
    """Return when each fact is heard first, by its id."""
    heard: dict[str, Heard] = {}
    for stage in stages:
        for clip in stage.clips:
            for fact in clip.sources if clip.utterance and clip.cue not in _RESTING else ():
                heard.setdefault(fact, Heard(fact, stage.id, clip.onset))
    heard.pop(NO_FACT, None)
    return heard


def _standing(kind: Kind, entry: RedFlag | Condition | Caution, heard: Mapping[str, Heard]) -> SafetyFact:
    """Return where something stands whatever anybody has answered."""
    found = tuple(heard[fact] for fact in entry.sources if fact in heard)
    standing: Standing = "spoken" if len(found) == len(entry.sources) else "printed"
    return SafetyFact(id=entry.id, kind=kind, text=entry.text, sources=entry.sources, standing=standing, heard=found)


def _answered_with_yes(entry: SafetyFact, condition: Condition, route: Route, spell: Spelling) -> SafetyFact:
    """Return how a condition stands that the listener has; where nothing tells of it, its text is not to be missed."""
    changes = tuple(_changed_by(condition, route, spell))
    is_told = changes or condition.advised
    return replace(entry, changes=changes, standing="answered" if is_told else entry.standing)


def _changed_by(condition: Condition, route: Route, spell: Spelling) -> Iterator[str]:
    yield from (body.text for body in route.here.bodies if body.id == condition.id)
    for one in route.here.turned_down:
        if one.ailment and one.ailment.condition.id == condition.id:
            yield told_turned_down(one)
    for decision in route.decisions:
        if decision.reason and decision.reason.ailment.condition.id == condition.id:
            yield told_decision(decision, spell)
    if any(one.id == condition.id for one in route.unpaced):
        yield told_unpaced(condition)


def safety_lines(facts: Sequence[SafetyFact]) -> Iterator[str]:
    """Yield where each fact on safety stands, in lines: those that are neither spoken nor answered in full."""
    yield from _under("Safety, as it is spoken", _spoken(facts))
    yield from _under("Safety, as it is answered", _answered(facts))
    printed = (
        f"{_times(fact):>7}    {_called(fact)}: {fact.text}  [{', '.join(fact.sources)}]"
        for fact in facts
        if fact.standing == "printed"
    )
    yield from _under("Safety, to be read, as it is not spoken, or only in part", printed)


def _under(heading: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield lines under a heading, or nothing if there are none."""
    for number, line in enumerate(lines):
        if not number:
            yield heading
        yield line


def _spoken(facts: Iterable[SafetyFact]) -> Iterator[str]:
    by_times: dict[str, list[str]] = {}
    for fact in facts:
        if fact.standing == "spoken":
            by_times.setdefault(_times(fact), []).append(_called(fact))
    for times, names in by_times.items():
        yield f"{times:>7}    {', '.join(names)}"


def _answered(facts: Iterable[SafetyFact]) -> Iterator[str]:
    answered = [fact for fact in facts if fact.standing == "answered"]
    if noes := [_called(fact) for fact in answered if fact.changes is None]:
        yield f"{'no':>7}    {', '.join(noes)}"
    for fact in answered:
        if fact.changes is not None:
            yield f"{'yes':>7}    {'; '.join((_called(fact), *fact.changes))}"


def _called(fact: SafetyFact) -> str:
    return f"{fact.kind} {fact.id}"


def _times(fact: SafetyFact) -> str:
    """Return when its facts are heard, each time once."""
    return ", ".join(clock(onset) for onset in sorted({heard.onset for heard in fact.heard}))
