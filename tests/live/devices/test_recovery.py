"""A session goes on whatever happens to the sound device: on fakes that break, and on a sound server that is killed."""

import signal
import subprocess
import threading
import time
from collections.abc import Callable

import card as cards
import live_piece
import numpy as np
import pytest
from live_piece import EagerDevice, finish, playing

from coach.errors import DeviceError
from coach.live.devices import loudspeaker
from coach.live.devices.device import Device, Fill
from coach.live.feeder import RAMP
from coach.live.player import Player
from coach.plan.timeline import Timeline
from coach.units import frames

REPEATED = frames(EagerDevice.latency_s + 0.01)
"""What the device held, and what it may have played of that."""

LEAST_REPEATED, MOST_REPEATED = frames(-0.05), frames(0.11)
"""A recorder whose server is killed loses the last of what was heard, and nobody knows that to the frame."""


class Refusal:
    """Stands for an attempt to open a device that does not succeed."""

    def open(self, _fill: Fill) -> Device:
        raise DeviceError("no sound device was found", "connect one")


class Mute(EagerDevice):
    """Can be opened and started, and never asks for anything."""

    def start(self) -> None: ...


class Numb(EagerDevice):
    """Can be opened, and refuses to start."""

    def start(self) -> None:
        raise DeviceError("the sound device cannot be opened", "close other programs that use it")


def opening(*devices: EagerDevice | Refusal) -> Callable[[Fill], Device]:
    """Open one device after the other, and the last one again and again."""
    in_turn = iter(devices)
    return lambda fill: next(in_turn, devices[-1]).open(fill)


def test_when_a_device_breaks_the_session_goes_on_at_what_was_heard_last_on_the_next_one_that_opens():
    broken, numb, device = EagerDevice(breaks_after=100), Numb(), EagerDevice()
    piece, seen = live_piece.Piece(live_piece.noise(frames(3))), []
    player = Player(piece, opening(broken, Refusal(), numb, Refusal(), device))
    player.play(lambda _timeline, frame: seen.append(frame))
    lost_at = 100 * 480
    np.testing.assert_array_equal(broken.heard, piece.samples[:lost_at])
    np.testing.assert_array_equal(device.heard[device.heard != 0], piece.samples[lost_at - REPEATED :])
    assert list(player.notices) == [loudspeaker.GONE, loudspeaker.BACK]
    assert player.dropouts == 1
    assert seen == sorted(seen)
    assert broken.closed
    assert numb.closed
    assert not player.stuck


class Odd:
    """Stands for a library that fails in a way that nobody foresaw."""

    def open(self, _fill: Fill) -> Device:
        raise ZeroDivisionError("nobody foresaw this")


class OddAtStart(EagerDevice):
    """Can be opened, and fails to start in a way that nobody foresaw."""

    def start(self) -> None:
        raise ZeroDivisionError("nobody foresaw this")


class OddAtClose(EagerDevice):
    """Breaks, and fails to be closed."""

    def close(self) -> None:
        super().close()
        raise ZeroDivisionError("nobody foresaw this")


@pytest.mark.parametrize(
    "devices",
    [
        pytest.param((EagerDevice(breaks_after=100), Odd()), id="when it is opened again"),
        pytest.param((EagerDevice(breaks_after=100), OddAtStart()), id="when it is started again"),
        pytest.param((OddAtClose(breaks_after=100), EagerDevice()), id="when it is closed"),
        pytest.param((Odd(),), id="when it is opened first"),
    ],
)
def test_an_error_of_a_device_that_nobody_foresaw_ends_the_session_and_leaves_nobody_waiting(devices, caplog):
    player = Player(live_piece.Piece(live_piece.noise(frames(3))), opening(*devices))
    with pytest.raises(ZeroDivisionError, match="nobody foresaw this"):
        player.play()
    assert not player.stuck
    assert all(device.closed for device in devices if isinstance(device, EagerDevice) and device is devices[0])
    assert "device" in caplog.text


@pytest.mark.parametrize("part", ["_set_volume", "_count"])
def test_an_error_in_what_a_device_calls_ends_the_session(monkeypatch, part):
    """Sound libraries swallow what is raised there, and would call again for ever."""
    piece = live_piece.Piece(live_piece.noise(frames(3)))
    device = EagerDevice()
    player = Player(piece, opening(device))

    def fail(*_given):
        raise ZeroDivisionError("nobody foresaw this")

    def break_soon(_timeline: Timeline, frame: int) -> None:
        if frame:
            monkeypatch.setattr(player._loudspeaker._reader, part, fail)

    with pytest.raises(ZeroDivisionError, match="nobody foresaw this"):
        player.play(break_soon)
    assert not player.stuck
    assert device.closed


