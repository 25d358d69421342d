"""Sound devices through miniaudio, which brings everything it needs: for machines without PortAudio."""

import threading
from collections.abc import Generator
from typing import Any

import numpy as np
import numpy.typing as npt

from coach.errors import DeviceError
from coach.live.output import CLOSING_S, LATENCY_S, CannotOpen, Fill, NoSoundDevice, SoundLibrary
from coach.live.quiet import quiet_stderr
from coach.units import FRAME_RATE

_CHANNELS = 2
"""miniaudio itself brings two channels to what the device has."""

_PERIODS = 4


def open_output(fill: Fill) -> "MiniaudioOutput":
    """Open the default device; raise DeviceError if there is none."""
    import miniaudio

    with quiet_stderr():
        return MiniaudioOutput(miniaudio, fill)


def survey() -> SoundLibrary:
    """Return what miniaudio finds on this machine."""
    import miniaudio

    with quiet_stderr():
        try:
            devices = _names(miniaudio)
            MiniaudioOutput(miniaudio, lambda out: out.fill(0)).close()
        except DeviceError as error:
            return SoundLibrary("miniaudio", miniaudio.__version__, problem=error.problem, advice=error.advice)
    return SoundLibrary("miniaudio", miniaudio.__version__, devices, devices[0] if devices else "")


class MiniaudioOutput:
    """The default device of miniaudio."""

    def __init__(self, miniaudio: Any, fill: Fill) -> None:
        self._miniaudio = miniaudio
        self._fill = fill
        self._stopped = threading.Event()
        try:
            self._device = miniaudio.PlaybackDevice(
                output_format=miniaudio.SampleFormat.FLOAT32,
                nchannels=_CHANNELS,
                sample_rate=FRAME_RATE,
                buffersize_msec=round(1000 * LATENCY_S / _PERIODS),
                callback_periods=_PERIODS,
                backends=_backends(miniaudio),
                app_name="coach",
            )
        except miniaudio.MiniaudioError as error:
            names = _names(miniaudio)
            raise CannotOpen(names[0], error) if names else NoSoundDevice() from error
        self._device.stop_callback = self._stopped.set

    @property
    def latency_s(self) -> float:
        """Time from a sample's being handed over to its being heard, in seconds."""
        return LATENCY_S

    @property
    def failed(self) -> bool:
        """Whether the device has stopped of its own accord; not every backend says so."""
        return self._stopped.is_set()

    def start(self) -> None:
        """Begin to ask for samples; raise DeviceError if the device refuses."""
        blocks = self._blocks()
        next(blocks)
        try:
            with quiet_stderr():
                self._device.start(blocks)
        except self._miniaudio.MiniaudioError as error:
            raise CannotOpen("default", error) from error

    def close(self) -> None:
        """Stop at once, whatever is still to be heard, in `CLOSING_S` at most."""
        closing = threading.Thread(target=self._device.close, name="coach-close", daemon=True)
        closing.start()
        closing.join(CLOSING_S)

    def _blocks(self) -> Generator[npt.NDArray[np.float32], int, None]:
        frames = yield np.empty((0, _CHANNELS), np.float32)
        while True:
            out = np.empty((frames, _CHANNELS), np.float32)
            self._fill(out)
            frames = yield out


def _backends(miniaudio: Any) -> list[Any]:
    """Return everything but the backend that plays to nobody, which always works."""
    return [
        backend
        for backend in sorted(miniaudio.get_enabled_backends(), key=lambda backend: backend.value)
        if backend not in {miniaudio.Backend.NULL, miniaudio.Backend.CUSTOM}
    ]


def _names(miniaudio: Any) -> tuple[str, ...]:
    try:
        return tuple(device["name"] for device in miniaudio.Devices(_backends(miniaudio)).get_playbacks())
    except miniaudio.MiniaudioError:  # without any device it has nothing to list, and says so in this way
        return ()
