"""The dropout meter, on the times that a device reports."""

from hypothesis import given
from hypothesis import strategies as st

from coach.live.devices.dropouts import DropoutMeter

PERIOD = 4800


def measured(jitters_s: list[float], gaps_s: dict[int, float], drift: float = 0.0) -> int:
    """Count the dropouts of a device that asks for 0.1 s at a time, with gaps before some of its calls."""
    meter, late_s = DropoutMeter(), 0.0
    for call, jitter_s in enumerate(jitters_s):
        late_s += gaps_s.get(call, 0.0)
        now_s = 0.1 * call * (1 + drift)
        meter.note(now_s + jitter_s, 0.45 + late_s, PERIOD)
    return meter.count


@given(st.lists(st.floats(0, 0.02), min_size=60, max_size=60), st.floats(-5e-4, 5e-4))
def test_jitter_and_a_clock_that_drifts_are_no_dropouts(jitters_s, drift):
    assert measured(jitters_s, {}, drift) == 0


@given(st.integers(20, 30), st.integers(50, 60), st.floats(0.04, 10))
def test_every_gap_is_counted_once(first, second, gap_s):
    assert measured([0.0] * 80, {first: gap_s, second: gap_s}) == 2


@given(st.integers(20, 60), st.floats(0.01, 0.4))
def test_a_short_gap_is_seen_when_the_device_had_to_wait_for_its_samples(late_call, gap_s):
    meter, now_s, delay_s = DropoutMeter(), 0.0, 0.45
    for call in range(80):
        if call == late_call:
            now_s += 0.55 + gap_s
            meter.note(now_s, 1e-9, PERIOD)
            for caught_up in range(1, 5):
                meter.note(now_s, 0.1 * caught_up, PERIOD)
            now_s += 0.05
        else:
            now_s += 0.1
        meter.note(now_s, delay_s, PERIOD)
    assert meter.count == 1


def test_a_device_that_settles_after_a_gap_has_had_one():
    assert measured([0.0] * 80, {30: 0.085, 35: 0.0166}) == 1


def test_single_late_calls_are_no_dropouts():
    assert measured([0.3 if call % 5 == 0 else 0.0 for call in range(80)], {}) == 0


def test_a_device_that_does_not_know_its_delay_has_no_dropouts():
    meter = DropoutMeter()
    for call in range(50):
        meter.note(call * 0.3, 0.0, PERIOD)
    assert meter.count == 0
