"""Opening the first sound device, which a frozen sound server can hold up for good."""

import sys
import threading
from collections.abc import Callable, Iterator

from coach.live.devices.device import Device
from coach.storage.log import Log

_log = Log(__name__)

PATIENCE_S = 1.0
"""How long an opening may take, in seconds of looking, before the listener is told: usually a twentieth of that."""

_LOOK_S = 0.05


class PendingDevice:
    """Opens a device in a thread of its own, so that the one who waits can be told, and can leave."""

    def __init__(self, open_device: Callable[[], Device]) -> None:
        self._open_device = open_device
        self._device: Device | None = None
        self._error: Exception | None = None
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, name="coach-pending", daemon=True)

    @property
    def stuck(self) -> bool:
        """Whether it still hangs in a sound library."""
        return self._thread.is_alive()

    def wait(self) -> Iterator[None]:
        """Wait for the device; yield now and then once that takes longer than `PATIENCE_S`."""
        if sys.platform == "win32":  # some of PortAudio's Windows drivers work only in the thread that opened them
            self._run()
            return
        self._thread.start()
        looks = 0
        while not self._done.wait(_LOOK_S):
            looks += 1
            if looks * _LOOK_S > PATIENCE_S:
                yield

    def device(self) -> Device:
        """Return the device once `wait` is through; raise what opening it raised."""
        if self._device is None:
            raise self._error or AssertionError
        return self._device

    def _run(self) -> None:
        try:
            self._device = self._open_device()
        except Exception as error:  # noqa: BLE001 - it is raised again where the device is asked for
            _log.warning("no device can be opened: %s", error)
            self._error = error
        self._done.set()
