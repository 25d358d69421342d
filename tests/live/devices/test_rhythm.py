"""How long a device may ask for nothing, on devices of many kinds and machines that are more or less busy."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.live.devices.rhythm import LOOK_S, STALL_S, Habit, Rhythm
from coach.units import frames

LATENCY_S = 0.5


class Watch:
    """Looks at a device that asks for `gulp_s` of sound whenever it has played as much, on a clock of its own."""

    def __init__(self, gulp_s: float, *, begins_s: float = 0.0, speed: float = 1.0, held_s: float = LATENCY_S) -> None:
        self.rhythm = Rhythm()
        self.now_s = self.blamed_s = 0.0
        self.blames = 0
        self._held_s = held_s
        self._asks = self._all_asks(gulp_s, begins_s, speed)
        self._next = next(self._asks)
        self._asked = 0
        self._was_silent = False

    def _all_asks(self, gulp_s: float, begins_s: float, speed: float) -> Iterable[tuple[float, int]]:
        yield 0.0, frames(self._held_s)
        number = 0
        while True:
            yield begins_s + number * gulp_s / speed, frames(gulp_s)
            number += 1

    def look(self, times: int, late_s: float = 0.0, *, frozen: bool = False) -> None:
        """Look so many times, each so late; a frozen device asks for nothing, and plays nothing meanwhile."""
        for _ in range(times):
            self.now_s += LOOK_S + late_s
            if frozen:
                self._next = (self._next[0] + LOOK_S + late_s, self._next[1])
            while self._next[0] <= self.now_s:
                self._asked += self._next[1]
                self._next = next(self._asks)
            self.rhythm.look(self._asked, self.now_s)
            is_silent = self.rhythm.is_silent(self._held_s)
            self.blames += is_silent and not self._was_silent
            self._was_silent = is_silent

    def told_after_s(self) -> float:
        """Freeze the device, and return after how much silence it is told, in seconds of looking."""
        looks = 0
        while not self.rhythm.is_silent(self._held_s):
            self.look(1, frozen=True)
            looks += 1
        return self.rhythm.silent_s


@given(
    gulp_s=st.sampled_from([0.005, 0.0213, 0.1, 0.5, 2.0, 3.2]),
    begins_s=st.floats(0, 3.2),
    speed=st.sampled_from([0.98, 1.0, 1.02]),
    late_s=st.sampled_from([0.0, 0.006, 0.2]),
)
def test_a_device_that_goes_on_in_its_own_rhythm_is_never_blamed(gulp_s, begins_s, speed, late_s):
    """Gulps of any size; the first request late, as of a loudspeaker that wakes; a clock that is off by 2 %."""
    watch = Watch(gulp_s, begins_s=begins_s, speed=speed, held_s=max(LATENCY_S, gulp_s))
    watch.look(1200, late_s)
    assert watch.blames == 0


@pytest.mark.parametrize("begins_s", [0.1, 2.0])
def test_an_ordinary_device_that_freezes_is_told_as_soon_as_it_holds_nothing(begins_s):
    watch = Watch(0.1, begins_s=begins_s)
    watch.look(100)
    assert watch.told_after_s() <= STALL_S + LOOK_S + 1e-9


def test_what_came_once_is_no_habit_and_what_came_twice_is_forgotten_in_time():
    watch = Watch(0.1)
    watch.look(100)
    for _ in range(3):
        watch.look(30, frozen=True)
        watch.look(10)
    assert watch.blames == 2
    watch.look(round(240 / LOOK_S))
    assert watch.told_after_s() <= STALL_S + LOOK_S + 1e-9


def test_a_device_with_long_gulps_that_it_does_not_announce_is_blamed_once_at_most():
    watch = Watch(5.0, held_s=LATENCY_S)
    watch.look(2000)
    assert watch.blames <= 1
    assert 5 < watch.told_after_s() < 11


def test_a_machine_that_sleeps_does_not_make_a_device_silent():
    watch = Watch(0.1)
    watch.look(100)
    watch.look(1, 3600.0, frozen=True)
    assert watch.rhythm.silent_s <= LOOK_S
    assert watch.told_after_s() <= STALL_S + 2 * LOOK_S + 1e-9


def test_on_a_machine_that_is_late_with_everything_devices_are_waited_for_longer():
    watch = Watch(0.1)
    watch.look(100, 0.3)
    assert STALL_S + 0.5 < watch.told_after_s() < 2.5


def test_a_rhythm_begins_anew_with_another_device():
    rhythm = Rhythm()
    for look in range(10):
        rhythm.look(480 * (look + 1), LOOK_S * look)
    assert rhythm.is_known
    assert rhythm.answers
    rhythm.begin()
    assert not rhythm.is_known
    assert not rhythm.answers


def test_a_habit_is_the_greatest_of_what_came_twice():
    habit = Habit()
    seen = []
    for value in (3.0, 1.0, 2.0, 5.0, 4.0):
        habit.note(value)
        seen.append(habit.value)
    assert seen == [0.0, 1.0, 2.0, 3.0, 4.0]
