"""The room between the loudspeaker and the microphone: how late, how loud, and for how long a sound is heard there.

It is measured with what the session plays first, the opening bowl and the words after it. What was heard is divided by
what was played, frequency by frequency, which leaves the answer of the room to a click (an impulse response). Its
first rise is the delay, and how fast what is left of its energy falls is the decay: M. R. Schroeder, "New method of
measuring reverberation time", Journal of the Acoustical Society of America 37 (1965) 409-412. It is read off between 5
and 15 dB under the whole: further down, what is said answers to itself.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from coach.hearing.heard import HEARING_RATE, Samples
from coach.units import FRAME_RATE

Levels = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What becomes of a sound between the loudspeaker and the microphone."""

    delay_s: float
    """How much later than at the loudspeaker the microphone hears it, in seconds."""

    unsure_s: float
    """By how much the delay may be off, either way, in seconds."""

    decay_s: float
    """The time in which it falls by 60 dB once its source is silent, in seconds; rather too long than too short."""

    level_db: float
    """How much louder it is than what the loudspeaker was given, in decibels; rather too much than too little."""

    noise_db: float
    """Level of what is heard while nothing is played, RMS in dBFS; rather too little than too much."""

    is_headphones: bool = False
    """Whether the microphone hears nothing of it."""

    is_measured: bool = True
    """Whether that is so, or assumed."""


CAREFUL = Room(delay_s=0.2, unsure_s=0.3, decay_s=1.2, level_db=0.0, noise_db=-100.0, is_measured=False)
"""What is assumed until it was measured: a live room, a loud loudspeaker, a device that hides up to half a second."""

HEADPHONES = replace(CAREFUL, is_headphones=True)
"""What is assumed of whoever says that they wear headphones."""

WORDS_DB = -6.0
"""Level of the loudest 50 ms of words in a session of the greatest loudness, RMS in dBFS."""

_EARLIEST_S, _LATEST_S = -0.1, 0.6
"""No sound comes sooner or later than so much after it was at the loudspeaker, as far as the device knows that."""

_LEAST_S = 0.5
"""A shorter sound, or a piece of it, shows nothing."""

_BAND_HZ = (200.0, 6_000.0)
"""Mains hum is lower; what is higher is hardly heard."""

_CARES = (1e-4, 1e-3, 1e-2, 1e-1)
"""How strong a frequency must be to be divided by, as a part of the strongest, tried in turn: noise asks for more."""

_DECAY_CARE = 1e-2
"""The same where the decay is looked for: it is found best with this, at any noise (measured, see the tests)."""

_STANDS_OUT = 25.0
"""How far the answer must rise above what is found at a time at which there can be none, as a factor on powers."""

_SHARE = 0.05
"""So much of the energy that is heard must be the sound itself: in trials it was 0.13 and more, and 0.02 at most where
somebody spoke instead."""

_EDGE_S = 0.025
"""What the delay may be off by when all is clear, in seconds: what plays and what hears work in blocks."""

_WIDE_HZ = 80.0
"""Width of what shows a decay, in hertz: a bowl with a word has less, and a sentence has more."""

_SAFELY = 1.5
"""Factor on the decay that is found, which is too short where the room is live."""

_LATE_S = 0.25
"""Of a sound that comes later than this, the echoes are not all seen: no room is then taken for a dry one."""

_FADE = HEARING_RATE
_HOP = HEARING_RATE // 100
_PIECE = HEARING_RATE // 20

_FULL = 0.985
"""What comes as near to full scale as this is clipped."""

_CLIPPED_DB = 12.0
"""So much of the level may be missing from what is clipped (our choice)."""

_DEAF_DB = -95.0
"""No microphone that hears is so quiet, in dBFS."""

_SWALLOWED_DB = 10.0
"""So much softer than words a room may let a bowl be (our choice)."""


class _Answer(NamedTuple):
    """The answer of a room to a click."""

    powers: Levels
    """From the first time at which it may come on."""

    stray: float
    """The power of what is no answer."""

    @property
    def stands_out(self) -> bool:
        """Whether there is an answer."""
        return bool(self.powers.max() > _STANDS_OUT * self.stray)


def measured(heard: Samples, at_s: float, played: Samples, played_at_s: float) -> Room:
    """Return the room as a sound shows it that was played and heard; CAREFUL where it shows nothing.

    `heard` is mono at 16 kHz and begins at `at_s`; `played` is mono at 48 kHz and was at the loudspeaker from
    `played_at_s` on, both in seconds on one clock. It has what the loudspeaker was given. The bowl alone shows the
    delay and the level; the decay is shown by words, and taken from CAREFUL without them. `heard` should begin half a
    second before `played` and end a second after it.

    What is not heard at all, by a microphone that does hear, is played into headphones.
    """
    import soxr

    ear: Levels = np.nan_to_num(heard.astype(np.float64))
    if min(ear.size / HEARING_RATE, played.size / FRAME_RATE) < _LEAST_S or not played.any():
        return CAREFUL
    sound: Levels = soxr.resample(played.astype(np.float64), FRAME_RATE, HEARING_RATE)
    ear -= ear.mean()
    begin = round((played_at_s - at_s + _EARLIEST_S) * HEARING_RATE)
    noise_db = _noise_db(ear)
    gain = _gain(ear, sound, begin)
    answers = (_answer(ear, sound, begin, care) for care in _CARES)
    answer = next((answer for answer in answers if answer.stands_out), None)
    if answer is None or gain**2 * _energy(sound) < _SHARE * _energy(ear):
        loudest_db = 20 * np.log10(gain) + WORDS_DB + _SWALLOWED_DB
        return HEADPHONES if _DEAF_DB < noise_db > loudest_db else CAREFUL
    peak = int(answer.powers.argmax())
    first = int(np.flatnonzero(answer.powers[: peak + 1] >= answer.powers[peak] / 4)[0])
    width_s = (peak - first) / HEARING_RATE
    is_clipped = bool(np.abs(heard).max() > _FULL)
    delay_s = _EARLIEST_S + (first + peak) / 2 / HEARING_RATE
    decay_s = _decay_s(ear, sound, begin, begin + first) or CAREFUL.decay_s
    return Room(
        delay_s=delay_s,
        unsure_s=_EDGE_S + width_s,
        decay_s=max(decay_s, CAREFUL.decay_s) if delay_s > _LATE_S else decay_s,
        level_db=_level_db(ear, sound) + (_CLIPPED_DB if is_clipped else 0),
        noise_db=noise_db,
    )


