"""What the speakers and the files ask of a session."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from coach.plan.timeline import Command, Timeline

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


class Playable(Protocol):
    """What can be played and written to a file: a session, however it came about."""

    def timelines(self) -> Iterator[Timeline]:
        """Yield the growing timeline; the last one is complete. May wait for speech, may raise CoachError."""
        ...

    def render(self, timeline: Timeline, start: int, frames: int) -> "npt.NDArray[np.float32]":
        """Return the samples of a stretch of the timeline, mono at 48 kHz, with a shape of (frames,).

        It keeps no state: any stretch that is decided can be rendered at any time, from one thread at a time.
        """
        ...


class Editable(Playable, Protocol):
    """What can be played and led by a listener."""

    def edit(self, timeline: Timeline, command: Command, frame: int, *, by_voice: bool = False) -> Iterator[Timeline]:
        """Yield the timeline that a command makes, as it grows; the first one at once, decided beyond `frame`.

        One that came `by_voice` is answered by a soft tick.

        What lies before `frame` has been heard and stays, but for a ramp of 30 ms at the end of sounds that are cut.
        """
        ...
