"""Sound devices through PortAudio, with sounddevice."""

import atexit
import threading
from typing import Any

import numpy as np
import numpy.typing as npt

from coach.errors import DeviceError
from coach.live.output import CLOSING_S, LATENCY_S, CannotOpen, Fill, NoSoundDevice, SoundLibrary
from coach.live.portaudio import NO_DEVICE, load
from coach.live.quiet import quiet_stderr
from coach.units import FRAME_RATE


def open_output(fill: Fill) -> "PortAudioOutput":
    """Open the default device; raise DeviceError if PortAudio is missing or has none."""
    with quiet_stderr():
        return PortAudioOutput(load(), fill)


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
            return SoundLibrary(name, version, devices, problem="it has no default device", advice=NO_DEVICE)
        return SoundLibrary(name, version, devices, default)


class PortAudioOutput:
    """The default device of PortAudio."""

    def __init__(self, sounddevice: Any, fill: Fill) -> None:
        self._sounddevice = sounddevice
        self._fill = fill
        self._finished = threading.Event()
        try:
            self._device = sounddevice.query_devices(kind="output")
        except sounddevice.PortAudioError as error:
            raise NoSoundDevice from error
        try:
            self._stream = sounddevice.OutputStream(
                samplerate=FRAME_RATE,
                blocksize=0,
                channels=min(2, self._device["max_output_channels"]),
                dtype="float32",
                latency=LATENCY_S,
                callback=self._call,
                finished_callback=self._finished.set,
            )
        except sounddevice.PortAudioError as error:
            raise CannotOpen(self._device["name"], error) from error

    @property
    def latency_s(self) -> float:
        """Time from a sample's being handed over to its being heard, in seconds."""
        return float(self._stream.latency)

    @property
    def failed(self) -> bool:
        """Whether the device has stopped of its own accord."""
        return self._finished.is_set()

    def start(self) -> None:
        """Begin to ask for samples; raise DeviceError if the device refuses."""
        try:
            with quiet_stderr():
                self._stream.start()
        except self._sounddevice.PortAudioError as error:
            raise CannotOpen(self._device["name"], error) from error

    def close(self) -> None:
        """Stop at once, whatever is still to be heard, in `CLOSING_S` at most."""
        closing = threading.Thread(target=self._stream.close, name="coach-close", daemon=True)
        closing.start()
        closing.join(CLOSING_S)
        if closing.is_alive():
            # sounddevice would close the stream once more when Python ends, and hang there for good.
            atexit.unregister(self._sounddevice._exit_handler)  # noqa: SLF001 - there is no public way

    def _call(self, out: npt.NDArray[np.float32], _frames: int, _time: object, _status: object) -> None:
        self._fill(out)
