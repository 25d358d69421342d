"""A session with every clip at its frame: immutable, and the only truth for live, file and plan."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Literal, get_args

from coach.choices import Talk
from coach.content.model import Side
from coach.script.cues import Cue, CueName, Phase
from coach.script.reasons import Why
from coach.units import frames

TAIL_LIMIT = frames(15)
"""No chime rings on for longer than this after its stage has ended; speech ends inside its stage."""

GIVE_WAY = frames(0.6)
"""How long before speech the bed begins to give way (our choice: time enough not to be noticed)."""

RETURN = frames(1.5)
"""How long it takes the bed to come back after speech (our choice)."""

SLOW_RETURN = frames(4)
"""How long it takes the bed to come back from silence (our choice)."""

_NEVER = 2**63

Bus = Literal["voice", "chimes", "bed"]
Length = Literal["full", "brief"]
How = Literal["brief", "faster", "dropped", "short form"]


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
    cue: CueName
    """Which instruction it carries out."""

    utterance: Utterance | None = None
    """What is spoken, on the voice bus."""

    length: Length = "full"
    sources: tuple[str, ...] = ()
    chime: str = ""
    """Name of the chime, on the chimes bus."""

    cut: bool = False
    """Whether a listener's command ended it early: `frames` is then what is left of it, and it ends in a ramp."""

    @property
    def end(self) -> int:
        """The first frame after the clip."""
        return self.onset + self.frames


@dataclass(frozen=True, slots=True)
class Shortened:
    """Words that are not said as they were planned: which, what became of them, and why.

    "brief" is a sentence in its brief wording; "short form" one in whose place other, fewer words are said.
    """

    cue: CueName
    how: How
    why: Why | None


@dataclass(frozen=True, slots=True)
class Hold:
    """The press window, from the onset of its opening chime to the onset of its closing chime, in frames.

    Without chimes it is from the end of the word that opens it to the onset of the word that closes it.

    A hold that a listener interrupted comes in several pieces, each in a piece of its stage.
    """

    onset: int
    frames: int
    held: int = 0
    """How long it was held before, in earlier pieces."""

    @property
    def end(self) -> int:
        """The onset of the closing chime."""
        return self.onset + self.frames


@dataclass(frozen=True, slots=True)
class TimedStage:
    """One stop of the session. `onset` and `frames` tile the timeline; a chime's tail may ring into the next stage.

    A stop that a listener interrupted comes in several pieces, one after the other, with the same `id`.
    """

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
    cues: tuple[Cue, ...] = ()
    """What it is made from."""

    marks: tuple[int, ...] = ()
    """Frames at which its cues begin, as far as they are placed."""

    talk: Talk = "full"
    """How much is said."""

    talk_why: Why | None = None
    """Why that much is said, or None where all is said, as usual."""

    paused: bool = False
    """Whether it is the silence of a pause, over or not, in which `cues` wait for the listener."""

    @property
    def end(self) -> int:
        """The first frame after the stage."""
        return self.onset + self.frames


@dataclass(frozen=True, slots=True)
class Duck:
    """A stretch in which the bed gives way: it falls, stays down, and comes back. Times are frames of the session."""

    onset: int
    """Where it begins to fall."""

    end: int | None = None
    """Where it begins to come back, or None as long as nobody knows."""

    fall: int = GIVE_WAY
    """How long it falls; then words are heard."""

    deep: bool = False
    """Whether it falls silent, and not only under words."""

    @property
    def rise(self) -> int:
        """How long it takes to come back."""
        return SLOW_RETURN if self.deep else RETURN


@dataclass(frozen=True, slots=True)
class Timeline:
    """All stages so far. While `complete` is False more may follow, but nothing before `frames` will change."""

    stages: tuple[TimedStage, ...] = ()
    complete: bool = False
    ducks: tuple[Duck, ...] = ()
    """Where the bed gives way, in the order of their onsets and of their ends."""

    @property
    def paused(self) -> bool:
        """Whether it ends in a pause, until the listener goes on."""
        return not self.complete and bool(self.stages) and self.stages[-1].paused

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

    def ducks_between(self, start: int, end: int) -> tuple[Duck, ...]:
        """Return the ducks that may lower the bed anywhere in the frames `start` to `end` (exclusive)."""
        first = bisect_right(self.ducks, start - SLOW_RETURN, key=lambda duck: _NEVER if duck.end is None else duck.end)
        last = bisect_left(self.ducks, end, key=lambda duck: duck.onset)
        return self.ducks[first:last]


Pause = Literal[
    "pause",
    "hear-out",
    "hear-stop",
    "ask-go-on",
    "ask-again",
    "ask-next",
    "ask-back",
    "ask-longer",
    "ask-shorter",
    "ask-louder",
    "ask-softer",
    "ask-how-long",
]
"""A command that pauses. They differ in what is said then: that there is a pause, what can be said in it, that the
session is to end, or whether a command was meant."""

Command = Pause | Literal["resume", "again", "back", "next", "longer", "shorter", "ready", "how-long"]
"""What a listener can ask for. A command that makes no sense where it comes lets the session go on as it was."""

PAUSES: tuple[Pause, ...] = get_args(Pause)
