"""Where the sound goes: PortAudio if it is there and finds a device, else miniaudio."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from coach.errors import DeviceError, UnknownName
from coach.live.devices import miniaudio_device, portaudio_device
from coach.live.devices.device import CannotOpen, Choose, Device, Fill, NoSoundDevice, SoundLibrary
from coach.live.devices.names import Listed, SeveralDevices, again, choose, labels
from coach.storage.log import Log

_log = Log(__name__)

Use = TypeVar("Use")
"""What a device is opened for: what fills it, or takes what it hears."""

Opened = TypeVar("Opened")


@dataclass(frozen=True)
class Kind(Generic[Use, Opened]):
    """What is looked for: loudspeakers, or microphones."""

    called: str
    in_turn: tuple[Callable[[Use, Choose | None], Opened], ...]
    """Open one, each through another library."""

    others: Callable[[], Sequence[Listed]]
    """Lists what the last of these libraries reaches."""

    last: str
    """What that library is called."""

    none: Callable[[], DeviceError]
    """The error where there is none."""


LOUDSPEAKERS: Kind[Fill, Device] = Kind(
    called="sound device",
    in_turn=(portaudio_device.open_device, miniaudio_device.open_device),
    others=miniaudio_device.devices,
    last=miniaudio_device.NAME,
    none=NoSoundDevice,
)


class Chosen(Generic[Use, Opened]):
    """The device that a listener has chosen by its name, or the default one where there is no name.

    What is opened once is the same ever after, whatever other devices have come or gone meanwhile.
    """

    def __init__(self, name: str | None, kind: Kind[Use, Opened]) -> None:
        self._name = name
        self._kind = kind
        self._tried: tuple[int, Sequence[Listed]] | None = None
        self._opened: tuple[int, Sequence[Listed]] | None = None

    def open(self, use: Use) -> Opened:
        """Open the device, which asks `use` for samples once it is started, or gives it those that it hears.

        Raises DeviceError if there is none, or none that can be opened, or if the name may mean several; UnknownName if
        none has it.
        """
        refused, known = None, list[str]()
        for open_one in self._kind.in_turn:
            try:
                device = open_one(use, None if self._name is None else self._choose)
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
            raise UnknownName(self._kind.called, self._name, dict.fromkeys(known))
        raise refused or self._kind.none()

    def _choose(self, devices: Sequence[Listed]) -> int:
        """Return which of the devices of a library it is."""
        name = self._name or ""
        if self._opened:
            index = again(*self._opened, devices)
            if index is None:
                raise UnknownName(self._kind.called, name, labels(devices))
        else:
            comes_first = all(device.library != self._kind.last for device in devices)
            index = choose(name, devices, self._kind.others if comes_first else list, self._kind.called)
        self._tried = index, devices
        return index


def open_device(fill: Fill, device: str | None = None) -> Device:
    """Open a sound device, the default one if none is named; see `Chosen.open`."""
    return Chosen(device, LOUDSPEAKERS).open(fill)


def describe_devices() -> tuple[SoundLibrary, ...]:
    """Return what each sound library finds on this machine, in the order in which they are tried."""
    portaudio, miniaudio = portaudio_device.survey(), miniaudio_device.survey()
    if miniaudio_device.hears_itself():  # what PortAudio calls a microphone then is none
        portaudio = replace(portaudio, microphones=(), default_microphone="")
    return portaudio, miniaudio
