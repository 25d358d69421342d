"""A planned session as a cue sheet for readers."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from coach.choices import NO_BED, VOICE_LUFS
from coach.errors import Spelling, plainly
from coach.plan.budget import Budget, budget, total
from coach.plan.heading import Heading
from coach.plan.timeline import TimedStage, Timeline
from coach.report.notices import told_circumstances, told_decision, told_unpaced, told_why
from coach.report.safety_facts import safety_lines
from coach.report.standing import SafetyFact
from coach.script.route import Route
from coach.units import FRAME_RATE, clock, counted, seconds


def cue_sheet(
    heading: Heading,
    timeline: Timeline,
    spell: Spelling = plainly,
    origin: str = "",
    safety: Sequence[SafetyFact] = (),
    *,
    in_words: bool = False,
) -> Iterator[str]:
    """Yield the cue sheet of a session, line by line: a time, then what is heard.

    `origin` tells where some of its options come from, if there is more to tell of them, `safety` where each fact on
    safety stands. The budget is a table, or with `in_words` a line of words for each stage, for whoever hears it.
    """
    yield f"{heading.title} ({heading.routine}), {clock(timeline.frames)}"
    sound = {
        "voice": heading.voice,
        "rate": heading.rate,
        "chimes": heading.chimes,
        "chime-level": heading.chime_level or None,
        "bed": None if heading.bed == NO_BED else heading.bed,
        "loudness": None if heading.loudness == VOICE_LUFS else heading.loudness,
    }
    resolved = sound | heading.options
    named = {name.removesuffix("_s"): value for name, value in resolved.items()}  # as on the command line
    yield ", ".join(f"{name} {_shown(value)}" for name, value in named.items() if value not in (None, (), False))
    if origin:
        yield origin
    if heading.route:
        yield from _decided(heading.route, spell)
    for stage in timeline.stages:
        yield ""
        yield f"{clock(stage.onset):>7}  {stage.title}"
        begins = next((clip for clip in stage.clips if stage.hold and clip.onset >= stage.hold.onset), None)
        for clip in stage.clips:
            if stage.hold and clip is begins:
                yield f"{clock(stage.hold.onset):>7}    hold for {seconds(stage.hold.frames):g} s"
            if clip.utterance:
                yield f"{clock(clip.onset):>7}    {clip.utterance.text}  [{', '.join(clip.sources)}]"
            else:
                yield f"{clock(clip.onset):>7}    ({clip.cue.replace('-', ' ')})"
        yield from _shortened(stage, spell)
    yield ""
    if safety:
        yield from safety_lines(safety)
        yield ""
    yield from (_told if in_words else _table)(timeline, spell)


def _shortened(stage: TimedStage, spell: Spelling) -> Iterator[str]:
    """Yield a line for each way in which words are not said as planned, with its reason and the number of each kind."""
    kinds: dict[tuple[str, str], Counter[str]] = {}
    for cut in stage.shortened:
        kinds.setdefault((cut.how, told_why(cut.why, spell)), Counter())[cut.cue] += 1
    for (how, why), cues in kinds.items():
        counted = [cue if number == 1 else f"{cue} ({number})" for cue, number in cues.items()]
        yield f"{'':>7}    {how}: {', '.join(counted)}, {why}"


def _decided(route: Route, spell: Spelling) -> Iterator[str]:
    """Yield what each order costs, what was left out, softened and cleared, why the breath is not paced, and the rest.

    That is a preference which is not met, and what is not known of the warning signs of a routine.
    """
    for name, cost in route.costs.items():
        yield f"order {name}: {counted(cost.postures, 'change')} of posture, {cost.hands} of the hands"
    yield from told_circumstances(route.here)
    yield from (f"{body.text}  [{', '.join(body.sources)}]" for body in route.here.bodies)
    for decision in route.decisions:
        told = told_decision(decision, spell)
        yield f"{told}  [{', '.join(decision.sources)}]" if decision.sources else told
    for condition in route.unpaced:
        yield f"{told_unpaced(condition)}  [{', '.join(condition.sources)}]"


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


def _told(timeline: Timeline, spell: Spelling) -> Iterator[str]:
    """Yield the budget in words, a line for each stage."""
    yield "Budget"
    rows = [_in_seconds(stage, budget(stage)) for stage in timeline.stages]
    for stage, row in zip(timeline.stages, rows, strict=True):
        why = f", {told_why(stage.talk_why, spell)}" if stage.talk_why else ""
        yield f"{stage.title}: {_in_words(row)}, talk {stage.talk}{why}"
    yield f"The whole session: {_in_words(total(rows))}"


def _in_words(spent: Budget) -> str:
    times = {"speech": spent.speech, "hold": spent.hold, "rest": spent.rest}
    numbers = {"brief": spent.shortened, "faster": spent.faster, "dropped": spent.dropped}
    parts = [f"{name} {clock(part)}" for name, part in times.items() if part]
    parts.append(f"{spent.spoken} of {counted(spent.planned, 'sentence')}")
    parts += [f"{number} {name}" for name, number in numbers.items() if number]
    return f"{clock(spent.frames)}, {', '.join(parts)}"


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


def _shown(value: Any) -> str:
    """Return a value as readers know it; a pair is a name with its number."""
    if isinstance(value, tuple):
        return " ".join(f"{part[0]}:{part[1]}" if isinstance(part, tuple) else part for part in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
