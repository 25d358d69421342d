"""Cues: what a session consists of before anything has a time. The script engine writes them, the schedule places them.

Cues outside a hold follow one another; the words inside a hold carry the window in which they have to be said.
"""

from dataclasses import dataclass
from typing import Literal

from coach.content.model import Side

Phase = Literal["opening", "safety", "travel", "locate", "press", "hold", "release", "closing"]
"""Part of a stage; the opening, the safety words and the closing are each in one piece."""


@dataclass(frozen=True, slots=True)
class Say:
    """Speak one sentence, then be silent for `pause_s` seconds."""

    cue: str
    phase: Phase
    full: str
    brief: str | None
    sources: tuple[str, ...]
    pause_s: float


@dataclass(frozen=True, slots=True)
class Strike:
    """Sound a chime; what follows waits until it has faded."""

    cue: str
    phase: Phase
    chime: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Be silent for a time."""

    seconds: float
    phase: Phase
    until_ready: bool = False
    """Whether the listener may end it, as when the fingers have found the point."""

    sign_s: float | None = None
    """Time from one soft sign of life to the next in seconds, or None for the usual, rare ones."""


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
    """Press for exactly `seconds`, between two chimes."""

    seconds: float
    words: tuple[Window, ...]
    beats: tuple[Beat, ...]
    held_s: float = 0
    """How long it was held before it was interrupted, in seconds; it then goes on without an opening chime."""


Cue = Say | Strike | Wait | HoldOn


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

    again: tuple[Cue, ...] = ()
    """Finds the point once more, in other words."""
