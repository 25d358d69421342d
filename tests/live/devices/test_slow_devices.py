"""A slow device is not a dead one: on fakes, and on loudspeakers of a real server that is seconds ahead."""

import signal
import time
from collections.abc import Callable

import card as cards
import live_piece
import numpy as np
import pytest
from live_piece import EagerDevice, finish, playing

from coach.errors import DeviceError
from coach.live.devices import loudspeaker, recovery, rhythm
from coach.live.devices.device import Device, Fill
from coach.live.player import Player
from coach.units import frames


class Opened:
    """Opens one device after the other, the last one again and again, and keeps count."""

    def __init__(self, *kinds: Callable[[], EagerDevice]) -> None:
        self._kinds = kinds
        self.devices: list[EagerDevice] = []

    def __call__(self, fill: Fill) -> Device:
        kind = self._kinds[min(len(self.devices), len(self._kinds) - 1)]
        self.devices.append(kind())
        return self.devices[-1].open(fill)


class Late(EagerDevice):
    """Takes what it can hold, and asks for more only after a while, as a loudspeaker that wakes up."""

    waits_s = 0.6

    def _run(self) -> None:
        block = np.empty((4800, 2), np.float32)
        self._fill(block)
        self._blocks.append(block)
        time.sleep(self.waits_s)
        super()._run()


def sound(devices: list[EagerDevice]) -> np.ndarray:
    heard = np.concatenate([device.heard for device in devices if device._blocks])
    return heard[heard != 0]


@pytest.fixture
def hasty(monkeypatch):
    """Take a device for dead after 0.2 s, and one that wakes up for silent after 0.1 s."""
    monkeypatch.setattr(loudspeaker, "_DEAD_S", 0.2)
    monkeypatch.setattr(rhythm, "_WAKING_S", 0.1)
    monkeypatch.setattr(recovery, "_FIRST_PAUSE_S", 0.01)


@pytest.mark.usefixtures("hasty")
def test_a_device_that_is_slower_than_anybody_waits_is_waited_for_longer_each_time_until_it_plays():
    opened, piece = Opened(Late), live_piece.Piece(live_piece.noise(frames(2)))
    player = Player(piece, opened)
    player.play()
    assert 2 <= len(opened.devices) <= 4
    assert list(player.notices) == [loudspeaker.SILENT, loudspeaker.BACK]
    np.testing.assert_array_equal(sound(opened.devices)[-frames(1.5) :], piece.samples[-frames(1.5) :])


@pytest.mark.usefixtures("hasty")
def test_a_device_that_never_plays_is_opened_ever_more_rarely_and_told_once(monkeypatch):
    class Mute(EagerDevice):
        def start(self) -> None: ...

    monkeypatch.setattr(loudspeaker, "_AWAY_S", 3.0)
    opened = Opened(Mute)
    player = Player(live_piece.Piece(live_piece.noise(frames(1))), opened)

    def leave(_timeline, _frame):
        if loudspeaker.PAUSED in player.notices:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        player.play(leave)
    assert len(opened.devices) <= 5
    assert list(player.notices) == [loudspeaker.SILENT, loudspeaker.PAUSED]


def test_a_device_that_fails_whenever_it_is_opened_is_not_told_each_time():
    class Broken(EagerDevice):
        def __init__(self) -> None:
            super().__init__(breaks_after=1)

    opened, piece = Opened(*[Broken] * 4, EagerDevice), live_piece.Piece(live_piece.noise(frames(2)))
    player = Player(piece, opened)
    begun = time.monotonic()
    player.play()
    assert time.monotonic() - begun > 0.2 + 0.4 + 0.8
    assert list(player.notices) == [loudspeaker.GONE, loudspeaker.BACK]
    assert player.dropouts == 4


def test_a_device_that_is_there_but_refuses_to_open_does_not_count_as_one_that_plays_nothing():
    class Refusal:
        def open(self, _fill: Fill) -> Device:
            raise DeviceError("no sound device was found", "connect one")

    kinds = [lambda: EagerDevice(breaks_after=100), Refusal, Refusal, EagerDevice]
    player = Player(live_piece.Piece(live_piece.noise(frames(3))), Opened(*kinds))
    player.play()
    assert list(player.notices) == [loudspeaker.GONE, loudspeaker.BACK]


@pytest.mark.parametrize(
    ("library", "form"),
    [("portaudio", ()), ("miniaudio", ("format=float32le", "rate=48000", "channels=2"))],
    ids=["portaudio-44100", "miniaudio-48000"],
)
def test_a_loudspeaker_that_is_two_seconds_ahead_plays_a_session_to_its_end(
    card: cards.Card, library: str, form: tuple[str, ...]
) -> None:
    with (
        card.sink("slow", *form) as environment,
        card.record(sink="slow") as recording,
        playing(environment, library, "noise", "2.5") as process,
    ):
        assert finish(process) == (0, "playing\ndropouts 0\n", "")
    length = len(recording.sound) / cards.RATE
    assert 2.4 < length < 2.6
    if form:
        samples, heard = live_piece.noise(frames(2.5)), recording.sound[:, 0]
        np.testing.assert_array_equal(heard[-frames(1) :], samples[-frames(1) :])


def test_a_slow_loudspeaker_whose_server_freezes_is_told_and_goes_on_by_itself(mortal: cards.Card) -> None:
    with (
        mortal.sink("slow", "format=float32le", "rate=48000") as environment,
        mortal.record(sink="slow") as recording,
        playing(environment, "miniaudio", "noise", "3") as process,
    ):
        assert process.stdout.readline().strip() == "playing"
        mortal.server.send_signal(signal.SIGSTOP)
        assert process.stdout.readline().strip() == loudspeaker.SILENT
        time.sleep(0.5)
        mortal.server.send_signal(signal.SIGCONT)
        assert finish(process)[:2] == (0, f"{loudspeaker.BACK}\ndropouts 1\n")
    heard = recording.sound[:, 0]
    np.testing.assert_array_equal(heard[heard != 0][-frames(1) :], live_piece.noise(frames(3))[-frames(1) :])
