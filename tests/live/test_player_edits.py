"""Commands while a session plays: what is heard is what the edited timeline says, sample for sample."""

import threading
from collections.abc import Iterator

import live_piece
import numpy as np
import pytest
from live_piece import EagerDevice

from coach.errors import VoiceError
from coach.live.feeder import RAMP
from coach.live.player import Player
from coach.plan.timeline import Command, Timeline
from coach.units import frames

NOISES = live_piece.noise(frames(18))
"""Never the same sample twice."""


class EditedPiece:
    """A session whose stages sound each like nothing else; a command begins the next, and silences 30 ms before it."""

    def __init__(self, length: int, ramp: float = 0.5) -> None:
        self.length = length
        self.ramp = ramp

    def timelines(self) -> Iterator[Timeline]:
        yield live_piece.timeline([self.length], complete=True)

    def edit(self, timeline: Timeline, _command: Command, frame: int, **_how: bool) -> Iterator[Timeline]:
        cuts = [stage.end for stage in timeline.stages[:-1] if stage.end < frame]
        yield live_piece.timeline([*cuts, frame, frame + frames(0.25)], complete=False)
        yield live_piece.timeline([*cuts, frame, frame + self.length], complete=True)

    def render(self, timeline: Timeline, start: int, frames: int) -> np.ndarray:
        assert 0 <= start <= start + frames <= timeline.frames
        out = np.empty(timeline.frames, np.float32)
        for number, stage in enumerate(timeline.stages):
            out[stage.onset : stage.end] = NOISES[number * 50_000 :][stage.onset : stage.end]
            if stage is not timeline.stages[-1]:
                out[stage.end - RAMP : stage.end] *= self.ramp
        return out[start : start + frames]


def play_with(commands: dict[int, Command], *, latency_s: float = 0.1, ramp: float = 0.5) -> tuple[Timeline, Player]:
    """Play 1.5 s, and give each command when its frame is heard; return the last timeline and the player."""
    device, piece = EagerDevice(), EditedPiece(frames(1.5), ramp)
    device.latency_s = latency_s
    player, waiting, last = Player(piece, device.open), dict(commands), Timeline()

    def watch(timeline: Timeline, frame: int) -> None:
        nonlocal last
        last = timeline
        for due in [due for due in waiting if due <= frame]:
            player.edit(waiting.pop(due))

    player.play(watch)
    assert piece.render(last, 0, last.frames).all()
    heard = device.heard[device.heard != 0]
    np.testing.assert_array_equal(heard, piece.render(last, 0, last.frames))
    return last, player


def test_what_is_heard_is_the_old_timeline_up_to_the_command_and_the_new_one_from_there():
    timeline, player = play_with({frames(0.5): "again"})
    ((command, frame),) = player.edits
    assert command == "again"
    assert timeline.stages[0].end == frame
    assert timeline.frames == frame + frames(1.5)


def test_every_command_of_a_hasty_listener_comes_into_force_in_turn():
    commands: dict[int, Command] = {0: "pause", 1: "resume", 2: "next", frames(0.8): "back", frames(0.8) + 1: "longer"}
    timeline, player = play_with(commands)
    assert [command for command, _ in player.edits] == list(commands.values())
    onsets = [frame for _, frame in player.edits]
    assert onsets == sorted(onsets)
    assert timeline.frames == onsets[-1] + frames(1.5)


def test_a_command_when_everything_has_been_handed_over_still_comes_into_force():
    # Such a device has taken all long before it sounds, and what has ended cannot be cut.
    timeline, player = play_with({frames(0.1): "back"}, latency_s=10.0, ramp=1.0)
    assert [command for command, _ in player.edits] == ["back"]
    assert timeline.frames == player.edits[0][1] + frames(1.5)


def test_commands_from_several_threads_are_carried_out_one_after_the_other():
    device, piece = EagerDevice(), EditedPiece(frames(1.5))
    player, last, threads = Player(piece, device.open), Timeline(), []

    def watch(timeline: Timeline, frame: int) -> None:
        nonlocal last
        last = timeline
        if frame > frames(0.3) and not threads:
            threads.extend(threading.Thread(target=player.edit, args=("again",)) for _ in range(4))
            for thread in threads:
                thread.start()

    player.play(watch)
    for thread in threads:
        thread.join()
    assert len(player.edits) == 4
    np.testing.assert_array_equal(device.heard[device.heard != 0], piece.render(last, 0, last.frames))


def test_a_command_drops_what_was_still_being_planned():
    class Slow(EditedPiece):
        """Its plan waits for speech until it has been edited, and then comes to nothing."""

        def __init__(self, length: int) -> None:
            super().__init__(length)
            self.edited = threading.Event()

        def timelines(self) -> Iterator[Timeline]:
            yield live_piece.timeline([self.length], complete=False)
            self.edited.wait()
            yield live_piece.timeline([self.length, 2 * self.length], complete=True)

    device, piece = EagerDevice(), Slow(frames(1))
    player, last = Player(piece, device.open), Timeline()

    def watch(timeline: Timeline, frame: int) -> None:
        nonlocal last
        last = timeline
        if frame > frames(0.2) and not player.edits:
            player.edit("next")
            piece.edited.set()

    player.play(watch)
    np.testing.assert_array_equal(device.heard[device.heard != 0], piece.render(last, 0, last.frames))
    assert last.frames == player.edits[0][1] + frames(1)


def test_a_command_after_the_end_does_nothing():
    _, player = play_with({})
    player.edit("pause")
    assert player.edits == []


def test_what_goes_wrong_in_a_command_is_raised_to_whoever_gave_it():
    class Mute(EditedPiece):
        def edit(self, *_given: object, **_how: object) -> Iterator[Timeline]:
            raise VoiceError("fake", "has lost its tongue")
            yield

    device = EagerDevice()
    player = Player(Mute(frames(1)), device.open)
    with pytest.raises(VoiceError, match="lost its tongue"):
        player.play(lambda _timeline, frame: player.edit("again") if frame else None)
    assert device.closed


def test_commands_at_one_moment_come_into_force_one_after_the_other():
    """A device takes a tenth of a second at a time, or is away: where it stands does not change between two keys."""
    device, piece = EagerDevice(), EditedPiece(frames(1.5))
    player = Player(piece, device.open)

    def watch(_timeline: Timeline, frame: int) -> None:
        if frame > frames(0.3) and not player.edits:
            for command in ("pause", "resume", "next"):
                player.edit(command)

    player.play(watch)
    assert [command for command, _ in player.edits] == ["pause", "resume", "next"]
    at = [frame for _, frame in player.edits]
    assert at == sorted(set(at))
