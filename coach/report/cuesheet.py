"""A planned session as data (`coach plan --json`) and as a cue sheet for readers."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from typing import Any

from coach.choices import NO_BED, VOICE_LUFS
from coach.content.model import Bibliography, Sentence
from coach.errors import Spelling, plainly
from coach.plan.budget import Budget, budget, total
from coach.plan.heading import Heading
from coach.plan.timeline import Clip, TimedStage, Timeline
from coach.report.told import told_decision, told_why
from coach.script.route import Decision, Route
from coach.units import FRAME_RATE, clock, seconds

SCHEMA = 1
"""Version of the plan's shape: fields may be added, none renamed."""


def plan(heading: Heading, timeline: Timeline) -> dict[str, Any]:
    """Return a session as plain values for JSON; onsets and lengths are in frames."""
    route = heading.route
    return {
        "schema": SCHEMA,
        "routine": heading.routine,
        "title": heading.title,
        "language": "en",
        "voice": heading.voice,
        "engine": list(heading.engine),
        "rate": heading.rate,
        "chimes": heading.chimes,
        "bed": heading.bed,
        "loudness": heading.loudness,
        "options": heading.options,
        "frame_rate": FRAME_RATE,
        "frames": timeline.frames,
        "stages": [_stage(stage) for stage in timeline.stages],
        "clips": [_clip(clip, stage) for stage in timeline.stages for clip in stage.clips],
        "order": {name: asdict(cost) for name, cost in route.costs.items()} if route else {},
        "left_out": [_decision(decision) for decision in route.left_out] if route else [],
        "softened": [_decision(decision) for decision in route.softened] if route else [],
        "cleared": [_decision(decision) for decision in route.cleared] if route else [],
        "budget": _spent(total(map(budget, timeline.stages))),
        "shortened": [
            {"stage": stage.id, "cue": cut.cue, "how": cut.how, "why": told_why(cut.why)}
            for stage in timeline.stages
            for cut in stage.shortened
        ],
    }


def lines(heading: Heading, timeline: Timeline, spell: Spelling = plainly) -> Iterator[str]:
    """Yield the cue sheet of a session, line by line: a time, then what is heard; `spell` writes the options."""
    yield f"{heading.title} ({heading.routine}), {clock(timeline.frames)}"
    bed = None if heading.bed == NO_BED else heading.bed
    loudness = None if heading.loudness == VOICE_LUFS else heading.loudness
    sound = {"voice": heading.voice, "rate": heading.rate, "chimes": heading.chimes, "bed": bed, "loudness": loudness}
    resolved = sound | heading.options
    yield ", ".join(f"{name} {_shown(value)}" for name, value in resolved.items() if value not in (None, (), False))
    if heading.route:
        yield from _decided(heading.route, spell)
    for stage in timeline.stages:
        yield ""
        yield f"{clock(stage.onset):>7}  {stage.title}"
        for clip in stage.clips:
            if stage.hold and clip.onset == stage.hold.onset and clip.bus == "chimes":
                yield f"{clock(clip.onset):>7}    hold for {seconds(stage.hold.frames):g} s"
            if clip.utterance:
                yield f"{clock(clip.onset):>7}    {clip.utterance.text}  [{', '.join(clip.sources)}]"
            else:
                yield f"{clock(clip.onset):>7}    ({clip.cue.replace('-', ' ')})"
        yield from _shortened(stage, spell)
    yield ""
    yield from _table(timeline, spell)


def about(timeline: Timeline, label: Iterable[Sentence], sources: Bibliography) -> str:
    """Return the sentences of a label, and a line for each work that what is said in a session rests on."""
    facts = {source for stage in timeline.stages for clip in stage.clips for source in clip.sources}
    works = {sources.facts[fact].work for fact in facts if fact in sources.facts}
    cited = [work.citation for name, work in sources.works.items() if name in works]
    return "\n".join([" ".join(sentence.say for sentence in label), "", "Sources:", *cited])


