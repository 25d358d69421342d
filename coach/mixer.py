"""Timeline and clips into samples: the sum of the voice bus, the chimes bus, and the bed's noise floor.

Rendering is random access and keeps no state. A sample depends on its frame alone, to the last bit: what is computed
for each block is multiplied, added and rounded sample by sample, which has the same result in any division into
blocks; curves, whose sines and cosines need not, are computed once.
"""

from typing import Protocol

import numpy as np
import numpy.typing as npt

from coach.timeline import Clip, Timeline
from coach.units import FULL_SCALE, amplitude, frames

Samples = npt.NDArray[np.float32]

FLOOR_DB = -72.0
"""RMS level of the noise floor, in dBFS: too faint to hear, and loud enough to keep a Bluetooth speaker awake."""


def _ramp(length: int) -> Samples:
    """Return half a cosine from 0 to 1."""
    return ((1 - np.cos(np.pi * (np.arange(length) + 0.5) / length)) / 2).astype(np.float32)


_RISE = _ramp(frames(0.008))
_FALL = _RISE[::-1].copy()
_CUT = _ramp(frames(0.03))[::-1].copy()
"""The end of a sound that a listener's command cuts short."""

_NOISE_KEY = 0xC0AC4
_NOISE_GAIN = np.float32(amplitude(FLOOR_DB) * np.sqrt(3) / 2**15)
"""Brings evenly spread 16-bit numbers, whose RMS is 2^15 / √3, to the level of the floor."""

_FRAMES_PER_COUNT = 16
"""Philox-4x64 makes four words of 64 bits from each value of its counter, and a word makes four frames."""


class Sounds(Protocol):
    """Where the samples of clips come from."""

    def samples(self, clip: Clip) -> Samples:
        """Return a clip at 48 kHz, mono, in a shape of (clip.frames,): always the same samples."""
        ...


class Mixer:
    """Renders any part of a timeline."""

    def __init__(self, sounds: Sounds) -> None:
        self._sounds = sounds

    def render(self, timeline: Timeline, start: int, frames: int) -> Samples:
        """Return the frames from `start` on as new float32 samples in a shape of (frames,), full scale at 1.0.

        They lie on the grid of 24-bit PCM, from -1 to 1 - 2^-23. Outside the timeline, before frame 0 and from its
        last stage's end on, they are zeros; an incomplete timeline gives what the complete one gives.
        """
        mix = np.zeros(frames, np.float32)
        first, last = max(start, 0), min(start + frames, timeline.frames)
        if first < last:
            inside = mix[first - start : last - start]
            _add_floor(inside, first)
            for clip in timeline.clips_between(first, last):
                self._add_clip(inside, first, clip)
            _round_to_grid(inside)
        return mix

    def _add_clip(self, mix: Samples, start: int, clip: Clip) -> None:
        """Add the part of a clip that falls into `mix`, which begins at frame `start`."""
        first, last = max(clip.onset, start), min(clip.end, start + mix.size)
        part = self._sounds.samples(clip)[first - clip.onset : last - clip.onset].copy()
        # A chime has an attack of its own, and its onset is the exact beginning or end of a hold.
        if clip.bus == "voice":
            _multiply(part, first, _RISE, clip.onset)
        fall = _CUT if clip.cut else _FALL
        _multiply(part, first, fall, clip.end - fall.size)
        mix[first - start : last - start] += part


def _multiply(part: Samples, start: int, curve: Samples, onset: int) -> None:
    """Multiply what `part`, beginning at frame `start`, has in common with `curve`, beginning at frame `onset`."""
    first, last = max(start, onset), min(start + part.size, onset + curve.size)
    if first < last:
        part[first - start : last - start] *= curve[first - onset : last - onset]


def _add_floor(mix: Samples, start: int) -> None:
    """Add the noise floor of the frames from `start` on.

    The raw words of a counter-based generator are part of its definition and stay the same in every version of
    numpy, which the distributions made from them need not.
    """
    count, skip = divmod(start, _FRAMES_PER_COUNT)
    words = np.random.Philox(key=_NOISE_KEY, counter=count).random_raw(-(-(skip + mix.size) // 4))
    noise = words.astype("<u8", copy=False).view("<i2")[skip : skip + mix.size].astype(np.float32)
    noise *= _NOISE_GAIN
    mix += noise


def _round_to_grid(mix: Samples) -> None:
    mix *= np.float32(FULL_SCALE)
    np.rint(mix, out=mix)
    np.clip(mix, -FULL_SCALE, FULL_SCALE - 1, out=mix)
    mix *= np.float32(1 / FULL_SCALE)
