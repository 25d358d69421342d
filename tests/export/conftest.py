import io
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from PIL import Image

from coach.export.tags import Chapter, Tags
from coach.plan.heading import Heading
from coach.plan.timeline import TimedStage, Timeline
from coach.units import FRAME_RATE, frames


class Tones:
    """A session of stages with given lengths: soft noise over the whole range of a voice, and a chime each second."""

    heading = Heading("tones", "Tones", "none", ("none",), 120, "bowl", {})

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

    def about(self, timeline: Timeline) -> str:
        return f"Sound alone, in {len(timeline.stages)} stages.\nSources: none"

    def stem(self, _bus: str) -> "Silent":
        """Return the same without a sound."""
        return Silent(self)

    def samples(self):
        """Return everything at once."""
        *_, last = self.timelines()
        return self.render(last, 0, last.frames)

    def stages(self) -> tuple[TimedStage, ...]:
        """Return all stages at once."""
        *_, last = self.timelines()
        return last.stages


@dataclass(frozen=True)
class Silent:
    """What is left of a session on a bus that is silent."""

    session: Tones

    def render(self, timeline: Timeline, start: int, frames: int):
        assert start + frames <= timeline.frames
        return np.zeros(frames, np.float32)


@pytest.fixture
def tones():
    """Three stages of unequal, odd lengths, more than a block together."""
    return Tones(frames(1.0) + 1, 7, frames(2.0) - 3)


@pytest.fixture
def make_tones():
    return Tones


@pytest.fixture
def tags(tones):
    """What a file with the tones could tell about itself."""
    picture = io.BytesIO()
    Image.new("RGB", (100, 100), "seagreen").save(picture, "JPEG")
    return Tags(
        title="Backache · 委中, 28 minutes",
        artist="coach",
        album="Backache",
        language="en",
        comment="Not for an emergency; = # \\ [x]\nSources: S1, S2",
        frames=tones.frames,
        chapters=tuple(Chapter(f"Stage {stage.id}", stage.onset, stage.frames) for stage in tones.stages()),
        cover=picture.getvalue(),
        plan=bytes(range(256)) * 20,
    )
