"""The dropout meter: gaps in the sound, from what a device says about the time at which its samples will be heard."""

from collections import deque

from coach.units import seconds

GAP_S = 0.005
"""The shortest gap that is seen after a device had to wait for samples, in seconds."""

SILENT_GAP_S = 0.03
"""The shortest gap that is seen when samples came in time: on a busy machine the times wander by up to 10 ms."""

_SETTLING = 10
"""Calls at the start of a device whose times are not yet steady."""

_RECENT = 8
"""Calls that a gap must outlast: jitter passes, the delay after a gap stays."""

_FOLLOWING = 0.1
"""How much of a small change is taken for the drift of the device's clock, at each call."""


class DropoutMeter:
    """Counts how often the samples of a device came to be heard later than those before them promised.

    A device that loses no time plays frame n at a fixed moment plus n / 48 000 s. After a gap a device needs some
    calls to settle, so gaps within two times `_RECENT` calls count as one.
    """

    def __init__(self) -> None:
        self.count = 0
        """Gaps so far."""

        self._frames = 0
        self._lasts_until_s: float | None = None
        self._calls_since_waiting = _SETTLING
        self._settling = _SETTLING
        self._recent: deque[float] = deque(maxlen=_RECENT)
        self._usual_s: float | None = None

    def note(self, now_s: float, delay_s: float, frames: int) -> None:
        """Note that the first of `frames` samples handed over now will be heard in `delay_s`; 0 if that is not known.

        `now_s` is the time of a steady clock, in seconds.
        """
        waited = self._lasts_until_s is not None and now_s > self._lasts_until_s
        self._calls_since_waiting = 0 if waited else self._calls_since_waiting + 1
        self._lasts_until_s = now_s + delay_s + seconds(frames) if delay_s > 0 else None
        begun_s = now_s + delay_s - seconds(self._frames)
        self._frames += frames
        if self._settling:
            self._settling -= 1
        elif delay_s > 0:
            self._compare(begun_s)

    def _compare(self, begun_s: float) -> None:
        """Compare the moment at which the device seems to have begun with what it was before."""
        self._recent.append(begun_s)
        if len(self._recent) < _RECENT:
            return
        least_s = min(self._recent)
        if self._usual_s is None:
            self._usual_s = least_s
        elif least_s - self._usual_s > (GAP_S if self._calls_since_waiting <= _RECENT else SILENT_GAP_S):
            self.count += 1
            self._recent.clear()
            self._usual_s = None
        else:
            self._usual_s += _FOLLOWING * (least_s - self._usual_s)
