"""A planned session as data (`coach plan --json`) and as a cue sheet for readers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from coach.content.model import Bibliography, Sentence
from coach.sound.beds import NONE
from coach.sound.loudness import VOICE_LUFS
from coach.timeline import Clip, TimedStage, Timeline
from coach.units import FRAME_RATE, clock, seconds

SCHEMA = 1
"""Version of the plan's shape: fields may be added, none renamed."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What was resolved for a session: everything that shapes its sound, beside the content."""

    routine: str
    title: str
    voice: str
    engine: tuple[str, ...]
    """What speaks, with its version: all that shapes the samples of the voice."""

    rate: int
    chimes: str
    options: dict[str, Any]
    """The options of the script, by name, as plain values."""

    bed: str = NONE
    """The bed, or "none"."""

    loudness: float = VOICE_LUFS
    """Of the voice, in LUFS."""


def plan(heading: Heading, timeline: Timeline) -> dict[str, Any]:
    """Return a session as plain values for JSON; onsets and lengths are in frames."""
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
        "left_out": [],
        "shortened": [
            {"stage": stage.id, "cue": cut.cue, "how": cut.how, "why": cut.why}
            for stage in timeline.stages
            for cut in stage.shortened
        ],
    }


def lines(heading: Heading, timeline: Timeline) -> Iterator[str]:
    """Yield the cue sheet of a session, line by line: a time, then what is heard."""
    yield f"{heading.title} ({heading.routine}), {clock(timeline.frames)}"
    bed = None if heading.bed == NONE else heading.bed
    loudness = None if heading.loudness == VOICE_LUFS else heading.loudness
    sound = {"voice": heading.voice, "rate": heading.rate, "chimes": heading.chimes, "bed": bed, "loudness": loudness}
    resolved = sound | heading.options
    yield ", ".join(f"{name} {_shown(value)}" for name, value in resolved.items() if value not in (None, ()))
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
        for cut in stage.shortened:
            yield f"{'':>7}    {cut.how}: {cut.cue}, {cut.why}"


def about(timeline: Timeline, label: Iterable[Sentence], sources: Bibliography) -> str:
    """Return the sentences of a label, and a line for each work that what is said in a session rests on."""
    facts = {source for stage in timeline.stages for clip in stage.clips for source in clip.sources}
    works = {sources.facts[fact].work for fact in facts if fact in sources.facts}
    cited = [work.citation for name, work in sources.works.items() if name in works]
    return "\n".join([" ".join(sentence.say for sentence in label), "", "Sources:", *cited])


def _shown(value: Any) -> str:
    return " ".join(value) if isinstance(value, tuple) else f"{value:g}" if isinstance(value, float) else str(value)


def _stage(stage: TimedStage) -> dict[str, Any]:
    return {
        "id": stage.id,
        "title": stage.title,
        "point": stage.point,
        "side": stage.side,
        "onset": stage.onset,
        "frames": stage.frames,
        "hold": stage.hold and {"onset": stage.hold.onset, "frames": stage.hold.frames},
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
