"""A device that was chosen once is the same ever after, and every device of a library has its place in the list."""

from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace

import pytest

from coach.errors import UnknownName
from coach.live.devices import lookup, miniaudio_device, portaudio_device
from coach.live.devices.device import CannotOpen, Choose, Fill
from coach.live.devices.names import Listed


def keyed(*keys: str, name: str = "Twin") -> list[Listed]:
    return [Listed(name=name, api="PulseAudio", key=key, library=miniaudio_device.NAME) for key in keys]


class Library:
    """A sound library whose devices come and go, and that opens nothing but their names and keys."""

    def __init__(self, devices: Sequence[Listed] = (), *, refuses: bool = False) -> None:
        self.devices = devices
        self.refuses = refuses

    def open(self, _fill: Fill, choose: Choose | None) -> str:
        assert choose
        chosen = self.devices[choose(self.devices)]
        if self.refuses:
            raise CannotOpen(chosen.name, "busy")
        return chosen.library + " " + (chosen.key or chosen.name)


@pytest.fixture
def libraries(monkeypatch):
    portaudio, miniaudio = Library(), Library()
    in_turn = (portaudio.open, miniaudio.open)
    found = replace(lookup.LOUDSPEAKERS, in_turn=in_turn, others=lambda: miniaudio.devices)
    monkeypatch.setattr(lookup, "LOUDSPEAKERS", found)
    return portaudio, miniaudio


def test_the_twin_that_was_chosen_is_opened_again_and_no_other_while_it_is_away(libraries):
    _, miniaudio = libraries
    miniaudio.devices = keyed("a", "b")
    chosen = lookup.Chosen("twin (2)", lookup.LOUDSPEAKERS)
    assert chosen.open(print) == "miniaudio b"
    miniaudio.devices = keyed("a")
    with pytest.raises(UnknownName, match="unknown sound device 'twin"):
        chosen.open(print)
    miniaudio.devices = keyed("b", "c", "d")
    assert chosen.open(print) == "miniaudio b"


def test_a_part_of_a_name_stays_with_its_device_when_others_come_that_have_it_too(libraries):
    portaudio, miniaudio = libraries
    portaudio.devices = [Listed("USB Dock", "ALSA", "", "PortAudio")]
    chosen = lookup.Chosen("usb", lookup.LOUDSPEAKERS)
    assert chosen.open(print) == "PortAudio USB Dock"
    portaudio.devices = [Listed("USB", "ALSA", "", "PortAudio"), *portaudio.devices]
    assert chosen.open(print) == "PortAudio USB Dock"
    portaudio.devices = portaudio.devices[:1]
    miniaudio.devices = keyed("a", name="USB Headset")
    with pytest.raises(UnknownName):
        chosen.open(print)


def test_a_device_that_one_library_cannot_open_is_opened_by_the_other_under_the_same_name(libraries):
    portaudio, miniaudio = libraries
    portaudio.devices, portaudio.refuses = [Listed("Dock", "Core Audio", "", "PortAudio")], True
    miniaudio.devices = keyed("a", name="Dock")
    assert lookup.Chosen("dock", lookup.LOUDSPEAKERS).open(print) == "miniaudio a"
    miniaudio.devices = []
    with pytest.raises(CannotOpen):
        lookup.Chosen("dock", lookup.LOUDSPEAKERS).open(print)


def test_portaudio_lists_the_devices_of_its_usual_api_first_and_passes_over_names_that_cannot_be_read():
    names = ["MME one", "MME two", b"\xff", "WASAPI one", "a microphone"]

    def query_devices(index=None, kind=None):
        assert kind is None
        name = names[index]
        return {
            "name": name if isinstance(name, str) else name.decode(),
            "index": index,
            "max_output_channels": 2 * (index < 4),
        }

    apis = [{"name": "MME", "devices": [0, 1, 2]}, {"name": "Windows WASAPI", "devices": [3, 4]}]
    sounddevice = SimpleNamespace(
        default=SimpleNamespace(hostapi=1), query_hostapis=lambda: apis, query_devices=query_devices
    )
    found = portaudio_device._devices(sounddevice)
    assert [(listed.name, listed.api, device["index"]) for listed, device in found] == [
        ("WASAPI one", "Windows WASAPI", 3),
        ("MME one", "MME", 0),
        ("MME two", "MME", 1),
    ]
