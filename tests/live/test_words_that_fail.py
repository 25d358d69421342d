"""A session that plays goes on to its end, whatever its voice cannot say."""

from importlib import metadata
from importlib.metadata import EntryPoint

import pytest
from live_piece import EagerDevice

from coach.choices import choose
from coach.live import Look, lead
from coach.sessions.compose import sample
from coach.voice import catalog
from coach.voice.engines.fake import FakeVoice

TEXT = "Breathe in, and let it go. Press gently on the hollow. That was the last point."
HOARSE_AT = "gently"
"""A word that the voice cannot say."""


class Hoarse(FakeVoice):
    """A voice that gives nothing for some sentences."""

    name = "choir:tenor"
    identity = ("choir", "tenor")

    def say(self, text, speed):
        speech = super().say(text, speed)
        return type(speech)(speech.samples[:0], speech.rate) if HOARSE_AT in text else speech


class Choir:
    def voices(self):
        return [catalog.VoiceInfo("tenor", "en")]

    def open(self, _label, rate):
        return Hoarse(rate)


CHOIR = Choir()


@pytest.fixture
def session(tmp_path, monkeypatch):
    for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    point = EntryPoint("choir", f"{__name__}:CHOIR", catalog.GROUP)
    monkeypatch.setattr(metadata, "entry_points", lambda **_: [point])
    monkeypatch.setattr("coach.live.sitting.Chosen.open", lambda _chosen, fill: EagerDevice().open(fill))
    with sample(TEXT, choose(voice="choir")) as made:
        yield made


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (lambda *_: FakeVoice(120), "the voice 'choir:tenor' cannot speak a sentence: 'fake' speaks instead"),
        (lambda *_: None, "the voice 'choir:tenor' cannot say a sentence, which is left silent"),
    ],
)
def test_a_sentence_that_cannot_be_said_does_not_end_a_session_and_is_told(session, monkeypatch, capfd, other, told):
    monkeypatch.setattr("coach.sessions.session.other_voice", other)
    lead(session, look=Look(plain=True))
    shown = capfd.readouterr().err
    assert told in shown
    assert ("not heard: " in shown) == ("silent" in told)
    if "silent" in told:
        (line,) = [line for line in shown.splitlines() if line.startswith("not heard: ")]
        assert HOARSE_AT in line
    assert " heard" in shown
