"""What the device is given when it asks for samples."""

import live_piece
import numpy as np
import pytest

from coach.live.devices.ring_reader import FADE, RingReader
from coach.live.ring import Ring
from coach.units import frames


def full_ring(samples: np.ndarray) -> Ring:
    ring = Ring(max(len(samples), 1))
    ring.write(samples)
    ring.close()
    return ring


def reader_of(samples: np.ndarray, *, closed: bool = True) -> RingReader:
    ring = full_ring(samples)
    if not closed:
        ring.splice(0, samples)
    return RingReader(ring)


def ask(reader: RingReader, length: int) -> np.ndarray:
    out = np.full((length, 2), np.nan, np.float32)
    reader.fill(out)
    return out


def test_late_samples_are_replaced_with_silence_and_counted():
    reader = reader_of(live_piece.noise(100), closed=False)
    out = ask(reader, 130)
    np.testing.assert_array_equal(out[:100, 1], live_piece.noise(100))
    assert not out[100:].any()
    assert (reader._ring.position, reader.starved, reader.silence, reader.asked) == (100, 30, 30, 130)
    assert not reader.drained


def test_silence_after_the_end_is_not_counted_as_late():
    reader = reader_of(live_piece.noise(100))
    ask(reader, 130)
    ask(reader, 130)
    assert (reader.starved, reader.silence) == (0, 160)
    assert reader.drained


@pytest.mark.parametrize("block", [1, 64, 1000, FADE, FADE + 1, 3 * FADE])
def test_a_fade_is_the_same_smooth_ramp_in_blocks_of_any_size(block):
    reader = reader_of(np.ones(3 * FADE, np.float32))
    assert ask(reader, 10).all()
    reader.fade_out()
    heard = np.concatenate([ask(reader, block) for _ in range(-(-(FADE + 50) // block))])[:, 0]
    assert heard[0] == 1
    assert (np.diff(heard) <= 0).all()
    assert np.abs(np.diff(heard)).max() < 2 / FADE
    assert not heard[FADE:].any()
    assert reader.drained


def test_the_frame_that_is_heard_lags_behind_by_the_latency_and_catches_up_in_the_silence_at_the_end():
    reader = reader_of(live_piece.noise(1000))
    assert reader.heard(latency=200) == 0
    ask(reader, 600)
    assert reader.heard(latency=200) == 400
    ask(reader, 500)
    assert reader.heard(latency=200) == 900
    ask(reader, 500)
    assert reader.heard(latency=200) == 1000


def test_the_volume_moves_in_a_smooth_ramp_and_at_0_db_the_samples_are_exact_again():
    reader = reader_of(np.full(frames(1), 0.5, np.float32))
    assert (ask(reader, 480) == np.float32(0.5)).all()
    reader.volume_db = -20.0
    fallen = np.concatenate([ask(reader, 100) for _ in range(20)])[:, 1]
    assert (np.diff(fallen) <= 0).all()
    assert np.abs(np.diff(fallen)).max() < 0.5 / frames(0.03) + 1e-6
    np.testing.assert_allclose(fallen[frames(0.03) :], 0.05, rtol=1e-6)
    reader.volume_db = 0.0
    risen = ask(reader, 2000)[:, 0]
    assert (np.diff(risen) >= 0).all()
    assert (risen[frames(0.03) :] == np.float32(0.5)).all()


def test_a_volume_that_changes_while_it_changes_makes_no_jump():
    reader = reader_of(np.full(frames(1), 0.5, np.float32))
    heard = []
    for volume_db in (-30.0, 0.0, -10.0, -40.0, 0.0):
        reader.volume_db = volume_db
        heard.append(ask(reader, 300)[:, 0])
    assert np.abs(np.diff(np.concatenate(heard))).max() < 0.5 / frames(0.03) + 1e-6


def test_a_volume_that_is_chosen_before_the_start_holds_from_the_first_sample_and_nothing_exceeds_full_scale():
    reader = RingReader(full_ring(np.full(100, 0.5, np.float32)), 12.0)
    assert (ask(reader, 100) == 1).all()


def test_a_device_that_was_let_go_gets_silence_and_takes_nothing():
    ring = full_ring(live_piece.noise(100))
    reader = RingReader(ring)
    reader.shut()
    assert not ask(reader, 50).any()
    assert (ring.position, reader.starved) == (0, 0)


def test_a_device_that_asks_again_after_a_long_time_goes_on_where_it_was(monkeypatch):
    ring = full_ring(live_piece.noise(100))
    reader, clock = RingReader(ring), iter([50.0, 52.0, 3600.0])
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    heard = np.concatenate([ask(reader, 10) for _ in range(3)])[:, 0]
    np.testing.assert_array_equal(heard, live_piece.noise(100)[:30])
