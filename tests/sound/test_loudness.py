import numpy as np
import numpy.typing as npt
import pyloudnorm
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.sound.loudness import Meter, clip_loudness, integrated, loudest_moment, true_peak
from coach.units import FRAME_RATE, amplitude, frames

Samples = npt.NDArray[np.float32]


def sine(hertz: float, seconds: float, phase: float = 0.0) -> Samples:
    turns = hertz * np.arange(frames(seconds)) / FRAME_RATE
    samples: Samples = np.sin(2 * np.pi * turns + phase).astype(np.float32)
    return samples


def speech_like(seed: int, tenths: int) -> Samples:
    """Coloured noise that comes and goes a few times a second, with pauses, like syllables and sentences."""
    rng = np.random.default_rng(seed)
    size = frames(tenths / 10)
    spectrum = np.fft.rfft(rng.standard_normal(size))
    spectrum /= 1 + (np.fft.rfftfreq(size, 1 / FRAME_RATE) / 500) ** 1.5
    time_s = np.arange(size) / FRAME_RATE
    syllables = np.sin(2 * np.pi * rng.uniform(1, 4) * time_s) ** 2
    sentences = np.sin(2 * np.pi * rng.uniform(0.05, 0.3) * time_s) > rng.uniform(-1, 0.3)
    sound = np.fft.irfft(spectrum, size) * syllables * sentences
    samples: Samples = (0.5 * sound / max(np.abs(sound).max(), 1e-9)).astype(np.float32)
    return samples


def test_a_full_scale_sine_of_997_hertz_has_the_loudness_that_calibrates_bs_1770() -> None:
    assert integrated(sine(997, 5)) == pytest.approx(-3.01, abs=0.01)
    assert clip_loudness(sine(997, 5)) == pytest.approx(-3.01, abs=0.01)
    assert clip_loudness(sine(997, 1)) == pytest.approx(-3.01, abs=0.02)
    assert loudest_moment(sine(997, 5)) == pytest.approx(-3.01, abs=0.01)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(30, 90))
def test_integrated_loudness_agrees_with_pyloudnorm(seed: int, tenths: int) -> None:
    sound = speech_like(seed, tenths)
    assert integrated(sound) == pytest.approx(pyloudnorm.Meter(FRAME_RATE).integrated_loudness(sound), abs=0.05)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 40), st.floats(-40, 0))
def test_loudness_follows_the_gain(seed: int, tenths: int, gain_db: float) -> None:
    sound = speech_like(seed, tenths) + 0.1 * sine(300, tenths / 10)
    quieter = sound * np.float32(amplitude(gain_db))
    assert clip_loudness(quieter) == pytest.approx(clip_loudness(sound) + gain_db, abs=0.01)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(3, 14), st.integers(0, 7))
def test_silence_around_a_short_clip_does_not_change_its_loudness(seed: int, tenths: int, silent_tenths: int) -> None:
    edges = np.convolve(np.ones(frames(tenths / 10) - 999), np.hanning(1_000) / np.hanning(1_000).sum())
    sound = (speech_like(seed, tenths) + 0.2 * sine(300, tenths / 10)) * edges.astype(np.float32)
    silence = np.zeros(frames(silent_tenths / 10), np.float32)
    assert clip_loudness(np.concatenate([silence, sound, silence])) == pytest.approx(clip_loudness(sound), abs=0.1)


def test_a_clip_is_as_loud_just_under_three_seconds_as_just_over() -> None:
    sound = 0.3 * sine(250, 3.1) * (1 + 0.5 * sine(3, 3.1))
    assert clip_loudness(sound[: frames(2.95)]) == pytest.approx(clip_loudness(sound[: frames(3.05)]), abs=0.2)


@pytest.mark.parametrize("size", [0, 1, 100, 4_800, 19_200, 200_000])
def test_silence_of_any_length_measures_minus_infinity(size: int) -> None:
    silence = np.zeros(size, np.float32)
    measures = (clip_loudness, integrated, loudest_moment, true_peak)
    assert [measure(silence) for measure in measures] == [-np.inf] * 4


