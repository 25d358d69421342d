"""Clips of all engines sound alike."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.sound.loudness import clip_loudness, true_peak
from coach.voice.base import Speech
from coach.voice.treatment import CEILING_DBTP, TARGET_LUFS, played, take, trimmed


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
    samples = played(made)
    assert clip_loudness(samples) == pytest.approx(TARGET_LUFS, abs=0.1)
    assert samples.shape == (made.frames,)
    assert samples.dtype == np.float32
    assert made.frames / 48_000 == pytest.approx(seconds + 0.09, abs=0.01)


def test_a_clip_with_sharp_peaks_is_quieter_rather_than_over_the_ceiling():
    speech = hum(1.0, 48_000, level=0.1)
    speech.samples[40_000::4_000] = 32_000
    samples = played(take(speech))
    assert true_peak(samples) == pytest.approx(CEILING_DBTP, abs=0.01)
    assert clip_loudness(samples) < TARGET_LUFS


@given(st.integers(0, 2000), st.integers(1, 2000), st.integers(0, 2000))
def test_trimming_takes_silence_only(before, sounding, after):
    samples = np.concatenate([np.zeros(before), np.full(sounding, 5000), np.zeros(after)]).astype(np.int16)
    kept = trimmed(Speech(samples, 8000)).samples
    assert np.count_nonzero(kept) == sounding
    assert kept.size == sounding + min(before, 240) + min(after, 480)


@pytest.mark.parametrize("samples", [np.zeros(0), np.zeros(5000), np.full(5000, 20), np.full(9, -33)])
def test_silence_is_no_take(samples):
    assert take(Speech(samples.astype(np.int16), 22_050)) is None
