"""The microphone: what it hears, mono at 16 kHz, through the libraries by which sessions are played."""

from collections.abc import Callable

from coach.hearing.heard import Block
from coach.live.devices import miniaudio_device
from coach.live.devices.device import NoMicrophone
from coach.live.devices.lookup import Chosen, Kind
from coach.live.microphone import miniaudio_source, portaudio_source
from coach.live.microphone.microphone import Microphone
from coach.live.microphone.source import Source, Take

MICROPHONES: Kind[Take, Source] = Kind(
    called="microphone",
    in_turn=(portaudio_source.open_source, miniaudio_source.open_source),
    others=miniaudio_device.microphones,
    last=miniaudio_device.NAME,
    none=NoMicrophone,
)


def open_microphone(
    take: Callable[[Block], None],
    name: str | None = None,
    *,
    failed: Callable[[str], None],
    told: Callable[[str], None] = lambda _text: None,
) -> Microphone:
    """Open a microphone, by default the one that the system uses; `name` is one of a device, as for `--device`.

    `take` is given what it hears, in a thread of the microphone's own, once it is started. A microphone that goes away
    is opened again once it is there: `failed` is told of the one, in one line, `told` of the other, and of a microphone
    that gives nothing but silence. Raises DeviceError if there is none that can be opened, or if the name may mean
    several; UnknownName if none has it.
    """
    chosen = Chosen(name, MICROPHONES)

    def open_source(take: Take) -> Source:
        if name is None and miniaudio_device.hears_itself():
            raise NoMicrophone
        return chosen.open(take)

    return Microphone(open_source, miniaudio_device.hears_itself, take=take, failed=failed, told=told)
