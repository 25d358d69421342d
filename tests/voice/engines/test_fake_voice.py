"""The voice for tests and authors."""

import numpy as np
import pytest

from coach.voice.clips.treatment import take
from coach.voice.engines.fake import FakeVoice


def test_the_fake_voice_hums_the_same_words_in_the_same_way():
    first, second = FakeVoice(120).say("press the knee", 1.0), FakeVoice(120).say("press the knee", 1.0)
    np.testing.assert_array_equal(first.samples, second.samples)
    assert not np.array_equal(first.samples, FakeVoice(120).say("press the foot", 1.0).samples)


@pytest.mark.parametrize(("rate", "speed"), [(120, 1.0), (120, 1.15), (90, 1.0), (240, 1.1)])
def test_the_fake_voice_keeps_to_its_rate(rate, speed):
    speech = FakeVoice(rate).say("one two three four five six", speed)
    assert take(speech).frames / 48_000 == pytest.approx(6 * 60 / (rate * speed), rel=0.1)


def test_the_fake_voice_tells_its_rate_to_the_cache():
    assert FakeVoice(120).identity != FakeVoice(121).identity
