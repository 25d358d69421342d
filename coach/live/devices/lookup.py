"""Where the sound goes: PortAudio if it is there and finds a device, else miniaudio."""

from collections.abc import Callable, Sequence

from coach.errors import DeviceError, UnknownName
from coach.live.devices import miniaudio_device, portaudio_device
from coach.live.devices.device import CannotOpen, Choose, Device, Fill, NoSoundDevice, SoundLibrary
from coach.live.devices.names import Listed, SeveralDevices, again, choose, labels
from coach.storage.log import Log

_log = Log(__name__)

_IN_TURN: tuple[Callable[[Fill, Choose | None], Device], ...] = (
    portaudio_device.open_device,
    miniaudio_device.open_device,
)


class Chosen:
    """The device that a listener has chosen by its name, or the default one where there is no name.

    What is opened once is the same ever after, whatever other devices have come or gone meanwhile.
    """

    def __init__(self, name: str | None = None) -> None:
        self._name = name
        self._tried: tuple[int, Sequence[Listed]] | None = None
        self._opened: tuple[int, Sequence[Listed]] | None = None

    def open(self, fill: Fill) -> Device:
        """Open the device, which asks `fill` for samples once it is started.

        Raises DeviceError if there is none, or none that can be opened, or if the name may mean several; UnknownName if
        none has it.
        """
        refused, known = None, list[str]()
        for open_one in _IN_TURN:
            try:
                device = open_one(fill, None if self._name is None else self._choose)
            except SeveralDevices:
                raise
            except CannotOpen as error:
                _log.warning("%s", error)
                refused = refused or error
            except UnknownName as error:
                _log.warning("%s", error)
                known += error.allowed
            except DeviceError as error:
                _log.warning("%s", error)
            else:
                self._opened = self._tried
                return device
        if self._name is not None and known and not refused:
            raise UnknownName("sound device", self._name, dict.fromkeys(known))
        raise refused or NoSoundDevice

    def _choose(self, devices: Sequence[Listed]) -> int:
        """Return which of the devices of a library it is."""
        name = self._name or ""
        if self._opened:
            index = again(*self._opened, devices)
            if index is None:
                raise UnknownName("sound device", name, labels(devices))
        else:
            comes_first = all(device.library != miniaudio_device.NAME for device in devices)
            index = choose(name, devices, miniaudio_device.devices if comes_first else list)
        self._tried = index, devices
        return index


def open_device(fill: Fill, device: str | None = None) -> Device:
    """Open a sound device, the default one if none is named; see `Chosen.open`."""
    return Chosen(device).open(fill)


def describe_devices() -> tuple[SoundLibrary, ...]:
    """Return what each sound library finds on this machine, in the order in which they are tried."""
    return portaudio_device.survey(), miniaudio_device.survey()
