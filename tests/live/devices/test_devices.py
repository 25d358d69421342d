"""Finding a sound device, and saying what is wrong when there is none."""

import os
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import card as cards
import pytest

from coach.live.devices import lookup
from coach.live.devices.device import CannotOpen, Choose, Device, Fill, NoSoundDevice
from coach.live.devices.miniaudio_device import said

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


PLAY_ON_EACH = """
import sys
from coach.errors import CoachError
from coach.live.devices.lookup import LOUDSPEAKERS, Chosen
for name in sys.argv[1:]:
    try:
        chosen = Chosen(name, LOUDSPEAKERS)
        chosen.open(lambda out: out.fill(0)).close()
        index, devices = chosen._opened
        print(bytes.fromhex(devices[index].key).decode())
    except CoachError as error:
        print(error)
"""


@pytest.fixture
def twins(card: cards.Card) -> Iterator[None]:
    """Two loudspeakers of one name, which another begins with in other letters, and two of odd names."""
    decomposed = unicodedata.normalize("NFD", "Kopfhörer laut")
    with (
        card.sink("b_twin", "norewinds=1", called="Kopfhörer"),
        card.sink("a_twin", "norewinds=1", called="Kopfhörer"),
        card.sink("loud", "norewinds=1", called=decomposed),
        card.sink("bell", "norewinds=1", called="Bell \x07 and\u00a0 red \x1b[31m"),
        card.sink("long", "norewinds=1", called="xx" + "é" * 200),
    ):
        yield


@pytest.mark.usefixtures("twins")
def test_each_of_twins_can_be_played_on_and_a_name_in_any_form_finds_its_device(card: cards.Card) -> None:
    names = {
        "Kopfhörer": "a_twin",
        "Kopfhörer (2)": "b_twin",
        " KOPFHÖRER\u00a0LAUT ": "loud",
        "laut": "loud",
        unicodedata.normalize("NFD", "kopfhörer (2)"): "b_twin",
        r"bell \x07 and red \x1b[31m": "bell",
        "Bell \x07 and\u00a0 red \x1b[31m": "bell",
        "xx" + "é" * 200: "long",
        "kopf": f"'kopf' fits 3 sound devices: Kopfhörer, Kopfhörer (2), "
        f"{unicodedata.normalize('NFD', 'Kopfhörer laut')}; write the name of one in full",
    }
    assert dict(zip(names, run(PLAY_ON_EACH, card.environment, *names).stdout.splitlines(), strict=True)) == names


@pytest.mark.usefixtures("twins")
def test_the_list_of_devices_tells_twins_apart_and_shows_no_control_characters(card: cards.Card) -> None:
    with_default = {**card.environment, "PYTHONPATH": str(ROOT)}
    subprocess.run(["pactl", "set-default-sink", "b_twin"], env=with_default, check=True)
    try:
        listed = run("from coach.cli import main; main()", with_default, "devices").stdout.splitlines()
        alone = run(HIDE_PORTAUDIO + "from coach.cli import main; main()", with_default, "devices").stdout.splitlines()
    finally:
        subprocess.run(["pactl", "set-default-sink", "coach_out"], env=with_default, check=True)
    assert {"* default", "  Kopfhörer", "  Kopfhörer (2)", r"  Bell \x07 and red \x1b[31m"} <= {*listed}
    assert [line for line in alone if line.startswith("*")] == ["* Kopfhörer (2)"]
    assert listed[1:] == [line.replace("*", " ") for line in alone]


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
    def refuse(_fill: Fill, _choose: Choose | None) -> Device:
        raise CannotOpen("Loud", "device unavailable")

    def find_nothing(_fill: Fill, _choose: Choose | None) -> Device:
        raise NoSoundDevice

    monkeypatch.setattr(lookup, "LOUDSPEAKERS", replace(lookup.LOUDSPEAKERS, in_turn=(refuse, find_nothing)))
    with pytest.raises(
        CannotOpen, match=r"^the sound device 'Loud' cannot be opened \(device unavailable\); close other"
    ):
        lookup.open_device(lambda out: out.fill(0))


def test_what_miniaudio_says_is_told_in_words():
    assert said(RuntimeError("failed to init device", -401)) == "failed to init device, -401"
