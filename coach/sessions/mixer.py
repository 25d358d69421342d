"""Timeline and clips into samples: the sum of the voice bus, the chimes bus, and the bed with its noise floor.

Rendering is random access and keeps no state. A sample depends on its frame alone, to the last bit: what is computed
for each block is multiplied, added and rounded sample by sample, which has the same result in any division into
blocks; curves, whose sines and cosines need not, are computed once.
"""

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

from coach.plan.timeline import Bus, Clip, Duck, Timeline
from coach.units import FULL_SCALE, amplitude, frames

Samples = npt.NDArray[np.float32]

FLOOR_DB = -72.0
"""RMS level of the noise floor, in dBFS: too faint to hear, and loud enough to keep a Bluetooth speaker awake."""

DUCK_DB = -6.0
"""Change of the bed's level under words (our choice: audible as a courtesy, and no hole)."""


@lru_cache(maxsize=32)
def _ramp(length: int) -> Samples:
    """Return half a cosine from 0 to 1."""
    curve: Samples = ((1 - np.cos(np.pi * (np.arange(length) + 0.5) / length)) / 2).astype(np.float32)
    return curve


_RISE = _ramp(frames(0.008))
_FALL = _RISE[::-1].copy()
_CUT = _ramp(frames(0.03))[::-1].copy()
"""The end of a sound that a listener's command cuts short."""

_STEP = np.float32(1 / FULL_SCALE)
"""Between two samples of 24-bit PCM."""

_NOISE_KEY = 0xC0AC4
_NOISE_GAIN = np.float32(amplitude(FLOOR_DB) * np.sqrt(3) / 2**15 * FULL_SCALE)
"""Brings evenly spread 16-bit numbers, whose RMS is 2^15 / √3, to the level of the floor in steps of 24-bit PCM."""

_PIECE = 2**15
_PIECES = 32
"""After so many pieces, 22 s, the noise floor comes again: nobody can hear that 72 dB under full scale."""

_FRAMES_PER_COUNT = 16
"""Philox-4x64 makes four words of 64 bits from each value of its counter, and a word makes four frames."""


class ClipSource(Protocol):
    """Where the samples of clips come from."""

    def samples(self, clip: Clip) -> Samples:
        """Return a clip at 48 kHz, mono, in a shape of (clip.frames,): always the same samples."""
        ...


class Background(Protocol):
    """An endless sound: the bed, before it gives way."""

    def samples(self, start: int, frames: int) -> Samples:
        """Return the frames from `start` on in a shape of (frames,), new; a sample depends on its frame alone."""
        ...


class Mixer:
    """Renders any part of a timeline, over a bed if there is one."""

    def __init__(self, sounds: ClipSource, bed: Background | None = None) -> None:
        self._sounds = sounds
        self._bed = bed

    def render(self, timeline: Timeline, start: int, frames: int, bus: Bus | None = None) -> Samples:
        """Return the frames from `start` on as new float32 samples in a shape of (frames,), full scale at 1.0.

        With `bus` they are those of one bus alone; before they are rounded, those of the three add up to the whole.
        They lie on the grid of 24-bit PCM, from -1 to 1 - 2^-23. Outside the timeline, before frame 0 and from its
        last stage's end on, they are zeros; an incomplete timeline gives what the complete one gives.
        """
        mix = np.zeros(frames, np.float32)
        first, last = max(start, 0), min(start + frames, timeline.frames)
        if first < last:
            inside = mix[first - start : last - start]
            clips = [clip for clip in timeline.clips_between(first, last) if bus in (None, clip.bus)]
            uneven = list(_spans(clips))
            if bus in (None, "bed"):
                _copy_floor(inside, first)
                if self._add_bed(inside, first, timeline):
                    uneven = [(first, last)]
            for clip in clips:
                self._add_clip(inside, first, clip)
            for onset, end in uneven:
                _round_to_grid(inside[max(onset - first, 0) : end - first])
        return mix

    def _add_bed(self, mix: Samples, start: int, timeline: Timeline) -> bool:
        """Add the bed to `mix`, which begins at frame `start`; return False if it is silent there."""
        if self._bed is None:
            return False
        lost = _lost(timeline.ducks_between(start, start + mix.size), start, mix.size)
        if lost is not None and lost.min() == 1:
            return False
        sound = self._bed.samples(start, mix.size)
        if lost is not None:
            sound *= 1 - lost
        mix += sound
        return True

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


def _spans(clips: Iterable[Clip]) -> Iterator[tuple[int, int]]:
    """Yield the stretches in which any of the clips sounds, from the first frame to the one after the last."""
    onset = end = 0
    for clip in clips:
        if clip.onset > end:
            yield onset, end
            onset = clip.onset
        end = max(end, clip.end)
    yield onset, end


def _lost(ducks: Iterable[Duck], start: int, size: int) -> Samples | None:
    """Return what the bed has lost in the frames from `start` on, from 0 to 1; None if it has lost nothing."""
    lost = None
    for duck in ducks:
        end = start + size if duck.end is None else duck.end + duck.rise
        first, last = max(duck.onset, start), min(end, start + size)
        if first < last:
            part = np.full(last - first, 1 if duck.deep else 1 - amplitude(DUCK_DB), np.float32)
            # A listener's command may end it while it still falls: it then does both, and the sound has no edge.
            _multiply(part, first, _ramp(duck.fall), duck.onset)
            if duck.end is not None:
                _multiply(part, first, _ramp(duck.rise)[::-1], duck.end)
            lost = np.zeros(size, np.float32) if lost is None else lost
            shared = lost[first - start : last - start]
            np.maximum(shared, part, out=shared)
    return lost


def _multiply(part: Samples, start: int, curve: Samples, onset: int) -> None:
    """Multiply what `part`, beginning at frame `start`, has in common with `curve`, beginning at frame `onset`."""
    first, last = max(start, onset), min(start + part.size, onset + curve.size)
    if first < last:
        part[first - start : last - start] *= curve[first - onset : last - onset]


def _copy_floor(mix: Samples, start: int) -> None:
    """Fill `mix` with the noise floor of the frames from `start` on, which lies on the grid of 24-bit PCM."""
    done = 0
    while done < mix.size:
        index, skip = divmod(start + done, _PIECE)
        piece = _floor(index % _PIECES)[skip : skip + mix.size - done]
        mix[done : done + piece.size] = piece
        done += piece.size


@cache
def _floor(index: int) -> Samples:
    """Return a piece of the noise floor.

    The raw words of a counter-based generator are part of its definition and stay the same in every version of
    numpy, which the distributions made from them need not.
    """
    words = np.random.Philox(key=_NOISE_KEY, counter=index * _PIECE // _FRAMES_PER_COUNT).random_raw(_PIECE // 4)
    noise = words.astype("<u8", copy=False).view("<i2").astype(np.float32)
    noise *= _NOISE_GAIN
    _to_samples(noise)
    return noise


def _round_to_grid(mix: Samples) -> None:
    mix *= np.float32(FULL_SCALE)
    _to_samples(mix)


def _to_samples(steps: Samples) -> None:
    """Round steps of 24-bit PCM to whole ones and make them samples, in place."""
    np.rint(steps, out=steps)
    np.clip(steps, -FULL_SCALE, FULL_SCALE - 1, out=steps)
    steps *= _STEP
    steps += 0.0  # there is no -0.0 in PCM
