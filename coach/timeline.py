"""A session with every clip at its frame: immutable, and the only truth for live, file and plan."""

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

from coach.content.model import Side
from coach.units import frames

TAIL_LIMIT = frames(15)
"""No chime rings on for longer than this after its stage has ended; speech ends inside its stage."""

Bus = Literal["voice", "chimes"]
Phase = Literal["opening", "travel", "locate", "press", "hold", "release", "closing"]
Length = Literal["full", "brief"]


@dataclass(frozen=True, slots=True)
class Utterance:
    """A text to be spoken, and how much faster than usual (1.0 to 1.15)."""

    text: str
    speed: float = 1.0


@dataclass(frozen=True, slots=True)
class Clip:
    """A sound placed on the timeline. `onset` and `frames` are in frames of the session."""

    bus: Bus
    onset: int
    frames: int
    phase: Phase
    cue: str
    """Which instruction it carries out: "locate", "halfway", "breath-in" …"""

    utterance: Utterance | None = None
    """What is spoken, on the voice bus."""

    length: Length = "full"
    sources: tuple[str, ...] = ()
    chime: str = ""
    """Name of the chime, on the chimes bus."""

    @property
    def end(self) -> int:
        """The first frame after the clip."""
        return self.onset + self.frames


@dataclass(frozen=True, slots=True)
class Shortened:
    """Words that did not fit their slot: which, what became of them, and why."""

    cue: str
    how: Literal["brief", "faster", "dropped"]
    why: str


@dataclass(frozen=True, slots=True)
class Hold:
    """The press window, from the onset of its opening chime to the onset of its closing chime, in frames."""

    onset: int
    frames: int

    @property
    def end(self) -> int:
        """The onset of the closing chime."""
        return self.onset + self.frames


@dataclass(frozen=True, slots=True)
class TimedStage:
    """One stop of the session. `onset` and `frames` tile the timeline; a chime's tail may ring into the next stage."""

    id: str
    title: str
    point: str | None
    side: Side | None
    onset: int
    frames: int
    hold: Hold | None = None
    clips: tuple[Clip, ...] = ()
    """In the order of their onsets."""

    shortened: tuple[Shortened, ...] = ()

    @property
    def end(self) -> int:
        """The first frame after the stage."""
        return self.onset + self.frames


@dataclass(frozen=True, slots=True)
class Timeline:
    """All stages so far. While `complete` is False more may follow, but nothing before `frames` will change."""

    stages: tuple[TimedStage, ...] = ()
    complete: bool = False

    @property
    def frames(self) -> int:
        """How much of the session is decided, in frames; the whole length once `complete`."""
        return self.stages[-1].end if self.stages else 0

    def stage_at(self, frame: int) -> TimedStage:
        """Return the stage that a frame falls into; frames outside the timeline belong to its first or last."""
        index = bisect_right(self.stages, frame, key=lambda stage: stage.onset) - 1
        return self.stages[max(index, 0)]

    def clips_between(self, start: int, end: int) -> list[Clip]:
        """Return the clips that sound anywhere in the frames `start` to `end` (exclusive), in order of onset."""
        first = bisect_right(self.stages, start - TAIL_LIMIT, key=lambda stage: stage.end)
        found = []
        for stage in self.stages[first:]:
            if stage.onset >= end:
                break
            found += [clip for clip in stage.clips if clip.onset < end and clip.end > start]
        return found
