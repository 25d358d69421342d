from collections.abc import Iterator

import numpy as np
import pytest

from coach.timeline import TimedStage, Timeline
from coach.units import FRAME_RATE, frames


class Tones:
    """A playable of stages with given lengths: soft noise over the whole range of a voice, and a chime each second."""

    def __init__(self, *lengths: int) -> None:
        self.lengths = lengths
        self.asked = 0
        """How many stages have been asked for."""

    @property
    def frames(self) -> int:
        return sum(self.lengths)

    def timelines(self) -> Iterator[Timeline]:
        stages: tuple[TimedStage, ...] = ()
        for index, length in enumerate(self.lengths):
            self.asked += 1
            onset = stages[-1].end if stages else 0
            stages += (TimedStage(str(index), f"Stage {index}", None, None, onset, length),)
            yield Timeline(stages, complete=index == len(self.lengths) - 1)

    def render(self, timeline: Timeline, start: int, frames: int):
        assert start + frames <= timeline.frames
        frame = np.arange(start, start + frames)
        noise = ((frame * 2_654_435_761) % 2**32 / 2**31 - 1) * 0.05
        second = frame % FRAME_RATE / FRAME_RATE
        chime = 0.4 * np.exp(-4 * second) * np.sin(2 * np.pi * 660 * second)
        return (np.rint((noise + chime) * 2**23) / 2**23).astype(np.float32)

    def samples(self):
        """Return everything at once."""
        *_, last = self.timelines()
        return self.render(last, 0, last.frames)


@pytest.fixture
def tones():
    """Three stages of unequal, odd lengths, more than a block together."""
    return Tones(frames(1.0) + 1, 7, frames(2.0) - 3)


@pytest.fixture
def make_tones():
    return Tones
