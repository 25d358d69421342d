"""Words a minute mean the same whatever an engine counts in."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import VoiceError
from coach.voice import pace
from coach.voice.base import Speech
from coach.voice.catalog import FASTEST, SLOWEST, find_voice
from coach.voice.clips.treatment import take
from coach.voice.engines.fake import FakeVoice
from coach.voice.pace import SENTENCES, Pace, speed_for, words_at

STEPS = st.lists(st.floats(0.05, 1), min_size=2, max_size=6)


@st.composite
def paces(draw) -> Pace:
    """Measurements of a voice that is the faster the higher its speed."""
    speeds = np.cumsum(draw(STEPS))
    words = np.cumsum(100 * np.array(draw(st.lists(st.floats(0.05, 1), min_size=len(speeds), max_size=len(speeds)))))
    return tuple(zip(speeds.tolist(), words.tolist(), strict=True))


@given(paces(), st.floats(0.05, 1))
def test_a_speed_between_measurements_gives_the_words_it_was_asked_for(measured, share):
    slowest, fastest = measured[0][1], measured[-1][1]
    wanted = slowest + share * (fastest - slowest)
    assert words_at(measured, speed_for(measured, wanted)) == pytest.approx(wanted, rel=1e-6)


def test_what_was_measured_is_met_exactly_and_what_lies_beyond_goes_on():
    measured = ((0.5, 60.0), (1.0, 120.0), (2.0, 200.0))
    assert [speed_for(measured, words) for _, words in measured] == pytest.approx([0.5, 1.0, 2.0])
    assert speed_for(measured, 240) > 2
    assert speed_for(measured, 30) == pytest.approx(0.25)


def heard(voice) -> float:
    """Return how many words a minute a voice says of the sentences by which voices are measured."""
    total = sum(take(voice.say(sentence, 1.0), sentence).frames + pace.BETWEEN for sentence in SENTENCES)
    return sum(len(sentence.split()) for sentence in SENTENCES) * 60 * 48_000 / total


@pytest.mark.parametrize("name", ["system", "piper"])
def test_every_engine_says_as_many_words_a_minute_as_it_is_asked_for(name):
    """Over ten sentences, to 6 %; `tests/bench/pace.py` measures whole sessions."""
    for rate in (100, 120, 150):
        voice = find_voice(name, rate)
        assert heard(voice) == pytest.approx(rate, rel=0.06)
        voice.close()


def test_a_voice_that_nobody_has_measured_is_measured_once(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    asked = []

    def measure():
        asked.append(1)
        return ((0.6, 70.0), (1.0, 110.0))

    assert pace.known("engine voice", measure) == pace.known("engine voice", measure) == ((0.6, 70.0), (1.0, 110.0))
    assert len(asked) == 1
    (stored,) = tmp_path.rglob("*.json")
    stored.write_text(json.dumps([[1, "fast"]]))
    assert pace.known("engine voice", measure)[0] == (0.6, 70.0)
    assert len(asked) == 2


def test_a_voice_that_says_nothing_or_never_hurries_has_no_pace():
    with pytest.raises(VoiceError, match="gives no sound"):
        pace.measured(lambda *_: Speech(np.zeros(22_050, np.int16), 22_050))
    with pytest.raises(VoiceError, match="does not follow the speed"):
        pace.measured(lambda *_: Speech(np.full(22_050, 9000, np.int16), 22_050))


@pytest.mark.parametrize("cut", [0.3, 6])
def test_a_hiccup_while_a_voice_is_measured_does_not_count(cut):
    voice, answers = FakeVoice(150), []

    def say(text, speed):
        answers.append(text)
        speech = voice.say(text, speed)
        size = round(cut * speech.samples.size) if len(answers) == 6 else speech.samples.size
        return Speech(np.resize(speech.samples, size), speech.rate)

    assert pace.measured(say) == pace.measured(voice.say)


def test_the_paces_that_come_with_coach_cover_all_rates():
    for measured in pace._shipped().values():
        assert 0.3 < speed_for(measured, SLOWEST) < speed_for(measured, FASTEST) < 3
