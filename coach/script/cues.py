"""Cues: what a session consists of before anything has a time. The script engine writes them, the schedule places them.

Cues outside a hold follow one another; the words inside a hold carry the window in which they have to be said.
"""

from dataclasses import dataclass, replace
from typing import Literal

from coach.choices import Talk
from coach.content.model import Side
from coach.script.reasons import Why

Phase = Literal["opening", "safety", "travel", "locate", "press", "hold", "release", "closing"]
"""Part of a stage; the opening, the safety words and the closing are each in one piece."""

SpokenCue = Literal[
    "sample",
    "welcome",
    "settle",
    "method",
    "safety",
    "notice",
    "closing",
    "switch",
    "travel",
    "posture",
    "benefit",
    "locate",
    "press",
    "timing",
    "breathe-in",
    "breathe-out",
    "breathe-freely",
    "halfway-words",
    "ease",
    "image",
    "ten-left",
    "release",
    "paused",
    "where",
    "long-enough",
    "longer",
    "shorter",
    "how-long",
    "hold-open",
    "hold-on",
    "hold-close",
    "presence",
]
"""Which instruction words carry out; the last ones are those of chimes where there are none."""

SoundedCue = Literal[
    "opening-bowl",
    "example",
    "hold-open",
    "hold-on",
    "breath-in",
    "breath-out",
    "halfway",
    "hold-close",
    "presence",
    "tick",
    "closing-bowl",
]
"""Which instruction a chime carries out."""

CueName = SpokenCue | SoundedCue

OPENING, CAUTIONS, ARRIVING, CLOSING = "opening", "safety", "arriving", "closing"
"""Ids of the stages around the stops."""

SIT_DOWN = "sit-down"
"""Id of the stage before a session that does not begin at once."""

FRAME_TITLES = {
    SIT_DOWN: "Time to sit down",
    OPENING: "Opening",
    CAUTIONS: "Before you begin",
    ARRIVING: "Arriving",
    CLOSING: "Closing",
}
"""What readers see of the stages around the stops, by their ids. Files are known by them: none is ever renamed."""

SAMPLE = "sample"
"""Id of the only stage of a text that is said by itself."""


@dataclass(frozen=True, slots=True)
class Say:
    """Speak one sentence, then be silent for `pause_s` seconds."""

    cue: SpokenCue
    phase: Phase
    full: str
    brief: str | None
    sources: tuple[str, ...]
    pause_s: float
    is_safety: bool = False
    """Whether it keeps the listener from harm, and so is never shortened or dropped to gain time."""

    cut: Why | None = None
    """Why it is said in its brief wording, or None: it is said in full."""

    @property
    def is_brief(self) -> bool:
        """Whether it is said in its brief wording, outside of holds; inside, the schedule chooses."""
        return self.cut is not None and self.brief is not None

    @property
    def text(self) -> str:
        """What is said, outside of holds."""
        return self.brief if self.is_brief and self.brief else self.full


@dataclass(frozen=True, slots=True)
class Strike:
    """Sound a chime; what follows waits until it has faded."""

    cue: SoundedCue
    phase: Phase
    chime: str


GAP_RANGE = (0.8, 1.2)
"""How far a silence may shrink and grow to fit a session to a length, as factors. The guidance on pauses that coach
follows gives 0.8 to 1.2 s where 1 s is usual, 2 to 3 s between steps and 4 to 6 s to find a landmark."""

MOVE_RANGE = (1.0, 1.25)
"""The same for the time to take another posture: 8 to 10 s, where 8 s is usual."""

FIXED = (1.0, 1.0)
"""The same for a silence that stays as it is."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Be silent for a time."""

    seconds: float
    phase: Phase
    until_ready: bool = False
    """Whether the listener may end it, as when the fingers have found the point."""

    sign_s: float | None = None
    """Time from one soft sign of life to the next in seconds, or None for the usual, rare ones."""

    range: tuple[float, float] = GAP_RANGE
    """How far it may shrink and grow, as factors."""


@dataclass(frozen=True, slots=True)
class Window:
    """Words inside a hold: they start between `earliest_s` and `latest_s`, in seconds after the opening chime.

    Where words compete for room, the lower `rank` wins.
    """

    say: Say
    earliest_s: float
    latest_s: float
    rank: int


@dataclass(frozen=True, slots=True)
class Beat:
    """A chime inside a hold, exactly `at_s` seconds after its opening; a soft one gives way to words and chimes."""

    strike: Strike
    at_s: float
    soft: bool = False


@dataclass(frozen=True, slots=True)
class HoldOn:
    """Press for exactly `seconds`, between two chimes, or between the words that stand in their place."""

    seconds: float
    words: tuple[Window, ...]
    beats: tuple[Beat, ...]
    longest_s: float | None = None
    """The longest that the listener's health allows at one stop in all, in seconds, or None: there is no limit."""

    held_s: float = 0
    """How long it was held before it was interrupted, in seconds; it then goes on without an opening chime."""


Cue = Say | Strike | Wait | HoldOn


def is_example(cue: Cue) -> bool:
    """Tell whether a cue is a chime that sounds because the sentence before it explains it."""
    return isinstance(cue, Strike) and cue.cue == "example"


@dataclass(frozen=True, slots=True)
class Stage:
    """One stop of the session: a point on one side, or the opening, the safety words, the closing."""

    id: str
    title: str
    point: str | None
    side: Side | None
    cues: tuple[Cue, ...]
    place: str = ""
    """The body part with its side, for a listener who comes back: "behind the left knee"."""

    again: tuple[tuple[Cue, ...], ...] = ()
    """The wordings that find the point once more, in the order in which a listener who asks again hears them."""

    talk: Talk = "full"
    """How much is said."""

    talk_why: Why | None = None
    """Why that much is said, or None where all is said, as usual."""

    dropped: tuple[Say, ...] = ()
    """Words that are not said, each with its reason in `cut`."""

    replaced: tuple[Say, ...] = ()
    """Words in whose place a short form is said, each with its reason in `cut`."""

    def with_other(self, cues: tuple[Cue, ...]) -> "Stage":
        """Return the stage with other cues; what a fit has left unsaid was left out of the old ones."""
        return replace(self, cues=cues, dropped=(), replaced=())
