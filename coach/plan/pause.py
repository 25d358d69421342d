"""A pause: a silence in the timeline that lasts until the listener goes on, and the words that tell of it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from coach.plan.signs import Measure, spoken
from coach.plan.timeline import GIVE_WAY, Clip, Duck, TimedStage, Timeline, Utterance
from coach.script.cues import Cue, Say
from coach.units import frames

PAUSE_S = 24 * 3600.0
"""Longest pause, in seconds."""

UNTIL_TOLD = GIVE_WAY
"""Silence before its words, in frames: sounds that are cut fade, and so does a bed."""


def paused(
    heard: Timeline,
    current: TimedStage,
    rest: tuple[Cue, ...],
    words: Sequence[Say],
    measure: Measure,
    tick: Clip | None = None,
) -> Iterator[Timeline]:
    """Yield what was heard with a pause after it, as it grows: silence at once, then the words, then more silence.

    `rest` waits in it for the listener. The words are none of it: who goes on before they are said does not hear them
    later, and nothing that follows depends on them. A `tick` at its beginning tells that a voice was heard.
    """
    pause = TimedStage(
        id=current.id,
        title=current.title,
        point=current.point,
        side=current.side,
        onset=heard.frames,
        frames=UNTIL_TOLD,
        cues=rest,
        clips=(tick,) if tick else (),
        paused=True,
    )
    ducks = (*heard.ducks, Duck(heard.frames, fall=GIVE_WAY, deep=True))
    yield Timeline((*heard.stages, pause), ducks=ducks)
    for say in words:
        clip = spoken(say, "full", Utterance(say.text), pause.end, measure)
        pause = replace(pause, frames=pause.frames + clip.frames + frames(say.pause_s), clips=(*pause.clips, clip))
        yield Timeline((*heard.stages, pause), ducks=ducks)
    yield Timeline((*heard.stages, replace(pause, frames=pause.frames + frames(PAUSE_S))), ducks=ducks)
