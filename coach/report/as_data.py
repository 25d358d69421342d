"""A planned session turned into data."""

from collections.abc import Sequence
from dataclasses import asdict

from msgspec import UNSET, convert

from coach.content import load
from coach.plan.budget import Budget, budget, total
from coach.plan.heading import Heading
from coach.plan.timeline import Clip, TimedStage, Timeline
from coach.report.data import (
    PLAN_SCHEMA,
    BudgetData,
    ChangesData,
    ChimeData,
    DecisionData,
    HoldData,
    OptionsData,
    PlanData,
    ShortenedData,
    SpokenData,
    StageData,
    UnpacedData,
)
from coach.report.evidence import Evidence
from coach.report.notices import told_decision, told_unpaced, told_why
from coach.report.standing import SafetyFact
from coach.script.decisions import Decision
from coach.script.order import Changes
from coach.units import FRAME_RATE


def plan_data(
    heading: Heading, timeline: Timeline, behind: Evidence | None = None, safety: Sequence[SafetyFact] | None = None
) -> PlanData:
    """Return a session as data, with the facts behind it, and where those on safety stand, if they are given."""
    route = heading.route
    return PlanData(
        schema=PLAN_SCHEMA,
        routine=heading.routine,
        title=heading.title,
        language="en",
        voice=heading.voice,
        engine=heading.engine,
        rate=heading.rate,
        chimes=heading.chimes,
        bed=heading.bed,
        loudness=heading.loudness,
        options=convert(heading.options, OptionsData),
        frame_rate=FRAME_RATE,
        frames=timeline.frames,
        stages=tuple(map(_stage, timeline.stages)),
        clips=tuple(_clip(clip, stage) for stage in timeline.stages for clip in stage.clips),
        order={name: _changes(cost) for name, cost in route.costs.items()} if route else {},
        left_out=tuple(map(_decision, route.left_out)) if route else (),
        softened=tuple(map(_decision, route.softened)) if route else (),
        cleared=tuple(map(_decision, route.cleared)) if route else (),
        budget=_budget(total(map(budget, timeline.stages))),
        shortened=tuple(
            ShortenedData(stage.id, cut.cue, cut.how, told_why(cut.why))
            for stage in timeline.stages
            for cut in stage.shortened
        ),
        asked=tuple(map(_decision, route.asked)) if route else (),
        unpaced=tuple(
            UnpacedData(condition.id, told_unpaced(condition), condition.sources) for condition in route.unpaced
        )
        if route
        else (),
        chime_level=heading.chime_level,
        safety=UNSET if safety is None else tuple(safety),
        facts=behind.facts if behind else UNSET,
        works=behind.works if behind else UNSET,
    )


def _stage(stage: TimedStage) -> StageData:
    return StageData(
        id=stage.id,
        title=stage.title,
        point=stage.point,
        side=stage.side,
        onset=stage.onset,
        frames=stage.frames,
        hold=HoldData(stage.hold.onset, stage.hold.frames) if stage.hold else None,
        talk=stage.talk,
        talk_why=told_why(stage.talk_why),
        budget=_budget(budget(stage)),
        picture=stage.id if stage.point and load.pictures().view_of(stage.point) else None,
    )


def _clip(clip: Clip, stage: TimedStage) -> SpokenData | ChimeData:
    placed = (clip.onset, clip.frames, stage.id, clip.phase, clip.cue)
    if clip.utterance is None:
        return ChimeData(*placed, clip.chime)
    speed = UNSET if clip.utterance.speed == 1 else clip.utterance.speed
    return SpokenData(*placed, clip.utterance.text, clip.length, clip.sources, speed)


def _changes(cost: Changes) -> ChangesData:
    return ChangesData(cost.postures, cost.hands)


def _decision(decision: Decision) -> DecisionData:
    return DecisionData(
        point=decision.point,
        side=decision.side,
        reason=_reason(decision),
        text=told_decision(decision),
        sources=decision.sources,
    )


def _reason(decision: Decision) -> str:
    if decision.reason:
        return decision.reason.ailment.id
    if decision.why:
        return decision.why.kind
    return "profile" if decision.option == "profile" else "option"


def _budget(spent: Budget) -> BudgetData:
    return BudgetData(spent.frames, **asdict(spent))
