"""What a sound device calls for its next samples: it only copies, counts, sets the volume, and fades out when told."""

import numpy as np
import numpy.typing as npt

from coach.live.ring import Ring
from coach.storage.log import Log
from coach.units import amplitude, frames

_log = Log(__name__)

FADE = frames(0.2)
"""Length of the ramp to silence, in frames."""

_RAMP = (0.5 + 0.5 * np.cos(np.linspace(0, np.pi, FADE))).astype(np.float32)[:, np.newaxis]
"""Half a cosine from 1 to 0: it has no corner that could be heard as a click."""

_RISE = np.linspace(0, 1, frames(0.03), dtype=np.float32)[:, np.newaxis]
"""The way from one volume to another."""


class RingReader:
    """The reading end of a ring, as the callback of one device sees it. `volume_db` is 0 where samples stay exact."""

    def __init__(self, ring: Ring, volume_db: float = 0.0) -> None:
        self._ring = ring
        self._origin = ring.position
        self._fading = False
        self._faded = 0
        self._shut = False
        self._starving = False
        self._volume_db = volume_db
        self._gain = self._gain_wanted = amplitude(volume_db)
        self._gains = np.zeros((0, 1), np.float32)
        self.asked = 0
        """Frames the device has asked for, silence and all."""

        self.starved = 0
        """Frames of silence the device got because the samples were late, but for those of a pause."""

        self.gaps = 0
        """How often it got such silence."""

        self.silence = 0
        """Frames of silence handed out since the last sample of the session."""

        self.error: Exception | None = None
        """What went wrong here, where nothing may be raised: the device gets silence from then on."""

    @property
    def drained(self) -> bool:
        """Whether the session has been handed over to its last frame, or faded out."""
        return self._faded >= FADE or self._ring.drained

    @property
    def volume_db(self) -> float:
        """Change of level, in decibels. A new one is reached in a ramp of 30 ms; over 0, peaks may be clipped."""
        return self._volume_db

    @volume_db.setter
    def volume_db(self, volume_db: float) -> None:
        self._volume_db = volume_db
        self._gain_wanted = amplitude(volume_db)

    def heard(self, latency: int) -> int:
        """Return the frame of the session that is being heard, if the device holds `latency` frames."""
        return max(self._origin, self._ring.position - max(0, latency - self.silence))

    def fade_out(self) -> None:
        """Ramp to silence from the next call on, and stay silent."""
        self._fading = True

    def shut(self) -> None:
        """Give nothing more of the session to a device that is left to itself and may still ask."""
        self._shut = True

    def fill(self, out: npt.NDArray[np.float32]) -> None:
        """Fill `out`, with a shape of (frames, channels), with what is to be heard next. Called by the device."""
        try:
            self._fill(out)
        except Exception as error:  # noqa: BLE001 - sound libraries swallow it; it is raised by whoever looks after them
            out[:] = 0
            if self.error is None:
                _log.error("the device gets no more samples", cause=error)
                self.error = error

    def _fill(self, out: npt.NDArray[np.float32]) -> None:
        self.asked += len(out)
        if self._shut:
            out[:] = 0
            return
        found = self._ring.read(out) if self._faded < FADE else 0
        out[found:] = 0
        self._set_volume(out)
        if self._fading:
            self._ramp_down(out)
        self._count(found, len(out) - found)

    def _count(self, found: int, missing: int) -> None:
        starving = missing > 0 and not (self.drained or self._ring.rests)
        if starving:
            self.starved += missing
            self.gaps += not self._starving
        self._starving = starving
        self.silence = missing if found else self.silence + missing

    def _set_volume(self, out: npt.NDArray[np.float32]) -> None:
        wanted = self._gain_wanted
        if wanted != self._gain:
            now = self._gains[0, 0] if len(self._gains) else self._gain
            self._gain = wanted
            self._gains = now + (np.float32(wanted) - now) * _RISE
        if not len(self._gains) and self._gain == 1:
            return
        ramp = self._gains[: len(out)]
        out[: len(ramp)] *= ramp
        out[len(ramp) :] *= np.float32(self._gain)
        self._gains = self._gains[len(ramp) :]
        np.clip(out, -1, 1, out=out)

    def _ramp_down(self, out: npt.NDArray[np.float32]) -> None:
        ramp = _RAMP[self._faded : self._faded + len(out)]
        out[: len(ramp)] *= ramp
        out[len(ramp) :] = 0
        self._faded += len(ramp)
