"""Whether a sound can be what a voice says: as long as its words, as loud, and no noise.

Engines have hiccups: they answer with half a sentence, a click, noise, or minutes of sound. Such a clip must neither be
played nor kept, and no clip that is right may be taken for one. So the bounds lie far from what all voices at hand say:
390 sentences of a session, by eSpeak in several accents, by Piper, by hibari and by the hum, at 85 to 180 words
a minute. What was measured stands with each bound.
"""

import numpy as np
import numpy.typing as npt

from coach.choices import USUAL_RATE
from coach.units import FRAME_RATE, amplitude, frames
from coach.voice.base import Speech
from coach.voice.clips.pauses import QUIET_DB
from coach.voice.clips.treatment import TAIL_S, Take

LETTERS_A_WORD = 4.7
"""A text has as many words as it has letters or words, whichever are fewer for the least that it takes, and more for
the most: short words are said faster, and one voice may take the same time for each."""

PAUSE_A_WORD_S = 0.12
"""What a word has of the pause after its sentence, which counts in a pace and not in a clip, in seconds."""

LEAST_SPOKEN = 0.3
"""What a word has of its time without that pause, at the least."""

LEAST_SHARE = 0.5
"""Of the least time that the words take: what sounds is never less. Measured: 0.59, and of a hum 0.91."""

CUT_SHARE = 1.0
"""The same of a sound that does not end in silence: it may have been cut off. All engines at hand end in silence."""

CUT_DB = -30.0
"""A clip ends in silence if its end is so far under its peak. Measured: -74 dB; a sentence that is cut seldom does."""

MOST_TIMES, MOST_MORE_S = 2.5, 0.5
"""A clip lasts no longer than so many times the most that its words take, and so many seconds. Measured: 1.75 times."""

SILENCE_S = 10.0
"""Silence around a clip that is taken off, at most, in seconds. Measured: two."""

FAINT_DB = -40.0
"""No engine's loudest sample is softer, in dBFS. Measured: -15."""

FULL, OVERDRIVEN_SHARE = 32_766, 0.02
"""An overdriven clip has more than this share of its samples at full scale. Measured: none."""

EVEN_DB, EVEN_SHARE = 2.0, 0.75
"""Speech rises and falls: in noise more than this share of all 20 ms are as loud as most of them. Measured: 0.50."""

FLAT_SHARE, EVEN_FLAT_SHARE = 0.5, 0.05
"""Speech has its strength in a few bands: in white noise their geometric mean is more of their mean, in other noise,
which is even, more than the second. Measured: 0.27."""

_LOWEST_HZ, _BANDS = 100, 32
_SPECTRUM = 4096
"""Samples of one spectrum, of which a clip has many: one of a whole clip takes five times as long, or fifty."""

_WINDOW_S = 0.01


def usual_s(text: str, rate: float = USUAL_RATE) -> float:
    """Return how long a text takes in seconds, roughly, at so many words a minute, pauses included."""
    fewest, most = _words(text)
    return (fewest + most) / 2 * _word_s(rate)


def lasts_plausibly(length: int, text: str, slowest: float, fastest: float) -> bool:
    """Tell whether a clip of so many frames at 48 kHz can hold a text at `slowest` to `fastest` words a minute."""
    return least_s(text, fastest) <= length / FRAME_RATE <= most_s(text, slowest)


def least_s(text: str, rate: float) -> float:
    """Return how long it sounds at least when a text is said, in seconds."""
    return LEAST_SHARE * _words(text)[0] * _word_s(rate)


def most_s(text: str, rate: float) -> float:
    """Return how long a clip of a text lasts at most, in seconds."""
    return MOST_TIMES * (_words(text)[1] * _word_s(rate) + MOST_MORE_S)


def is_endless(speech: Speech, text: str, slowest: float) -> bool:
    """Tell whether an engine's answer is so long that it need not be looked at."""
    return speech.samples.size / speech.rate > most_s(text, slowest) + SILENCE_S


