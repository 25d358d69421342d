"""The coach's own default session as a microphone hears it, for `listening.py`: nothing in it is a command.

It is rendered at its usual loudness, and heard through three rooms at three levels, with a soft noise. The gate of the
product judges each burst by the timeline, with the room as the product measures it in the first seconds.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import soxr
from listening import cut, kept
from listening_rooms import RATE, ROOMS, noise, response
from scipy.signal import fftconvolve

from coach.choices import choose
from coach.health.listener import Listener
from coach.sessions.compose import compose
from coach.units import FRAME_RATE

LEVELS_DB = (0, -12, -24)
"""How much softer the session is at the microphone than in its file."""

NOISE_DB = -60
DISTANCE_M = 1.0
MEASURED_S = 8
BEFORE_S = 0.6
BLOCK = 2**20


@dataclass(frozen=True, eq=False)
class Heard:
    """The session in a room at a level."""

    name: str
    bursts: list
    """Samples of each burst, after whether the gate was open."""

    is_ungated: bool
    """Whether to tell what it would be without the gate."""


@cache
def _session():
    with compose(choose(), Listener()) as session:
        timeline = session.compile()
        names = {clip.chime for clip in timeline.clips_between(0, timeline.frames) if clip.bus != "voice"}
        chimes = {name: session.chime(name) for name in names}

        def render():
            parts = []
            for start in range(0, timeline.frames, BLOCK):
                part = session.render(timeline, start, min(BLOCK, timeline.frames - start))
                parts.append(part.mean(axis=1) if part.ndim > 1 else part)
            return np.concatenate(parts).astype(np.float32)

        played = kept(f"session {timeline.frames}", render)
    return timeline, played, chimes


def own_session(*, quick=False):
    """Yield the session in each room at each level."""
    from coach.hearing.gate import Gate
    from coach.hearing.room import measured

    timeline, played, chimes = _session()
    if quick:
        played = played[: 240 * FRAME_RATE]
    low = soxr.resample(played, FRAME_RATE, RATE)
    for number, room in enumerate(ROOMS):
        random = np.random.default_rng(number)
        wet = fftconvolve(low, response(room, DISTANCE_M, random)).astype(np.float32)
        for level_db in LEVELS_DB:
            heard = wet * 10 ** (level_db / 20) + noise("pink", len(wet), random) * 10 ** (NOISE_DB / 20)
            heard = np.clip(heard, -1, 1).astype(np.float32)
            before = noise("pink", int(BEFORE_S * RATE), random)
            first = np.concatenate([before * 10 ** (NOISE_DB / 20), heard[: int((MEASURED_S + 0.8) * RATE)]])
            found = measured(first, -BEFORE_S, played[: MEASURED_S * FRAME_RATE], 0.0)
            gate, bursts = Gate(found, chimes.__getitem__), []
            for begin_s, samples in cut(heard):
                begin = int((begin_s - found.delay_s) * FRAME_RATE)
                is_open = gate.is_open(timeline, begin, begin + len(samples) * FRAME_RATE // RATE)
                bursts.append((is_open, samples))
            name = f"{room}, {level_db} dB, {'measured' if found.is_measured else 'not measured'}"
            yield Heard(name, bursts, is_ungated=level_db == LEVELS_DB[1])
