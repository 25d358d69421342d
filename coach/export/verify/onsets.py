"""Where chimes begin in a decoded file, by correlation with their own samples."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from coach.sound.chimes import Palette
from coach.units import frames

Samples = npt.NDArray[np.float32]

REACH = frames(0.02)
"""How far from its place a chime is looked for, before and after, in frames."""

ALIKE = 0.7
"""Least correlation of a chime with what is taken for it, from 0 to 1.

Measured on the backache session: an MP3 of 43 kbit/s leaves 0.996, Opus of 14 kbit/s 0.997, brown noise 22 LU under the
voice 0.98. In place of a missing chime speech, noise and the tails of others come to 0.03, other chimes to 0.47.
"""

_SILENCE = 1e-10
"""A mean square below which nothing is taken for a chime: -100 dBFS."""


class Stretch(NamedTuple):
    """A part of a file: its first frame, and the first frame after it."""

    start: int
    end: int


class Cutter:
    """Cuts stretches out of a sound that passes in blocks, and keeps only those that have begun and are not whole.

    `stretches` are in the order of their starts, and may overlap; before and after the sound there is silence.
    """

    def __init__(self, stretches: Sequence[Stretch]) -> None:
        self._stretches = stretches
        self._next = 0
        self._open: dict[int, list[Samples]] = {}
        self._frame = 0

    def add(self, block: Samples) -> Iterator[tuple[int, Samples]]:
        """Take the next block, of any size; yield the index and the samples of each stretch that is whole now."""
        start, self._frame = self._frame, self._frame + block.size
        while self._next < len(self._stretches) and self._stretches[self._next].start < self._frame:
            first, end = self._stretches[self._next]
            self._open[self._next] = [np.zeros(max(min(end, 0) - first, 0), np.float32)]
            self._next += 1
        for index in tuple(self._open):
            first, end = self._stretches[index]
            # A copy: the decoder may use its block again.
            self._open[index].append(block[max(first - start, 0) : max(end - start, 0)].copy())
            if end <= self._frame:
                yield index, np.concatenate(self._open.pop(index))

    def finish(self) -> Iterator[tuple[int, Samples]]:
        """Yield what the end of the sound has left unfinished, filled up with silence."""
        for index in (*self._open, *range(self._next, len(self._stretches))):
            first, end = self._stretches[index]
            samples = np.zeros(end - first, np.float32)
            there = np.concatenate([*self._open.get(index, []), np.zeros(0, np.float32)])
            samples[: there.size] = there
            yield index, samples


class Due(NamedTuple):
    """A chime that should be in a file."""

    onset: int
    """Its first frame."""

    chime: str
    """Its name in the palette."""


class Onsets:
    """Finds how far from their places the chimes of a file begin, each as soon as the blocks that have passed show it.

    `due` are in the order of their onsets.
    """

    def __init__(self, due: Sequence[Due], palette: Palette) -> None:
        # Speech and other chimes may follow where a chime has fallen by 15 dB.
        self._heads = {chime: palette.samples(chime)[: palette.quiet_frames(chime)] for _, chime in due}
        self._due = due
        self._cutter = Cutter([Stretch(onset - REACH, onset + self._heads[chime].size + REACH) for onset, chime in due])
        self.offsets: dict[Due, float | None] = {}
        """For each chime that has been looked at, in frames: positive if it is late, None if it is not there."""

    def add(self, block: Samples) -> None:
        """Take the next block of the file, of any size."""
        self._measure(self._cutter.add(block))

    def finish(self) -> None:
        """Look at the chimes that the end of the file has cut short."""
        self._measure(self._cutter.finish())

    def _measure(self, windows: Iterator[tuple[int, Samples]]) -> None:
        for index, window in windows:
            due = self._due[index]
            self.offsets[due] = offset(window, self._heads[due.chime])


def offset(window: Samples, chime: Samples) -> float | None:
    """Return how many frames after its place a chime begins, or None if it does not begin within `REACH` of it.

    `window`, with a shape of (chime.size + 2 * REACH,), has the place in its frame `REACH`. The chime begins where the
    normalised correlation is the greatest; a parabola through that value and its neighbours tells where between frames.
    """
    size = 1 << (window.size - 1).bit_length()  # what wraps around meets no place that is asked for
    spectrum = np.fft.rfft(window, size) * np.conj(np.fft.rfft(chime, size))
    products = np.fft.irfft(spectrum, size)[: 2 * REACH + 1]
    squares = np.cumsum(np.square(window, dtype=np.float64))
    energies = squares[chime.size - 1 :] - np.append(0.0, squares[: 2 * REACH])
    floor = _SILENCE * chime.size
    likeness = products / np.sqrt(np.maximum(energies, floor) * np.sum(np.square(chime, dtype=np.float64)))
    best = int(np.argmax(likeness))
    if likeness[best] < ALIKE or best in {0, 2 * REACH}:  # at an end it is the flank of something farther away
        return None
    before, peak, after = likeness[best - 1 : best + 2]
    return best - REACH + float((before - after) / (before - 2 * peak + after)) / 2
