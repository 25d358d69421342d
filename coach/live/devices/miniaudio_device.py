"""Sound devices through miniaudio, which brings everything it needs: for machines without PortAudio."""

import threading
import time
from collections.abc import Generator
from typing import Any

import numpy as np
import numpy.typing as npt

from coach.errors import DeviceError
from coach.live.devices.device import LATENCY_S, CannotOpen, Fill, NoSoundDevice, SoundLibrary, close, find_device
from coach.live.terminal.quiet import quiet_stderr
from coach.storage.log import Log
from coach.units import FRAME_RATE, seconds

_log = Log(__name__)

_CHANNELS = 2
"""miniaudio itself brings two channels to what the device has."""

_PERIODS = 4


def open_device(fill: Fill, device: str | None = None) -> "MiniaudioDevice":
    """Open a device, the default one if none is named.

    Raises DeviceError if there is none, UnknownName if there is none of this name.
    """
    import miniaudio

    with quiet_stderr():
        return MiniaudioDevice(miniaudio, fill, device)


def survey() -> SoundLibrary:
    """Return what miniaudio finds on this machine."""
    import miniaudio

    with quiet_stderr():
        try:
            devices = tuple(_devices(miniaudio))
            MiniaudioDevice(miniaudio, lambda out: out.fill(0)).close()
        except DeviceError as error:
            return SoundLibrary(
                name="miniaudio", version=miniaudio.__version__, problem=error.problem, advice=error.advice
            )
    return SoundLibrary(
        name="miniaudio", version=miniaudio.__version__, devices=devices, default=devices[0] if devices else ""
    )


class MiniaudioDevice:
    """A device of miniaudio."""

    def __init__(self, miniaudio: Any, fill: Fill, device: str | None = None) -> None:
        self._miniaudio = miniaudio
        self._fill = fill
        self._closing = threading.Thread(target=self._close, name="coach-close-miniaudio", daemon=True)
        self._held_s = LATENCY_S
        ids = _devices(miniaudio) if device is not None else {}
        self._name = tuple(ids)[find_device(device, tuple(ids))] if device is not None else "default"
        self._stopped = threading.Event()
        try:
            self._device = miniaudio.PlaybackDevice(
                output_format=miniaudio.SampleFormat.FLOAT32,
                nchannels=_CHANNELS,
                sample_rate=FRAME_RATE,
                buffersize_msec=round(1000 * LATENCY_S / _PERIODS),
                callback_periods=_PERIODS,
                device_id=ids.get(self._name),
                backends=_backends(miniaudio),
                app_name="coach",
            )
        except miniaudio.MiniaudioError as error:
            names = (self._name,) if device is not None else tuple(_devices(miniaudio))
            raise CannotOpen(names[0], error) if names else NoSoundDevice() from error
        self._device.stop_callback = self._stopped.set
        _log.info("%s is open, through miniaudio", self._name)

    @property
    def latency_s(self) -> float:
        """Time until the last sample that was handed over will have been heard, in seconds, when it was handed over.

        miniaudio does not tell. What the device has asked for in advance of the clock cannot have been heard; it is
        not counted down until the next call, because a device that stops between two calls does not tell that either.
        """
        return self._held_s

    @property
    def failed(self) -> bool:
        """Whether the device has stopped of its own accord; not every backend says so."""
        return self._stopped.is_set()

    @property
    def dropouts(self) -> None:
        """It cannot tell how many gaps it made."""

    @property
    def stuck(self) -> bool:
        """Whether the device is still being closed, after `CLOSING_S`."""
        return self._closing.is_alive()

    def start(self) -> None:
        """Begin to ask for samples; raise DeviceError if the device refuses."""
        blocks = self._blocks()
        next(blocks)
        try:
            with quiet_stderr():
                self._device.start(blocks)
        except self._miniaudio.MiniaudioError as error:
            raise CannotOpen(self._name, error) from error

    def close(self) -> None:
        """Stop at once, whatever is still to be heard, in `CLOSING_S` at most."""
        close(self._closing)

    def _close(self) -> None:
        try:
            self._device.close()
        except Exception as error:  # noqa: BLE001 - a device that has gone may refuse; it is no device any more
            _log.warning("%s is not closed as it should be: %s", self._name, error)

    def _blocks(self) -> Generator[npt.NDArray[np.float32], int, None]:
        frames = yield np.empty((0, _CHANNELS), np.float32)
        begun_s, asked = time.monotonic(), 0
        while True:
            out = np.empty((frames, _CHANNELS), np.float32)
            self._fill(out)
            asked += frames
            self._held_s = min(max(seconds(asked) - (time.monotonic() - begun_s), seconds(frames)), LATENCY_S)
            frames = yield out


def _backends(miniaudio: Any) -> list[Any]:
    """Return everything but the backend that plays to nobody, which always works."""
    return [
        backend
        for backend in sorted(miniaudio.get_enabled_backends(), key=lambda backend: backend.value)
        if backend not in {miniaudio.Backend.NULL, miniaudio.Backend.CUSTOM}
    ]


def _devices(miniaudio: Any) -> dict[str, Any]:
    """Return the id of every device that can play, by its name."""
    try:
        return {device["name"]: device["id"] for device in miniaudio.Devices(_backends(miniaudio)).get_playbacks()}
    except miniaudio.MiniaudioError:  # without any device it has nothing to list, and says so in this way
        return {}