def test_the_volume_stays_as_it_was_on_another_device():
    broken, device = EagerDevice(breaks_after=100), EagerDevice()
    piece = live_piece.Piece(live_piece.noise(frames(3)))
    player = Player(piece, opening(broken, device))
    player.volume_db = -6.0
    player.play()
    heard = device.heard[device.heard != 0]
    np.testing.assert_allclose(heard, piece.samples[-len(heard) :] * 10 ** (-6 / 20), rtol=1e-6)


def test_a_device_that_asks_for_nothing_is_left_for_another(monkeypatch):
    monkeypatch.setattr(loudspeaker, "_DEAD_S", 1.0)
    mute, device = Mute(), EagerDevice()
    piece = live_piece.Piece(live_piece.noise(frames(1)))
    player = Player(piece, opening(mute, device))
    player.play()
    np.testing.assert_array_equal(device.heard[device.heard != 0], piece.samples)
    assert list(player.notices) == [loudspeaker.SILENT, loudspeaker.BACK]


def leave_when_paused(player: Player) -> Callable[[Timeline, int], None]:
    def watch(timeline: Timeline, _frame: int) -> None:
        if loudspeaker.PAUSED in player.notices:
            assert timeline.stages
            raise KeyboardInterrupt

    return watch


def test_when_no_device_comes_back_the_session_is_paused_where_it_was_and_can_be_left(monkeypatch):
    monkeypatch.setattr(loudspeaker, "_AWAY_S", 0.2)
    broken = EagerDevice(breaks_after=100)
    player = Player(live_piece.Piece(live_piece.noise(frames(3))), opening(broken, Refusal()))
    with pytest.raises(KeyboardInterrupt):
        player.play(leave_when_paused(player))
    assert player.edits == [("pause", 100 * 480 - REPEATED + RAMP)]
    assert list(player.notices) == [loudspeaker.GONE, loudspeaker.PAUSED]
    assert not player.stuck


def test_a_library_that_hangs_while_it_opens_a_device_does_not_keep_the_listener_from_leaving(monkeypatch):
    monkeypatch.setattr(loudspeaker, "_AWAY_S", 0.2)
    monkeypatch.setattr(loudspeaker, "CLOSING_S", 0.1)
    answering = threading.Event()

    class Hanging:
        def open(self, _fill: Fill) -> Device:
            answering.wait()
            raise DeviceError("no sound device was found", "connect one")

    player = Player(live_piece.Piece(live_piece.noise(frames(3))), opening(EagerDevice(breaks_after=100), Hanging()))
    with pytest.raises(KeyboardInterrupt):
        player.play(leave_when_paused(player))
    assert player.stuck
    answering.set()


def line(process: subprocess.Popen) -> str:
    return process.stdout.readline().strip()


@pytest.mark.parametrize(
    ("library", "notice", "away_s"),
    [("portaudio", loudspeaker.GONE, 2.0), ("miniaudio", loudspeaker.SILENT, 0.2)],
    ids=["portaudio", "miniaudio"],
)
def test_a_sound_server_that_is_killed_and_comes_back_costs_a_tenth_of_a_second_at_most(
    mortal: cards.Card, library: str, notice: str, away_s: float
) -> None:
    """PortAudio tells at once that the server has gone; miniaudio only falls silent."""
    samples = live_piece.noise(frames(2.5))
    with mortal.record() as before, playing(mortal.environment, library, "noise", "2.5", "2", "1.0") as process:
        assert line(process) == "playing"
        mortal.server.kill()
        mortal.server.wait()
        assert line(process) == notice
        time.sleep(away_s)
        with mortal.restart() as after:
            assert finish(process)[:2] == (0, f"{loudspeaker.BACK}\ndropouts 1\n")
    first, second = before.sound[:, 0], after.sound[:, 0]
    np.testing.assert_array_equal(first, samples[: len(first)])
    np.testing.assert_array_equal(second, samples[-len(second) :])
    assert LEAST_REPEATED <= len(first) + len(second) - len(samples) <= MOST_REPEATED


def test_a_sound_server_that_freezes_and_thaws_costs_nothing(mortal: cards.Card) -> None:
    with mortal.record() as recording, playing(mortal.environment, "portaudio", "noise", "2") as process:
        assert line(process) == "playing"
        mortal.server.send_signal(signal.SIGSTOP)
        assert line(process) == loudspeaker.SILENT
        time.sleep(1)
        mortal.server.send_signal(signal.SIGCONT)
        assert finish(process)[:2] == (0, f"{loudspeaker.BACK}\ndropouts 1\n")
    heard = recording.sound[:, 0]
    np.testing.assert_array_equal(heard[heard != 0], live_piece.noise(frames(2)))


def test_a_session_can_be_left_while_the_sound_server_is_frozen(mortal: cards.Card) -> None:
    with playing(mortal.environment, "portaudio", "noise", "20") as process:
        assert line(process) == "playing"
        mortal.server.send_signal(signal.SIGSTOP)
        assert line(process) == loudspeaker.SILENT
        process.send_signal(signal.SIGINT)
        assert finish(process)[0] == 130
