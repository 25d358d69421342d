"""Loudness and true peak of a sound, by ITU-R BS.1770-4 for one channel at 48 kHz.

Samples are float32 with a shape of (frames,), full scale at 1.0. All measures of silence are -inf. A clip is measured
by a function, a sound of any length by a Meter.
Only numpy is used: pyloudnorm and the scipy below it take longer to import than a session needs to begin to sound.
"""

from array import array
from collections.abc import Iterator
from functools import cache

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from coach.units import frames

Samples = npt.NDArray[np.float32]
Energies = npt.NDArray[np.float64]
Spectrum = npt.NDArray[np.complex64]

SHORT = frames(3)
"""A clip of fewer frames is too short for the gates of BS.1770."""

_HOP = frames(0.1)
_BLOCK = 4
"""A block of BS.1770 in hops: 400 ms, with an overlap of 75 %."""

_OFFSET = -0.691
_ABSOLUTE_GATE = -70.0
_RELATIVE_GATE = -10.0
_PAUSE = -20.0

_SHELF = (1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585)
_HIGH_PASS = (1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621)
"""The two filters of the K-weighting at 48 kHz, BS.1770-4 annex 1, tables 1 and 2."""

_WINDOW = 32_768
_STEP = 6 * _HOP
"""A window of the transform, and how many of its last frames are used. The frames before them are what the filter
still remembers: its slowest pole has a radius of 0.995, so that after 3968 frames it has fallen by 172 dB."""

_SPAN = 32
_REACH = 16
"""Taps on either side of an interpolated value: flat to 0.1 dB up to 21 kHz."""


