"""Where a voice is in what is heard: bursts have the words and little else, and nothing else is one."""

import numpy as np
import pytest
import soxr

from coach.hearing.bursts import CLOSING_S, LONGEST_S, Bursts, Speaking
from coach.hearing.heard import HEARING_RATE, Block, Burst

BLOCK = 320


def silence(seconds: float) -> np.ndarray:
    return np.zeros(round(seconds * HEARING_RATE), np.float32)


def noise(count: int, level: float = 0.002) -> np.ndarray:
    return (np.random.default_rng(1).standard_normal(count) * level).astype(np.float32)


@pytest.fixture(scope="module")
def say():
    """Speak with the voice that comes with coach, at -20 dBFS and 16 kHz."""
    from hibari import Hibari

    voice = Hibari()

    def spoken(text: str) -> np.ndarray:
        samples = np.asarray(soxr.resample(voice(text, seed=0, speed=1.0), 24_000, HEARING_RATE), np.float32)
        loud = np.flatnonzero(np.abs(samples) > 0.02 * np.abs(samples).max())
        samples = samples[loud[0] : loud[-1]]
        return samples * np.float32(0.3 / np.abs(samples).max())

    return spoken


def heard(samples: np.ndarray, bursts: Bursts | None = None, at_s: float = 0.0) -> list[tuple[float, Speaking | Burst]]:
    """Return all that is told of samples that begin at a time, each with when it is told."""
    bursts = bursts or Bursts()
    found = []
    for start in range(0, len(samples) - BLOCK + 1, BLOCK):
        told = bursts.hear(Block(samples[start : start + BLOCK], at_s + start / HEARING_RATE))
        found += [(at_s + (start + BLOCK) / HEARING_RATE, one) for one in told]
    return found


def bursts_in(samples: np.ndarray, bursts: Bursts | None = None) -> list[Burst]:
    return [one for _, one in heard(samples, bursts) if isinstance(one, Burst)]


WORSE = {
    "as it is": lambda samples: samples,
    "with mains hum": lambda samples: samples + 0.1 * np.sin(2 * np.pi * 50 * np.arange(len(samples)) / HEARING_RATE),
    "with an offset": lambda samples: samples + 0.2,
    "clipped": lambda samples: np.clip(20 * samples, -1, 1),
    "faint": lambda samples: samples * 0.05,
}


@pytest.mark.parametrize("worse", WORSE)
@pytest.mark.parametrize("text", ["Pause.", "Stop!", "Ow!", "Next.", "Coach, how long?"])
def test_each_command_is_one_burst_that_begins_and_ends_with_it_and_is_told_soon(say, text, worse):
    spoken = say(text)
    samples = np.concatenate([silence(1), spoken, silence(1)])
    samples = WORSE[worse](samples).astype(np.float32) + noise(len(samples), 0.0002 if worse == "faint" else 0.002)
    told = [(at, one) for at, one in heard(samples) if isinstance(one, Burst)]
    ((at_s, burst),) = told
    end_s = 1 + len(spoken) / HEARING_RATE
    assert abs(burst.begin_s - 1) < 0.2
    assert abs(burst.end_s - end_s) < 0.2
    assert at_s - end_s < CLOSING_S + 0.25
    assert len(burst.samples) >= len(spoken)


def test_while_somebody_speaks_it_is_told_for_how_long_and_long_talk_is_no_command(say):
    spoken = np.concatenate([say("This is somebody who talks to a friend, and goes on and on about the weather")] * 2)
    assert len(spoken) > LONGEST_S * HEARING_RATE
    told = heard(np.concatenate([silence(1), spoken, silence(1)]) + noise(len(spoken) + 2 * HEARING_RATE))
    lengths = [one.until_s - one.begin_s for _, one in told if isinstance(one, Speaking)]
    assert any(0.4 <= length < 0.5 for length in lengths)
    assert max(lengths) > LONGEST_S
    assert not [one for _, one in told if isinstance(one, Burst) and one.end_s - one.begin_s > LONGEST_S]


@pytest.mark.parametrize(
    "sound",
    [
        silence(5),
        noise(5 * HEARING_RATE, 0.02),
        0.2 * np.sin(2 * np.pi * 50 * np.arange(5 * HEARING_RATE) / HEARING_RATE).astype(np.float32),
        np.where(np.arange(5 * HEARING_RATE) % 8000 < 20, 0.5, 0).astype(np.float32),
    ],
    ids=["silence", "noise", "hum", "clicks"],
)
def test_what_is_no_voice_is_none(sound):
    assert heard(sound) == []


def test_what_was_heard_while_the_coach_sounds_is_thrown_away_and_a_word_that_lost_its_beginning_is_none(say):
    spoken = say("Pause.")
    samples = np.concatenate([silence(1), spoken, silence(1), spoken, silence(1)]) + noise(
        3 * HEARING_RATE + 2 * len(spoken)
    )
    bursts = Bursts()
    middle = HEARING_RATE + len(spoken) // 2
    bursts.deafen(Block(samples[:middle], 0.0))
    found = [one for _, one in heard(samples[middle:], bursts, middle / HEARING_RATE)]
    (burst,) = [one for one in found if isinstance(one, Burst)]
    again_s = 2 + len(spoken) / HEARING_RATE
    assert burst.begin_s > again_s - 0.2
    assert all(one.begin_s > again_s - 0.2 for one in found if isinstance(one, Speaking))


@pytest.mark.parametrize(
    "steady",
    [lambda at: 0.5 + 0 * at, lambda at: 0.3 * np.sin(2 * np.pi * 50 * at), lambda at: 0.3 * np.sign(np.sin(314 * at))],
    ids=["offset", "hum", "buzz"],
)
def test_hum_and_offset_do_not_become_voices_when_the_coach_falls_silent(steady):
    bursts, found = Bursts(), []
    samples = steady(np.arange(30 * HEARING_RATE) / HEARING_RATE).astype(np.float32) + noise(30 * HEARING_RATE)
    for start in range(0, len(samples) - BLOCK + 1, BLOCK):
        block = Block(samples[start : start + BLOCK], start / HEARING_RATE)
        if start // HEARING_RATE % 2:
            found += bursts.hear(block)
        else:
            bursts.deafen(block)
    assert found == []


def test_a_voice_is_told_of_at_the_time_at_which_it_was_heard(say):
    spoken = say("Ow!")
    for shift in range(0, 512, 128):
        samples = np.concatenate([silence(1), np.zeros(shift, np.float32), spoken, silence(1)])
        (burst,) = bursts_in(samples + noise(len(samples)))
        assert abs(burst.begin_s - 1 - shift / HEARING_RATE) < 0.08


@pytest.mark.parametrize(("lost_s", "remains"), [(0.05, True), (0.3, False)])
def test_a_word_of_which_little_was_lost_is_still_one_and_of_which_much_was_lost_is_none(say, lost_s, remains):
    spoken = say("Coach, how long?")
    samples = np.concatenate([silence(1), spoken, silence(1)]) + noise(2 * HEARING_RATE + len(spoken))
    half = HEARING_RATE + len(spoken) // 2
    lost = round(lost_s * HEARING_RATE)
    bursts = Bursts()
    heard(samples[:half], bursts)
    told = bursts.hear(Block(samples[half + lost :], (half + lost) / HEARING_RATE, lost))
    found = [one for one in told if isinstance(one, Burst) and one.begin_s < half / HEARING_RATE]
    assert bool(found) == remains
