"""A sound device that is never given up: watched while it plays, and opened again when it has gone."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial

from coach.live.devices.device import CLOSING_S, Device, Fill
from coach.live.devices.pending import PendingDevice
from coach.live.devices.recovery import Recovery
from coach.live.devices.rhythm import LOOK_S, Rhythm
from coach.live.devices.ring_reader import FADE, RingReader
from coach.live.feeder import Feeder
from coach.live.ring import Ring
from coach.storage.log import Log
from coach.units import frames, seconds

_log = Log(__name__)

_TAIL_S = 0.25
"""Silence after the session, over the latency of the device, in seconds: closing a device discards what it holds."""

_DEAD_S = 6.0
"""A device that has asked for nothing for this long is taken for dead, in seconds of looking: sleep does not count.

It is twice as long for each before it that was opened and did not get going, as a slow one may."""

_AWAY_S = 60.0
"""A device that has been away for this long, in seconds, is no longer waited for: the session is paused."""

_UNSURE_S = 0.01
"""What is heard last is known no better than this, in seconds: as much more is repeated, so that nothing is skipped."""

GONE = "the sound device has gone; waiting for it"
SILENT = "the sound device does not answer; waiting for it"
BACK = "the sound device is back"
PAUSED = "no sound device for a minute: the session is paused; connect one, then press the space bar to go on"


class Loudspeaker:
    """Plays what a feeder puts into a ring, on whatever `open_device` opens, until all of it has been heard.

    What happens to the device is put into `notices`, one short text each.
    """

    def __init__(self, ring: Ring, feeder: Feeder, open_device: Callable[[Fill], Device]) -> None:
        self._ring = ring
        self._feeder = feeder
        self._open_device = open_device
        self._reader = RingReader(ring)
        self._device: Device | None = None
        self._pending: PendingDevice | None = None
        self._recovery: Recovery | None = None
        self._rhythm = Rhythm()
        self._vain = 0
        self._away_at: float | None = None
        self._stalled = False
        self._stalls = 0
        self._paused = False
        self._starved_before = 0
        self._dropouts_before = 0
        self.meters = False
        """Whether the gaps that the device makes are counted; those for want of samples always are."""

        self.notices: deque[str] = deque()

    @property
    def heard(self) -> int:
        """The frame of the session that is being heard, or was heard last."""
        return self._reader.heard(frames(self._device.latency_s) if self._device else 0)

    @property
    def starved(self) -> int:
        """Frames of silence that were heard in the midst of the session because its samples came late."""
        return self._starved_before + self._reader.starved

    @property
    def dropouts(self) -> int:
        """Gaps in the sound so far: late samples, gaps that the device made, and every time it had gone."""
        seen = (self._device and self._device.dropouts) or 0
        return self._dropouts_before + self._reader.gaps + max(seen, self._stalls)  # a stall may be seen as a gap too

    @property
    def volume_db(self) -> float:
        """Change of level, in decibels; at 0 the samples stay as they are. A new one is reached in 30 ms."""
        return self._reader.volume_db

    @volume_db.setter
    def volume_db(self, volume_db: float) -> None:
        self._reader.volume_db = volume_db

    @property
    def is_done(self) -> bool:
        """Whether the session has been heard to its end, or to the end of a fade."""
        if self._device is None or self._away_at is not None:  # one that has taken all may yet sound none of it
            return self._reader.drained and not self._reader.asked
        return self._reader.drained and self._reader.silence >= frames(self._device.latency_s + _TAIL_S)

    @property
    def stuck(self) -> bool:
        """Whether, after `close`, a thread still hangs in a sound library."""
        return any(part is not None and part.stuck for part in (self._device, self._pending, self._recovery))

    def open(self) -> Iterator[None]:
        """Open the device; raise DeviceError if there is none. Yields now and then while it does not answer."""
        self._pending = PendingDevice(partial(self._open_device, self._reader.fill))
        told = False
        for _ in self._pending.wait():
            if not told:
                self._notice(SILENT)
                told = True
            yield
        self._device = self._pending.device()
        if told:
            self._notice(BACK)

    def start(self) -> None:
        """Begin to play; raise DeviceError if the device refuses."""
        if self._device:
            self._device.start()
            self.meters = self._device.dropouts is not None

    def look(self) -> None:
        """See whether the device still plays, and get it back if not. To be called every `LOOK_S`.

        Raises what went wrong in the threads of the device, if that is an error that nobody foresaw.
        """
        if self._reader.error is not None:
            raise self._reader.error
        if self._recovery and self._recovery.playing:
            self._device, self._recovery = self._recovery.playing, None
        if self._device is None:
            self._look_away()
        elif self._device.failed:
            self._lose(self._device, self._reader.heard(frames(self._device.latency_s + _UNSURE_S)), GONE)
        else:
            self._look_at(self._device)

    def fade_out(self) -> None:
        """Ramp to silence and wait until that has been heard, unless the device has stopped or does not answer."""
        self._reader.fade_out()
        device = self._device
        if device is None or self._rhythm.is_silent(device.latency_s):
            return
        give_up = time.monotonic() + seconds(FADE) + 2 * (device.latency_s + _TAIL_S)
        while not (device.failed or self.is_done or time.monotonic() > give_up):
            time.sleep(LOOK_S)

    def close(self) -> None:
        """Close the device at once, or leave it to itself if it does not answer."""
        self._reader.shut()
        if self._recovery:
            self._device = self._recovery.give_up(CLOSING_S) or self._device
        if self._device:
            self._device.close()

    def _look_at(self, device: Device) -> None:
        """See whether a device still asks for samples; one that does not is lost in the end."""
        rhythm = self._rhythm
        rhythm.look(self._reader.asked, time.monotonic())
        if rhythm.is_known:
            self._vain = 0
        if rhythm.answers:
            self._stalls += self._stalled
            self._stalled = False
            if not self._vain:  # after one that was opened for nothing, another has to get going first
                self._tell_back()
        elif rhythm.silent_s > max(_DEAD_S * 2**self._vain, 2 * rhythm.usual_s):
            self._lose(device, self.heard, SILENT)
        elif rhythm.is_silent(device.latency_s):
            self._stalled = rhythm.is_known
            self._tell_away(SILENT)
            self._look_away()

    def _lose(self, device: Device, frame: int, why: str) -> None:
        """Let a device go, and look for it; the session goes on from `frame`."""
        self._tell_away(why)
        self._starved_before, self._dropouts_before = self.starved, self.dropouts + 1
        self._vain += not self._rhythm.is_known
        self._rhythm.begin()
        self._device, self._stalled, self._stalls = None, False, 0
        self._reader.shut()
        self._feeder.restart(frame)
        self._reader = RingReader(self._ring, self.volume_db)
        opening = partial(self._open_at, frame, self._reader)
        self._recovery = Recovery(device, opening, self._feeder.primed, vain=self._vain)

    def _open_at(self, frame: int, reader: RingReader) -> Device:
        if self._ring.position != frame:  # an earlier attempt has taken some samples, and then failed
            self._feeder.restart(frame)
        return self._open_device(reader.fill)

    def _look_away(self) -> None:
        """Pause a session that nobody has heard for long."""
        if self._away_at is None or self._paused or time.monotonic() - self._away_at < _AWAY_S:
            return
        self._paused = True
        if not self._feeder.timeline.paused:
            self._feeder.edit("pause")
        self._notice(PAUSED)

    def _tell_away(self, why: str) -> None:
        if self._away_at is None:
            self._away_at = time.monotonic()
            self._notice(why)

    def _tell_back(self) -> None:
        if self._away_at is not None:
            self._away_at, self._paused = None, False
            self._notice(BACK)

    def _notice(self, text: str) -> None:
        _log.warning("%s", text)
        self.notices.append(text)
