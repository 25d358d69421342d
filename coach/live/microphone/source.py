"""What a sound library gives of a microphone: pieces in its own rate, which its callback puts into a queue."""

import queue
import time
from collections.abc import Callable
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

LATENCY_S = 0.05
"""How much sound a microphone may hold before it hands it over, in seconds."""

_MOST_PIECES = 500
"""So many wait to be taken, at most: some seconds. What comes beyond them is lost, and counted."""


class Piece(NamedTuple):
    """What a callback is given at a time."""

    samples: npt.NDArray[np.float32]
    """Mono, with a shape of (frames,), in the rate of its source."""

    at_s: float
    """When the first of them was at the microphone, on the clock of `time.monotonic`."""

    lost: int
    """Frames that were lost before it."""


Take = Callable[[Piece], None]
"""Takes a piece, in a thread of the sound library: it must not wait and must not raise."""


class Source(Protocol):
    """An open microphone of a sound library."""

    name: str
    rate: int
    """Its frames a second."""

    @property
    def failed(self) -> bool:
        """Whether it has stopped of its own accord."""
        ...

    def start(self) -> None:
        """Begin to hear; raise DeviceError if the device refuses."""
        ...

    def close(self) -> None:
        """Hear no more, in `CLOSING_S` at most."""
        ...


class Inbox:
    """Pieces that wait for the thread that takes them out. Putting one in never waits."""

    def __init__(self) -> None:
        self._pieces: queue.Queue[Piece] = queue.Queue(_MOST_PIECES)
        self._lost = 0

    def put(self, piece: Piece) -> None:
        """Put a piece in, or count what is lost with it."""
        try:
            self._pieces.put_nowait(piece._replace(lost=piece.lost + self._lost))
        except queue.Full:
            self._lost += piece.lost + len(piece.samples)
        else:
            self._lost = 0

    def get(self, patience_s: float) -> Piece | None:
        """Return the next piece, or None if there is none for so long."""
        try:
            return self._pieces.get(timeout=patience_s)
        except queue.Empty:
            return None


class Mono:
    """Makes one channel of several: their mean, or the loudest alone where the others would take from it.

    A microphone may be on one of two channels, or on both and turned over on one.
    """

    _LEAST = 0.35
    """The power of the mean of two that have nothing in common is half theirs; where one is silent, a quarter."""

    _PULL = 0.1
    """How much of a difference of power is taken over at each piece."""

    def __init__(self) -> None:
        self._powers: npt.NDArray[np.float32] | None = None

    def mix(self, frames: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Return frames with a shape of (frames, channels) as one channel, in memory of our own."""
        mean = np.asarray(frames.mean(axis=1), np.float32)
        if frames.shape[1] == 1:
            return mean
        if len(frames) > 1:
            # Of steps from sample to sample: neither an offset nor hum counts much.
            powers = np.mean(np.square(np.diff(np.column_stack([frames, mean]), axis=0)), axis=0)
            self._powers = powers if self._powers is None else self._powers + self._PULL * (powers - self._powers)
        if self._powers is None:
            return mean
        loudest = int(self._powers[:-1].argmax())
        is_weaker = self._powers[-1] < self._LEAST * self._powers[loudest]
        return frames[:, loudest].astype(np.float32) if is_weaker else mean


class Clock:
    """Tells when pieces were heard, by their lengths, for what a library says of a single piece trembles."""

    _NEAR_S = 0.3
    """By so much what is said of a time may be off on a busy machine, in seconds; what is more was lost."""

    _PULL = 0.05
    """How much of a difference is taken over at each piece: the device's clock and this one drift apart."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._next_s: float | None = None

    def note(self, frames: int, behind_s: float, *, is_late: bool) -> tuple[float, int]:
        """Return when a piece that comes now was at the microphone, and how many frames were lost before it.

        Its first frame was heard `behind_s` ago, by what the library says; `is_late` tells that it has lost some.
        """
        said_s = time.monotonic() - behind_s
        expected_s = said_s if self._next_s is None else self._next_s
        off_s = said_s - expected_s
        has_jumped = abs(off_s) > self._NEAR_S
        at_s = said_s if has_jumped else expected_s + self._PULL * off_s
        self._next_s = at_s + frames / self._rate
        lost = round(max(off_s, 0.0) * self._rate) if has_jumped or is_late else 0
        return at_s, lost
