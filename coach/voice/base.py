"""What an engine has to offer to be a voice of the coach."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Speech:
    """What an engine said."""

    samples: npt.NDArray[np.int16]
    """Mono PCM with a shape of (frames,), as the engine gave it."""

    rate: int
    """Rate of `samples` in hertz."""


class Voice(Protocol):
    """A voice: text in, samples out, always the same ones for the same text.

    Calls may come from several threads at once, in any order; an answer must not depend on earlier calls.
    """

    @property
    def name(self) -> str:
        """The name under which a user chooses the voice."""
        ...

    @property
    def identity(self) -> Sequence[str]:
        """Everything that changes the samples of a text: engine, version, voice, rate. The cache is addressed by it."""
        ...

    def say(self, text: str, speed: float) -> Speech:
        """Speak one sentence, `speed` times as fast as usual; raise VoiceError if it cannot be done."""
        ...

    def close(self) -> None:
        """End the processes that the voice has started."""
        ...
