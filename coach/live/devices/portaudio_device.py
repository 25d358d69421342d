"""Sound devices through PortAudio, with sounddevice."""

import threading
import time
from typing import Any

import numpy as np
import numpy.typing as npt

from coach.errors import DeviceError
from coach.live.devices.device import (
    LATENCY_S,
    CannotOpen,
    Choose,
    Closing,
    Direction,
    Fill,
    NoMicrophone,
    NoSoundDevice,
    SoundLibrary,
)
from coach.live.devices.dropouts import DropoutMeter
from coach.live.devices.names import Listed, labels, shown
from coach.live.devices.portaudio import CLOSING, NO_DEVICE, close_for_good, load, restart, turn
from coach.live.terminal.quiet import quiet_stderr
from coach.storage.log import Log
from coach.units import FRAME_RATE, seconds

_log = Log(__name__)

_used = threading.Event()
"""Whether PortAudio has looked for devices for an earlier one: what it found then need not be there now."""


NAME = "PortAudio"


def open_device(fill: Fill, choose: Choose | None = None) -> "PortAudioDevice":
    """Open the device that is chosen, or the default one.

    Raises DeviceError if PortAudio is missing or has no device, and what `choose` raises. No other may be open.
    """
    with quiet_stderr(), turn():
        sounddevice = restart() if _used.is_set() else load()
        _used.set()
        return PortAudioDevice(sounddevice, fill, choose)


def survey() -> SoundLibrary:
    """Return what PortAudio finds on this machine."""
    with quiet_stderr():
        try:
            sounddevice = load()
        except DeviceError as error:
            return SoundLibrary(NAME, problem=error.problem, advice=error.advice)
        version = sounddevice.get_portaudio_version()[1].partition(",")[0].removeprefix("PortAudio ")
        devices, default = _called(sounddevice, "output")
        microphones, default_microphone = _called(sounddevice, "input")
        return SoundLibrary(
            name=NAME,
            version=version,
            devices=devices,
            default=default or "",
            microphones=microphones,
            default_microphone=default_microphone or "",
            problem="it has no default device" if default is None else "",
            advice=NO_DEVICE if default is None else "",
        )


def _called(sounddevice: Any, kind: Direction) -> tuple[tuple[str, ...], str | None]:
    """Return what the devices are called, and the default one of them, or None if there is none."""
    found = _devices(sounddevice, kind)
    called = labels([listed for listed, _ in found])
    try:
        usual = sounddevice.query_devices(kind=kind)["index"]
    except sounddevice.PortAudioError:
        return called, None
    return called, next(
        (label for label, (_, device) in zip(called, found, strict=True) if device["index"] == usual), ""
    )


TIMED_OUT = -9987
"""PortAudio's code for a stream whose thread did not start in time (paTimedOut)."""


class PortAudioDevice:
    """A device of PortAudio."""

    def __init__(self, sounddevice: Any, fill: Fill, choose: Choose | None) -> None:
        self._sounddevice = sounddevice
        self._fill = fill
        self._meter = DropoutMeter()
        self._is_metered = True
        self._finished_at: float | None = None
        self._last_call: tuple[float, float, int] | None = None
        self._device = find(sounddevice, choose)
        self._name = shown(self._device["name"])
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
            raise CannotOpen(self._name, error) from error
        self._closing = Closing(self._stream.close, self._name, CLOSING)
        _log.info("%s is open, through PortAudio", self._name)

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
        return self._closing.hangs

    def start(self) -> None:
        """Begin to ask for samples; raise DeviceError if the device refuses."""
        try:
            with quiet_stderr():
                self._start()
        except self._sounddevice.PortAudioError as error:
            raise CannotOpen(self._name, error) from error

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
        close_for_good(self._closing, self._sounddevice)

    def _finish(self) -> None:
        self._finished_at = time.monotonic()

    def _call(self, out: npt.NDArray[np.float32], frames: int, times: Any, _status: object) -> None:
        self._fill(out)
        try:
            self._note(frames, times)
        except Exception as error:  # noqa: BLE001 - the sound goes on, and nobody counts its gaps
            if self._is_metered:
                _log.error("the gaps of %s are no longer counted", self._name, cause=error)
            self._is_metered = False

    def _note(self, frames: int, times: Any) -> None:
        now_s, delay_s = time.monotonic(), times.outputBufferDacTime - times.currentTime
        self._meter.note(now_s, delay_s, frames)
        self._last_call = now_s, delay_s if delay_s > 0 else float(self._stream.latency), frames


def find(sounddevice: Any, choose: Choose | None, kind: Direction = "output") -> Any:
    """Return what PortAudio says of the device that is chosen, or of the default one."""
    try:
        if choose is None:
            return sounddevice.query_devices(kind=kind)
        found = _devices(sounddevice, kind)
    except sounddevice.PortAudioError as error:
        raise (NoSoundDevice if kind == "output" else NoMicrophone) from error
    return found[choose([listed for listed, _ in found])][1]


def _devices(sounddevice: Any, kind: Direction = "output") -> list[tuple[Listed, Any]]:
    """Return every device that can play, or hear, with what PortAudio says of it, those of the usual API first."""
    usual, found = sounddevice.default.hostapi, list[tuple[Listed, Any]]()
    for _, api in sorted(enumerate(sounddevice.query_hostapis()), key=lambda numbered: numbered[0] != usual):
        for index in api["devices"]:
            try:
                device = sounddevice.query_devices(index)
            except UnicodeDecodeError as error:
                _log.warning("a device of %s has a name that cannot be read: %s", api["name"], error)
                continue
            if device[f"max_{kind}_channels"]:
                found.append((Listed(name=device["name"], api=api["name"], library=NAME), device))
    return found
