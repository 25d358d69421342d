"""The part of a timeline that a listener has heard when a command ends it."""

from dataclasses import replace

from coach.plan.timeline import Clip, Duck, TimedStage, Timeline


def cut(timeline: Timeline, frame: int) -> Timeline:
    """Return the part of a timeline before a frame; sounds that reach beyond it end there, in a ramp.

    A bed that is down, or still falls, begins to come back there.
    """
    pieces = [piece for piece in timeline.stages if piece.onset < frame]
    return Timeline(
        tuple(_cut_piece(piece, frame) if _reaches(piece, frame) else piece for piece in pieces),
        ducks=tuple(_cut_duck(duck, frame) for duck in timeline.ducks if duck.onset < frame),
    )


def _reaches(piece: TimedStage, frame: int) -> bool:
    return piece.end > frame or any(clip.end > frame for clip in piece.clips)


def _cut_piece(piece: TimedStage, frame: int) -> TimedStage:
    hold = piece.hold
    if hold and hold.end > frame:
        hold = replace(hold, frames=frame - hold.onset) if hold.onset < frame else None
    clips = tuple(_cut_clip(clip, frame) for clip in piece.clips if clip.onset < frame)
    return replace(piece, frames=min(piece.end, frame) - piece.onset, hold=hold, clips=clips)


def _cut_clip(clip: Clip, frame: int) -> Clip:
    return replace(clip, frames=frame - clip.onset, cut=True) if clip.end > frame else clip


def _cut_duck(duck: Duck, frame: int) -> Duck:
    return replace(duck, end=frame) if duck.end is None or duck.end > frame else duck
