"""The plan that goes into a file, without what it would tell of the listener.

A file is handed on, and its tags are read by any program. So they tell what is heard, and when: the points, their holds
and how each is pressed, as the sound does; but not why, nor what is said because of it. Only what stands here is taken
over: whatever a plan tells besides stays out of files.

Words are left out and not hashed: there are few sentences about health, and whoever tries them all finds the hash.
"""

from collections.abc import Iterable

from msgspec import UNSET, structs

from coach.report.data import DecisionData, OptionsData, PlanData, SpokenData

LISTENER = "listener"
"""The reason for all that a listener's health and profile did."""

_CHOSEN = (
    "hold_s",
    "minutes",
    "order",
    "points",
    "skip",
    "side",
    "first",
    "position",
    "legs",
    "pace",
    "talk",
    "breath",
    "seed",
    "wait_s",
)
"""The options that are told: what was chosen for the session, or came of it."""

_OPEN_REASONS = {"option", "fit"}
"""Reasons that tell nothing of the listener."""


def discreet(plan: PlanData) -> PlanData:
    """Return a plan with the effects alone of what the listener has answered, and without the words that are said."""
    return PlanData(
        schema=plan.schema,
        routine=plan.routine,
        title=plan.title,
        language=plan.language,
        voice=plan.voice,
        engine=plan.engine,
        rate=plan.rate,
        chimes=plan.chimes,
        chime_level=plan.chime_level,
        bed=plan.bed,
        loudness=plan.loudness,
        options=OptionsData(**{name: getattr(plan.options, name) for name in _CHOSEN}),
        frame_rate=plan.frame_rate,
        frames=plan.frames,
        stages=tuple(structs.replace(stage, talk_why=UNSET) for stage in plan.stages),
        clips=tuple(
            structs.replace(clip, text="", sources=()) if isinstance(clip, SpokenData) else clip for clip in plan.clips
        ),
        left_out=_effects(plan.left_out, "left out"),
        softened=_effects(plan.softened or (), "pressed lightly"),
        budget=plan.budget,
        shortened=tuple(structs.replace(words, why="") for words in plan.shortened),
    )


def answers_in(plan: PlanData) -> bool:
    """Tell whether a plan holds answers on health, as the files of coach 0.2 and older do."""
    options = plan.options
    return any((options.conditions, options.cleared, options.agreed, options.later, options.skipped))


def _effects(decisions: Iterable[DecisionData], done: str) -> tuple[DecisionData, ...]:
    """Return what was done to points, each once: two answers that do the same to one are not to be told apart."""
    everywhere = {decision.point for decision in decisions if decision.side is None}
    told = (
        decision if decision.reason in _OPEN_REASONS else _effect(decision, done)
        for decision in decisions
        if decision.side is None or decision.point not in everywhere
    )
    return tuple(dict.fromkeys(told))


def _effect(decision: DecisionData, done: str) -> DecisionData:
    where = f"{decision.point} on the {decision.side}" if decision.side else decision.point
    return DecisionData(decision.point, decision.side, LISTENER, f"{where} is {done}", ())
