"""Sound devices through PortAudio, with sounddevice."""

import atexit
import threading
import time
from typing import Any

import numpy as np
import numpy.typing as npt

from coach.errors import DeviceError
from coach.live.devices.device import LATENCY_S, CannotOpen, Fill, NoSoundDevice, SoundLibrary, close, find_device
from coach.live.devices.dropouts import DropoutMeter
from coach.live.devices.portaudio import CLOSING, NO_DEVICE, load, restart
from coach.live.terminal.quiet import quiet_stderr
from coach.storage.log import Log
from coach.units import FRAME_RATE, seconds

_log = Log(__name__)

_used = threading.Event()
"""Whether PortAudio has looked for devices for an earlier one: what it found then need not be there now."""


def open_device(fill: Fill, device: str | None = None) -> "PortAudioDevice":
    """Open a device, the default one if none is named.

    Raises DeviceError if PortAudio is missing or has no device, UnknownName if it has none of this name. No other may
    be open.
    """
    with quiet_stderr():
        sounddevice = restart() if _used.is_set() else load()
        _used.set()
        return PortAudioDevice(sounddevice, fill, device)


def survey() -> SoundLibrary:
    """Return what PortAudio finds on this machine."""
    name = "PortAudio"
    with quiet_stderr():
        try:
            sounddevice = load()
        except DeviceError as error:
            return SoundLibrary(name, problem=error.problem, advice=error.advice)
        version = sounddevice.get_portaudio_version()[1].partition(",")[0].removeprefix("PortAudio ")
        devices = tuple(device["name"] for device in sounddevice.query_devices() if device["max_output_channels"])
        try:
            default = sounddevice.query_devices(kind="output")["name"]
        except sounddevice.PortAudioError:
            return SoundLibrary(
                name=name, version=version, devices=devices, problem="it has no default device", advice=NO_DEVICE
            )
        return SoundLibrary(name=name, version=version, devices=devices, default=default)


TIMED_OUT = -9987
"""PortAudio's code for a stream whose thread did not start in time (paTimedOut)."""


class PortAudioDevice:
    """A device of PortAudio."""

    def __init__(self, sounddevice: Any, fill: Fill, device: str | None) -> None:
        self._sounddevice = sounddevice
        self._fill = fill
        self._meter = DropoutMeter()
        self._is_metered = True
        self._finished_at: float | None = None
        self._last_call: tuple[float, float, int] | None = None
        self._closing = threading.Thread(target=self._close, name=CLOSING, daemon=True)
        self._device = _find(sounddevice, device)
        try:
            self._stream = sounddevice.OutputStream(
                device=self._device["index"],
                samplerate=FRAME_RATE,
                blocksize=0,
                channels=min(2, self._device["max_output_channels"]),
                dtype="float32",
                latency=LATENCY_S,
                callback=self._call,
                finished_callback=self._finish,
            )
        except sounddevice.PortAudioError as error:
            raise CannotOpen(self._device["name"], error) from error
        _log.info("%s is open, through PortAudio", self._device["name"])

    @property
    def latency_s(self) -> float:
        """Time until the last sample that was handed over will have been heard, in seconds."""
        if self._last_call is None:
            return float(self._stream.latency)
        called_s, delay_s, frames = self._last_call
        since_s = (self._finished_at or time.monotonic()) - called_s
        return delay_s + seconds(frames) - min(since_s, seconds(frames))

    @property
    def failed(self) -> bool:
        """Whether the device has stopped of its own accord."""
        return self._finished_at is not None

    @property
    def dropouts(self) -> int | None:
        """How many gaps there were that the device itself made, or None if they are no longer counted."""
        return self._meter.count if self._is_metered else None

    @property
    def stuck(self) -> bool:
        """Whether the device is still being closed, after `CLOSING_S`."""
        return self._closing.is_alive()

    def start(self) -> None:
        """Begin to ask for samples; raise DeviceError if the device refuses."""
        try:
            with quiet_stderr():
                self._start()
        except self._sounddevice.PortAudioError as error:
            raise CannotOpen(self._device["name"], error) from error

    def _start(self) -> None:
        """Start the stream; on a busy machine it may time out, and is started once more."""
        try:
            self._stream.start()
        except self._sounddevice.PortAudioError as error:
            if TIMED_OUT not in error.args:
                raise
            self._stream.start()

    def close(self) -> None:
        """Stop at once, whatever is still to be heard, in `CLOSING_S` at most."""
        close(self._closing)
        if self._closing.is_alive():
            # sounddevice would close the stream once more when Python ends, and hang there for good.
            atexit.unregister(self._sounddevice._exit_handler)  # noqa: SLF001 - there is no public way

    def _close(self) -> None:
        try:
            self._stream.close()
        except Exception as error:  # noqa: BLE001 - a device that has gone may refuse; it is no device any more
            _log.warning("%s is not closed as it should be: %s", self._device["name"], error)

    def _finish(self) -> None:
        self._finished_at = time.monotonic()

    def _call(self, out: npt.NDArray[np.float32], frames: int, times: Any, _status: object) -> None:
        self._fill(out)
        try:
            self._note(frames, times)
        except Exception as error:  # noqa: BLE001 - the sound goes on, and nobody counts its gaps
            if self._is_metered:
                _log.error("the gaps of %s are no longer counted", self._device["name"], cause=error)
            self._is_metered = False

    def _note(self, frames: int, times: Any) -> None:
        now_s, delay_s = time.monotonic(), times.outputBufferDacTime - times.currentTime
        self._meter.note(now_s, delay_s, frames)
        self._last_call = now_s, delay_s if delay_s > 0 else float(self._stream.latency), frames


def _find(sounddevice: Any, name: str | None) -> Any:
    """Return what PortAudio says of a device, the default one if none is named."""
    try:
        if name is None:
            return sounddevice.query_devices(kind="output")
        devices = [device for device in sounddevice.query_devices() if device["max_output_channels"]]
    except sounddevice.PortAudioError as error:
        raise NoSoundDevice from error
    return devices[find_device(name, [device["name"] for device in devices])]