class Meter:
    """Measures a sound that comes in blocks of any size, at any moment; it remembers 80 bytes of each second."""

    def __init__(self) -> None:
        self._windows = _Windows()
        self._energies: array[float] = array("d")  # of hops
        self._peak = 0.0

    def add(self, block: Samples) -> None:
        """Measure the next frames of the sound."""
        for window in self._windows.filled(block):
            self._energies.extend(_window_energies(window).tolist())
            self._peak = _crest(window[-_STEP - 2 * _REACH :], self._peak)

    def integrated(self) -> float:
        """Return what the function of this name returns of all frames so far."""
        rest = _window_energies(self._windows.window)[: self._windows.fresh // _HOP]
        return _gated(np.append(self._energies, rest))

    def true_peak(self) -> float:
        """Return what the function of this name returns of all frames so far, in dBTP."""
        rest = np.append(self._windows.window[-_STEP - 2 * _REACH :], np.zeros(_SPAN, np.float32))
        return _decibels(_crest(rest, self._peak))


def clip_loudness(samples: Samples) -> float:
    """Return the loudness of a clip of speech in LUFS.

    A clip of 3 s or more has the integrated loudness of BS.1770. A shorter one has too few blocks to gate: it is cut
    into pieces of 100 ms (the last one may be shorter), and its loudness is that of the K-weighted mean square of all
    pieces that are at most 20 dB below the loudest one, so that silence at its ends and long pauses do not count.
    """
    if samples.size >= SHORT:
        return integrated(samples)
    energies = _hop_energies(samples)
    sizes = np.minimum(_HOP, samples.size - _HOP * np.arange(energies.size))
    means = energies / sizes
    active = means >= np.max(means, initial=0) * 10 ** (_PAUSE / 10)
    return _lufs(float(energies[active].sum() / max(sizes[active].sum(), 1)))


def integrated(samples: Samples) -> float:
    """Return the gated integrated loudness in LUFS: blocks of 400 ms, gates at -70 LUFS and 10 LU under the rest.

    Frames after the last whole block do not count; a sound that is shorter than one block is silence.
    """
    return _gated(_hop_energies(samples)[: samples.size // _HOP])


def loudest_moment(samples: Samples) -> float:
    """Return the greatest momentary loudness in LUFS: that of the loudest 400 ms, silence after the end included."""
    return _lufs(float(np.max(_block_means(_hop_energies(np.pad(samples, (0, _BLOCK * _HOP)))))))


def true_peak(samples: Samples) -> float:
    """Return the peak between and at the samples in dBTP, with four times oversampling as in BS.1770-4 annex 2."""
    padded = np.zeros((samples.size // _SPAN + 1) * _SPAN + 2 * _REACH, np.float32)
    padded[_REACH : _REACH + samples.size] = samples
    return _decibels(_crest(padded))


class _Windows:
    """Cuts blocks of any size into windows of the transform, each of which ends in `_STEP` frames not seen before."""

    def __init__(self) -> None:
        self.window = np.zeros(_WINDOW, np.float32)
        self.fresh = 0
        """How many frames of the step are there yet; zeros follow them."""

    def filled(self, block: Samples) -> Iterator[Samples]:
        """Take in a block and yield the windows that it fills, each of them good until the next one."""
        while block.size:
            part, block = np.split(block, [_STEP - self.fresh])
            self.window[-_STEP:][self.fresh : self.fresh + part.size] = part
            self.fresh += part.size
            if self.fresh == _STEP:
                yield self.window
                self.window[:-_STEP] = self.window[_STEP:]
                self.window[-_STEP:] = 0
                self.fresh = 0


def _gated(energies: Energies) -> float:
    """Return the integrated loudness of a sound in LUFS from its whole hops' energies."""
    blocks = _block_means(energies)
    blocks = blocks[blocks > _mean_square(_ABSOLUTE_GATE)]
    if not blocks.size:
        return -np.inf
    return _lufs(float(blocks[blocks > blocks.mean() * 10 ** (_RELATIVE_GATE / 10)].mean()))


def _crest(samples: Samples, known: float = 0.0) -> float:
    """Return the greatest magnitude at and between samples, or `known` if that is greater.

    The first and last `_REACH` samples are only the surroundings of the others, whose number is a multiple of `_SPAN`.
    """
    magnitudes = np.abs(samples)
    peak = max(known, float(np.max(magnitudes[_REACH:-_REACH])))
    interpolator, gain = _interpolator()
    # What lies between samples is at most `gain` times the samples around it: most spans cannot hold the peak.
    loud = np.any(np.reshape(magnitudes > peak / gain, (-1, _SPAN)), axis=1)
    candidates = sliding_window_view(samples, _SPAN + 2 * _REACH)[::_SPAN][loud[:-1] | loud[1:]]
    return max(peak, float(np.max(np.abs(np.einsum("sf,fi->si", candidates, interpolator)), initial=0)))


def _lufs(mean_square: float) -> float:
    return _OFFSET + 10 * float(np.log10(mean_square)) if mean_square else -np.inf


def _decibels(peak: float) -> float:
    return 20 * float(np.log10(peak)) if peak else -np.inf


def _mean_square(lufs: float) -> float:
    return float(10 ** ((lufs - _OFFSET) / 10))


def _block_means(energies: Energies) -> Energies:
    """Return the K-weighted mean square of all blocks of 400 ms, in a shape of (blocks,), from those of whole hops."""
    if energies.size < _BLOCK:
        return np.zeros(0)
    means: Energies = sliding_window_view(energies, _BLOCK).sum(axis=1) / (_BLOCK * _HOP)
    return means


def _hop_energies(samples: Samples) -> Energies:
    """Return the sum of the K-weighted squares of each 100 ms (the last may be less), in a shape of (hops,)."""
    windows = _Windows()
    rows = [_window_energies(window) for window in windows.filled(samples)]
    rows.append(_window_energies(windows.window, windows.fresh))
    return np.concatenate(rows)[: -(-samples.size // _HOP)]


def _window_energies(window: Samples, fresh: int = _STEP) -> Energies:
    """Return the sums of the K-weighted squares of each hop of a window's step, of which `fresh` frames count."""
    # With its default norm numpy transforms float32 forward in double precision, four times as slowly.
    spectrum = np.fft.rfft(window, norm="ortho") * _k_response()
    weighted = np.fft.irfft(spectrum, _WINDOW, norm="ortho")[-_STEP:]
    weighted[fresh:] = 0
    energies: Energies = np.square(weighted).reshape(-1, _HOP).sum(axis=1)
    return energies


@cache
def _k_response() -> Spectrum:
    """Return the frequency response of the K-weighting on the bins of a window, in a shape of (bins,)."""
    delay = np.exp(-2j * np.pi * np.fft.rfftfreq(_WINDOW))
    response = np.ones_like(delay)
    for numerator, denominator in (_SHELF, _HIGH_PASS):
        response *= np.polyval(numerator[::-1], delay) / np.polyval(denominator[::-1], delay)
    narrow: Spectrum = response.astype(np.complex64)
    return narrow


@cache
def _interpolator() -> tuple[Samples, float]:
    """Return a matrix (2 reaches and a span of samples → the three values after each of them), and its greatest gain.

    The taps are a sinc under a Kaiser window with a beta of 6.
    """
    distance = np.arange(1 - _REACH, _REACH + 1) - np.array([[0.25], [0.5], [0.75]])
    taps = np.sinc(distance) * np.i0(6 * np.sqrt(1 - (distance / _REACH) ** 2)) / np.i0(6)
    matrix = np.zeros((_SPAN + 2 * _REACH, _SPAN, 3), np.float32)
    for frame in range(_SPAN):
        matrix[frame + 1 : frame + 1 + 2 * _REACH, frame] = taps.T
    return matrix.reshape(_SPAN + 2 * _REACH, -1), float(np.abs(taps).sum(axis=1).max())
