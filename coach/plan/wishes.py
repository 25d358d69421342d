"""What a listener can ask for, and when that means something. It has no memory: the timeline says where it is."""

from bisect import bisect_right
from typing import Literal

from coach.plan.timeline import Command, TimedStage, Timeline
from coach.script.cues import Cue, Wait

State = Literal["preparing", "playing", "waiting", "paused", "ended"]
"""preparing: the next words are not there yet; waiting: the coach waits for the listener's fingers."""

Wish = Command | Literal["louder", "softer", "stop"]
"""What a listener can ask for: an edit of the timeline, or something that concerns the player alone."""


def state_at(timeline: Timeline, frame: int) -> State:
    """Return the state of a session of which so much is decided, when `frame` is being heard."""
    if timeline.paused:
        return "paused"
    if frame >= timeline.frames:
        return "ended" if timeline.complete else "preparing"
    cue = cue_at(timeline.stage_at(frame), frame)
    return "waiting" if isinstance(cue, Wait) and cue.until_ready else "playing"


def cue_at(stage: TimedStage, frame: int) -> Cue | None:
    """Return the cue that a stage has come to at a frame, or None before its first one."""
    begun = bisect_right(stage.marks, frame)
    return stage.cues[begun - 1] if begun else None


def is_holding(timeline: Timeline, frame: int) -> bool:
    """Return whether a point is being held when `frame` is heard."""
    hold = timeline.stage_at(frame).hold if timeline.stages else None
    return hold is not None and hold.onset <= frame < hold.end
