"""When which frame of a session was at the loudspeaker, as far as looks at the device can tell."""

from typing import NamedTuple

from coach.units import FRAME_RATE

_KEPT = 400
"""Looks that are remembered: twenty seconds."""

_ABOUT_S = 2.0
"""Looks from so long before a time are heeded, in seconds: a device may take more than a second in one gulp."""


class _Look(NamedTuple):
    at_s: float
    lead: float
    """The frame that was heard, less the time in frames: it stays the same while a device plays evenly."""


class Played:
    """Takes note of what is heard at each look, and tells for other times between which frames it was. For any thread.

    A device tells of its delay now and then only: in between, it seems to stand still, and then to jump.
    """

    def __init__(self) -> None:
        self._looks: tuple[_Look, ...] = ()

    @property
    def since_s(self) -> float | None:
        """When the first look was, or that of twenty seconds ago; None before there was any."""
        return self._looks[0].at_s if self._looks else None

    def note(self, at_s: float, frame: int) -> None:
        """Take note of the frame that is heard at a time, in seconds on a steady clock."""
        self._looks = (*self._looks[-_KEPT:], _Look(at_s, frame - at_s * FRAME_RATE))

    def span(self, begin_s: float, until_s: float) -> tuple[int, int] | None:
        """Return between which frames lies all that was heard in a stretch of time; None if nobody knows."""
        leads = self._leads(begin_s, until_s)
        if not leads:
            return None
        return round(begin_s * FRAME_RATE + min(leads)), round(until_s * FRAME_RATE + max(leads))

    def frame(self, at_s: float) -> int | None:
        """Return the frame that was most likely heard at a time; None if nobody knows."""
        leads = sorted(self._leads(at_s, at_s))
        return round(at_s * FRAME_RATE + leads[len(leads) // 2]) if leads else None

    def _leads(self, begin_s: float, until_s: float) -> list[float]:
        return [look.lead for look in self._looks if begin_s - _ABOUT_S <= look.at_s <= until_s + _ABOUT_S]
