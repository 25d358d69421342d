"""Where the samples of clips come from: the words of a voice and the chimes of a palette."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.errors import UnknownName
from coach.plan.timeline import Clip
from coach.sound.chimes import Palette
from coach.voice.clips.spoken import SpokenClips

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Sounds:
    """The clips of one session."""

    speech: SpokenClips
    palette: Palette | None
    """None for a session without chimes."""

    def samples(self, clip: Clip) -> "npt.NDArray[np.float32]":
        """Return the samples of one clip, before it is mixed, with a shape of (clip.frames,)."""
        if clip.utterance:
            return self.speech.samples(clip.utterance)
        return self.chime(clip.chime)

    def chime(self, name: str) -> "npt.NDArray[np.float32]":
        """Return the samples of a chime by its name; raise UnknownName where there is none of it."""
        if self.palette is None:
            raise UnknownName("chime", name, ())
        return self.palette.samples(name)