def _answer(ear: Levels, sound: Levels, begin: int, care: float) -> _Answer:
    """Return the answer to a click, from sample `begin` of what was heard on."""
    size = 1 << (ear.size + sound.size - 1).bit_length()
    given = np.fft.rfft(sound, size)
    strengths = np.abs(given) ** 2
    divided = np.fft.rfft(ear, size) * given.conj() / (strengths + care * strengths.max())
    # Of a spectrum without its negative half, the magnitude is the envelope.
    whole = np.zeros(size, np.complex128)
    whole[: divided.size] = np.where(_in_band(size), divided, 0)
    powers = np.abs(np.fft.ifft(whole)) ** 2

    def between(start_s: float, end_s: float) -> Levels:
        times = np.arange(round(start_s * HEARING_RATE), round(end_s * HEARING_RATE))
        return np.take(powers, begin + times, mode="wrap")

    return _Answer(between(0, _LATEST_S - _EARLIEST_S), float(between(-0.5, -0.1).mean()))


def _in_band(size: int) -> npt.NDArray[np.bool_]:
    hertz = np.fft.rfftfreq(size, 1 / HEARING_RATE)
    return (hertz >= _BAND_HZ[0]) & (hertz <= _BAND_HZ[1])


def _noise_db(ear: Levels) -> float:
    """Return the level of the softest moments, but for those in which samples were lost."""
    pieces = ear[: ear.size // _PIECE * _PIECE].reshape(-1, _PIECE)
    levels_db = 10 * np.log10(pieces.var(axis=1) + 1e-10)
    return float(np.percentile(levels_db, 5))


def _level_db(ear: Levels, sound: Levels) -> float:
    """Return how much more energy was heard than was played; what else was heard makes it more."""
    return float(10 * np.log10(max(_energy(ear), 1e-12) / _energy(sound)))


def _energy(samples: Levels) -> float:
    """Return the sum of the squares of samples, as far as they lie in the band."""
    spectrum = np.abs(np.fft.rfft(samples)[_in_band(samples.size)]) ** 2
    return float(2 * spectrum.sum() / samples.size)


def _decay_s(ear: Levels, sound: Levels, begin: int, onset: int) -> float | None:
    """Return how long it takes to fall by 60 dB what was heard from sample `onset` on; None if that cannot be told."""
    length = min(sound.size, ear.size - onset)
    if length < 2 * _FADE:
        return None
    # Both fade out, each at its own time: otherwise the end that only one has would be an echo.
    fade = (1 + np.cos(np.pi * np.arange(_FADE) / _FADE)) / 2
    sound, ear = sound[:length].copy(), ear[: onset + length].copy()
    sound[-_FADE:] *= fade
    ear[-_FADE:] *= fade
    if _width_hz(sound) < _WIDE_HZ:
        return None
    answer = _answer(ear, sound, begin, _DECAY_CARE)
    if not answer.stands_out:
        return None
    powers = answer.powers[int(answer.powers.argmax()) :]
    powers = powers[: powers.size // _HOP * _HOP].reshape(-1, _HOP).mean(axis=1) - answer.stray
    left = powers[::-1].cumsum()[::-1]
    if not (left.size and left[0] > 0):
        return None
    left_db = 10 * np.log10(np.maximum(left / left[0], 1e-9))
    below = [int(np.argmax(left_db < level_db)) for level_db in (-5, -15)]
    if below[1] - below[0] < 3:
        return None
    falls_db, _ = np.polyfit(np.arange(*below) * _HOP / HEARING_RATE, left_db[slice(*below)], 1)
    return float(np.clip(-60 / falls_db * _SAFELY, 0.2, 3.0))


def _width_hz(sound: Levels) -> float:
    """Return how wide the band would be that has all energy of a sound, evenly spread over it."""
    strengths = np.abs(np.fft.rfft(sound)[_in_band(sound.size)]) ** 2
    return float(strengths.sum() ** 2 / (strengths**2).sum() * HEARING_RATE / sound.size)


def _gain(ear: Levels, sound: Levels, begin: int) -> float:
    """Return as what part of its amplitude the sound is found in what was heard, at the time at which it fits best."""
    size = 1 << (ear.size + sound.size - 1).bit_length()
    common = np.fft.rfft(ear, size) * np.fft.rfft(sound, size).conj()
    whole = np.zeros(size, np.complex128)
    whole[: common.size] = np.where(_in_band(size), common, 0)
    times = np.arange(round((_LATEST_S - _EARLIEST_S) * HEARING_RATE))
    fits = np.abs(np.take(np.fft.ifft(whole), begin + times, mode="wrap"))
    return max(2 * float(fits.max()) / _energy(sound), 1e-9)
