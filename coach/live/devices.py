"""Where the sound goes: PortAudio if it is there and finds a device, else miniaudio."""

from collections.abc import Callable

from coach.errors import DeviceError
from coach.live import miniaudio_output, portaudio_output
from coach.live.output import CannotOpen, Fill, NoSoundDevice, Output, SoundLibrary

_IN_TURN: tuple[Callable[[Fill], Output], ...] = (portaudio_output.open_output, miniaudio_output.open_output)


def open_output(fill: Fill) -> Output:
    """Open the default sound device, which will ask `fill` for samples once it is started.

    Raises DeviceError if there is no device, or none that can be opened.
    """
    refused = None
    for open_one in _IN_TURN:
        try:
            return open_one(fill)
        except CannotOpen as error:
            refused = refused or error
        except DeviceError:
            continue
    raise refused or NoSoundDevice


def describe_devices() -> tuple[SoundLibrary, ...]:
    """Return what each sound library finds on this machine, in the order in which they are tried."""
    return portaudio_output.survey(), miniaudio_output.survey()
