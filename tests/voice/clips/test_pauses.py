"""Pauses between clauses are the coach's own."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.voice.base import Speech
from coach.voice.clips.pauses import CLAUSE_S, clauses_in, with_pauses
from coach.voice.clips.treatment import trimmed

RATE = 22_050


def speech(*seconds: float) -> Speech:
    """Sounds and silences in turn, beginning and ending with a sound; the silences are not quite silent."""
    rng = np.random.default_rng(1)
    parts = [
        rng.integers(-(9000, 40)[index % 2], (9000, 40)[index % 2], round(RATE * s)) for index, s in enumerate(seconds)
    ]
    return Speech(np.concatenate(parts).astype(np.int16), RATE)


def silences(heard: Speech) -> list[float]:
    """Return the lengths of all silences in seconds."""
    loud = np.flatnonzero(np.abs(heard.samples) > 1000)
    steps = np.diff(loud)
    return [round(step / RATE, 2) for step in steps if step > 0.1 * RATE]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("Breathe in.", 1),
        ("Breathe in, and out.", 2),
        ("One, two; three: four.", 4),
        ("Press [[h@l'oU,]] gently.", 2),
        ("In 1,000 years,", 1),
        ("Slowly – and softly.", 2),  # noqa: RUF001 a dash
    ],
)
def test_a_mark_inside_a_sentence_divides_clauses(text, clauses):
    assert clauses_in(text) == clauses


def test_the_longest_silences_get_the_length_of_a_pause_and_shorter_ones_stay():
    heard = with_pauses(speech(0.5, 0.28, 0.6, 0.2, 0.4, 0.6, 0.5), "One two, three four five, six seven.")
    assert silences(heard) == [CLAUSE_S, 0.2, CLAUSE_S]


def test_no_pause_is_made_where_the_engine_makes_none():
    whole = speech(0.5, 0.08, 0.6)
    assert with_pauses(whole, "One, two.") is whole
    assert with_pauses(speech(0.5), "One, two, three, four.").samples.size == round(0.5 * RATE)
    silent = Speech(np.zeros(100, np.int16), RATE)
    assert with_pauses(silent, "One, two.") is silent


@given(st.lists(st.floats(0.3, 1.2), min_size=1, max_size=4), st.floats(0.05, 1.0))
def test_every_sound_stays_whole_and_only_silence_is_taken_or_given(gaps, pause_s):
    parts = [0.3]
    for gap in gaps:
        parts += [gap, 0.3]
    before = speech(*parts)
    after = with_pauses(before, ", ".join(["three words each"] * (len(gaps) + 1)), pause_s)
    expected_s = 0.3 * (len(gaps) + 1) + pause_s * len(gaps)
    assert after.samples.size == pytest.approx(expected_s * RATE, abs=20 * len(gaps) + 20)
    loud = [np.count_nonzero(np.abs(heard.samples) > 1000) for heard in (before, after)]
    assert loud[0] == loud[1]


def test_the_rest_of_a_voice_that_speaks_too_fast_is_shared_out_between_the_marks_and_the_end():
    text, sounds = "One two, three four five, six seven.", speech(0.5, 0.28, 0.6, 0.2, 0.4, 0.6, 0.5)
    heard = with_pauses(replace(sounds, rest_s=0.6), text)
    assert silences(heard) == pytest.approx([CLAUSE_S + 0.2, 0.2, CLAUSE_S + 0.2])
    assert heard.rest_s == pytest.approx(0.2)
    usual = trimmed(with_pauses(sounds, text)).samples.size
    assert trimmed(heard).samples.size == pytest.approx(usual + 0.6 * RATE, abs=5)


def test_where_no_mark_is_heard_the_whole_rest_comes_at_the_end():
    whole = replace(speech(0.5, 0.08, 0.6), rest_s=0.6)
    assert with_pauses(whole, "One, two.") is whole


def test_nothing_clicks_where_silence_was_cut():
    heard = with_pauses(speech(0.3, 0.9, 0.3), "One or two, three or four.").samples.astype(int)
    middle = heard[round(0.32 * RATE) : -round(0.32 * RATE)]
    assert np.abs(np.diff(middle)).max() <= 80
