"""Pauses inside a sentence: as long as the script wants them, not as long as an engine makes them."""

import re
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from coach.units import amplitude
from coach.voice.base import Speech

CLAUSE_S = 0.4
"""Silence between two clauses in seconds, where a comma or another mark stands (our choice)."""

_MARK = re.compile(r"[,;:.!?]\]*\s|\s[–—]\s")  # noqa: RUF001 dashes
QUIET_DB = -38.0
"""What is so far under the peak of the sentence is silent."""

_LEAST_WORDS = 0.55
"""What is shorter belongs to a sound, such as a "p", "t" or "k": as a part of the time that a word takes. Measured: at
a comma engines wait for the time of 0.6 to 1.4 words, and elsewhere of 0.5 at most. hibari waits
for less at one comma in six, and at a fast one in three; none of what was taken for its pauses lay within a word."""

_EDGE_S = 0.003


class _Gap(NamedTuple):
    start: int
    end: int

    @property
    def size(self) -> int:
        return self.end - self.start


def clauses_in(text: str) -> int:
    """Return into how many clauses the marks inside a text divide it."""
    return 1 + len(_MARK.findall(text.strip()))


def with_pauses(speech: Speech, text: str, pause_s: float = CLAUSE_S) -> Speech:
    """Return speech in which the silences at the marks inside its text last `pause_s` seconds each.

    They are the longest ones. Where an engine makes no pause at a mark, none is made: nobody could tell where.
    The rest that belongs to the speech is shared out evenly between them and its end.
    """
    gaps = sorted(_gaps(speech, len(text.split())), key=lambda gap: gap.size, reverse=True)[: clauses_in(text) - 1]
    if not gaps:
        return speech
    share_s = speech.rest_s / (len(gaps) + 1)
    size = round((pause_s + share_s) * speech.rate)
    edge = np.linspace(0, 1, round(_EDGE_S * speech.rate), endpoint=False)
    parts, rest = [], speech.samples
    for gap in sorted(gaps, reverse=True):
        kept = min(gap.size, size) // 2
        parts += [_fade(rest[gap.end - kept :], edge), np.zeros(size - 2 * kept, np.int16)]
        rest = _fade(rest[: gap.start + kept][::-1], edge)[::-1]
    return replace(speech, samples=np.concatenate([rest, *reversed(parts)]), rest_s=share_s)


def _gaps(speech: Speech, words: int) -> list[_Gap]:
    """Return the silences between the first sound and the last one that are long enough to be pauses."""
    magnitudes = np.abs(speech.samples.astype(np.int32))
    loud = np.flatnonzero(magnitudes > magnitudes.max(initial=0) * amplitude(QUIET_DB))
    least = _LEAST_WORDS * np.ptp(loud) / max(words, 1) if loud.size else 0
    before = np.flatnonzero(np.diff(loud) > least)
    return [_Gap(start + 1, end) for start, end in zip(loud[before].tolist(), loud[before + 1].tolist(), strict=True)]


def _fade(samples: npt.NDArray[np.int16], edge: npt.NDArray[np.float64]) -> npt.NDArray[np.int16]:
    """Return samples whose beginning rises from silence."""
    rising = samples.copy()
    size = min(edge.size, samples.size)
    rising[:size] = np.rint(rising[:size] * edge[:size])
    return rising
