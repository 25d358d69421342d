"""The microphone on a virtual sound card: what is said into it comes as blocks at 16 kHz, whatever it is."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import card as cards
import numpy as np
import pytest
from microphone import microphone

ROOT = Path(__file__).parents[3]

HEAR = """
import sys, threading, time
import numpy as np
from coach.errors import CoachError
from coach.live import warm_up
from coach.live.microphone import open_microphone

file, *name = sys.argv[1:]
blocks, began = [], time.monotonic()
say = lambda line: print(line, flush=True)
try:
    with warm_up():
        heard = open_microphone(blocks.append, *name, failed=say, told=say)
    heard.start()
except CoachError as error:
    say(error)
    sys.exit()
say("hearing")
for line in sys.stdin:
    exec(line)
begun = time.monotonic()
heard.close()
heard.close()
assert time.monotonic() - begun < 3
count = len(blocks)
time.sleep(0.1)
assert len(blocks) == count
assert not [one for one in threading.enumerate() if one.name.startswith("coach-")], threading.enumerate()
np.savez(file, samples=np.concatenate([np.zeros(0, np.float32), *(one.samples for one in blocks)]),
         at=[one.at_s for one in blocks], sizes=[len(one.samples) for one in blocks], lost=heard.lost)
"""

SOON = """
from coach.live.microphone import microphone
microphone.SILENT_S, microphone._WATCH_S, microphone._AGAIN_S = 0.5, 0.3, 0.3
"""
NO_PORTAUDIO = "import ctypes.util\nctypes.util.find_library = lambda name: None\n"


class Hearing:
    """A process that hears with the microphone of a card; `before` is what it does first."""

    def __init__(self, card: cards.Card, file: Path, *name: str, before: str = "") -> None:
        self._file = file
        self._process = subprocess.Popen(
            [sys.executable, "-c", before + HEAR, str(file), *name],
            env={**card.environment, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.first = self.line()

    def line(self) -> str:
        return self._process.stdout.readline().strip()

    def do(self, line: str) -> None:
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def stop(self) -> None:
        self._process.kill()
        self._process.communicate()

    def end(self) -> dict[str, np.ndarray]:
        """Close the microphone; return what was heard."""
        _, errors = self._process.communicate(timeout=cards.PATIENCE_S)
        assert (self._process.returncode, errors) == (0, "")
        return dict(np.load(self._file)) if self._file.exists() else {}


@pytest.fixture
def hear(card: cards.Card, tmp_path: Path) -> Iterator[Callable[..., Hearing]]:
    begun = list[Hearing]()

    def begin(*name: str, before: str = "") -> Hearing:
        begun.append(Hearing(card, tmp_path / f"{len(begun)}.npz", *name, before=before))
        return begun[-1]

    yield begin
    for hearing in begun:
        hearing.stop()


def devices(card: cards.Card, *options: str) -> str:
    """Return what `coach devices` prints."""
    command = [sys.executable, "-m", "coach", "devices", *options]
    environment = {**card.environment, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout


def tone(frequency: float, seconds: float = 0.6) -> np.ndarray:
    return (0.3 * np.sin(2 * np.pi * frequency * np.arange(round(16_000 * seconds)) / 16_000)).astype(np.float32)


def loudest_hz(samples: np.ndarray) -> float:
    return float(np.abs(np.fft.rfft(samples)).argmax() * 16_000 / len(samples))


@pytest.mark.parametrize(
    ("rate", "channels", "before"),
    [(8_000, 1, ""), (44_100, 2, ""), (96_000, 1, ""), (48_000, 2, NO_PORTAUDIO)],
    ids=["8 kHz", "44.1 kHz stereo", "96 kHz", "miniaudio"],
)
def test_a_microphone_of_any_rate_is_heard_at_16_khz_with_its_times(card, hear, rate, channels, before):
    with microphone(card, rate=rate, channels=channels) as mic:
        hearing = hear(before=before)
        assert hearing.first == "hearing"
        mic.wait_until(mic.say(tone(1000), at=mic.now + rate // 2).end + rate // 2)
        heard = hearing.end()
    loud = np.flatnonzero(np.abs(heard["samples"]) > 0.1)
    assert loud[-1] - loud[0] == pytest.approx(0.6 * 16_000, abs=200)
    assert loudest_hz(heard["samples"][loud[0] : loud[-1]]) == pytest.approx(1000, abs=5)
    assert np.abs(heard["samples"]).max() == pytest.approx(0.3, abs=0.03)
    # A block begins where the one before it has ended.
    ends = heard["at"][:-1] + heard["sizes"][:-1] / 16_000
    assert np.median(np.abs(heard["at"][1:] - ends)) < 0.005


def test_one_that_is_taken_away_is_told_of_and_heard_again_once_it_is_back(card, hear):
    with microphone(card) as mic:
        hearing = hear(before=SOON)
        mic.take_away()
        assert hearing.line() == "the microphone has gone"
    with microphone(card) as mic:
        assert hearing.line() == "the microphone is back, and the coach hears you"
        mic.wait_until(mic.say(tone(700)).end + 12_000)
        heard = hearing.end()
    assert loudest_hz(heard["samples"]) == pytest.approx(700, abs=5)


def test_one_that_is_silent_is_told_of_once_and_one_that_is_closed_while_it_is_away_ends(card, hear):
    with microphone(card) as mic:
        mic.worsen = lambda samples, _: np.zeros_like(samples)
        hearing = hear(before=SOON)
        assert hearing.line() == "the microphone gives nothing but silence: is it muted, or not allowed to be heard?"
        mic.wait_until(mic.now + 48_000)
        mic.take_away()
        assert hearing.line() == "the microphone has gone"
        assert not hearing.end()["samples"].any()


@pytest.mark.parametrize("before", ["", NO_PORTAUDIO], ids=["PortAudio", "miniaudio"])
def test_where_there_is_only_what_the_loudspeaker_plays_there_is_no_microphone(hear, before):
    hearing = hear(before=before)
    assert hearing.first == "no microphone was found; connect one before the session, or lead it with the keys"
    assert hearing.end() == {}


def test_a_microphone_is_found_by_a_part_of_its_name_and_listed(card, hear):
    with microphone(card, name="desk_mic"), microphone(card, name="other_mic"):
        for name, said in (
            ("DESK", "hearing"),
            ("mic", "'mic' fits 2 microphones: desk_mic, other_mic; write the name of one in full"),
            ("desk_mike", "unknown microphone 'desk_mike'; did you mean 'desk_mic'?"),
        ):
            hearing = hear(name)
            assert hearing.first.startswith(said)
            hearing.end()
        _, _, listed = devices(card).partition("\n\nmicrophones:\n")
        libraries = json.loads(devices(card, "--json"))
    assert "  desk_mic\n" in listed
    assert "onitor" not in listed
    assert {"desk_mic", "other_mic"} <= {name for library in libraries for name in library["microphones"]}
    assert libraries[-1]["default_microphone"] == "other_mic"


def test_when_portaudio_is_started_anew_for_the_loudspeaker_the_microphone_is_opened_again(card, hear):
    with microphone(card) as mic:
        hearing = hear(before=SOON)
        hearing.do("from coach.live.devices.lookup import open_device")
        for _ in range(2):
            hearing.do("open_device(lambda out: out.fill(0)).close()")
        assert hearing.line() == "the microphone has gone"
        assert hearing.line() == "the microphone is back, and the coach hears you"
        mic.wait_until(mic.say(tone(500)).end + 12_000)
        assert loudest_hz(hearing.end()["samples"]) == pytest.approx(500, abs=5)