def _shortened(stage: TimedStage, spell: Spelling) -> Iterator[str]:
    """Yield a line for each way in which words are not said as planned, with its reason and the number of each kind."""
    kinds: dict[tuple[str, str], Counter[str]] = {}
    for cut in stage.shortened:
        kinds.setdefault((cut.how, told_why(cut.why, spell)), Counter())[cut.cue] += 1
    for (how, why), cues in kinds.items():
        counted = [cue if number == 1 else f"{cue} ({number})" for cue, number in cues.items()]
        yield f"{'':>7}    {how}: {', '.join(counted)}, {why}"


def _decided(route: Route, spell: Spelling) -> Iterator[str]:
    """Yield what each order costs, and what was left out, softened and cleared."""
    for name, cost in route.costs.items():
        yield f"order {name}: {_times(cost.postures, 'change')} of posture, {cost.hands} of the hands"
    for decision in route.decisions:
        told = told_decision(decision, spell)
        yield f"{told}  [{', '.join(decision.sources)}]" if decision.sources else told


def _times(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _table(timeline: Timeline, spell: Spelling) -> Iterator[str]:
    """Yield the budget: times in minutes and seconds, then numbers of sentences."""
    columns = ("whole", "speech", "hold", "rest", "planned", "spoken", "brief", "faster", "dropped")
    width = max([len(stage.id) for stage in timeline.stages] + [len("Budget")])
    yield f"{'Budget':<{width}}{''.join(f'{column:>9}' for column in columns)}  talk"
    rows = [_in_seconds(stage, budget(stage)) for stage in timeline.stages]
    for stage, row in zip(timeline.stages, rows, strict=True):
        why = f" ({told_why(stage.talk_why, spell)})" if stage.talk_why else ""
        yield f"{stage.id:<{width}}{_row(row)}  {stage.talk}{why}"
    yield f"{'total':<{width}}{_row(total(rows))}"


def _in_seconds(stage: TimedStage, spent: Budget) -> Budget:
    """Return a budget whose times are whole seconds, which add up along and down the table as they do in frames."""
    whole = stage.end // FRAME_RATE - stage.onset // FRAME_RATE
    hold = round(spent.hold / FRAME_RATE)
    speech = min(spent.speech // FRAME_RATE, whole - hold)
    times = {"speech": speech, "hold": hold, "rest": whole - hold - speech}
    return replace(spent, **{name: time_s * FRAME_RATE for name, time_s in times.items()})


def _row(spent: Budget) -> str:
    times = [clock(part) for part in (spent.frames, spent.speech, spent.hold, spent.rest)]
    return "".join(
        f"{value:>9}" for value in (*times, spent.planned, spent.spoken, spent.shortened, spent.faster, spent.dropped)
    )


def _spent(spent: Budget) -> dict[str, int]:
    return {"frames": spent.frames} | asdict(spent)


def _shown(value: Any) -> str:
    """Return a value as readers know it; a pair is a name with its number."""
    if isinstance(value, tuple):
        return " ".join(f"{part[0]}:{part[1]}" if isinstance(part, tuple) else part for part in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "point": decision.point,
        "side": decision.side,
        "reason": decision.reason.ailment.id if decision.reason else "option",
        "text": told_decision(decision),
        "sources": decision.sources,
    }


def _stage(stage: TimedStage) -> dict[str, Any]:
    return {
        "id": stage.id,
        "title": stage.title,
        "point": stage.point,
        "side": stage.side,
        "onset": stage.onset,
        "frames": stage.frames,
        "hold": stage.hold and {"onset": stage.hold.onset, "frames": stage.hold.frames},
        "talk": stage.talk,
        "talk_why": told_why(stage.talk_why),
        "budget": _spent(budget(stage)),
    }


def _clip(clip: Clip, stage: TimedStage) -> dict[str, Any]:
    placed = {
        "bus": clip.bus,
        "onset": clip.onset,
        "frames": clip.frames,
        "stage": stage.id,
        "phase": clip.phase,
        "cue": clip.cue,
    }
    if clip.utterance is None:
        return placed | {"chime": clip.chime}
    speed = {} if clip.utterance.speed == 1 else {"speed": clip.utterance.speed}
    return placed | {"text": clip.utterance.text, "length": clip.length, "sources": list(clip.sources)} | speed
