"""A listener's commands as edits of the timeline: what was heard stays, what follows is scheduled anew.

The part before the edit is shared with the old timeline, but for sounds that are cut short. Everything after it comes
from cues again, so that the laws of the schedule hold there too.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from coach.breathing import cycles, tones
from coach.content.model import Phrases
from coach.cues import Cue, HoldOn, Phase, Say, Stage, Strike, Wait, Window
from coach.engine import STEP_S
from coach.options import Breath
from coach.schedule import PRESENCE, ChimeLengths, Measure, schedule
from coach.timeline import GIVE_WAY, Clip, Command, Duck, TimedStage, Timeline
from coach.units import FRAME_RATE, frames, seconds
from coach.wording import spoken_time, variant

BREATHING_SPACE_S = 0.25
"""Silence after an edit, in seconds: the ear has to let go of what was cut, and speech may have to be made."""

PAUSE_S = 24 * 3600.0
"""Longest pause, in seconds."""

LEAST_HOLD_S = 1.0
"""What is at least left of a hold that is shortened, in seconds."""

BACK_S = 5.0
"""A stage that has gone on for longer than this, in seconds, is repeated by `back`; else it goes to the one before."""


@dataclass(frozen=True, slots=True)
class Editor:
    """Edits the timelines of one script."""

    script: tuple[Stage, ...]
    phrases: Phrases
    breath: Breath | None
    measure: Measure
    chimes: ChimeLengths
    seed: int = 1

    def edit(self, timeline: Timeline, command: Command, frame: int) -> Iterator[Timeline]:
        """Yield the timeline that a command makes, as it grows; the first one, at once, needs no speech.

        What lies before `frame` has been heard and stays. After a pause the timeline is incomplete and stays so: it is
        for another command to end it.
        """
        frame = min(frame, timeline.frames)
        current = timeline.stage_at(frame - 1)
        heard = cut(timeline, frame)
        rest = _without_asides(_rest(current, frame))
        if command == "pause":
            yield _paused(heard, current, rest)
            return
        rings_out = not self._after(current.id) and all(isinstance(cue, Strike) for cue in rest)
        if rings_out and not current.paused and command not in {"again", "back"}:
            yield timeline  # the last sound of the session is not cut short for nothing
            return
        cues, after = self._continued(timeline, current, rest, command, frame)
        following = [self._stage(current.id).with_other(cues), *after] if cues else after
        first = [
            replace(stage, cues=(Wait(BREATHING_SPACE_S, _phase(stage.cues)), *stage.cues)) for stage in following[:1]
        ]
        yield from schedule([*first, *following[1:]], self.measure, self.chimes, heard)

    def _stage(self, stage_id: str) -> Stage:
        return next(stage for stage in self.script if stage.id == stage_id)

    def _after(self, stage_id: str) -> list[Stage]:
        return list(self.script[self.script.index(self._stage(stage_id)) + 1 :])

    def _continued(
        self, timeline: Timeline, current: TimedStage, rest: tuple[Cue, ...], command: Command, frame: int
    ) -> tuple[tuple[Cue, ...], list[Stage]]:
        """Return the cues that follow in the stage (none: it is left), and the stages after it."""
        stage, after = self._stage(current.id), self._after(current.id)
        cues = rest
        match command:
            case "next" if after:
                cues = ()
            case "back":
                cues, after = (), self._back(timeline, current, frame)
            case "again":
                cues = self._again(stage, rest)
            case "longer" | "shorter":
                cues = self._resized(timeline, stage, rest, command)
            case "ready" if rest and isinstance(rest[0], Wait) and rest[0].until_ready:
                cues = rest[1:]
            case "resume" if current.paused:
                cues = self._resumed(timeline, stage, rest)
        return cues, after

    def _back(self, timeline: Timeline, current: TimedStage, frame: int) -> list[Stage]:
        stage = self._stage(current.id)
        heard = 0
        for piece in reversed([piece for piece in timeline.stages if piece.onset < frame]):
            if piece.id != current.id:
                break
            if not piece.paused:
                heard += min(piece.end, frame) - piece.onset
            if piece.cues[-len(stage.cues) :] == stage.cues:  # it began anew there
                break
        index = self.script.index(stage)
        if heard <= frames(BACK_S):
            index = max(index - 1, 0)
        return list(self.script[index:])

    def _again(self, stage: Stage, rest: tuple[Cue, ...]) -> tuple[Cue, ...]:
        """Find the point once more; a hold that has begun, or is over, is then held in full."""
        if not stage.again:
            return tuple(cue for cue in stage.cues if not (isinstance(cue, Strike) and cue.phase == "opening"))
        hold = next(cue for cue in stage.cues if isinstance(cue, HoldOn))
        if any(isinstance(cue, HoldOn) and not cue.held_s for cue in rest):
            return (
                *stage.again,
                *(cue for cue in rest if isinstance(cue, HoldOn) or cue.phase in {"press", "release"}),
            )
        return (*stage.again, *stage.cues[stage.cues.index(hold) :])

    def _resumed(self, timeline: Timeline, stage: Stage, rest: tuple[Cue, ...]) -> tuple[Cue, ...]:
        """Say in few words where we are, and go on; a hold goes on at a soft chime."""
        if not stage.place:
            return (self._aside(timeline, "go_on", "where", _phase(rest)), *rest)
        hold = rest[0] if rest else None
        if isinstance(hold, HoldOn) and hold.held_s:
            left = _about(hold.seconds)
            words = self._aside(timeline, "where_in_hold", "where", "hold", place=stage.place, time=left)
            return (words, Strike("hold-on", "hold", PRESENCE), *rest)
        if not any(isinstance(cue, HoldOn) for cue in rest):
            return rest  # the hands have let go: to name the place would ask them back
        return (self._aside(timeline, "where", "where", _phase(rest), place=stage.place), *rest)

    def _aside(self, timeline: Timeline, key: str, cue: str, phase: Phase, **filling: str) -> Say:
        """Return a phrase that answers a command, in another wording than the last ones."""
        said = sum(clip.cue == cue for stage in timeline.stages for clip in stage.clips)
        text = variant(self.seed, key, getattr(self.phrases, key), said).say.format(**filling)
        return Say(cue, phase, text[:1].upper() + text[1:], None, ("own",), 0.5)

    def _resized(
        self, timeline: Timeline, stage: Stage, rest: tuple[Cue, ...], command: Literal["longer", "shorter"]
    ) -> tuple[Cue, ...]:
        """Make what is left of a hold longer or shorter; half time and the last ten seconds move with its end."""
        hold = rest[0] if rest else None
        if not isinstance(hold, HoldOn) or not hold.held_s:
            return rest
        left_s = hold.seconds + STEP_S if command == "longer" else hold.seconds - STEP_S
        left_s = max(left_s, min(hold.seconds, LEAST_HOLD_S))
        if hold.longest_s is not None and command == "longer" and hold.held_s + left_s > hold.longest_s:
            enough = Window(self._aside(timeline, "long_enough", command, "hold"), 0, 5, rank=0)
            return (replace(hold, words=(enough, *hold.words)), *rest[1:])
        confirmed = Window(self._aside(timeline, command, command, "hold", time=spoken_time(STEP_S)), 0, 5, rank=0)
        moving = {"ten-left": left_s - 10, "halfway-words": (hold.held_s + left_s) / 2 - hold.held_s}
        planned = next(cue for cue in stage.cues if isinstance(cue, HoldOn))
        words = [window for window in hold.words if window.say.cue not in moving]
        for window in planned.words:
            at_s = moving.get(window.say.cue, -1.0)
            if at_s > 0:
                words.append(replace(window, earliest_s=at_s, latest_s=at_s + window.latest_s - window.earliest_s))
        firm = [beat for beat in planned.beats if not beat.soft and moving["halfway-words"] > 0]
        beats = [replace(beat, at_s=moving["halfway-words"]) for beat in firm]
        if self.breath:
            # A breath that has begun is finished; those that follow fill what is left.
            soft = [beat for beat in hold.beats if beat.soft]
            next_s = next((beat.at_s for beat in soft if beat.strike.cue == "breath-in"), hold.seconds)
            beats += [beat for beat in soft if beat.at_s < next_s]
            words = [window for window in words if window.say.cue != "breathe-out" or window.earliest_s < next_s]
            beats += tones(cycles(self.breath, next_s, left_s))
        return (replace(hold, seconds=left_s, words=(confirmed, *words), beats=tuple(beats)), *rest[1:])


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


def _paused(heard: Timeline, current: TimedStage, rest: tuple[Cue, ...]) -> Timeline:
    pause = TimedStage(
        current.id, current.title, current.point, current.side, heard.frames, frames(PAUSE_S), cues=rest, paused=True
    )
    return Timeline((*heard.stages, pause), ducks=(*heard.ducks, Duck(heard.frames, fall=GIVE_WAY, deep=True)))


def _rest(piece: TimedStage, frame: int) -> tuple[Cue, ...]:
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
            return (*((_rest_of_hold(cue, heard, left),) if left > 0 else ()), *later)
        case Strike():
            return (cue, *later) if cue.phase == "closing" else later  # the last bowl rings out


def _without_asides(rest: tuple[Cue, ...]) -> tuple[Cue, ...]:
    """Return cues without what an earlier command put before them, so that it does not pile up."""
    kept = [cue for cue in rest if not isinstance(cue, Say | Strike) or cue.cue not in {"where", "hold-on"}]
    if len(kept) > 1 and isinstance(kept[0], Wait) and isinstance(kept[1], HoldOn) and kept[1].held_s:
        kept = kept[1:]
    return tuple(kept)


def _wait(length: int, phase: Phase) -> tuple[Wait, ...]:
    return (Wait(seconds(length), phase),) if length > 0 else ()


def _rest_of_hold(hold: HoldOn, heard: int, left: int) -> HoldOn:
    """Return what is left of a hold after `heard` frames: the words and tones whose time has not come."""
    heard_s = heard / FRAME_RATE
    words = [
        replace(window, earliest_s=window.earliest_s - heard_s, latest_s=window.latest_s - heard_s)
        for window in hold.words
        if window.earliest_s >= heard_s
    ]
    beats = [replace(beat, at_s=beat.at_s - heard_s) for beat in hold.beats if beat.at_s >= heard_s]
    return replace(
        hold, seconds=left / FRAME_RATE, words=tuple(words), beats=tuple(beats), held_s=hold.held_s + heard_s
    )


def _phase(rest: tuple[Cue, ...]) -> Phase:
    return "hold" if not rest or isinstance(rest[0], HoldOn) else rest[0].phase


def _about(left_s: float) -> str:
    """Return what is left of a hold as it is said, to five seconds."""
    return spoken_time(max(round(left_s / 5) * 5, 5))
