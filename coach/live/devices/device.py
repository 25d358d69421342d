"""What the player asks of a sound device, whichever library reaches it."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from coach.errors import DeviceError
from coach.live.devices.names import Listed
from coach.storage.log import Log

_log = Log(__name__)

LATENCY_S = 0.4
"""How much sound the device holds, in seconds: under 0.2 a busy machine tears holes into it, and it delays no start."""

CLOSING_S = 2.0
"""How long closing a device may take, in seconds, before it is left to itself: a frozen sound server never answers."""

Fill = Callable[[npt.NDArray[np.float32]], None]
"""Fills an array with a shape of (frames, channels) with the next samples. It must not wait and must not raise."""

Direction = Literal["output", "input"]
"""Whether a device plays, or hears."""

Choose = Callable[[Sequence[Listed]], int]
"""Says which of the devices of a library is meant, by its index; raises UnknownName if it is none of them."""


class Device(Protocol):
    """An open sound device that takes 48 000 frames a second, float32."""

    @property
    def latency_s(self) -> float:
        """Time until the last sample that was handed over will have been heard, in seconds."""
        ...

    @property
    def failed(self) -> bool:
        """Whether the device has stopped of its own accord."""
        ...

    @property
    def dropouts(self) -> int | None:
        """How many gaps there were that the device itself made, or None if it cannot tell."""
        ...

    @property
    def stuck(self) -> bool:
        """Whether the device is still being closed, after `CLOSING_S`."""
        ...

    def start(self) -> None:
        """Begin to ask for samples; raise DeviceError if the device refuses."""
        ...

    def close(self) -> None:
        """Stop at once, whatever is still to be heard, in `CLOSING_S` at most."""
        ...


class NoSoundDevice(DeviceError):
    """A sound library that offers nothing to play on."""

    def __init__(self) -> None:
        super().__init__(
            "no sound device was found",
            "switch one on or connect it, or write the session to a file with `coach export`",
        )


class NoMicrophone(DeviceError):
    """A sound library that offers nothing to hear with."""

    def __init__(self) -> None:
        super().__init__("no microphone was found", "connect one before the session, or lead it with the keys")


class CannotOpen(DeviceError):
    """A device that is there and refuses; `reason` is what its library says."""

    _called = "sound device"
    _advice = "close other programs that use it, or write the session to a file with `coach export`"

    def __init__(self, device: str, reason: object) -> None:
        self.device, self.reason = device, str(reason)
        super().__init__(f"the {self._called} {device!r} cannot be opened ({reason})", self._advice)


class CannotHear(CannotOpen):
    """A microphone that is there and refuses."""

    _called = "microphone"
    _advice = "close other programs that use it, and let programs use it in the system's settings"


class Closing:
    """Closes a device in a thread of its own, once, whoever asks for it and how often."""

    def __init__(self, close: Callable[[], object], device: str, thread: str) -> None:
        self._close = close
        self._device = device
        self._lock = threading.Lock()
        self._has_begun = False
        self._thread = threading.Thread(target=self._run, name=thread, daemon=True)

    @property
    def hangs(self) -> bool:
        """Whether it has begun, and is not over."""
        return self._thread.is_alive()

    def __call__(self) -> None:
        """Close it, and wait for `CLOSING_S`; where the system lets no more threads begin, until it is done."""
        with self._lock:
            has_begun, self._has_begun = self._has_begun, True
            if not has_begun:
                try:
                    self._thread.start()
                except RuntimeError:
                    self._run()
                    return
        if self._thread.ident:
            self._thread.join(CLOSING_S)

    def _run(self) -> None:
        try:
            self._close()
        except Exception as error:  # noqa: BLE001 - a device that has gone may refuse; it is no device any more
            _log.warning("%s is not closed as it should be: %s", self._device, error)


@dataclass(frozen=True, slots=True)
class SoundLibrary:
    """What one of the libraries that reach sound devices can do on this machine."""

    name: str
    version: str = ""
    devices: tuple[str, ...] = ()
    """What the devices that can play are called, each in its own way."""

    default: str = ""
    """The device that a session is played on."""

    microphones: tuple[str, ...] = ()
    """What the devices that can hear are called."""

    default_microphone: str = ""
    """The one by which a session hears, or nothing."""

    problem: str = ""
    """Why it cannot play, or nothing."""

    advice: str = ""
    """What to do about the problem."""
