"""Sound devices through miniaudio, which brings everything it needs: for machines without PortAudio."""

import threading
import time
from collections.abc import Generator, Sequence
from typing import Any, NamedTuple

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
    NoSoundDevice,
    SoundLibrary,
)
from coach.live.devices.names import Listed, labels, shown
from coach.live.terminal.quiet import quiet_stderr
from coach.storage.log import Log
from coach.units import FRAME_RATE, seconds

_log = Log(__name__)

_CHANNELS = 2
"""miniaudio itself brings two channels to what the device has."""

_PERIODS = 4


NAME = "miniaudio"

CLOSING = "coach-close-miniaudio"
"""Name of a thread that closes a device of miniaudio."""

_MONITOR = ("PulseAudio", b".monitor")
"""How the keys of what hears a loudspeaker, and no room, end there: it is no microphone."""


def open_device(fill: Fill, choose: Choose | None = None) -> "MiniaudioDevice":
    """Open the device that is chosen, or the default one.

    Raises DeviceError if there is none, and what `choose` raises.
    """
    import miniaudio

    with quiet_stderr():
        return MiniaudioDevice(miniaudio, fill, choose)


def devices() -> list[Listed]:
    """Return every device that miniaudio can play on."""
    import miniaudio

    with quiet_stderr():
        return [device.listed for device in found(miniaudio)]


def microphones() -> list[Listed]:
    """Return every microphone that miniaudio can hear with."""
    import miniaudio

    with quiet_stderr():
        return [device.listed for device in without_monitors(found(miniaudio, "input"))]


def hears_itself() -> bool:
    """Whether the system's usual microphone is what it plays itself, as PulseAudio has it where there is no other."""
    import miniaudio

    with quiet_stderr():
        there = found(miniaudio, "input")
    return any(device.is_default for device in there) and not any(
        device.is_default for device in without_monitors(there)
    )


def survey() -> SoundLibrary:
    """Return what miniaudio finds on this machine."""
    import miniaudio

    with quiet_stderr():
        try:
            there = found(miniaudio)
            MiniaudioDevice(miniaudio, lambda out: out.fill(0)).close()
        except DeviceError as error:
            return SoundLibrary(name=NAME, version=miniaudio.__version__, problem=error.problem, advice=error.advice)
        microphones = without_monitors(found(miniaudio, "input"))
    called, heard = (labels([device.listed for device in devices]) for devices in (there, microphones))
    return SoundLibrary(
        name=NAME,
        version=miniaudio.__version__,
        devices=called,
        default=called[_usual(there)] if there else "",
        microphones=heard,
        default_microphone=heard[_usual(microphones)] if microphones else "",
    )


class Found(NamedTuple):
    """A device with what miniaudio opens it by."""

    listed: Listed
    id: Any
    is_default: bool


class MiniaudioDevice:
    """A device of miniaudio."""

    def __init__(self, miniaudio: Any, fill: Fill, choose: Choose | None = None) -> None:
        self._miniaudio = miniaudio
        self._fill = fill
        self._held_s = LATENCY_S
        listed = found(miniaudio) if choose else []
        chosen = listed[choose([device.listed for device in listed])] if choose else None
        self._name = shown(chosen.listed.name) if chosen else "default"
        self._stopped = threading.Event()
        try:
            self._device = miniaudio.PlaybackDevice(
                output_format=miniaudio.SampleFormat.FLOAT32,
                nchannels=_CHANNELS,
                sample_rate=FRAME_RATE,
                buffersize_msec=round(1000 * LATENCY_S / _PERIODS),
                callback_periods=_PERIODS,
                device_id=chosen.id if chosen else None,
                backends=backends(miniaudio),
                app_name="coach",
            )
        except miniaudio.MiniaudioError as error:
            there = [chosen] if chosen else found(miniaudio)
            if not there:
                raise NoSoundDevice from error
            raise CannotOpen(shown(there[_usual(there)].listed.name), said(error)) from error
        self._closing = Closing(self._device.close, self._name, CLOSING)
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
        return self._closing.hangs

    def start(self) -> None:
        """Begin to ask for samples; raise DeviceError if the device refuses."""
        blocks = self._blocks()
        next(blocks)
        try:
            with quiet_stderr():
                self._device.start(blocks)
        except self._miniaudio.MiniaudioError as error:
            raise CannotOpen(self._name, said(error)) from error

    def close(self) -> None:
        """Stop at once, whatever is still to be heard, in `CLOSING_S` at most."""
        self._closing()

    def _blocks(self) -> Generator[npt.NDArray[np.float32], int, None]:
        frames = yield np.empty((0, _CHANNELS), np.float32)
        asked_at, held_s = time.monotonic(), 0.0
        while True:
            out = np.empty((frames, _CHANNELS), np.float32)
            self._fill(out)
            now = time.monotonic()
            left_s = max(held_s - (now - asked_at), 0.0)  # nothing, if it has waited for longer than its samples last
            asked_at, held_s = now, min(left_s + seconds(frames), LATENCY_S)
            self._held_s = held_s
            frames = yield out


def backends(miniaudio: Any) -> list[Any]:
    """Return everything but the backend that plays to nobody, which always works."""
    return [
        backend
        for backend in sorted(miniaudio.get_enabled_backends(), key=lambda backend: backend.value)
        if backend not in {miniaudio.Backend.NULL, miniaudio.Backend.CUSTOM}
    ]


def said(error: Exception) -> str:
    """Return what an error of miniaudio says, and its number, without the signs of a tuple."""
    return ", ".join(map(str, error.args))


def found(miniaudio: Any, kind: Direction = "output") -> list[Found]:
    """Return every device that can play, or hear, in the order of their keys, which stay when others come and go.

    What miniaudio's own `Devices` returns lacks which is the default one, and it fails at a name that is cut within a
    letter.
    """
    ffi, lib = miniaudio.ffi, miniaudio.lib
    context, infos, count = ffi.new("ma_context *"), ffi.new("ma_device_info **"), ffi.new("ma_uint32 *")
    values = [backend.value for backend in backends(miniaudio)]
    if lib.ma_context_init(ffi.new("ma_backend[]", values), len(values), ffi.NULL, context) != lib.MA_SUCCESS:
        return []
    try:
        wanted, others = (infos, count), (ffi.NULL, ffi.NULL)
        lib.ma_context_get_devices(context, *(wanted + others if kind == "output" else others + wanted))
        api = ffi.string(lib.ma_get_backend_name(context.backend)).decode()
        devices = [_found(ffi, infos[0][index], api) for index in range(count[0])]
    finally:
        lib.ma_context_uninit(context)
    return sorted(devices, key=lambda device: device.listed.key)


def without_monitors(devices: Sequence[Found]) -> list[Found]:
    """Return what hears a room, of devices that can hear."""
    api, ending = _MONITOR
    return [
        device
        for device in devices
        if device.listed.api != api or not bytes.fromhex(device.listed.key).endswith(ending)
    ]


def _found(ffi: Any, info: Any, api: str) -> Found:
    """Return what miniaudio says of a device, in memory of our own."""
    own_id = ffi.new("ma_device_id *", info.id)
    name, key = ffi.string(info.name).decode(errors="ignore"), bytes(ffi.buffer(own_id)).rstrip(b"\0").hex()
    return Found(Listed(name=name, api=api, key=key, library=NAME), own_id, bool(info.isDefault))


def _usual(devices: Sequence[Found]) -> int:
    """Return the index of the default device, or of the first if none says that it is."""
    return next((index for index, device in enumerate(devices) if device.is_default), 0)
