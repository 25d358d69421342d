"""What is left of a stage that was interrupted, as cues."""

from dataclasses import replace
from itertools import takewhile
from typing import TypeGuard

from coach.plan.timeline import TimedStage
from coach.script.cues import Cue, HoldOn, Phase, Say, SoundedCue, Strike, Wait, Window, is_example
from coach.units import FRAME_RATE, frames, seconds

ASIDES = {"where", "long-enough", "how-long"}
"""Cues of what is said in answer to a command."""

TICK: SoundedCue = "tick"
"""The chime that tells that a command was heard."""

_CONFIRMED = {"longer", "shorter", *ASIDES}
"""The same, with those that a hold may hold: they are not said again."""

_AT_ANY_TIME = {"ease", "breathe-freely"}
"""Cues of words in a hold that are as true later as at their time."""


def rest_of(piece: TimedStage, frame: int) -> tuple[Cue, ...]:
    """Return what has not been heard of a piece of a stage. Words that were interrupted are said again."""
    begun = sum(mark < frame for mark in piece.marks)
    if not begun:
        return piece.cues
    cue, mark, later = piece.cues[begun - 1], piece.marks[begun - 1], piece.cues[begun:]
    heard = frame - mark
    match cue:
        case Say():
            spoken = next(clip.frames for clip in piece.clips if clip.onset == mark and clip.bus == "voice")
            left = spoken + frames(cue.pause_s) - heard
            return (cue, *later) if heard < spoken else (*_wait(left, cue.phase), *later)
        case Wait():
            left = frames(cue.seconds) - heard
            return (*((replace(cue, seconds=seconds(left)),) if left > 0 else ()), *later)
        case HoldOn():
            left = frames(cue.seconds) - heard
            unsaid = tuple(window for window in cue.words if not _is_said(window, piece, mark, frame))
            rest = rest_of_hold(replace(cue, words=unsaid), heard, left)
            return (*((rest,) if left > 0 else ()), *later)
        case Strike():
            # The last bowl rings out, and what was explained is heard.
            return (cue, *later) if cue.phase == "closing" or is_example(cue) else later


def without_asides(rest: tuple[Cue, ...]) -> tuple[Cue, ...]:
    """Return cues without what an earlier command put before them, so that it does not pile up."""
    kept = tuple(cue for cue in rest if not is_answer(cue))
    lead = tuple(takewhile(lambda cue: _leads(cue) and cue.phase == "hold", kept))
    return kept[len(lead) :] if hold_now(kept[len(lead) :]) else kept


def is_answer(cue: Cue) -> bool:
    """Tell whether a cue was put before the others by a command: its tick, or words that answer it."""
    return cue.cue in ASIDES | {TICK} if isinstance(cue, Say | Strike) else False


def _wait(length: int, phase: Phase) -> tuple[Wait, ...]:
    return (Wait(seconds(length), phase),) if length > 0 else ()


def _is_said(window: Window, piece: TimedStage, onset: int, frame: int) -> bool:
    """Whether the words of a hold that began at `onset` were heard to their end before a frame."""
    span = range(onset + frames(window.earliest_s), onset + frames(window.latest_s) + 1)
    return any(clip.cue == window.say.cue and clip.onset in span and clip.end <= frame for clip in piece.clips)


def rest_of_hold(hold: HoldOn, heard: int, left: int) -> HoldOn:
    """Return what is left of a hold after `heard` frames: the tones that are to come, and words as long as they fit.

    Words whose time is not over begin as soon as they can; those that are true at any time have all that is left.
    """
    heard_s, left_s = heard / FRAME_RATE, left / FRAME_RATE
    words = []
    for window in hold.words:
        latest_s = left_s if window.say.cue in _AT_ANY_TIME else window.latest_s - heard_s
        is_open = latest_s >= 0 and window.say.cue not in _CONFIRMED
        if is_open or window.earliest_s >= heard_s:
            words.append(replace(window, earliest_s=max(window.earliest_s - heard_s, 0), latest_s=latest_s))
    beats = [replace(beat, at_s=beat.at_s - heard_s) for beat in hold.beats if beat.at_s >= heard_s]
    return replace(hold, seconds=left_s, words=tuple(words), beats=tuple(beats), held_s=hold.held_s + heard_s)


def hold_now(rest: tuple[Cue, ...]) -> HoldOn | None:
    """Return the hold that was interrupted, if what is left of a stage begins with it."""
    hold = rest[0] if rest else None
    return hold if isinstance(hold, HoldOn) and hold.held_s else None


def goes_on_at(cue: Cue) -> bool:
    """Tell whether a hold goes on at a cue, or is opened by it if that is a word."""
    return isinstance(cue, Strike | Say) and cue.cue in {"hold-on", "hold-open"}


def _leads(cue: Cue) -> TypeGuard[Say | Strike | Wait]:
    """Tell whether a cue may lead to a hold that goes on."""
    return isinstance(cue, Wait | Strike) or goes_on_at(cue)
