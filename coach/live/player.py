"""Plays a session while it is still being made, and carries out what the listener asks for meanwhile."""

import time
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from coach.live.devices.device import Device, Fill
from coach.live.devices.lookup import open_device
from coach.live.devices.loudspeaker import Loudspeaker
from coach.live.devices.rhythm import LOOK_S
from coach.live.feeder import Feeder
from coach.live.ring import Ring
from coach.plan.timeline import Command, Timeline
from coach.sessions.playable import Editable
from coach.units import amplitude, frames

RING_S = 4.0
"""Rendered sound that is held between feeder and device, in seconds: twice what a slow device takes in one gulp."""

PREFILL_S = 0.75
"""Rendered sound that is there before the device starts, in seconds: more than most devices take in one gulp."""

Watcher = Callable[[Timeline, int], None]
"""Is told, several times a second, what is decided of the session so far and the frame that is being heard."""


class Dropouts(NamedTuple):
    """How the sound of a session that was played fared."""

    number: int
    """Gaps in the sound: late samples, gaps that the device made, and every time it had gone."""

    are_all_seen: bool
    """Whether gaps that the device itself made are among them: not every sound library can tell them."""


class Player:
    """Plays one session, once, from `start_frame` on, on a device that may go and come back.

    A device without a clock takes samples faster than anyone can make them:
    for such a one `ring_s` and `prefill_s` must be longer than the session.
    """

    def __init__(
        self,
        session: Editable,
        open_device: Callable[[Fill], Device] = open_device,
        *,
        ring_s: float = RING_S,
        prefill_s: float = PREFILL_S,
        start_frame: int = 0,
    ) -> None:
        ring = Ring(frames(ring_s), start_frame)
        self._feeder = Feeder(session, ring, frames(prefill_s))
        self._loudspeaker = Loudspeaker(ring, self._feeder, open_device)

    @property
    def timeline(self) -> Timeline:
        """What is decided of the session so far."""
        return self._feeder.timeline

    @property
    def edits(self) -> list[tuple[Command, int]]:
        """The commands carried out so far, each with the frame at which it came into force."""
        return self._feeder.edits

    @property
    def spoken(self) -> dict[int, float]:
        """Which of `edits` came by voice, by their index, and how sure it is that they were meant, 0 to 1."""
        return self._feeder.spoken

    def sound(self, start: int, count: int) -> npt.NDArray[np.float32]:
        """Return what the loudspeaker was given of some frames that were heard, mono, with a shape of (count,)."""
        return self._feeder.sound(start, count) * np.float32(amplitude(self.volume_db))

    @property
    def notices(self) -> deque[str]:
        """What the listener is to know of the sound device, in short texts; whoever shows them takes them out."""
        return self._loudspeaker.notices

    @property
    def volume_db(self) -> float:
        """Change of level, in decibels; at 0, the default, the samples stay as they are. Can be set at any time."""
        return self._loudspeaker.volume_db

    @volume_db.setter
    def volume_db(self, volume_db: float) -> None:
        self._loudspeaker.volume_db = volume_db

    @property
    def starved(self) -> int:
        """Frames of silence that were heard in the midst of the session because its samples came late."""
        return self._loudspeaker.starved

    @property
    def dropouts(self) -> int:
        """Gaps in the sound so far: late samples, gaps that the device made, and every time it had gone."""
        return self._loudspeaker.dropouts

    @property
    def meters_device(self) -> bool:
        """Whether gaps that the device itself made are among the dropouts: not every sound library can tell them."""
        return self._loudspeaker.meters

    @property
    def stuck(self) -> bool:
        """Whether, after `play`, a thread hangs that could keep the process from ending."""
        return self._feeder.stuck or self._loudspeaker.stuck

    def play(self, watch: Watcher = lambda _timeline, _frame: None) -> None:
        """Play the session to its end; return when the last sample has been heard.

        Raises DeviceError if there is no device at first, and whatever the session or the watcher raises. That, and
        KeyboardInterrupt, comes after the sound has faded out; a second interrupt leaves at once.
        """
        self._feeder.start()
        try:
            for _ in self._loudspeaker.open():
                self._raise_error()
                watch(self._feeder.timeline, self._loudspeaker.heard)
            while not self._feeder.primed.wait(LOOK_S):
                self._raise_error()
            self._loudspeaker.start()
            self._follow(watch)
        finally:
            self._loudspeaker.close()
            self._feeder.leave()

    def edit(self, command: Command, sureness: float | None = None) -> None:
        """Carry out a command of the listener, 30 ms after the last sample that the device has taken.

        For any thread while `play` runs. It comes into force without a click and without losing a sample; after the
        end of the session it does nothing. One that came by voice has a `sureness`, 0 to 1, and is answered by a soft
        tick. Raises what the session raises.
        """
        self._feeder.edit(command, sureness)

    def _follow(self, watch: Watcher) -> None:
        try:
            while not self._loudspeaker.is_done:
                self._raise_error()
                self._loudspeaker.look()
                watch(self._feeder.timeline, self._loudspeaker.heard)
                time.sleep(LOOK_S)
        except BaseException:
            self._loudspeaker.fade_out()
            raise

    def _raise_error(self) -> None:
        if self._feeder.error is not None:
            raise self._feeder.error
