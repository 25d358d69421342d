"""Lower peaks for the same loudness: a fixed all-pass that delays some frequencies by a few milliseconds.

A formant synthesiser makes all harmonics of a voice with the same phase, so that once in each period they add up to a
sharp peak: a clip meets the ceiling of its peaks before it is as loud as it should be. An all-pass changes no
magnitude. It moves the harmonics against each other, by less than an ear notices in speech, and the peaks come apart.
"""

from functools import cache

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from coach.voice.base import Speech

PHASES = (
    (0, 0.0), (200, -0.14), (350, 0.06), (500, -0.29), (700, -0.63),
    (950, -1.1), (1250, -1.3), (1700, -0.74), (2300, -0.04), (3200, 1.42),
)  # fmt: skip
"""Frequencies in hertz and what the all-pass adds to their phases, in turns: linear in between, constant above. Our
choice: found by a search (CMA-ES) over sentences of eSpeak's, in four accents and at three rates, for the least loss of
loudness under the ceiling, while the delays (the slopes) differ by 4 ms at most."""

LEAST_GAIN = 0.98
"""A clip stays as it is unless its peak becomes this much lower: a voice with other phases than eSpeak's may gain
nothing."""

_WINDOW = 16_384
_MARGIN = 2_048
"""A window of the transform, and what of it on either side is only surroundings: longer than the all-pass rings."""

Spectrum = npt.NDArray[np.complex64]


def dispersed(speech: Speech) -> Speech:
    """Return speech with lower peaks, and a little more silence at its ends; or as it is, if it gains nothing."""
    step = _WINDOW - 2 * _MARGIN
    size = speech.samples.size + 2 * _MARGIN
    padded = np.zeros(-(-size // step) * step + 2 * _MARGIN, np.float32)
    padded[2 * _MARGIN : size] = speech.samples
    windows = sliding_window_view(padded, _WINDOW)[::step]
    # With its default norm numpy transforms float32 forward in double precision, four times as slowly.
    spectra = np.fft.rfft(windows, norm="ortho") * _response(speech.rate)
    moved = np.fft.irfft(spectra, _WINDOW, norm="ortho")[:, _MARGIN:-_MARGIN].reshape(-1)[:size]
    if np.abs(moved).max() > LEAST_GAIN * np.abs(padded).max():
        return speech
    return Speech(np.rint(moved).astype(np.int16), speech.rate)


@cache
def _response(rate: int) -> Spectrum:
    """Return the frequency response of the all-pass on the bins of a window, in a shape of (bins,)."""
    frequencies = np.fft.rfftfreq(_WINDOW, 1 / rate)
    knots, turns = np.array(PHASES).T
    phases = 2 * np.pi * np.interp(frequencies, knots, turns)
    phases -= np.linspace(0, np.remainder(phases[-1], np.pi), phases.size)  # real at half the rate: no ringing there
    response: Spectrum = np.exp(1j * phases).astype(np.complex64)
    return response
