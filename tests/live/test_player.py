"""The player with a device that takes samples as fast as it can, in a thread of its own."""

import signal
import threading
from collections.abc import Iterator

import live_piece
import numpy as np
import pytest
from live_piece import EagerDevice

from coach.errors import CoachError, DeviceError, VoiceError
from coach.live import feeder
from coach.live.devices.device import Fill
from coach.live.devices.ring_reader import FADE
from coach.live.player import Player
from coach.plan.timeline import Timeline
from coach.units import frames


class SlowPiece(live_piece.Piece):
    """A piece whose second stage is decided only when `may_go_on` is set."""

    def __init__(self, samples: np.ndarray) -> None:
        super().__init__(samples)
        self.may_go_on = threading.Event()

    def timelines(self) -> Iterator[Timeline]:
        first, last = super().timelines()
        yield first
        self.may_go_on.wait()
        yield last


class BadPiece(SlowPiece):
    """A piece whose second stage cannot be spoken, or not be rendered."""

    def __init__(self, samples: np.ndarray, fails_in: str) -> None:
        super().__init__(samples)
        self.fails_in = fails_in

    def timelines(self) -> Iterator[Timeline]:
        for timeline in super().timelines():
            if timeline.complete and self.fails_in == "timelines":
                raise VoiceError("fake", "has lost its tongue")
            yield timeline

    def render(self, timeline: Timeline, start: int, frames: int) -> np.ndarray:
        if timeline.complete and self.fails_in == "render":
            raise VoiceError("fake", "has lost its tongue")
        return super().render(timeline, start, frames)


@pytest.mark.parametrize("length", [0, 1, feeder.BLOCK, frames(3)])
def test_a_session_is_played_from_its_first_frame_to_its_last(length):
    device = EagerDevice()
    Player(live_piece.Piece(live_piece.noise(length)), device.open).play()
    heard = device.heard
    np.testing.assert_array_equal(heard[heard != 0], live_piece.noise(length))
    assert not heard[-frames(device.latency_s) :].any()
    assert device.closed


def test_a_late_planner_leaves_silence_and_nothing_is_skipped():
    device, piece = EagerDevice(), SlowPiece(live_piece.noise(frames(3)))
    slow = Player(piece, device.open)

    def watch(_timeline: Timeline, _frame: int) -> None:
        if slow.starved > frames(0.2):
            piece.may_go_on.set()

    slow.play(watch)
    heard = device.heard
    gap = np.flatnonzero(heard == 0)[0]
    assert gap == frames(1)
    assert slow.starved > frames(0.2)
    np.testing.assert_array_equal(heard[heard != 0], piece.samples)


def test_a_watcher_sees_the_session_grow_and_the_frame_move_to_its_end():
    device, piece = EagerDevice(), live_piece.Piece(live_piece.noise(frames(3)))
    seen = []
    Player(piece, device.open).play(lambda timeline, frame: seen.append((timeline.frames, frame)))
    assert seen == sorted(seen)
    assert seen[-1][0] == len(piece.samples)
    assert all(frame <= length for length, frame in seen)


def test_a_device_without_a_clock_loses_nothing_when_the_ring_holds_the_whole_session():
    device, piece = EagerDevice(), live_piece.Piece(live_piece.noise(frames(4)))
    whole = Player(piece, device.open, ring_s=5, prefill_s=5)
    whole.play()
    assert whole.starved == 0
    np.testing.assert_array_equal(device.heard[: len(piece.samples)], piece.samples)


@pytest.mark.parametrize("fails_in", ["timelines", "render"])
def test_what_goes_wrong_in_the_session_is_raised_to_the_caller(fails_in):
    device, piece = EagerDevice(), BadPiece(live_piece.noise(frames(3)), fails_in)

    def watch(_timeline: Timeline, frame: int) -> None:
        if frame:
            piece.may_go_on.set()

    with pytest.raises(VoiceError, match="lost its tongue"):
        Player(piece, device.open).play(watch)
    assert device.closed


def test_what_goes_wrong_before_the_first_sound_is_raised_and_nothing_is_heard():
    class Mute(live_piece.Piece):
        def timelines(self) -> Iterator[Timeline]:
            raise VoiceError("fake", "has lost its tongue")
            yield

    device = EagerDevice()
    with pytest.raises(VoiceError, match="lost its tongue"):
        Player(Mute(live_piece.noise(1)), device.open).play()
    assert device.closed
    assert not device._blocks


def interrupt(_timeline: Timeline, frame: int) -> None:
    if frame:
        raise KeyboardInterrupt


def test_an_interrupt_fades_out_and_then_comes_to_the_caller():
    device = EagerDevice()
    steady = live_piece.Piece(np.ones(frames(30), np.float32))
    with pytest.raises(KeyboardInterrupt):
        Player(steady, device.open, ring_s=30, prefill_s=30).play(interrupt)
    assert np.abs(np.diff(device.heard)).max() < 2 / FADE
    assert not device.heard[-frames(device.latency_s) :].any()


def test_a_second_interrupt_leaves_at_once():
    class Deep(EagerDevice):
        """Holds an hour of sound, so that the end of a fade is long in coming; Ctrl-C is pressed while it comes."""

        latency_s = 3600.0

        def open(self, fill: Fill) -> EagerDevice:
            presses = iter([signal.SIGINT])

            def fill_and_press(out: np.ndarray) -> None:
                fill(out)
                if not out.any():
                    for press in presses:
                        signal.raise_signal(press)

            return super().open(fill_and_press)

    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    device = Deep()
    steady = live_piece.Piece(np.ones(frames(1.5), np.float32))
    try:
        with pytest.raises(KeyboardInterrupt):
            Player(steady, device.open).play(lambda _timeline, _frame: interrupt(_timeline, 1))
    finally:
        signal.signal(signal.SIGINT, handler)
    assert device.closed


def test_without_a_device_the_session_is_left():
    def none(_fill: Fill) -> EagerDevice:
        raise DeviceError("no sound device was found", "connect one")

    late = SlowPiece(live_piece.noise(frames(3)))
    with pytest.raises(CoachError, match="no sound device was found"):
        Player(late, none).play()


def test_a_session_can_begin_at_any_frame_and_the_samples_are_the_same():
    device, piece, seen = EagerDevice(), live_piece.Piece(live_piece.noise(frames(3))), []
    Player(piece, device.open, start_frame=frames(1.3)).play(lambda _timeline, frame: seen.append(frame))
    np.testing.assert_array_equal(device.heard[device.heard != 0], piece.samples[frames(1.3) :])
    assert seen[0] >= frames(1.3)
    assert seen[-1] <= frames(3)
