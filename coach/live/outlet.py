"""What a sound device calls for its next samples: it only copies, counts, and fades out when told to."""

import numpy as np
import numpy.typing as npt

from coach.live.ring import Ring
from coach.units import frames

FADE = frames(0.2)
"""Length of the ramp to silence, in frames."""

_RAMP = (0.5 + 0.5 * np.cos(np.linspace(0, np.pi, FADE))).astype(np.float32)[:, np.newaxis]
"""Half a cosine from 1 to 0: it has no corner that could be heard as a click."""


class Outlet:
    """The reading end of a ring, as the callback of a device sees it."""

    def __init__(self, ring: Ring) -> None:
        self._ring = ring
        self._fading = False
        self._faded = 0
        self.asked = 0
        """Frames the device has asked for, silence and all."""

        self.played = 0
        """Frames of the session handed to the device."""

        self.starved = 0
        """Frames of silence the device got because the samples were late."""

        self.silence = 0
        """Frames of silence handed out since the last sample of the session."""

    @property
    def drained(self) -> bool:
        """Whether the session has been handed over to its last frame, or faded out."""
        return self._faded >= FADE or self._ring.drained

    def heard(self, latency: int) -> int:
        """Return the frame of the session that is being heard, if the device holds `latency` frames."""
        return max(0, self.played - max(0, latency - self.silence))

    def fade_out(self) -> None:
        """Ramp to silence from the next call on, and stay silent."""
        self._fading = True

    def fill(self, out: npt.NDArray[np.float32]) -> None:
        """Fill `out`, with a shape of (frames, channels), with what is to be heard next. Called by the device."""
        found = self._ring.read(out) if self._faded < FADE else 0
        out[found:] = 0
        if self._fading:
            self._ramp_down(out)
        self.asked += len(out)
        self.played += found
        missing = len(out) - found
        if not self.drained:
            self.starved += missing
        self.silence = missing if found else self.silence + missing

    def _ramp_down(self, out: npt.NDArray[np.float32]) -> None:
        ramp = _RAMP[self._faded : self._faded + len(out)]
        out[: len(ramp)] *= ramp
        out[len(ramp) :] = 0
        self._faded += len(ramp)
