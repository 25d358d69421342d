"""The ring between the feeder and the device."""

import threading
import time

import live_piece
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from coach.live.ring import Ring


@given(
    capacity=st.integers(1, 50),
    steps=st.lists(st.tuples(st.integers(0, 70), st.integers(0, 70)), max_size=40),
    channels=st.integers(1, 3),
)
def test_samples_leave_in_the_order_in_which_they_came_on_every_channel(capacity, steps, channels):
    ring = Ring(capacity)
    samples = live_piece.noise(4000)
    written, heard = 0, [np.zeros((0, channels), np.float32)]
    for offered, asked in steps:
        written += ring.write(samples[written : written + offered])
        out = np.full((asked, channels), -1, np.float32)
        found = ring.read(out)
        assert (out[found:] == -1).all()
        heard.append(out[:found])
        assert 0 <= ring.level <= capacity
    heard = np.concatenate(heard)
    np.testing.assert_array_equal(heard, np.repeat(samples[: len(heard), np.newaxis], channels, axis=1))
    assert len(heard) + ring.level == written


def test_a_full_ring_takes_nothing_more():
    ring = Ring(10)
    assert ring.write(live_piece.noise(15)) == 10
    assert ring.write(live_piece.noise(1)) == 0


def test_a_ring_is_drained_only_when_it_is_closed_and_read_to_the_end():
    ring = Ring(10)
    ring.write(live_piece.noise(4))
    ring.close()
    assert not ring.drained
    ring.read(np.empty((4, 1), np.float32))
    assert ring.drained


def test_a_writing_and_a_reading_thread_lose_nothing():
    ring = Ring(1000)
    samples = live_piece.noise(20_000)

    def write() -> None:
        written = 0
        while written < len(samples):
            written += ring.write(samples[written : written + 700])
            time.sleep(0)
        ring.close()

    writer = threading.Thread(target=write)
    writer.start()
    heard = []
    while not ring.drained:
        out = np.empty((333, 1), np.float32)
        heard.append(out[: ring.read(out), 0])
        time.sleep(0)
    writer.join()
    np.testing.assert_array_equal(np.concatenate(heard), samples)


def read_all(ring: Ring) -> np.ndarray:
    out = np.empty((ring.level, 1), np.float32)
    ring.read(out)
    return out[:, 0]


@given(
    capacity=st.integers(20, 50),
    start=st.integers(0, 1000),
    read=st.integers(0, 15),
    frame=st.integers(-5, 25),
    spliced=st.integers(0, 60),
)
def test_a_splice_takes_the_place_of_what_was_not_read_or_changes_nothing(capacity, start, read, frame, spliced):
    ring = Ring(capacity, start)
    samples, others = live_piece.noise(20), -live_piece.noise(spliced)
    ring.write(samples)
    ring.close()
    ring.read(np.empty((read, 1), np.float32))
    there = read <= frame <= 20
    assert ring.splice(start + frame, others) == there
    assert ring.closed != there
    expected = np.concatenate([samples[read:frame], others])[:capacity] if there else samples[read:]
    assert (ring.position, ring.end) == (start + read, start + read + len(expected))
    np.testing.assert_array_equal(read_all(ring), expected)


def test_a_ring_that_is_restarted_knows_nothing_of_what_was_in_it():
    ring = Ring(10, 100)
    ring.write(live_piece.noise(8))
    ring.close()
    ring.restart(95)
    assert (ring.position, ring.end, ring.level, ring.closed) == (95, 95, 0, False)
    ring.write(live_piece.noise(3))
    np.testing.assert_array_equal(read_all(ring), live_piece.noise(3))
