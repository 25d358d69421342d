"""Tries what the coach hears, without a session: how loud it is, and which commands are understood."""

import queue
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import numpy as np

from coach.hearing.heard import Block, Burst, Samples, Understood
from coach.hearing.recogniser import require_recogniser
from coach.live.ear import Parts

FOR_S = 20.0
"""How long is listened, in seconds, unless something else is asked for."""

_LOOK_S = 0.1
_SILENCE_DB = -100.0
"""Level of what gives nothing but zeros."""

_BLOCKS = 3000
"""A minute of blocks, of which the tenth part that is most quiet shows how loud it is while nobody speaks."""


class Said(NamedTuple):
    """Something that was said: levels are RMS, in dBFS."""

    level_db: float
    noise_db: float
    """Level while nobody speaks."""

    understood: Understood


class Trial:
    """A microphone that is open, and what is heard with it."""

    def __init__(self, parts: Parts, name: str | None, tell: Callable[[str], None]) -> None:
        self._blocks: queue.SimpleQueue[Block] = queue.SimpleQueue()
        self._levels: deque[float] = deque(maxlen=_BLOCKS)
        self._recogniser = parts.recogniser()
        self._bursts = parts.bursts()
        self._microphone = parts.open_microphone(self._blocks.put, name, failed=tell, told=tell)

    @property
    def name(self) -> str:
        """What the microphone is called."""
        return self._microphone.name

    @property
    def noise_db(self) -> float:
        """How loud it is while nobody speaks, in dBFS, as far as that is known."""
        quiet = sorted(self._levels)
        return quiet[len(quiet) // 10] if quiet else _SILENCE_DB

    def start(self) -> None:
        """Begin to hear."""
        self._recogniser.start()
        self._microphone.start()

    def voices(self, for_s: float) -> Iterator[Said]:
        """Yield what is said within so many seconds; raise HearingError if nothing can be understood."""
        until_s = time.monotonic() + for_s
        while time.monotonic() < until_s:
            try:
                block = self._blocks.get(timeout=_LOOK_S)
            except queue.Empty:
                continue
            self._levels.append(_level_db(block.samples))
            for found in self._bursts.hear(block):
                if isinstance(found, Burst):
                    yield Said(_level_db(found.samples), self.noise_db, self._recogniser.hear(found))

    def close(self) -> None:
        """Hear no more."""
        self._microphone.close()
        self._recogniser.close()


@contextmanager
def try_hearing(
    microphone: str | None = None, *, tell: Callable[[str], None], parts: Callable[[], Parts] | None = None
) -> Iterator[Trial]:
    """Open a microphone for a `with` block; `tell` is told, in one line, what happens to it.

    Raises HearingError where the extra is missing, and DeviceError or UnknownName for a microphone that there is not.
    """
    from coach.live.hands_free import shipped

    require_recogniser()
    trial = Trial((parts or shipped)(), microphone, tell)
    try:
        trial.start()
        yield trial
    finally:
        trial.close()


def _level_db(samples: Samples) -> float:
    power = float(np.mean(np.square(samples, dtype=np.float64))) if len(samples) else 0.0
    return max(10 * np.log10(power), _SILENCE_DB) if power else _SILENCE_DB
