"""What the device is given when it asks for samples."""

import live_piece
import numpy as np
import pytest

from coach.live.outlet import FADE, Outlet
from coach.live.ring import Ring


def outlet_of(samples: np.ndarray, *, closed: bool = True) -> Outlet:
    ring = Ring(max(len(samples), 1))
    ring.write(samples)
    if closed:
        ring.close()
    return Outlet(ring)


def ask(outlet: Outlet, frames: int) -> np.ndarray:
    out = np.full((frames, 2), np.nan, np.float32)
    outlet.fill(out)
    return out


def test_late_samples_are_replaced_with_silence_and_counted():
    outlet = outlet_of(live_piece.noise(100), closed=False)
    out = ask(outlet, 130)
    np.testing.assert_array_equal(out[:100, 1], live_piece.noise(100))
    assert not out[100:].any()
    assert (outlet.played, outlet.starved, outlet.silence, outlet.asked) == (100, 30, 30, 130)
    assert not outlet.drained


def test_silence_after_the_end_is_not_counted_as_late():
    outlet = outlet_of(live_piece.noise(100))
    ask(outlet, 130)
    ask(outlet, 130)
    assert (outlet.starved, outlet.silence) == (0, 160)
    assert outlet.drained


@pytest.mark.parametrize("block", [1, 64, 1000, FADE, FADE + 1, 3 * FADE])
def test_a_fade_is_the_same_smooth_ramp_in_blocks_of_any_size(block):
    outlet = outlet_of(np.ones(3 * FADE, np.float32))
    assert ask(outlet, 10).all()
    outlet.fade_out()
    heard = np.concatenate([ask(outlet, block) for _ in range(-(-(FADE + 50) // block))])[:, 0]
    assert heard[0] == 1
    assert (np.diff(heard) <= 0).all()
    assert np.abs(np.diff(heard)).max() < 2 / FADE
    assert not heard[FADE:].any()
    assert outlet.drained


def test_the_frame_that_is_heard_lags_behind_by_the_latency_and_catches_up_in_the_silence_at_the_end():
    outlet = outlet_of(live_piece.noise(1000))
    assert outlet.heard(latency=200) == 0
    ask(outlet, 600)
    assert outlet.heard(latency=200) == 400
    ask(outlet, 500)
    assert outlet.heard(latency=200) == 900
    ask(outlet, 500)
    assert outlet.heard(latency=200) == 1000
