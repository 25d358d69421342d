"""Which words find a point for a listener who asks again: what they have heard of it says so."""

from collections.abc import Sequence
from itertools import groupby

from coach.plan.timeline import TimedStage
from coach.script.cues import Cue, Say, Stage


def next_wording(stage: Stage, visit: Sequence[TimedStage]) -> tuple[Cue, ...]:
    """Return the wording that follows the one heard last, of those asked for in a visit; after the last, the first.

    `visit` are the pieces of the stage that were heard in it, from last to first. A wording counts as heard once it
    has begun. What the stage tells without being asked is none that was asked for.
    """
    wordings = [_texts(wording) for wording in stage.again]
    said = (clip.utterance.text for piece in reversed(visit) for clip in piece.clips if clip.utterance)
    heard = [number for text in said for number, texts in enumerate(wordings) if text in texts]
    asked = [number for number, _ in groupby(heard)]
    if asked and wordings[asked[0]] & _texts(stage.cues):
        del asked[0]
    return stage.again[(asked[-1] + 1) % len(wordings) if asked else 0]


def _texts(cues: tuple[Cue, ...]) -> set[str]:
    return {cue.text for cue in cues if isinstance(cue, Say)}
