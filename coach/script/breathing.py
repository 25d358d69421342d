"""The paced breath in a hold: whole cycles, locked to the hold, so that it ends with a finished breath out."""

from collections.abc import Iterator
from dataclasses import dataclass

from coach.choices import Breath
from coach.script.cues import Beat, Strike

LEEWAY = 0.15
"""How much slower or quicker than asked a breath may be for the sake of a finished last one, as a share (our choice:
not more than what speech may be hurried)."""


_IN = Strike("breath-in", "hold", "breath-in")
_OUT = Strike("breath-out", "hold", "breath-out")


@dataclass(frozen=True, slots=True)
class Cycle:
    """One breath, in seconds from the onset of the hold."""

    in_at_s: float
    out_at_s: float


def cycles(breath: Breath, from_s: float, to_s: float) -> tuple[Cycle, ...]:
    """Return the breaths from one time in a hold to another, in seconds.

    They are a little slower or quicker than asked, so that a whole number of them fills the time, if that takes no more
    than LEEWAY and stays within safe limits. Else they are as asked, and the time after the last one is free. None of
    them drifts: each is counted from `from_s`.
    """
    length_s = max(to_s - from_s, 0.0)
    count = int(length_s / breath.cycle_s)
    filling = [(whole, breath.stretched(length_s / whole / breath.cycle_s)) for whole in (count, count + 1) if whole]
    near = [found for found in filling if found[1].is_safe and _difference(found[1], breath) <= LEEWAY]
    if near:
        count, breath = min(near, key=lambda found: _difference(found[1], breath))
    onsets = [from_s + number * breath.cycle_s for number in range(count)]
    return tuple(Cycle(onset, onset + breath.out_at_s) for onset in onsets)


def _difference(breath: Breath, asked: Breath) -> float:
    return abs(breath.cycle_s / asked.cycle_s - 1)


def tones(breaths: tuple[Cycle, ...]) -> Iterator[Beat]:
    """Yield the soft tones that lead breaths."""
    for cycle in breaths:
        yield Beat(_IN, cycle.in_at_s, soft=True)
        yield Beat(_OUT, cycle.out_at_s, soft=True)
