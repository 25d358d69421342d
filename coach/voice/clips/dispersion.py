"""Lower peaks for the same loudness: an all-pass that delays some frequencies by a few milliseconds.

A formant synthesiser makes all harmonics of a voice with the same phase, so that once in each period they add up to a
sharp peak: a clip meets the ceiling of its peaks before it is as loud as it should be. An all-pass changes no
magnitude. It moves the harmonics against each other, by less than an ear notices in speech, and the peaks come apart.
"""

from dataclasses import replace
from functools import cache

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from coach.voice.base import Speech

HERTZ = (0, 200, 350, 500, 700, 950, 1250, 1700, 2300, 3200)
"""Frequencies at which the phases stand below."""

TURNS = (
    (0.0, -0.14, 0.06, -0.29, -0.63, -1.1, -1.3, -0.74, -0.04, 1.42),
    (0.0, 0.19, 0.49, 0.65, 0.27, 0.58, 0.93, 1.73, 1.16, 2.31),
    (0.0, 0.38, 0.22, 0.0, -0.38, -0.68, -0.21, 0.0, -0.61, -0.33),
    (0.0, 0.02, 0.32, 0.06, -0.26, -0.19, 0.33, 0.43, 1.54, 0.89),
    (0.0, 0.04, 0.0, -0.07, -0.43, -0.21, 0.22, 1.11, 0.58, 0.41),
    (0.0, 0.39, 0.65, 0.41, 0.04, 0.24, 0.06, 0.01, 0.91, 1.42),
    (0.0, 0.26, 0.4, 0.39, 0.06, 0.11, -0.13, 0.73, 1.57, 1.74),
)
"""What each of some all-passes adds to the phases, in turns: linear in between, constant above. A sentence gets the one
that lowers its peak the most. Our choice: the first was found by a search (CMA-ES) over sentences of eSpeak's, in four
accents and at three rates, the others among 400 drawn at random over sentences of Piper's, each for the least loss of
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
    spectra: Spectrum = np.fft.rfft(windows, norm="ortho").astype(np.complex64, copy=False)
    loudest = int(np.abs(windows).max(axis=1).argmax())
    lowest: npt.NDArray[np.float32] | None = None
    peak = LEAST_GAIN * np.abs(padded).max()
    for response in _responses(speech.rate):
        if np.abs(_moved(spectra[loudest], response)).max() > peak:
            continue  # most all-passes fail there already
        moved = _moved(spectra, response).reshape(-1)[:size]
        if np.abs(moved).max() <= peak:
            lowest, peak = moved, np.abs(moved).max()
    return speech if lowest is None else replace(speech, samples=np.rint(lowest).astype(np.int16))


def _moved(spectra: Spectrum, response: Spectrum) -> npt.NDArray[np.float32]:
    """Return what an all-pass makes of the windows whose spectra are given, without what is only surroundings."""
    moved = np.fft.irfft(spectra * response, _WINDOW, norm="ortho").astype(np.float32, copy=False)
    return moved[..., _MARGIN:-_MARGIN]


@cache
def _responses(rate: int) -> list[Spectrum]:
    """Return the frequency responses of the all-passes on the bins of a window, each in a shape of (bins,)."""
    frequencies = np.fft.rfftfreq(_WINDOW, 1 / rate)
    responses = []
    for turns in TURNS:
        phases = 2 * np.pi * np.interp(frequencies, HERTZ, turns)
        # It is real at half the rate, so that nothing rings there.
        phases -= np.linspace(0, np.remainder(phases[-1], np.pi), phases.size)
        responses.append(np.exp(1j * phases).astype(np.complex64))
    return responses
