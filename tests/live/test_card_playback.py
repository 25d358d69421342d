"""The player on real sound libraries and a virtual sound card."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import card as cards
import live_piece
import numpy as np
import pytest

from coach.units import frames

PROGRAM = Path(live_piece.__file__)
ROOT = PROGRAM.parents[2]


@contextmanager
def playing(environment: dict[str, str], *arguments: str) -> Iterator[subprocess.Popen]:
    """Run the program that plays a piece, and end it if the test fails."""
    environment = {**environment, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, PROGRAM, *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def finish(process: subprocess.Popen) -> tuple[int, str, str]:
    """Wait for a program's end; return its status and what it wrote."""
    out, err = process.communicate(timeout=cards.PATIENCE_S)
    return process.returncode, out, err


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
