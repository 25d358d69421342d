"""An engine that stumbles: what it says then is neither heard nor kept, and the session goes on."""

import sys

import numpy as np
import pytest

from coach.choices import Choices
from coach.errors import CoachError, VoiceError
from coach.health.listener import Listener
from coach.plan.timeline import Utterance
from coach.sessions.compose import compose
from coach.sessions.session import utterances
from coach.voice.base import Speech
from coach.voice.catalog import find_voice, other_voice
from coach.voice.clips import plausible
from coach.voice.clips.cache import ClipCache
from coach.voice.clips.spoken import SpokenClips
from coach.voice.clips.stand_in import MOST_FAILURES
from coach.voice.clips.treatment import take
from coach.voice.engines.fake import FakeVoice
from coach.voice.pronounce import spoken

RATE = 120
SAID = [
    Utterance("Place both thumbs in the hollow behind your left knee."),
    Utterance("Press firmly but gently, and ease off at any sharp pain.", 1.1),
    Utterance("Now release, slowly, and let the breath flow out."),
]


def noise(speech: Speech) -> np.ndarray:
    return 6000 * np.random.default_rng(1).standard_normal(speech.samples.size)


def click(speech: Speech) -> np.ndarray:
    samples = np.zeros(speech.samples.size)
    samples[samples.size // 2 :][:90] = 20_000
    return samples


BAD = {
    "nothing": lambda speech: speech.samples[:0],
    "silence": lambda speech: speech.samples * 0,
    "half a sentence": lambda speech: speech.samples[: speech.samples.size * 4 // 10],
    "a sentence with a hole": lambda speech: speech.samples * (np.abs(np.linspace(-1, 1, speech.samples.size)) > 0.6),
    "a click": click,
    "noise": noise,
    "an overdriven sentence": lambda speech: np.clip(speech.samples * 40.0, -32_768, 32_767),
    "a whisper": lambda speech: speech.samples / 300,
    "a stammer": lambda speech: np.tile(speech.samples, 5),
    "minutes of sound": lambda speech: np.tile(speech.samples, 80),
}


class Stumbling:
    """A voice that gives something else for some answers, counted from the first; or raises what that is."""

    phonemes = None
    identity = ("stumbling",)
    name = "stumbling"

    def __init__(self, spoil=None, answers=()):
        self.spoil, self.answers = spoil, answers
        self.asked = []
        self.closed = False
        self.hum = FakeVoice(RATE)

    def say(self, text, speed):
        self.asked.append(text)
        speech = self.hum.say(text, speed)
        if len(self.asked) not in self.answers:
            return speech
        if isinstance(self.spoil, Exception):
            raise self.spoil
        return Speech(np.rint(self.spoil(speech)).astype(np.int16), speech.rate)

    def close(self):
        self.closed = True


EVER = range(1, 10**9)


@pytest.fixture
def speak(tmp_path):
    opened = []

    def make(voice, folder="clips"):
        clips = SpokenClips(voice, ClipCache(tmp_path / folder), threads=1, rate=RATE)
        opened.append(clips)
        return clips

    yield make
    for clips in opened:
        clips.close()


@pytest.fixture
def right(speak):
    """The samples of `SAID` in a session without a hiccup."""
    clips = speak(Stumbling(), "right")
    return [clips.samples(utterance) for utterance in SAID]


@pytest.mark.parametrize(
    "spoil",
    [*BAD.values(), RuntimeError("boom"), VoiceError("stumbling", "choked")],
    ids=[*BAD, "an error that nobody foresaw", "an error of the voice"],
)
@pytest.mark.parametrize("answer", [1, 2, 3])
def test_a_session_with_a_hiccup_sounds_like_one_without(speak, tmp_path, right, spoil, answer):
    clips = speak(Stumbling(spoil, [answer]))
    lengths = [clips.measure(utterance) for utterance in SAID]
    for utterance, samples, length in zip(SAID, right, lengths, strict=True):
        np.testing.assert_array_equal(clips.samples(utterance), samples)
        assert samples.size == length
    kept = [{path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("clips", "right")]
    assert kept[0] == kept[1]


@pytest.mark.parametrize("spoil", BAD.values(), ids=BAD)
def test_what_cannot_be_what_was_to_be_said_is_told_and_not_kept(speak, tmp_path, spoil):
    voice = Stumbling(spoil, EVER)
    with pytest.raises(VoiceError, match=r"'stumbling' gives .* for 'Place both thumbs"):
        speak(voice).measure(SAID[0])
    assert len(voice.asked) == 2
    assert not list((tmp_path / "clips").glob("*"))


@pytest.mark.parametrize("size", [2_000, 2_000_000])
def test_a_clip_that_cannot_be_its_words_is_not_taken_from_the_cache(speak, tmp_path, right, size):
    clips = speak(Stumbling())
    other = take(Speech(np.resize(FakeVoice(RATE).say("one two three", 1).samples[5000:], size), 22_050))
    ClipCache(tmp_path / "clips").write(clips._takes._key(SAID[0]), other)
    assert clips.measure(SAID[0]) == right[0].size
    np.testing.assert_array_equal(clips.samples(SAID[0]), right[0])


@pytest.fixture(scope="module")
def session_words():
    with compose(Choices(voice="fake"), Listener()) as session:
        return [*dict.fromkeys(utterance.text for utterance in utterances(session.stages)), "One.", "Shh.", "Six."]


@pytest.mark.parametrize(
    ("name", "rate", "every"),
    [
        ("fake", 85, 40),
        ("fake", 180, 40),
        ("system", 85, 25),
        ("system", 180, 25),
        ("piper", 85, 90),
        ("piper", 180, 90),
    ],
)
def test_no_sentence_of_a_session_is_taken_for_a_hiccup(session_words, name, rate, every):
    voice = find_voice(name, rate)
    for text in session_words[::every] + session_words[-3:]:
        for speed in (1.0, 1.15):
            words = spoken(text, voice.phonemes)
            speech = voice.say(words, speed)
            made = take(speech, words)
            assert not plausible.is_endless(speech, words, rate * speed)
            assert plausible.fault(speech, made, words, rate * speed, rate * speed) == "", text
            assert plausible.lasts_plausibly(made.frames, words, rate * speed, rate * speed), text
    voice.close()


def heard(clips):
    """Return the samples of all sentences, and see that each is as long as it was measured."""
    lengths = [clips.measure(utterance) for utterance in SAID]
    samples = [clips.samples(utterance) for utterance in SAID]
    assert [clip.size for clip in samples] == lengths == [clips.measure(utterance) for utterance in SAID]
    return samples


def test_another_voice_says_what_a_voice_cannot_and_is_told_and_it_is_asked_again_in_the_next_session(speak, right):
    voice, other = Stumbling(RuntimeError("boom"), [2, 3]), FakeVoice(150)
    clips = speak(voice)
    with clips.stand_in(lambda: other) as stand_in:
        samples = heard(clips)
        assert [*stand_in.notices] == ["the voice 'stumbling' cannot speak a sentence: 'fake' speaks instead"]
        assert not stand_in.unsaid
    expected = speak(FakeVoice(150), "other").samples(SAID[1])
    for got, wanted in zip(samples, [right[0], expected, right[2]], strict=True):
        np.testing.assert_array_equal(got, wanted)
    for got, wanted in zip(heard(clips), right, strict=True):
        np.testing.assert_array_equal(got, wanted)


def no_voice():
    raise VoiceError("other", "is not there")


@pytest.mark.parametrize("other", [lambda: None, no_voice, lambda: Stumbling(BAD["noise"], EVER)])
def test_where_nobody_can_say_a_sentence_there_is_silence_for_about_as_long(speak, right, other):
    clips = speak(Stumbling(BAD["nothing"], [2, 3]))
    with clips.stand_in(other) as stand_in:
        samples = heard(clips)
        assert stand_in.unsaid == {SAID[1]}
        assert len(stand_in.notices) == 1
    assert not samples[1].any()
    assert samples[1].size == pytest.approx(right[1].size, rel=0.4)
    np.testing.assert_array_equal(samples[2], right[2])


def test_a_session_of_which_nobody_can_say_a_word_ends_with_an_error(speak):
    clips = speak(Stumbling(BAD["nothing"], EVER))
    with clips.stand_in(lambda: None), pytest.raises(VoiceError, match="gives no sound"):
        clips.measure(SAID[0])


def test_without_a_stand_in_a_sentence_that_cannot_be_said_is_an_error_that_names_it(speak):
    clips = speak(Stumbling(BAD["nothing"], [2, 3]))
    clips.measure(SAID[0])
    with pytest.raises(VoiceError, match="gives no sound for 'Press firmly but gently"):
        clips.measure(SAID[1])


def test_a_voice_that_fails_again_and_again_is_asked_no_more(speak):
    voice = Stumbling(RuntimeError("boom"), EVER)
    clips = speak(voice)
    many = [Utterance(f"Breathe in and out {number} times.") for number in range(20)]
    with clips.stand_in(lambda: FakeVoice(RATE)) as stand_in:
        for utterance in many:
            clips.prepare([utterance])
            assert clips.samples(utterance).size == clips.measure(utterance)
        assert any("cannot speak any more" in notice for notice in stand_in.notices)
    assert len(voice.asked) == 2 * MOST_FAILURES


def test_a_clip_that_is_lost_after_it_was_measured_is_silence_of_its_length(speak, tmp_path, right):
    clips = speak(Stumbling(RuntimeError("boom"), range(4, 10**9)))
    with clips.stand_in(lambda: None) as stand_in:
        lengths = [clips.measure(utterance) for utterance in SAID]
        for path in (tmp_path / "clips").iterdir():
            path.unlink()
        assert [clips.samples(utterance).size for utterance in SAID] == lengths == [clip.size for clip in right]
        assert not clips.samples(SAID[0]).any()
        assert stand_in.unsaid == set(SAID)


@pytest.mark.skipif(sys.platform != "linux", reason="needs eSpeak")
def test_the_voice_that_stands_in_is_the_best_of_another_engine(monkeypatch):
    names = {failing: standing_in(failing) for failing in ("hibari:heart", "piper:x", "choir:tenor", "system:en-gb")}
    assert names == {
        "hibari:heart": "piper:en_US-joe-medium",
        "piper:x": "hibari:heart",
        "choir:tenor": "hibari:heart",
        "system:en-gb": "hibari:heart",
    }
    monkeypatch.setattr("coach.voice.engines.piper.find_spec", lambda _: None)
    assert standing_in("hibari:heart") == "system"
    monkeypatch.setattr("coach.voice.engines.hibari.find_spec", lambda _: None)
    with pytest.raises(VoiceError, match="'hibari' is not installed"):
        other_voice("system")


def standing_in(failing):
    voice = other_voice(failing, 150)
    voice.close()
    return voice.name


def test_a_voice_of_worker_processes_tries_again_in_a_fresh_one(speak):
    voice = find_voice("system")
    clips = speak(voice, "fresh")
    clips.measure(SAID[0])
    (before,) = voice._workers._idle
    voice.restart()
    assert before._process.poll() is not None
    clips.measure(SAID[2])
    assert voice._workers._idle != [before]


def test_whatever_else_happens_an_error_of_coach_is_raised_and_no_other(speak):
    clips = speak(Stumbling(SystemError("inner"), EVER))
    with pytest.raises(CoachError, match=r"'stumbling' fails \(SystemError: inner\)"):
        clips.measure(SAID[0])
