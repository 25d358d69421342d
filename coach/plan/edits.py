"""A listener's commands as edits of the timeline: what was heard stays, what follows is scheduled anew.

The part before the edit is shared with the old timeline, but for sounds that are cut short. Everything after it comes
from cues again, so that the laws of the schedule hold there too.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Literal

from coach.choices import Breath
from coach.content.commands import Spoken
from coach.content.phrases import PhraseKey, Phrases
from coach.plan.cutting import cut
from coach.plan.finding import next_wording
from coach.plan.pause import paused
from coach.plan.rest import TICK, goes_on_at, hold_now, is_answer, rest_of, rest_of_hold, without_asides
from coach.plan.schedule import schedule
from coach.plan.signs import PRESENCE, ChimeLengths, Measure, struck
from coach.plan.timeline import PAUSES, Command, TimedStage, Timeline
from coach.script.breathing import cycles, tones
from coach.script.cues import Cue, HoldOn, Phase, Say, SpokenCue, Stage, Strike, Wait, Window
from coach.script.wording import all_worded, lasting_s, spoken_length, spoken_time, variant
from coach.script.write import STEP_S
from coach.units import frames, seconds

BREATHING_SPACE_S = 0.25
"""Silence after an edit, in seconds: the ear has to let go of what was cut, and speech may have to be made."""

LEAST_HOLD_S = 1.0
"""What is at least left of a hold that is shortened, in seconds."""

BACK_S = 5.0
"""A stage that has gone on for longer than this, in seconds, is repeated by `back`; else it goes to the one before."""

ROOM_S = 5.0
"""What is left of a hold, in seconds, for an answer to have room in it; else it comes after the hold."""


@dataclass(frozen=True, slots=True)
class Editor:
    """Edits the timelines of one script."""

    script: tuple[Stage, ...]
    phrases: Phrases
    breath: Breath | None
    measure: Measure
    chimes: ChimeLengths
    seed: int = 1

    landing: Callable[[str, str | None], Stage] | None = None
    """Writes the stop of an id for a listener who has heard nothing before it, and leads them out of the posture of the
    stage that they come from, if any; None: as it is in the script."""

    called: Callable[[], Mapping[Spoken, str]] = dict
    """Returns what commands are called where the coach asks whether one was meant."""

    def edit(self, timeline: Timeline, command: Command, frame: int, *, by_voice: bool = False) -> Iterator[Timeline]:
        """Yield the timeline that a command makes, as it grows; the first one, at once, needs no speech.

        What lies before `frame` has been heard and stays. After a pause the timeline is incomplete and stays so: it is
        for another command to end it (`coach.plan.pause`). One that came `by_voice` is answered by a soft tick first.
        """
        frame = min(frame, timeline.frames)
        current = timeline.stage_at(frame - 1)
        heard = cut(timeline, frame)
        rest = without_asides(rest_of(current, frame))
        ticks = (Strike(TICK, _phase(rest), TICK),) if by_voice and not self.phrases.is_by_words else ()
        if command in PAUSES:
            tick = next((struck(strike, heard.frames, self.chimes) for strike in ticks), None)
            yield from paused(heard, current, rest, self._asked(command, _phase(rest)), self.measure, tick)
            return
        rings_out = not self._after(current.id) and all(isinstance(cue, Strike) for cue in rest)
        if rings_out and not current.paused and command not in {"again", "back"}:
            yield timeline  # the last sound of the session is not cut short for nothing
            return
        stage = self._entered(heard, current.id)
        cues, after = self._continued(heard, stage, rest, command, is_paused=current.paused)
        if command == "how-long":
            cues = self._told_length(heard, cues, after, timeline.frames - frame if timeline.complete else None)
        following = [*([stage.with_other(cues)] if cues else []), *self._within_limits(after, heard)]
        first = [
            replace(stage, cues=(*ticks, Wait(BREATHING_SPACE_S, _phase(stage.cues)), *stage.cues))
            for stage in following[:1]
        ]
        yield from schedule([*first, *following[1:]], self.measure, self.chimes, heard)

    def _index(self, stage_id: str) -> int:
        return next(index for index, stage in enumerate(self.script) if stage.id == stage_id)

    def _after(self, stage_id: str) -> list[Stage]:
        return list(self.script[self._index(stage_id) + 1 :])

    def _landed(self, stage: Stage, before: str | None) -> Stage:
        """Return a stage of the script as it is told out of turn: what leads to a stop may not have been heard.

        `before` is the id of the stage that the listener comes from, or None: they are told it once more.
        """
        return self.landing(stage.id, before) if self.landing and stage.point else stage

    def _entered(self, heard: Timeline, stage_id: str) -> Stage:
        """Return the stage that was heard last as it was entered: in its turn or out of it."""
        stage = self.script[self._index(stage_id)]
        in_turn = any(_begins(piece, stage) for piece in _visit(heard, stage_id))
        return stage if in_turn else self._landed(stage, None)

    def _continued(
        self, heard: Timeline, stage: Stage, rest: tuple[Cue, ...], command: Command, *, is_paused: bool
    ) -> tuple[tuple[Cue, ...], list[Stage]]:
        """Return the cues that follow in the stage (none: it is left), and the stages after it."""
        cues, after = rest, self._after(stage.id)
        match command:
            case "next" if after:
                cues = ()
                if not _knows_where(heard, stage):
                    after[0] = self._landed(after[0], stage.id)
            case "back":
                target = self._back(heard, stage)
                if _within_limit(target, _held(heard, target.id)):
                    cues, after = (), [target, *self._after(target.id)]
                else:
                    cues = self._enough(heard, rest)
            case "again":
                cues = self._again(heard, stage, rest)
            case "longer" | "shorter":
                cues = self._resized(heard, stage, rest, command)
            case "ready" if rest and isinstance(rest[0], Wait) and rest[0].until_ready:
                cues = rest[1:]
            case "resume" if is_paused:
                cues = self._resumed(heard, stage, rest)
        return cues, after

    def _within_limits(self, stages: Iterable[Stage], heard: Timeline) -> Iterator[Stage]:
        """Yield stages whose holds health allows after what has been held; one with nothing left is passed over."""
        is_passed = False
        for stage in stages:
            told = self._landed(stage, heard.stages[-1].id) if is_passed else stage
            within = _within_limit(told, _held(heard, stage.id))
            is_passed = within is None
            if within:
                yield within

    def _back(self, heard: Timeline, stage: Stage) -> Stage:
        """Return the stage to go back to: this one as it was entered, or the one before it."""
        gone_on = 0
        for piece in _visit(heard, stage.id):
            gone_on += 0 if piece.paused else piece.frames
            if _begins(piece, stage):
                break
        index = self._index(stage.id)
        return self._landed(self.script[index - 1], stage.id) if index and gone_on <= frames(BACK_S) else stage

    def _again(self, heard: Timeline, stage: Stage, rest: tuple[Cue, ...]) -> tuple[Cue, ...]:
        """Find the point once more, in another wording; a hold that has begun, or is over, is then held anew.

        It is held no longer than health allows.
        """
        if not stage.again:
            return tuple(cue for cue in stage.cues if not (isinstance(cue, Strike) and cue.cue == "opening-bowl"))
        wording = next_wording(stage, _visit(heard, stage.id))
        if any(isinstance(cue, HoldOn) for cue in rest) and not hold_now(rest):
            later = [cue for cue in rest if isinstance(cue, HoldOn) or cue.phase in {"press", "hold", "release"}]
            return (*_not_passed_over(rest), *wording, *later)
        within = _within_limit(stage, _held(heard, stage.id))
        if within is None:
            return self._enough(heard, rest)
        return (*wording, *within.cues[len(_before_hold(within.cues)) :])

    def _asked(self, command: Command, phase: Phase) -> list[Say]:
        """Return the words of a pause: that there is one, or what is asked in it."""
        if command == "pause":
            return all_worded(self.phrases.paused, "paused", phase)
        if command == "hear-out":
            return all_worded(self.phrases.heard_out, "paused", phase)
        if command == "hear-stop":
            return all_worded(self.phrases.stopping, "paused", phase)
        (meant,) = (name for spoken, name in self.called().items() if command == f"ask-{spoken}")
        return all_worded(self.phrases.asked_back, "paused", phase, command=meant)

    def _enough(self, heard: Timeline, rest: tuple[Cue, ...]) -> tuple[Cue, ...]:
        """Say that it was long enough, and let the session go on."""
        return self._in_passing(rest, lambda phase: self._aside(heard, "long_enough", "long-enough", phase))

    def _told_length(
        self, heard: Timeline, rest: tuple[Cue, ...], after: list[Stage], left: int | None
    ) -> tuple[Cue, ...]:
        """Say how long the hold goes on, and the session: for `left` frames, or for about as long as its cues last."""
        cues = [*rest, *(cue for stage in after for cue in stage.cues)]
        left_s = sum(map(lasting_s, cues)) if left is None else seconds(left)
        hold, length = hold_now(rest), spoken_length(left_s)
        if hold is None or hold.seconds < ROOM_S:
            return self._in_passing(rest, lambda phase: self._aside(heard, "left", "how-long", phase, length=length))
        time = _about(hold.seconds)
        return self._in_passing(
            rest, lambda phase: self._aside(heard, "left_in_hold", "how-long", phase, time=time, length=length)
        )

    def _in_passing(self, rest: tuple[Cue, ...], say: Callable[[Phase], Say]) -> tuple[Cue, ...]:
        """Answer before what goes on; within a hold, which goes on meanwhile, or after it if it has no room left."""
        hold = hold_now(rest)
        if hold is None:
            return (say(_phase(rest)), *rest)
        if hold.seconds < ROOM_S:
            # Where no chime ends the hold, a word does, and comes first.
            ends = 2 if self.phrases.is_by_words else 1
            return (*rest[:ends], say("release"), *rest[ends:])
        return (replace(hold, words=(Window(say("hold"), 0, 5, rank=0), *hold.words)), *rest[1:])

    def _resumed(self, heard: Timeline, stage: Stage, rest: tuple[Cue, ...]) -> tuple[Cue, ...]:
        """Say in few words where we are, and go on; a hold goes on at a soft chime."""
        if not stage.place:
            return (self._aside(heard, "go_on", "where", _phase(rest)), *rest)
        if hold := hold_now(rest):
            left = _about(hold.seconds)
            words = self._aside(heard, "where_in_hold", "where", "hold", place=stage.place, time=left)
            return (words, self._goes_on(heard), *rest)
        if not any(isinstance(cue, HoldOn) for cue in rest):
            return rest  # the hands have let go: to name the place would ask them back
        return (self._aside(heard, "where", "where", _phase(rest), place=stage.place), *rest)

    def _goes_on(self, heard: Timeline) -> Cue:
        """Return at what a hold goes on: a soft chime, or a word where there are none."""
        if self.phrases.is_by_words:
            return replace(self._aside(heard, "begin", "hold-on", "hold"), pause_s=0)
        return Strike("hold-on", "hold", PRESENCE)

    def _aside(self, heard: Timeline, key: PhraseKey, cue: SpokenCue, phase: Phase, **filling: str) -> Say:
        """Return a phrase that answers a command, in another wording than the last ones."""
        said = sum(clip.cue == cue for stage in heard.stages for clip in stage.clips)
        sentence = variant(self.seed, key, self.phrases.variants(key), said)
        text = sentence.say.format(**filling)
        return Say(
            cue=cue, phase=phase, full=text[:1].upper() + text[1:], brief=None, sources=sentence.sources, pause_s=0.5
        )

    def _resized(
        self, heard: Timeline, stage: Stage, rest: tuple[Cue, ...], command: Literal["longer", "shorter"]
    ) -> tuple[Cue, ...]:
        """Make what is left of a hold longer or shorter; half time and the last ten seconds move with its end."""
        hold = hold_now(rest)
        if hold is None:
            return rest
        left_s = hold.seconds + STEP_S if command == "longer" else hold.seconds - STEP_S
        left_s = max(left_s, min(hold.seconds, LEAST_HOLD_S))
        if command == "longer" and _held(heard, stage.id) + frames(left_s) > _limit(hold):
            return self._enough(heard, rest)
        confirmed = Window(self._aside(heard, command, command, "hold", time=spoken_time(STEP_S)), 0, 5, rank=0)
        moving = {"ten-left": left_s - 10, "halfway-words": (hold.held_s + left_s) / 2 - hold.held_s}
        planned = next(cue for cue in stage.cues if isinstance(cue, HoldOn))
        words = [window for window in hold.words if window.say.cue not in moving]
        for window in planned.words:
            at_s = moving.get(window.say.cue, -1.0)
            if at_s > 0:
                words.append(replace(window, earliest_s=at_s, latest_s=at_s + window.latest_s - window.earliest_s))
        firm = [beat for beat in planned.beats if not beat.soft and moving["halfway-words"] > 0]
        beats = [replace(beat, at_s=moving["halfway-words"]) for beat in firm]
        if self.breath and not self.phrases.is_by_words:
            # A breath that has begun is finished; those that follow fill what is left.
            soft = [beat for beat in hold.beats if beat.soft]
            next_s = next((beat.at_s for beat in soft if beat.strike.cue == "breath-in"), hold.seconds)
            beats += [beat for beat in soft if beat.at_s < next_s]
            words = [window for window in words if window.say.cue != "breathe-out" or window.earliest_s < next_s]
            beats += tones(cycles(self.breath, next_s, left_s))
        return (replace(hold, seconds=left_s, words=(confirmed, *words), beats=tuple(beats)), *rest[1:])


def _not_passed_over(rest: tuple[Cue, ...]) -> list[Cue]:
    """Return what is not passed over on the way to a point: how to sit, with the time for it, and safety words."""
    travel = [cue for cue in rest if not isinstance(cue, HoldOn) and cue.phase == "travel"]
    says = [cue for cue in travel if isinstance(cue, Say) and (cue.cue == "posture" or cue.is_safety)]
    moves = any(say.cue == "posture" for say in says)
    return [*says, *(cue for cue in travel if moves and isinstance(cue, Wait))]


def _knows_where(heard: Timeline, stage: Stage) -> bool:
    """Whether all was heard that tells where to go in the stage: the point, its side, how to sit."""
    clips = [clip for piece in _visit(heard, stage.id) for clip in piece.clips if not clip.cut]
    said = {clip.utterance.text for clip in clips if clip.utterance}
    return all(cue.text in said for cue in stage.cues if isinstance(cue, Say) and cue.phase == "travel")


def _visit(heard: Timeline, stage_id: str) -> list[TimedStage]:
    """Return the pieces of a stage that were heard last, without another stage between them, from last to first."""
    return list(takewhile(lambda piece: piece.id == stage_id, reversed(heard.stages)))


def _before_hold(cues: tuple[Cue, ...]) -> tuple[Cue, ...]:
    """Return the cues before the hold, and before the chime at which it goes on."""
    return tuple(takewhile(lambda cue: not isinstance(cue, HoldOn) and not goes_on_at(cue), cues))


def _begins(piece: TimedStage, stage: Stage) -> bool:
    """Whether a piece holds all that is said and waited for before the hold of a stage, but for its length."""
    beginning, found = (_untimed(_before_hold(cues)) for cues in (stage.cues, piece.cues))
    start = len(found) - len(beginning)
    leads = found[: max(start, 0)]
    return found[max(start, 0) :] == beginning and all(
        cue.seconds <= BREATHING_SPACE_S if isinstance(cue, Wait) else is_answer(cue) for cue in leads
    )


def _untimed(cues: tuple[Cue, ...]) -> tuple[Cue, ...]:
    """Return cues without the sentence that tells how long the hold will be."""
    return tuple(cue for cue in cues if not (isinstance(cue, Say) and cue.cue == "timing"))


def _held(heard: Timeline, stage_id: str) -> int:
    """Return how long a stop was held in all, in frames."""
    return sum(piece.hold.frames for piece in heard.stages if piece.id == stage_id and piece.hold)


def _limit(hold: HoldOn) -> float:
    """Return how long health allows to hold a stop in all, in frames."""
    return math.inf if hold.longest_s is None else frames(hold.longest_s)


def _within_limit(stage: Stage, held: int) -> Stage | None:
    """Return a stage whose hold is not too long for a stop that was held for `held` frames; None: nothing is left.

    What is too much is cut off at its beginning, as if it had been interrupted there.
    """
    hold = next((cue for cue in stage.cues if isinstance(cue, HoldOn)), None)
    if hold is None or held + frames(hold.seconds) <= _limit(hold):
        return stage
    left = int(_limit(hold)) - held
    if left < frames(LEAST_HOLD_S):
        return None
    index = stage.cues.index(hold)
    rest = rest_of_hold(hold, frames(hold.seconds) - left, left)
    before = _untimed(stage.cues[:index])
    opens = () if any(map(goes_on_at, before)) else (Strike("hold-on", "hold", PRESENCE),)
    return replace(stage, cues=(*before, *opens, rest, *stage.cues[index + 1 :]))


def _phase(rest: tuple[Cue, ...]) -> Phase:
    return "hold" if not rest or isinstance(rest[0], HoldOn) else rest[0].phase


def _about(left_s: float) -> str:
    """Return what is left of a hold as it is said, to five seconds."""
    return spoken_time(max(round(left_s / 5) * 5, 5))
