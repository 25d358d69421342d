"""A sound device that is never given up: watched while it plays, and opened again when it has gone."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial

from coach.live.devices.device import CLOSING_S, Device, Fill
from coach.live.devices.pending import PendingDevice
from coach.live.devices.recovery import Recovery
from coach.live.devices.ring_reader import FADE, STALL_S, RingReader
from coach.live.feeder import Feeder
from coach.live.ring import Ring
from coach.storage.log import Log
from coach.units import frames, seconds

_log = Log(__name__)

LOOK_S = 0.05
"""How often the device is to be looked at, in seconds."""

_TAIL_S = 0.25
"""Silence after the session, over the latency of the device, in seconds: closing a device discards what it holds."""

_DEAD_S = 6.0
"""A device that has asked for nothing for this long is taken for dead, in seconds of looking: sleep does not count."""

_SILENT_LOOKS = round(STALL_S / LOOK_S)
"""A device that has asked for nothing in so many looks does not answer."""

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
        self._paused = False
        self._asked = -1
        self._looks = 0
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
        return self._dropouts_before + self._reader.gaps + ((self._device and self._device.dropouts) or 0)

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
        if self._device is None:  # one that has just been opened again may have taken all, and sounds none of it yet
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
        if self._device is None:
            self._look_for_it()
        elif self._device.failed:
            self._lose(self._device, self._reader.heard(frames(self._device.latency_s + _UNSURE_S)))
        elif self._reader.stalled:
            # What a frozen device held it plays when it thaws; what it is given after that may be dropped as late.
            self._lose(self._device, self._ring.position)
        else:
            self._look_if_silent(self._device)

    def fade_out(self) -> None:
        """Ramp to silence and wait until that has been heard, unless the device has stopped or does not answer."""
        self._reader.fade_out()
        device = self._device
        if device is None or self._looks >= _SILENT_LOOKS:
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

    def _look_if_silent(self, device: Device) -> None:
        if self._reader.asked != self._asked:
            self._asked, self._looks = self._reader.asked, 0
            return
        self._looks += 1
        if self._looks == _SILENT_LOOKS:
            self._notice(SILENT)
        elif self._looks * LOOK_S > _DEAD_S:
            self._lose(device, self.heard)

    def _lose(self, device: Device, frame: int) -> None:
        """Let a device go, and look for it; the session goes on from `frame`."""
        if self._looks < _SILENT_LOOKS:
            self._notice(GONE)
        self._starved_before, self._dropouts_before = self.starved, self.dropouts + 1
        self._device, self._paused, self._asked, self._looks = None, False, -1, 0
        self._reader.shut()
        self._feeder.restart(frame)
        self._reader = RingReader(self._ring, self.volume_db)
        self._recovery = Recovery(device, partial(self._open_at, frame, self._reader), self._feeder.primed)

    def _open_at(self, frame: int, reader: RingReader) -> Device:
        if self._ring.position != frame:  # an earlier attempt has taken some samples, and then failed
            self._feeder.restart(frame)
        return self._open_device(reader.fill)

    def _look_for_it(self) -> None:
        recovery = self._recovery
        if recovery is None:
            return
        if recovery.playing:
            self._device, self._recovery = recovery.playing, None
            self._notice(BACK)
        elif recovery.away_s > _AWAY_S and not self._paused:
            self._paused = True
            if not self._feeder.timeline.paused:
                self._feeder.edit("pause")
            self._notice(PAUSED)

    def _notice(self, text: str) -> None:
        _log.warning("%s", text)
        self.notices.append(text)
