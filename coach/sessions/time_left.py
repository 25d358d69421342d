"""How far long work is, and how long it still takes: what `Progress` is told, put into figures for whoever waits."""

import time
from collections.abc import Callable

SENTENCE_S = 0.03
"""About how long a sentence takes to be made, in seconds: of backache's 157, in the natural voice, on two cores."""

_TRUSTED = 5
"""So many things that are done count as much as what was expected of one."""


class TimeLeft:
    """Tells how long counted work still takes, by how fast it has gone since the first of it was done.

    `usual_s` is how long one thing usually takes, in seconds, or None where nobody knows; `now_s` reads a steady clock.
    """

    def __init__(self, usual_s: float | None = None, now_s: Callable[[], float] = time.monotonic) -> None:
        self._usual_s = usual_s
        self._now_s = now_s
        self._first: tuple[int, float] | None = None
        self._latest: tuple[int, float] = (0, now_s())
        self.done, self.whole = 0, 0

    def note(self, done: int, whole: int) -> None:
        """Note how much is done, and of how much."""
        if done and self._first is None:  # until then engines were starting
            self._first = done, self._now_s()
        if done != self.done:
            self._latest = done, self._now_s()
        self.done, self.whole = done, whole

    @property
    def percent(self) -> int:
        """How much is done, in per cent; all of it alone is 100."""
        return 100 * min(self.done, self.whole) // self.whole if self.whole else 0

    @property
    def left_s(self) -> float | None:
        """How long it still takes, in seconds, or None while nobody knows."""
        done, at_s = self._latest
        first, since_s = self._first or (0, at_s)
        made, took_s = done - first, at_s - since_s
        if self._usual_s is not None:
            made, took_s = made + _TRUSTED, took_s + _TRUSTED * self._usual_s
        if not made:
            return None
        left_s = took_s / made * max(self.whole - done, 0)
        return max(left_s - (self._now_s() - at_s), left_s / 2)
