"""A session that is led by commands, without a voice and a device."""

from collections.abc import Iterable
from itertools import pairwise

from routines import SHIPPED
from timing import PlainChimes, by_words
from writing import writer

from coach.plan.edits import Editor
from coach.plan.schedule import schedule
from coach.plan.signs import ChimeLengths
from coach.plan.timeline import Clip, Command, TimedStage
from coach.script.cues import Stage
from coach.script.stops import Stop
from coach.units import frames

COMMANDS: tuple[Command, ...] = ("pause", "resume", "again", "back", "next", "longer", "shorter", "ready")


class Led:
    """The backache session with some options, as far as a listener has led it."""

    def __init__(self, measure=by_words, library=SHIPPED, chimes: ChimeLengths | None = None, **options) -> None:
        chimes = chimes or PlainChimes()
        self._writer = writer(library, **options)
        self.route = self._writer.route
        self.stages = self._writer.stages()
        self.editor = Editor(
            script=self.stages,
            phrases=library.phrases,
            breath=self._writer.options.breath,
            measure=measure,
            chimes=chimes,
            seed=self._writer.options.seed,
            landing=self.landed,
        )
        *_, self.timeline = schedule(self.stages, measure, chimes)

    def landed(self, stop: str, before: str | None = None) -> Stage:
        """Return a stop as it is written for a listener who has heard nothing before it, and comes from another."""
        return self._writer.landing(stop, before)

    def stage(self, stop: str, stages: Iterable[Stage] = ()) -> Stage:
        """Return a stage of the script."""
        return next(stage for stage in stages or self.stages if stage.id == stop)

    def stop_before(self, stop: str) -> Stop:
        """Return what is pressed before a stop."""
        return next(before for before, after in pairwise(self.route.stops) if after.id == stop)

    def stop_after(self, stop: str) -> Stop:
        """Return what is pressed after a stop."""
        return next(after for before, after in pairwise(self.route.stops) if before.id == stop)

    def last(self, stop: str) -> TimedStage:
        """Return the last piece of a stop."""
        return [piece for piece in self.timeline.stages if piece.id == stop][-1]

    def hold(self, stop: str) -> int:
        """Return the frame at which the last piece of the hold of a stop begins."""
        return [piece.hold.onset for piece in self.timeline.stages if piece.id == stop and piece.hold][-1]

    def press(self, command: Command, frame: int) -> list[Clip]:
        """Give a command at a frame, and return the clips from there on."""
        *_, self.timeline = self.editor.edit(self.timeline, command, frame)
        return [clip for piece in self.timeline.stages for clip in piece.clips if clip.onset >= frame]

    def tell(self, story: Iterable[tuple[Command, float]]) -> None:
        """Give commands one after the other, each so many seconds after the one before, from the third second on."""
        at = frames(3)
        for command, later_s in story:
            at = min(at + frames(later_s), self.timeline.frames)
            self.press(command, at)
        if self.timeline.paused:
            self.press("resume", at + frames(1))

    def held(self, stop: str) -> int:
        """Return how long a stop is held in all, in frames."""
        return sum(piece.hold.frames for piece in self.timeline.stages if piece.id == stop and piece.hold)


def texts(clips: Iterable[Clip], stage_cue: str = "") -> list[str]:
    """Return what is said in clips, or what is said as one cue."""
    return [clip.utterance.text for clip in clips if clip.utterance and stage_cue in {"", clip.cue}]


def cues(clips: Iterable[Clip]) -> list[str]:
    """Return the cues of clips."""
    return [clip.cue for clip in clips]
