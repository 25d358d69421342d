"""What Whisper sees of a sound: how loud each of 80 bands is, a hundred times a second."""

from functools import cache

import numpy as np
import numpy.typing as npt

from coach.hearing.heard import HEARING_RATE, Samples

_WINDOW, _STEP = 400, 160
"""Samples that are looked at together, and from one look to the next."""

_BANDS = 80

_LINEAR_HERTZ, _LINEAR_MELS, _LOG_STEP = 1000.0, 15.0, np.log(6.4) / 27
"""Slaney's mel scale: below 1000 Hz in steps of 200/3 Hz, above in equal ratios."""


def features(samples: Samples) -> npt.NDArray[np.float32]:
    """Return the logarithmic spectrogram of samples at 16 kHz, with a shape of (80, looks)."""
    padded = np.pad(samples, _WINDOW // 2, mode="reflect")
    looks = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[:-1:_STEP]
    power = np.abs(np.fft.rfft(looks * np.hanning(_WINDOW + 1)[:-1])) ** 2
    level = np.log10(np.maximum(_filters() @ power.T, 1e-10))
    seen: npt.NDArray[np.float32] = ((np.maximum(level, level.max() - 8) + 4) / 4).astype(np.float32)
    return seen


@cache
def _filters() -> npt.NDArray[np.float64]:
    """Return how much of each frequency is in each band, with a shape of (80, 201)."""
    edges = _hertz(np.linspace(0, _mels(HEARING_RATE / 2), _BANDS + 2))
    frequencies = np.fft.rfftfreq(_WINDOW, 1 / HEARING_RATE)
    widths = np.diff(edges)[:, None]
    rising = (frequencies - edges[:-2, None]) / widths[:-1]
    falling = (edges[2:, None] - frequencies) / widths[1:]
    return np.maximum(0, np.minimum(rising, falling)) * (2 / (edges[2:] - edges[:-2]))[:, None]


def _mels(hertz: float) -> float:
    return _LINEAR_MELS + float(np.log(hertz / _LINEAR_HERTZ) / _LOG_STEP)


def _hertz(mels: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    above = _LINEAR_HERTZ * np.exp(_LOG_STEP * (mels - _LINEAR_MELS))
    return np.where(mels < _LINEAR_MELS, mels * (_LINEAR_HERTZ / _LINEAR_MELS), above)
