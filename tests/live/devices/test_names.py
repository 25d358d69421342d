"""What sound devices are called, and which one is meant by what somebody writes."""

import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import UnknownName
from coach.live.devices.names import Listed, SeveralDevices, again, choose, fitting, labels, shown


def listed(*names: str, api: str = "ALSA", library: str = "PortAudio") -> list[Listed]:
    return [Listed(name=name, api=api, library=library) for name in names]


def keyed(**names: str) -> list[Listed]:
    """Devices of miniaudio, which tells a key for each."""
    return [Listed(name=name, api="PulseAudio", key=key, library="miniaudio") for key, name in names.items()]


def chosen(asked: str, devices: Sequence[Listed], others: Sequence[Listed] = ()) -> str:
    return labels(devices)[choose(asked, devices, lambda: others)]


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("Kopfhörer", unicodedata.normalize("NFD", "Kopfhörer")),
        (unicodedata.normalize("NFD", "Kopfhörer"), "KOPFHÖRER"),
        ("Kopfhörer", "\uff2b\uff4f\uff50\uff46hörer"),
        ("\u30b9\u30d4\u30fc\u30ab\u30fc", "\uff7d\uff8b\uff9f\uff70\uff76\uff70"),
        ("  USB\u00a0 Dock ", "usb dock"),
        ("USB Dock", "\tUSB \u202f Dock\n"),
        ("USB\u200b Dock\ufeff", "usb dock"),
        ("USB\nDock", "USB Dock"),
        ("Großer Saal", "GROSSER SAAL"),
        ("Alice\u2019s AirPods", "alice's airpods"),
        ("USB\u2011C", "usb-c"),
        ("Speakers (Realtek High Definiti", "speakers (realtek high definition audio)"),
        ("Kopfhörer (Sehr lange Bezeichnung)"[:31], "Kopfhörer (Sehr lange Bezeichnung)"),
        (b"Kopfh\xc3\xb6rer (Sehr lange Bezeichnung)"[:31].decode(), "Kopfhörer (Sehr lange Bezeichnung)"),
        ("ö" * 15, "ö" * 20),
        ("USB Audio Interface Stereo Out ", "USB Audio Interface Stereo Out 2"),
        ("Speakers (Realtek High Definition Audio)", "Speakers (Realtek High Definiti"),
        ("bell\x07 and \x1b[31mred", "bell\x07 and \x1b[31mred"),
        ("bell\x07 and \x1b[31mred", r"bell\x07 and \x1b[31mred"),
    ],
)
def test_the_same_name_in_another_form_finds_the_device(name, asked):
    devices = listed("Speakers (USB)", name, "HDMI")
    assert choose(asked, devices, list) == 1


@given(st.lists(st.tuples(st.text(max_size=12), st.sampled_from(["ALSA", "MME", "x]"])), max_size=12))
def test_every_device_is_found_by_what_it_is_called_and_no_two_are_called_alike(given):
    devices = [Listed(name=name, api=api) for name, api in given]
    called = labels(devices)
    assert len(set(called)) == len(called)
    assert all(
        label.replace("\u200c", "").replace("\u200d", "").replace("\u3000", "").isprintable() for label in called
    )
    for index, label in enumerate(called):
        exact = [number for number, device in enumerate(devices) if device.name == label]
        assert choose(label, devices, list) == (exact[0] if len(exact) == 1 else index)


def test_twins_have_numbers_which_no_other_device_is_called():
    assert labels(listed("Name", "Name", "Name (2)", "name", "")) == (
        "Name",
        "Name (3)",
        "Name (2)",
        "name (4)",
        "unnamed device",
    )


def test_what_other_apis_reach_as_well_is_named_with_them_and_the_first_api_is_meant_where_none_is_named():
    devices = [
        *listed("Speakers (Realtek High Definiti", "HDMI", api="MME"),
        *listed("Speakers (Realtek High Definition Audio)", "HDMI", api="Windows DirectSound"),
        *listed("Speakers (Realtek High Definition Audio)", "HDMI", api="Windows WASAPI"),
    ]
    called = labels(devices)
    assert called[3:] == (
        "HDMI [Windows DirectSound]",
        "Speakers (Realtek High Definition Audio) [Windows WASAPI]",
        "HDMI [Windows WASAPI]",
    )
    asked = ("hdmi", "realtek", "hdmi [wasapi]", "Realtek [directsound]", "HDMI [MME]", called[4], called[2])
    assert [choose(name, devices, list) for name in asked] == [1, 0, 5, 2, 1, 4, 2]


