"""Where the sound goes: PortAudio if it is there and finds a device, else miniaudio."""

from collections.abc import Callable

from coach.errors import DeviceError, UnknownName
from coach.live.devices import miniaudio_device, portaudio_device
from coach.live.devices.device import CannotOpen, Device, Fill, NoSoundDevice, SoundLibrary
from coach.storage.log import Log

_log = Log(__name__)

_IN_TURN: tuple[Callable[[Fill, str | None], Device], ...] = (
    portaudio_device.open_device,
    miniaudio_device.open_device,
)


def open_device(fill: Fill, device: str | None = None) -> Device:
    """Open a sound device, the default one if none is named, which asks `fill` for samples once it is started.

    Raises DeviceError if there is no device, or none that can be opened; UnknownName if none has this name.
    """
    refused, known = None, list[str]()
    for open_one in _IN_TURN:
        try:
            return open_one(fill, device)
        except CannotOpen as error:
            _log.warning("%s", error)
            refused = refused or error
        except UnknownName as error:
            _log.warning("%s", error)
            known += error.allowed
        except DeviceError as error:
            _log.warning("%s", error)
    if device is not None and known and not refused:
        raise UnknownName("sound device", device, dict.fromkeys(known))
    raise refused or NoSoundDevice


def describe_devices() -> tuple[SoundLibrary, ...]:
    """Return what each sound library finds on this machine, in the order in which they are tried."""
    return portaudio_device.survey(), miniaudio_device.survey()
