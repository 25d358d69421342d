"""What passes through the ear, from left to right: blocks, bursts, and what was understood."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from coach.content import commands

HEARING_RATE = 16_000
"""Samples a second of everything that is heard; a microphone of another rate is converted."""

Samples = npt.NDArray[np.float32]

Spoken = commands.Spoken
"""What a listener can say."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A piece of what the microphone hears."""

    samples: Samples
    """Mono at 16 kHz, -1 to 1, with a shape of (samples,)."""

    at_s: float
    """When its first sample was at the microphone, on the clock of `time.monotonic`."""

    lost: int = 0
    """Samples at 16 kHz that were lost before it."""


@dataclass(frozen=True, slots=True, eq=False)
class Burst:
    """What was heard between two silences: a voice, perhaps words."""

    samples: Samples
    """Mono at 16 kHz, with a little of the silence before and after it."""

    begin_s: float
    """When the voice began, on the clock of `time.monotonic`."""

    end_s: float
    """When it fell silent."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What a recogniser makes of a burst. It carries no words: only what is a command leaves the ear."""

    spoken: Spoken | None
    """The command, or None if it is none."""

    sureness: float = 0.0
    """How sure that is, 0 to 1."""

    is_called: bool = False
    """Whether the coach was called by its name, as in "coach, pause"."""
