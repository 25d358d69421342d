"""The store of rendered samples between the thread that makes them and the device that takes them."""

import numpy as np
import numpy.typing as npt


class Ring:
    """A bounded queue of samples for exactly one writing and one reading thread.

    Each side moves only its own counter, and moves it after the samples are in place, so neither ever waits.
    `capacity` is the number of frames it holds.
    """

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self._samples = np.zeros(capacity, np.float32)
        self._written = 0
        self._read = 0
        self._closed = False

    @property
    def level(self) -> int:
        """Frames written and not yet read."""
        return self._written - self._read

    @property
    def drained(self) -> bool:
        """Whether everything there will ever be has been read."""
        return self._closed and self._read == self._written

    def close(self) -> None:
        """Say that nothing more will be written. For the writing thread."""
        self._closed = True

    def write(self, block: npt.NDArray[np.float32]) -> int:
        """Take as much of a block with a shape of (frames,) as there is room for; return how many frames that was."""
        frames = min(len(block), self.capacity - self.level)
        start = self._written % self.capacity
        first = min(frames, self.capacity - start)
        self._samples[start : start + first] = block[:first]
        self._samples[: frames - first] = block[first:frames]
        self._written += frames
        return frames

    def read(self, out: npt.NDArray[np.float32]) -> int:
        """Copy the oldest samples to every channel of `out`, with a shape of (frames, channels).

        Returns how many frames there were; the rest of `out` is left as it is.
        """
        frames = min(len(out), self.level)
        start = self._read % self.capacity
        first = min(frames, self.capacity - start)
        out[:first] = self._samples[start : start + first, np.newaxis]
        out[first:frames] = self._samples[: frames - first, np.newaxis]
        self._read += frames
        return frames
