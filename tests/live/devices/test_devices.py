"""Finding a sound device, and saying what is wrong when there is none."""

import os
import subprocess
import sys
from pathlib import Path

import card as cards
import pytest

from coach.errors import UnknownName
from coach.live.devices import lookup
from coach.live.devices.device import CannotOpen, Device, Fill, NoSoundDevice, find_device

ROOT = Path(__file__).parents[3]

only_alsa = pytest.mark.skipif(sys.platform != "linux", reason="only ALSA is configured by files")


def run(program: str, environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env={**environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=cards.PATIENCE_S,
    )


def no_sound(folder: Path, configuration: str | None) -> dict[str, str]:
    """An environment without a sound server, in which ALSA reads this configuration, or none at all."""
    if configuration is not None:
        (folder / "asound.conf").write_text(configuration + "\n")
    return {
        **os.environ,
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "PULSE_SERVER": f"unix:{folder}/nobody",
        "ALSA_CONFIG_PATH": str(folder / "asound.conf"),
    }


OPEN = """
import sys
from coach.errors import CoachError
from coach.live import warm_up
from coach.live.devices.lookup import open_device
try:
    with warm_up():
        print(type(open_device(lambda out: out.fill(0), *sys.argv[1:])).__name__)
except CoachError as error:
    print(error)
"""


@only_alsa
@pytest.mark.parametrize(
    "configuration",
    [
        None,
        "",
        "pcm.other { type null }",
        "pcm.!default { type nonsense",
        "pcm.!default { type hw card 7 }",
        "pcm.!default { type pulse }",
    ],
)
def test_without_a_device_there_is_one_clear_line_whatever_alsa_is_told(tmp_path, configuration):
    found = run(OPEN, no_sound(tmp_path, configuration))
    assert found.stdout == f"{NoSoundDevice()}\n"
    assert found.stderr == ""
    assert "`coach export`" in found.stdout


HIDE_PORTAUDIO = "import ctypes.util\nctypes.util.find_library = lambda name: None\n"

NULL_SINK = "null output"
"""A part of what the card's loudspeaker is called by miniaudio; PortAudio reaches it as "default"."""

DESCRIBE = """
from coach.live import describe_devices
for library in describe_devices():
    print(library.name, library.version[:1], library.default, library.problem, library.advice[:10], sep="|")
"""


def test_portaudio_comes_first_and_miniaudio_when_it_is_missing(card: cards.Card) -> None:
    assert run(OPEN, card.environment).stdout == "PortAudioDevice\n"
    assert run(HIDE_PORTAUDIO + OPEN, card.environment).stdout == "MiniaudioDevice\n"


def test_a_device_is_found_by_a_part_of_its_name_in_either_library(card: cards.Card) -> None:
    assert run(OPEN, card.environment, "Default").stdout == "PortAudioDevice\n"
    assert run(OPEN, card.environment, NULL_SINK).stdout == "MiniaudioDevice\n"


def test_a_device_that_nothing_answers_to_is_one_line_with_the_nearest_name(card: cards.Card) -> None:
    assert run(OPEN, card.environment, "defualt").stdout.startswith(
        "unknown sound device 'defualt'; did you mean 'default'? (there is: default, "
    )


def test_the_first_of_several_devices_with_the_name_is_taken_and_a_whole_name_before_a_part():
    names = ["Speakers (USB)", "USB", "usb", "HDMI"]
    assert [find_device(name, names) for name in ("usb", "speak", "hdmi", "S")] == [1, 0, 3, 0]
    with pytest.raises(UnknownName, match=r"^unknown sound device 'HDNI'; did you mean 'HDMI'\?"):
        find_device("HDNI", names)


def test_the_doctor_hears_what_both_libraries_find_and_what_to_do_about_one_that_is_missing(card: cards.Card) -> None:
    portaudio, miniaudio = run(DESCRIBE, card.environment).stdout.splitlines()
    assert portaudio == "PortAudio|V|default||"
    assert miniaudio.startswith("miniaudio|1|")
    assert miniaudio.endswith("||")
    missing, as_before = run(HIDE_PORTAUDIO + DESCRIBE, card.environment).stdout.splitlines()
    assert missing == "PortAudio|||PortAudio was not found|install it"
    assert as_before == miniaudio


@only_alsa
def test_the_doctor_hears_that_there_is_no_device(tmp_path):
    found = run(DESCRIBE, no_sound(tmp_path, "pcm.!default { type hw card 7 }"))
    portaudio, miniaudio = found.stdout.splitlines()
    assert portaudio.endswith("|it has no default device|switch a s") or "PortAudio was not found" in portaudio
    assert miniaudio.endswith("|no sound device was found|switch one")
    assert found.stderr == ""


def test_a_device_that_is_there_and_refuses_is_named(monkeypatch):
    def refuse(_fill: Fill, _device: str | None) -> Device:
        raise CannotOpen("Loud", "device unavailable")

    def find_nothing(_fill: Fill, _device: str | None) -> Device:
        raise NoSoundDevice

    monkeypatch.setattr(lookup, "_IN_TURN", (refuse, find_nothing))
    with pytest.raises(
        CannotOpen, match=r"^the sound device 'Loud' cannot be opened \(device unavailable\); close other"
    ):
        lookup.open_device(lambda out: out.fill(0))
