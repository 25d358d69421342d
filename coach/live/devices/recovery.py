"""Getting a sound device back that has gone, while the session waits."""

import threading
from collections.abc import Callable, Iterator

from coach.errors import CoachError
from coach.live.devices.device import Device
from coach.storage.log import Log

_log = Log(__name__)

_FIRST_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 1.0
_LONGEST_VAIN_PAUSE_S = 30.0
_LOOK_S = 0.05


class Recovery:
    """Closes a lost device and opens it again, at growing intervals until it plays, in a thread of its own.

    `open_device` opens it; it is started once `primed` is set. `vain` is how many were opened before without getting
    going: the more, the longer is the first pause. Any of this may hang in a sound library. An error that nobody
    foresaw, and that is no fault of a device, ends the attempts.
    """

    def __init__(self, lost: Device, open_device: Callable[[], Device], primed: threading.Event, vain: int = 0) -> None:
        self._lost = lost
        self._open_device = open_device
        self._primed = primed
        self._vain = vain
        self._over = threading.Event()
        self._ending = threading.Lock()
        self._playing: Device | None = None
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="coach-recovery", daemon=True)
        self._thread.start()

    @property
    def playing(self) -> Device | None:
        """The device once it plays again; it is then the caller's to close. Raises what has ended the attempts."""
        if self._error is not None:
            raise self._error
        return self._playing

    @property
    def stuck(self) -> bool:
        """Whether, after `give_up`, the thread still hangs in a sound library."""
        return self._thread.is_alive() or self._lost.stuck

    def give_up(self, patience_s: float) -> Device | None:
        """End the attempts; wait for the one that is being made, but not for longer than this, in seconds.

        Returns the device if it plays again.
        """
        with self._ending:
            self._over.set()
        self._thread.join(patience_s)
        return self._playing

    def _run(self) -> None:
        try:
            self._get_back()
        except Exception as error:  # noqa: BLE001 - it is raised again where the device is asked for
            _log.error("the device cannot be got back", cause=error)
            self._error = error

    def _get_back(self) -> None:
        self._lost.close()
        for pause_s in _pauses(self._vain):
            if self._over.wait(pause_s):
                return
            device = self._try()
            if device is None:
                continue
            with self._ending:
                if not self._over.is_set():
                    self._playing = device
                    return
            device.close()

    def _try(self) -> Device | None:
        try:
            device = self._open_device()
        except CoachError as error:  # a device that is asked for by its name may also be unknown for a while
            _log.debug("not yet: %s", error)
            return None
        while not self._primed.wait(_LOOK_S):
            if self._over.is_set():
                device.close()
                return None
        try:
            device.start()
        except Exception as error:
            device.close()
            if not isinstance(error, CoachError):
                raise
            _log.debug("not yet: %s", error)
            return None
        return device


def _pauses(vain: int) -> Iterator[float]:
    pause_s = min(_FIRST_PAUSE_S * 2**vain, _LONGEST_VAIN_PAUSE_S)
    longest_s = max(pause_s, _LONGEST_PAUSE_S)
    while True:
        yield pause_s
        pause_s = min(2 * pause_s, longest_s)
