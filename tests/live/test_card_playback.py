"""The player on real sound libraries and a virtual sound card."""

import signal

import card as cards
import live_piece
import numpy as np
import pytest
from live_piece import finish, playing

from coach.units import frames


@pytest.mark.parametrize("library", ["portaudio", "miniaudio"])
def test_what_is_heard_is_what_was_rendered_on_every_channel_from_the_first_sample_to_the_last(
    card: cards.Card, library: str
) -> None:
    with card.record() as recording, playing(card.environment, library, "noise", "1.5") as process:
        assert finish(process) == (0, "playing\ndropouts 0\n", "")
    samples = live_piece.noise(frames(1.5))
    np.testing.assert_array_equal(recording.sound, np.column_stack([samples, samples]))


def test_ctrl_c_fades_out_without_a_click(card: cards.Card) -> None:
    with card.record() as recording, playing(card.environment, "portaudio", "hum", "20") as process:
        assert process.stdout.readline() == "playing\n"
        process.send_signal(signal.SIGINT)
        assert finish(process)[0] == 130
    heard = recording.sound[:, 0]
    assert frames(1) < len(heard) < frames(10)
    assert np.abs(np.diff(heard)).max() < 0.0035
    assert abs(heard[-1]) < 1e-4


def test_a_minute_on_a_device_without_a_clock_comes_out_sample_for_sample(
    unclocked_card: cards.UnclockedCard,
) -> None:
    with playing(unclocked_card.environment, "portaudio", "noise", "60", "61") as process:
        assert finish(process)[0] == 0
    np.testing.assert_array_equal(unclocked_card.recording().sound[:, 0], live_piece.noise(frames(60)))