def fault(said: Speech, made: Take, text: str, slowest: float, fastest: float) -> str:
    """Return what is wrong with an engine's answer and the clip that was made of it, or nothing.

    `text` is what the engine was to say, at `slowest` to `fastest` words a minute: the same, where that is known.
    """
    samples = made.speech.samples.astype(np.float32)
    peak = float(np.abs(samples).max())
    sounding_s = _sounding_s(samples, made.speech.rate, peak)
    least = least_s(text, fastest)
    if made.frames > frames(most_s(text, slowest)):
        return "too long a sound"
    if sounding_s < least or (sounding_s < least * CUT_SHARE / LEAST_SHARE and _is_cut(said)):
        return "too short a sound"
    if peak < 32_768 * amplitude(FAINT_DB):
        return "hardly any sound"
    if np.mean(np.abs(samples) >= FULL) > OVERDRIVEN_SHARE:
        return "an overdriven sound"
    return "noise" if _is_noise(samples, made.speech.rate) else ""


def _words(text: str) -> tuple[float, float]:
    """Return how many words a text has at the least and at the most, as far as time goes."""
    words = len(text.split())
    letters = sum(1 if character.isalpha() else LETTERS_A_WORD for character in text if character.isalnum())
    by_letters = letters / LETTERS_A_WORD
    return min(words, by_letters), max(words, by_letters)


def _word_s(rate: float) -> float:
    return max(60 / rate - PAUSE_A_WORD_S, LEAST_SPOKEN * 60 / rate)


def _sounding_s(samples: npt.NDArray[np.float32], rate: int, peak: float) -> float:
    return float(np.count_nonzero(_loudest(samples, rate) > peak * amplitude(QUIET_DB)) * _WINDOW_S)


def _loudest(samples: npt.NDArray[np.float32], rate: int) -> npt.NDArray[np.float32]:
    """Return the loudest sample of each window."""
    size = round(_WINDOW_S * rate)
    loudest: npt.NDArray[np.float32] = np.abs(_windows(samples, size)).max(axis=1)
    return loudest


def _is_cut(said: Speech) -> bool:
    """Tell whether speech ends in the midst of a sound."""
    end = said.samples[-round(TAIL_S / 3 * said.rate) :].astype(np.int32)
    return bool(np.abs(end).max() > np.abs(said.samples.astype(np.int32)).max() * amplitude(CUT_DB))


def _is_noise(samples: npt.NDArray[np.float32], rate: int) -> bool:
    flatness = _flatness(samples, rate)
    return flatness > FLAT_SHARE or (flatness > EVEN_FLAT_SHARE and _evenness(samples, rate) > EVEN_SHARE)


def _evenness(samples: npt.NDArray[np.float32], rate: int) -> float:
    """Return which share of all 20 ms is about as loud as the median of them."""
    levels = np.sqrt(np.square(_windows(samples, round(2 * _WINDOW_S * rate))).mean(axis=1))
    median = np.median(levels)
    near = (levels > median * amplitude(-EVEN_DB)) & (levels < median * amplitude(EVEN_DB))
    return float(near.mean())


def _flatness(samples: npt.NDArray[np.float32], rate: int) -> float:
    """Return the geometric mean of the power in some bands as a share of its mean."""
    spectra = np.fft.rfft(_windows(samples, _SPECTRUM) * np.hanning(_SPECTRUM).astype(np.float32), axis=1)
    power = np.square(np.abs(spectra)).sum(axis=0)
    edges = np.linspace(_LOWEST_HZ / rate * _SPECTRUM, power.size, _BANDS + 1).astype(int)
    strengths = np.add.reduceat(power, edges[:-1]) / np.maximum(np.diff(edges), 1) + 1e-9
    return float(np.exp(np.log(strengths).mean()) / strengths.mean())


def _windows(samples: npt.NDArray[np.float32], size: int) -> npt.NDArray[np.float32]:
    """Return samples in a shape of (windows, size), the last window filled with silence."""
    return np.append(samples, np.zeros(-samples.size % size, np.float32)).reshape(-1, size)
