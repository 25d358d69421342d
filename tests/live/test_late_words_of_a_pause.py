"""The words of a pause may take long to make: the pause is silent until then, and no sound is missed in it."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import live_piece
import numpy as np
import pytest
from live_piece import EagerDevice

from coach.live.player import Player
from coach.plan.timeline import Command, TimedStage, Timeline
from coach.units import frames

SOUND = live_piece.noise(frames(1))
SILENCE = frames(0.3)
WORDS = live_piece.noise(frames(0.2))[::-1]


class Paused:
    """A session that sounds for a second; its pause is silent, and its words come when they are made."""

    def __init__(self) -> None:
        self.are_made = threading.Event()

    def timelines(self) -> Iterator[Timeline]:
        yield live_piece.timeline([len(SOUND)], complete=True)

    def edit(self, timeline: Timeline, command: Command, frame: int, **_how: bool) -> Iterator[Timeline]:
        kept = [replace(stage, frames=min(stage.end, frame) - stage.onset) for stage in timeline.stages]
        if command == "resume":
            rest = TimedStage("rest", "Rest", None, None, frame, len(WORDS))
            yield Timeline((*kept, rest))
            yield Timeline((*kept, rest), complete=True)
            return
        pause = TimedStage("pause", "Pause", None, None, frame, SILENCE, paused=True)
        yield Timeline((*kept, pause))
        self.are_made.wait()
        yield Timeline((*kept, replace(pause, frames=SILENCE + len(WORDS))))

    def render(self, timeline: Timeline, start: int, frames: int) -> np.ndarray:
        parts = []
        for stage in timeline.stages:
            sound = {"pause": np.concatenate([np.zeros(SILENCE, np.float32), WORDS]), "rest": WORDS}.get(
                stage.id, SOUND
            )
            parts.append(sound[: stage.frames])
        return np.concatenate(parts)[start : start + frames]


@pytest.mark.parametrize("are_made", [True, False])
def test_silence_that_lasts_until_the_words_of_a_pause_are_made_is_no_dropout(are_made):
    device, piece = EagerDevice(), Paused()
    player = Player(piece, device.open)
    looks = 0

    def watch(timeline: Timeline, frame: int) -> None:
        nonlocal looks
        if frame > frames(0.2) and not player.edits:
            player.edit("pause")
        elif timeline.paused:
            looks += 1
            if looks == 20 and are_made:
                piece.are_made.set()
            if looks == 40:
                player.edit("resume")
                piece.are_made.set()

    player.play(watch)
    (_, paused_at), (_, resumed_at) = player.edits
    heard = device.heard[device.heard != 0]
    words = WORDS[: resumed_at - paused_at - SILENCE]
    assert len(words) == (len(WORDS) if are_made else 0)
    np.testing.assert_array_equal(heard, np.concatenate([SOUND[:paused_at], words, WORDS]))
    assert player.dropouts == 0
