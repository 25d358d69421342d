"""Clips of hibari, from its slowest to its fastest: no sound is cut, and its pauses lie where the marks stand."""

import numpy as np
import pytest

from coach.units import amplitude
from coach.voice.base import Speech
from coach.voice.catalog import find_voice
from coach.voice.clips import plausible
from coach.voice.clips.pauses import CLAUSE_S, QUIET_DB, with_pauses
from coach.voice.clips.treatment import take, trimmed

RATES = (85, 120, 165, 180)
"""Words a minute: its slowest, its usual, one at which it pauses longest, and its fastest."""

SENTENCES = (
    "Halfway.",
    "Breathe.",
    "Feel it on both sides of the cuff.",
    "Heat helps this.",
    "Sit up straight, with both feet flat on the rug.",
    "Keep picking up the stiff back part of both upper thighs, then stop.",
)
"""With soft sounds at their ends, and with sounds that are made of a silence and a release."""


@pytest.fixture(scope="module")
def said() -> dict[tuple[int, str], Speech]:
    voice = find_voice("hibari", RATES[0])
    try:
        return {(rate, text): voice.say(text, rate / RATES[0]) for rate in RATES for text in SENTENCES}
    finally:
        voice.close()


def energy(samples: np.ndarray) -> float:
    return float(np.square(samples.astype(float)).sum())


def silences(speech: Speech) -> list[tuple[float, float]]:
    """Return where silences begin inside a clip, as parts of it, and how many seconds they last."""
    magnitudes = np.abs(speech.samples.astype(int))
    sounding = np.flatnonzero(magnitudes > magnitudes.max() * amplitude(QUIET_DB))
    steps = np.diff(sounding)
    return [(sounding[one] / speech.samples.size, steps[one] / speech.rate) for one in np.flatnonzero(steps > 1)]


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("text", SENTENCES)
def test_no_sound_at_an_end_of_a_clip_is_cut(said, text, rate):
    speech = said[rate, text]
    kept = trimmed(Speech(speech.samples, speech.rate)).samples
    assert energy(speech.samples) - energy(kept) < 1e-4 * energy(kept)
    assert max(abs(int(kept[0])), abs(int(kept[-1]))) < 0.01 * np.abs(kept.astype(int)).max()


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize(("text", "earliest", "latest"), [(SENTENCES[-2], 0.2, 0.6), (SENTENCES[-1], 0.5, 0.9)])
def test_a_pause_is_made_where_the_comma_stands_and_in_no_word(said, text, earliest, latest, rate):
    paused = with_pauses(said[rate, text], text)
    (place, lasts_s), *others = [one for one in silences(trimmed(paused)) if one[1] > CLAUSE_S / 2]
    assert earliest < place < latest
    assert lasts_s == pytest.approx(CLAUSE_S + paused.rest_s, abs=0.02)
    assert not others


@pytest.mark.parametrize("text", SENTENCES)
def test_the_rest_of_a_fast_sentence_is_no_longer_at_its_end_than_at_its_comma(said, text):
    speech = said[165, text]
    assert speech.rest_s > 0
    assert with_pauses(speech, text).rest_s == pytest.approx(speech.rest_s / (1 + text.count(",")))


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("text", SENTENCES)
def test_no_clip_is_taken_for_a_hiccup(said, text, rate):
    speech = said[rate, text]
    assert not plausible.fault(speech, take(speech, text), text, rate, rate)
