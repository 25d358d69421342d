"""Clips of all engines sound alike."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.choices import VOICE_LUFS
from coach.sound.loudness import clip_loudness, true_peak
from coach.voice.base import Speech
from coach.voice.clips.dispersion import dispersed
from coach.voice.clips.treatment import CEILING_DBTP, EDGES_LU, levelled, resampled, take, trimmed


def hum(seconds: float, rate: int, level: float = 0.3, silence_s: float = 0.5) -> Speech:
    """A tone with silence around it."""
    tone = level * 32767 * np.sin(2 * np.pi * 220 * np.arange(round(seconds * rate)) / rate)
    silence = np.zeros(round(silence_s * rate))
    return Speech(np.concatenate([silence, tone, silence]).astype(np.int16), rate)


@pytest.mark.parametrize("rate", [16_000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("level", [0.02, 0.3, 0.9])
@pytest.mark.parametrize("seconds", [0.25, 1.0, 4.0])
def test_a_clip_has_the_target_loudness_and_its_silence_is_trimmed(rate, level, seconds):
    made = take(hum(seconds, rate, level))
    samples = levelled(made)
    assert clip_loudness(samples) == pytest.approx(VOICE_LUFS + EDGES_LU, abs=0.1)
    assert samples.shape == (made.frames,)
    assert samples.dtype == np.float32
    assert made.frames / 48_000 == pytest.approx(seconds + 0.09, abs=0.01)


def test_a_clip_with_sharp_peaks_is_quieter_rather_than_over_the_ceiling():
    speech = hum(1.0, 48_000, level=0.1)
    speech.samples[40_000::4_000] = 32_000
    samples = levelled(take(speech))
    assert true_peak(samples) == pytest.approx(CEILING_DBTP, abs=0.01)
    assert clip_loudness(samples) < VOICE_LUFS


@given(st.floats(-30, -14))
def test_one_take_serves_every_loudness_under_the_ceiling(target_lufs):
    made = take(hum(0.5, 22_050))
    samples = levelled(made, target_lufs)
    if made.gain(target_lufs) < made.gain(target_lufs + 1):
        assert clip_loudness(samples) == pytest.approx(target_lufs + EDGES_LU, abs=0.01)
    assert true_peak(samples) <= CEILING_DBTP + 0.01


@given(st.integers(0, 2000), st.integers(1, 2000), st.integers(0, 2000))
def test_trimming_takes_silence_only(before, sounding, after):
    samples = np.concatenate([np.zeros(before), np.full(sounding, 5000), np.zeros(after)]).astype(np.int16)
    kept = trimmed(Speech(samples, 8000)).samples
    assert np.count_nonzero(kept) == sounding
    assert kept.size == sounding + min(before, 240) + min(after, 480)


@pytest.mark.parametrize("samples", [np.zeros(0), np.zeros(5000), np.full(5000, 20), np.full(9, -33)])
def test_silence_is_no_take(samples):
    assert take(Speech(samples.astype(np.int16), 22_050)) is None


def vowel(rate: int, seconds: float = 4.0) -> Speech:
    """All harmonics of 110 Hz with the same phase, strongest around the formants of "ah"."""
    time_s = np.arange(round(seconds * rate)) / rate
    sound = np.zeros(time_s.size)
    for hertz in range(110, 3500, 110):
        strength = sum(1 / (1 + ((hertz - formant) / 90) ** 2) for formant in (700, 1100, 2500))
        sound += strength * np.cos(2 * np.pi * hertz * time_s)
    return Speech(np.rint(2_500 * sound * np.minimum(1, 100 * np.hanning(time_s.size))).astype(np.int16), rate)


@pytest.mark.parametrize("rate", [16_000, 22_050, 48_000])
def test_a_voice_whose_harmonics_have_one_phase_gets_lower_peaks_and_keeps_its_spectrum(rate):
    before = vowel(rate)
    after = dispersed(before)
    assert np.abs(after.samples).max() < 0.7 * np.abs(before.samples).max()
    size = 2 * after.samples.size
    spectra = [np.abs(np.fft.rfft(speech.samples, size)) for speech in (before, after)]
    assert np.abs(spectra[1] - spectra[0]).max() < 0.01 * spectra[0].max()
    assert clip_loudness(resampled(after)) == pytest.approx(clip_loudness(resampled(before)), abs=0.2)


@given(st.integers(0, 1000), st.sampled_from([8000, 22_050]), st.integers(0, 20_000), st.floats(100, 32_767))
def test_no_clip_gets_a_higher_peak_or_another_length_of_sound(seed, rate, size, peak):
    rng = np.random.default_rng(seed)
    before = Speech(np.rint(peak * rng.uniform(-1, 1, size)).astype(np.int16), rate)
    after = dispersed(before)
    level = np.abs(before.samples.astype(int)).max(initial=0)
    assert after is before or np.abs(after.samples.astype(int)).max() <= level
    assert np.square(after.samples.astype(float)).sum() == pytest.approx(
        np.square(before.samples.astype(float)).sum(), rel=0.02, abs=size + 5000
    )


def test_a_pure_tone_stays_as_it_is():
    tone = hum(1.0, 22_050)
    assert dispersed(tone) is tone


def test_sound_moves_by_a_few_milliseconds_at_most():
    click = Speech(np.zeros(22_050, np.int16), 22_050)
    click.samples[11_025] = 32_000
    energy = np.square(dispersed(click).samples.astype(float))
    assert energy[11_025 + 2048 - 110 : 11_025 + 2048 + 110].sum() > 0.99 * energy.sum()
