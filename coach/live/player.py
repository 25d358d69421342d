"""Plays a session while it is still being made: a planner and a feeder work ahead of the device."""

import threading
import time
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from coach.errors import DeviceError
from coach.live.devices import open_output
from coach.live.outlet import FADE, Outlet
from coach.live.output import Fill, Output
from coach.live.ring import Ring
from coach.timeline import Playable, Timeline
from coach.units import frames, seconds

BLOCK = 8192
"""Frames that are rendered at a time."""

RING_S = 2.0
"""Rendered sound that is held between feeder and device, in seconds."""

PREFILL_S = 0.75
"""Rendered sound that is there before the device starts, in seconds: more than a device takes in one gulp."""

_LOOK_S = 0.05
"""How often the main thread looks at the device, and the feeder for room in the ring, in seconds."""

_TAIL_S = 0.25
"""Silence after the session, over the latency of the device, in seconds: closing a device discards what it holds."""

_DEAD_S = 5.0
"""A device that has asked for nothing for this long is taken for dead, in seconds of looking: sleep does not count."""

_LEAVING_S = 1.0
"""How long the end of a block's rendering is waited for, in seconds."""

Watcher = Callable[[Timeline, int], None]
"""Is told, several times a second, what is decided of the session so far and the frame that is being heard."""


class Player:
    """Plays one session, once, on one device.

    A device without a clock takes samples faster than anyone can make them:
    for such a one `ring_s` and `prefill_s` must be longer than the session.
    """

    def __init__(
        self,
        session: Playable,
        open_device: Callable[[Fill], Output] = open_output,
        *,
        ring_s: float = RING_S,
        prefill_s: float = PREFILL_S,
    ) -> None:
        self._session = session
        self._open_device = open_device
        self._ring = Ring(frames(ring_s))
        self._prefill = min(frames(prefill_s), self._ring.capacity)
        self._outlet = Outlet(self._ring)
        self._timeline = Timeline()
        self._planned = threading.Condition()
        self._primed = threading.Event()
        self._left = threading.Event()
        self._error: Exception | None = None
        self._planner = threading.Thread(target=self._guard, args=(self._plan,), name="coach-planner", daemon=True)
        self._feeder = threading.Thread(target=self._guard, args=(self._feed,), name="coach-feeder", daemon=True)

    @property
    def starved(self) -> int:
        """Frames of silence that were heard in the midst of the session because its samples came late."""
        return self._outlet.starved

    def play(self, watch: Watcher = lambda _timeline, _frame: None) -> None:
        """Play the session to its end; return when the last sample has been heard.

        Raises DeviceError if there is no device or it stops, and whatever the session raises. That, and
        KeyboardInterrupt, comes after the sound has faded out; a second interrupt leaves at once.
        """
        self._planner.start()
        self._feeder.start()
        try:
            device = self._open_device(self._outlet.fill)
            try:
                self._play_on(device, watch)
            finally:
                device.close()
        finally:
            self._leave()

    def _play_on(self, device: Output, watch: Watcher) -> None:
        while not self._primed.wait(_LOOK_S):
            self._raise_error()
        device.start()
        try:
            self._follow(device, watch)
        except BaseException:
            self._fade_out(device)
            raise

    def _follow(self, device: Output, watch: Watcher) -> None:
        asked, looks = -1, 0
        while not self._is_heard(device):
            self._raise_error()
            looks = looks + 1 if self._outlet.asked == asked else 0
            asked = self._outlet.asked
            if device.failed or looks * _LOOK_S > _DEAD_S:
                raise DeviceError("the sound device has stopped", "connect it again and start the session anew")
            watch(self._timeline, self._outlet.heard(frames(device.latency_s)))
            time.sleep(_LOOK_S)

    def _fade_out(self, device: Output) -> None:
        self._outlet.fade_out()
        give_up = time.monotonic() + seconds(FADE) + 2 * (device.latency_s + _TAIL_S)
        while not (device.failed or self._is_heard(device) or time.monotonic() > give_up):
            time.sleep(_LOOK_S)

    def _is_heard(self, device: Output) -> bool:
        return self._outlet.drained and self._outlet.silence >= frames(device.latency_s + _TAIL_S)

    def _raise_error(self) -> None:
        if self._error is not None:
            raise self._error

    def _guard(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - it is raised again in the thread of the user
            self._error = error

    def _plan(self) -> None:
        for timeline in self._session.timelines():
            with self._planned:
                self._timeline = timeline
                self._planned.notify_all()
            if self._left.is_set():
                return

    def _feed(self) -> None:
        frame = 0
        while (timeline := self._decided_beyond(frame)) is not None:
            block = self._session.render(timeline, frame, min(BLOCK, timeline.frames - frame))
            frame += len(block)
            self._hand_over(block)
        self._ring.close()
        self._primed.set()

    def _decided_beyond(self, frame: int) -> Timeline | None:
        """Wait until the session is decided beyond a frame; return None when nothing follows, or nobody listens."""
        with self._planned:
            self._planned.wait_for(
                lambda: self._timeline.frames > frame or self._timeline.complete or self._left.is_set()
            )
            return self._timeline if self._timeline.frames > frame and not self._left.is_set() else None

    def _hand_over(self, block: npt.NDArray[np.float32]) -> None:
        while len(block) and not self._left.is_set():
            block = block[self._ring.write(block) :]
            if self._ring.level >= self._prefill:
                self._primed.set()
            if len(block):
                self._left.wait(_LOOK_S)

    def _leave(self) -> None:
        """Let the feeder end, which may be rendering; the planner may be waiting for speech and is left to itself."""
        with self._planned:
            self._left.set()
            self._planned.notify_all()
        self._feeder.join(_LEAVING_S)