def test_the_loudest_moment_of_a_sound_shorter_than_a_block_counts_the_silence_after_it() -> None:
    assert loudest_moment(sine(997, 0.1)) == pytest.approx(-3.01 - 6.02, abs=0.1)


def test_true_peak_finds_the_crest_that_lies_between_the_samples() -> None:
    fade = np.hanning(FRAME_RATE).astype(np.float32)
    sound = sine(FRAME_RATE / 4, 1, np.pi / 4) * fade
    assert 20 * np.log10(np.abs(sound).max()) == pytest.approx(-3.01, abs=0.01)
    assert true_peak(sound) == pytest.approx(0, abs=0.02)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 20))
def test_true_peak_agrees_with_an_exact_resampling_of_the_whole_clip(seed: int, tenths: int) -> None:
    swell = np.hanning(frames(tenths / 10)).astype(np.float32)
    sound = (speech_like(seed, tenths) + np.float32(0.01) * sine(3_000, tenths / 10)) * swell
    spectrum = np.fft.rfft(sound.astype(np.float64))
    spectrum[-1] /= 2
    exact = 4 * np.abs(np.fft.irfft(spectrum, 4 * sound.size)).max()
    assert true_peak(sound) == pytest.approx(20 * np.log10(exact), abs=0.1)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 90), st.data())
def test_a_meter_measures_in_blocks_of_any_size_what_is_measured_at_once(seed: int, tenths: int, data) -> None:
    sound = speech_like(seed, tenths) if tenths else sine(997, 0.05)
    cuts = data.draw(st.lists(st.integers(0, sound.size), max_size=12))
    meter = Meter()
    for block in np.split(sound, sorted(cuts)):
        meter.add(block)
    assert meter.integrated() == pytest.approx(integrated(sound), abs=1e-4)
    assert meter.true_peak() == pytest.approx(true_peak(sound), abs=1e-4)


def test_a_meter_can_be_read_at_any_moment_and_goes_on() -> None:
    sound = speech_like(1, 50)
    meter = Meter()
    for onset in range(0, sound.size, 4_321):
        meter.add(sound[onset : onset + 4_321])
        so_far = sound[: onset + 4_321]
        assert meter.integrated() == pytest.approx(integrated(so_far), abs=1e-4)
        assert meter.true_peak() == pytest.approx(true_peak(so_far), abs=1e-4)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000), st.integers(4, 90), st.integers(1, 70_000))
def test_a_meter_agrees_with_pyloudnorm(seed: int, tenths: int, size: int) -> None:
    sound = speech_like(seed, tenths) + 0.01 * sine(300, tenths / 10)
    meter = Meter()
    for onset in range(0, sound.size, size):
        meter.add(sound[onset : onset + size])
    assert meter.integrated() == pytest.approx(pyloudnorm.Meter(FRAME_RATE).integrated_loudness(sound), abs=0.05)


@pytest.mark.parametrize("at", [0, 1, 28_783, 28_784, 28_799, 28_800, 28_815, 28_816, 57_600, 99_999])
def test_a_meter_finds_the_peak_wherever_its_blocks_meet(at: int) -> None:
    sound = np.zeros(100_000, np.float32)
    sound[at : at + 2] = 0.5  # the crest lies between two samples, if the sound does not end at once
    meter = Meter()
    for block in np.split(sound, [at, at + 1]):
        meter.add(block)
    assert meter.true_peak() == pytest.approx(true_peak(sound), abs=1e-4)


@pytest.mark.parametrize("size", [0, 100, 28_800, 200_000])
def test_a_meter_measures_silence_as_minus_infinity(size: int) -> None:
    meter = Meter()
    meter.add(np.zeros(size, np.float32))
    assert (meter.integrated(), meter.true_peak()) == (-np.inf, -np.inf)
