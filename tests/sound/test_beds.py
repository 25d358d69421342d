from itertools import pairwise
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.choices import NO_BED
from coach.content.load import read_toml
from coach.errors import ContentError, UnknownName
from coach.sound.beds import Bed, BedsFile, bed_names, check, load_bed
from coach.sound.loudness import integrated, loudest_moment
from coach.storage import resources
from coach.units import FRAME_RATE, frames

Samples = npt.NDArray[np.float32]

LUFS = -41.5
"""What every bed should measure: 22.5 LU under the voice."""

MINUTE = frames(60)
FILE = read_toml(resources.folder("audio") / "beds.toml", BedsFile)


def bed(name: str) -> Bed:
    made = load_bed(name)
    assert made is not None
    return made


MINUTES = {name: bed(name).samples(0, MINUTE) for name in bed_names()}
every_bed = pytest.mark.parametrize("name", bed_names())


def data() -> Any:
    """Return the shipped file as nested dictionaries and lists, to be broken."""
    return msgspec.json.decode(msgspec.json.encode(FILE))


def bands(samples: Samples) -> tuple[Samples, Samples]:
    """Return frequencies in hertz and the power at each, averaged over windows of 2/3 s."""
    size = 2**15
    windows = samples[: samples.size // size * size].reshape(-1, size) * np.hanning(size)
    return np.fft.rfftfreq(size, 1 / FRAME_RATE), np.square(np.abs(np.fft.rfft(windows))).mean(axis=0)


def test_there_are_brown_noise_rain_and_a_drone() -> None:
    assert bed_names() == ("brown", "rain", "drone")


def test_no_bed_is_a_choice_and_another_name_is_answered_with_the_nearest() -> None:
    assert load_bed(NO_BED) is None
    with pytest.raises(UnknownName, match=r"unknown bed 'rian'; did you mean 'rain'\? \(.*none\)"):
        load_bed("rian")


@every_bed
def test_a_bed_is_twenty_decibels_under_the_voice_at_every_moment(name: str) -> None:
    loudness = integrated(MINUTES[name])
    assert loudness == pytest.approx(LUFS, abs=0.5), f"gain_db is off by {LUFS - loudness:+.1f} dB"
    assert loudest_moment(MINUTES[name]) <= -39.0


@every_bed
def test_nothing_in_a_bed_startles(name: str) -> None:
    pieces = MINUTES[name].reshape(-1, frames(0.4)).astype(np.float64)
    levels = 10 * np.log10(np.square(pieces).mean(axis=1))
    assert max(later - earlier for earlier, later in pairwise(levels)) < 3
    assert 20 * np.log10(np.abs(pieces).max()) < levels.mean() + 18


@every_bed
def test_a_bed_neither_rumbles_nor_hisses(name: str) -> None:
    hertz, power = bands(MINUTES[name])
    assert power[hertz < 38].sum() < 1e-3 * power.sum()
    assert power[hertz > 5_000].sum() < 0.03 * power.sum()


@pytest.mark.parametrize("name", ["brown", "rain"])
def test_the_level_of_noise_stays_and_its_seams_are_as_loud_as_the_rest(name: str) -> None:
    pieces = MINUTES[name][: MINUTE // 2**15 * 2**15].reshape(-1, 16, 2**11).astype(np.float64)
    by_place = 10 * np.log10(np.square(pieces).mean(axis=(0, 2)))
    assert np.ptp(by_place) < 1.5
    long = MINUTES[name].reshape(-1, frames(2)).astype(np.float64)
    assert np.ptp(10 * np.log10(np.square(long).mean(axis=1))) < 1.5


@pytest.mark.parametrize("name", ["brown", "rain"])
def test_noise_does_not_come_again(name: str) -> None:
    sound = MINUTES[name][: 2**21].astype(np.float64)
    power = np.square(np.abs(np.fft.rfft(sound, 2 * sound.size)))
    likeness = np.fft.irfft(power)[frames(0.5) : frames(40)] / np.square(sound).sum()
    assert np.abs(likeness).max() < 0.1


def test_two_beds_of_noise_are_not_made_of_the_same_numbers() -> None:
    brown, rain = MINUTES["brown"].astype(np.float64), MINUTES["rain"].astype(np.float64)
    assert abs(np.corrcoef(brown, rain)[0, 1]) < 0.02


@every_bed
@settings(max_examples=25)
@given(start=st.integers(0, frames(8 * 3600)), size=st.integers(1, 40_000), parts=st.integers(1, 5))
def test_a_sample_depends_on_its_frame_alone(name: str, start: int, size: int, parts: int) -> None:
    whole = bed(name).samples(start, size)
    again = bed(name)
    step = -(-size // parts)
    pieces = [again.samples(start + at, min(step, size - at)) for at in reversed(range(0, size, step))]
    assert np.concatenate(pieces[::-1]).tobytes() == whole.tobytes()


@pytest.mark.parametrize("size", [1, 64, 65, 1_024, 8_193])
def test_every_size_of_block_gives_the_same_samples(size: int) -> None:
    start, length = 2**15 - 300, 600 if size == 1 else 2**15
    for name in bed_names():
        made = bed(name)
        whole = made.samples(start, length)
        blocks = [made.samples(start + at, min(size, length - at)) for at in range(0, length, size)]
        assert np.concatenate(blocks).tobytes() == whole.tobytes()


def test_after_eight_hours_the_drone_is_still_in_tune_and_in_phase() -> None:
    made, later = bed("drone"), frames(8 * 3600)
    tones = FILE.beds["drone"].tones
    expected = np.zeros(frames(0.5))
    time_s = (later + np.arange(expected.size)) / FRAME_RATE
    for index, tone in enumerate(tones):
        begin, swell_begin = index * 0.6180339887498949, index * 0.6180339887498949**2
        swell = 1 + tone.swell * np.cos(2 * np.pi * (time_s / tone.period_s + swell_begin))
        expected += 10 ** (tone.level_db / 20) * swell * np.sin(2 * np.pi * (tone.hertz * time_s % 1 + begin))
    expected *= 10 ** (FILE.beds["drone"].gain_db / 20)
    np.testing.assert_allclose(made.samples(later, expected.size), expected, atol=2e-6)


def test_a_bed_can_follow_a_voice_of_another_loudness() -> None:
    softer = load_bed("brown", louder_db=-6.0)
    assert softer is not None
    np.testing.assert_allclose(softer.samples(0, 9_000), MINUTES["brown"][:9_000] * 10 ** (-6 / 20), rtol=1e-5)


@pytest.mark.parametrize(
    ("bed", "change", "problem"),
    [
        ("brown", {"colour": [[100, 0]]}, r"beds.brown.colour: needs two or more frequencies"),
        ("brown", {"colour": [[200, 0], [100, 0]]}, r"beds.brown.colour: needs two or more frequencies, each higher"),
        ("brown", {"colour": []}, r"beds.brown: is silent"),
        ("rain", {"colour": [], "tones": [data()["beds"]["drone"]["tones"][0]]}, r"beds.rain.drops: drops fall into"),
        ("none", {"colour": [[100, 0], [200, 0]]}, r"beds.none: is the name of no bed"),
    ],
)
def test_a_bed_that_cannot_be_made_is_refused_with_its_place(bed: str, change: Any, problem: str) -> None:
    raw = data()
    raw["beds"].setdefault(bed, {"gain_db": -40}).update(change)
    with pytest.raises(ContentError, match=problem):
        check(msgspec.convert(raw, BedsFile))


def test_drops_whose_sizes_are_exchanged_are_refused() -> None:
    raw = data()
    raw["beds"]["rain"]["drops"] |= {"smallest_mm": 4, "largest_mm": 1}
    with pytest.raises(ContentError, match="smallest_mm is larger than largest_mm"):
        check(msgspec.convert(raw, BedsFile))
