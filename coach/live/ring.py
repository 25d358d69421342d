"""The store of rendered samples between the thread that makes them and the device that takes them."""

import threading

import numpy as np
import numpy.typing as npt


class Ring:
    """A bounded queue of the samples of a session, which knows the frame of each.

    One thread at a time writes and one reads. Each side moves only its own counter, and moves it after the samples
    are in place, so writing never keeps the reader waiting; only `splice` and `restart` do, for microseconds.
    `capacity` is the number of frames it holds, `start` the frame of the session that comes first.
    """

    def __init__(self, capacity: int, start: int = 0) -> None:
        self.capacity = capacity
        self._samples = np.zeros(capacity, np.float32)
        self._written = start
        self._read = start
        self._closed = False
        self._moving = threading.Lock()
        self.rests = False
        """Whether it ends in a pause, whose silence may last until there is more: no samples are late then."""

    @property
    def position(self) -> int:
        """The frame that is read next."""
        return self._read

    @property
    def end(self) -> int:
        """The frame that is written next."""
        return self._written

    @property
    def level(self) -> int:
        """Frames written and not yet read."""
        return self._written - self._read

    @property
    def closed(self) -> bool:
        """Whether nothing more will be written."""
        return self._closed

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
        with self._moving:
            frames = min(len(out), self.level)
            start = self._read % self.capacity
            first = min(frames, self.capacity - start)
            out[:first] = self._samples[start : start + first, np.newaxis]
            out[first:frames] = self._samples[: frames - first, np.newaxis]
            self._read += frames
            return frames

    def splice(self, frame: int, block: npt.NDArray[np.float32]) -> bool:
        """Put a block, with a shape of (frames,), in the place of everything from `frame` on, as far as it fits.

        Returns False, and changes nothing, if that frame has been read or is not yet written. It opens a closed ring
        again. For the writing side.
        """
        with self._moving:
            if not self._read <= frame <= self._written:
                return False
            self._written = frame
            self._closed = False
            self.write(block)
            return True

    def restart(self, frame: int) -> None:
        """Forget everything and go on at `frame`, before or after what was read. For the writing side."""
        with self._moving:
            self._read = self._written = frame
            self._closed = False