def test_a_whole_name_comes_before_a_part_and_a_part_that_fits_several_is_answered_with_all_of_them():
    devices = listed("Speakers (USB)", "USB", "HDMI 1", "HDMI 2")
    assert chosen("usb", devices) == "USB"
    assert chosen("speak", devices) == "Speakers (USB)"
    with pytest.raises(
        SeveralDevices,
        match=r"^'hdmi' fits 3 sound devices: HDMI 1, HDMI 2, Digital HDMI; write the name of one in full$",
    ):
        choose("hdmi", devices, lambda: keyed(a="Digital HDMI", b="Headset"))
    with pytest.raises(SeveralDevices, match="'Name' fits 2 sound devices: Name 1, Name 2;"):
        choose("Name", listed("Name 1", "Name 2"), list)


def test_a_name_that_is_cut_like_those_of_twins_is_answered_with_both():
    name = "Speakers (Realtek High Definiti"
    with pytest.raises(SeveralDevices, match=r"Definiti, Speakers \(Realtek High Definiti \(2\);"):
        choose("Speakers (Realtek High Definition Audio)", listed(name, name), list)


@pytest.mark.parametrize("asked", ["HDNI", "", " ", "\u200b", "[MME]x", "USB Audio Interface Stereo Out 2"])
def test_a_name_that_nothing_has_finds_nothing(asked):
    with pytest.raises(UnknownName):
        choose(asked, listed("USB", "HDMI", "USB Audio Interface Stereo Out", ""), list)


def test_a_part_gives_way_to_a_device_of_the_other_library_that_is_called_so():
    portaudio, miniaudio = listed("Headset: Audio (hw:1,0)"), keyed(a="Headset")
    assert choose("Headset", portaudio, list) == 0
    with pytest.raises(UnknownName):
        choose("headset", portaudio, lambda: miniaudio)


def test_very_many_devices_that_fit_are_told_in_one_line_that_can_be_read():
    with pytest.raises(SeveralDevices, match=r"^'d' fits 1000 sound devices: .* and 960 more; write") as error:
        choose("d", listed(*(f"Device {number}" for number in range(1000))), list)
    assert len(str(error.value)) < 1000
    assert len(error.value.fits) == 1000


def test_a_device_with_a_key_is_the_same_whatever_else_has_come_or_gone():
    before = keyed(left="Name", right="Name")
    assert again(1, before, keyed(right="Name")) == 0
    assert again(1, before, keyed(another="Name", left="Name", right="Renamed")) == 2
    assert again(0, before, keyed(right="Name")) is None
    assert again(0, before, keyed(right="Name", third="Name")) is None
    assert again(0, keyed(a2dp="Buds", x="Dock"), keyed(headset="Buds", x="Dock")) == 0


def test_a_device_without_a_key_is_the_same_in_its_place_among_as_many_twins():
    before = listed("Name", "HDMI", "Name")
    assert again(2, before, listed("HDMI", "Name", "Other", "Name")) == 3
    assert again(2, before, listed("HDMI", "Name")) is None
    assert again(1, before, listed("Name")) is None
    assert again(1, before, keyed(hdmi="HDMI", name="Name")) == 0
    assert again(2, before, keyed(a="Name", b="Name")) is None
    assert again(0, listed("HDMI", api="MME"), [*listed("HDMI", api="WASAPI"), *listed("HDMI", api="MME")]) == 1


def test_what_a_name_holds_does_not_reach_the_terminal_as_it_is():
    assert shown("a\x1b[2Jb\x07\x00\u2028\ud800\u202ec") == r"a\x1b[2Jb\x07\x00 \ud800c"
    assert shown("👩\u200d💻 \u00a0 Pods") == "👩\u200d💻 Pods"
    assert fitting("pods", listed("👩\u200d💻 Pods")) == [0]
