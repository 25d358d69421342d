"""Clips as the schedule and the mixer ask for them."""

import os
import threading
import time
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from coach.errors import CoachError, FileError, VoiceError
from coach.plan.timeline import Utterance
from coach.voice.base import Speech
from coach.voice.clips.cache import ClipCache
from coach.voice.clips.spoken import MEMORY_BYTES, SpokenClips
from coach.voice.engines.fake import FakeVoice

KNEE = Utterance("Behind the left knee.")


class Recorder:
    """A voice that notes what it was asked to say, and may do something else first."""

    name = "recorder"
    identity: Sequence[str] = ("recorder",)
    phonemes = None

    def __init__(self, first: Callable[[str], object] = lambda _: None) -> None:
        self.said: list[str] = []
        self.closed = False
        self._first = first
        self._hum = FakeVoice(300)

    def say(self, text: str, speed: float) -> Speech:
        self.said.append(text)
        self._first(text)
        return self._hum.say(text, speed)

    def close(self) -> None:
        self.closed = True


def until(condition: Callable[[], bool]) -> None:
    """Wait for another thread; a test that waits for ever has failed."""
    while not condition():
        time.sleep(0.001)


@pytest.fixture
def speak(tmp_path):
    opened = []

    def make(voice=None, threads=1, folder="clips", **more):
        clips = SpokenClips(voice or Recorder(), ClipCache(tmp_path / folder), threads, **more)
        opened.append(clips)
        return clips

    yield make
    for clips in opened:
        clips.close()


def test_an_utterance_has_exactly_the_samples_that_were_measured(speak):
    clips = speak(FakeVoice(120))
    for text in ("Breathe in.", "Find BL40, called Weizhong, with both thumbs.", "One"):
        for speed in (1.0, 1.07, 1.15):
            utterance = Utterance(text, speed)
            samples = clips.samples(utterance)
            assert samples.shape == (clips.measure(utterance),)
            assert samples.dtype == np.float32
            assert 0 < np.abs(samples).max() < 0.8


def test_the_samples_are_the_same_from_an_empty_cache_a_full_one_and_from_memory(speak):
    first = speak().samples(KNEE)
    again = speak()
    np.testing.assert_array_equal(again.samples(KNEE), first)
    assert again.samples(KNEE) is again.samples(KNEE)


def test_samples_that_are_shared_cannot_be_changed(speak):
    with pytest.raises(ValueError, match="read-only"):
        speak().samples(KNEE)[0] = 1


def test_what_is_in_the_cache_is_not_said_again(speak):
    speak().measure(KNEE)
    voice = Recorder()
    clips = speak(voice)
    clips.prepare([KNEE])
    clips.measure(KNEE)
    clips.samples(KNEE)
    assert voice.said == []


def test_clips_of_another_loudness_come_from_the_same_cache(speak):
    usual = speak().samples(KNEE)
    voice = Recorder()
    quiet = speak(voice, target_lufs=-25.0).samples(KNEE)
    assert voice.said == []
    np.testing.assert_allclose(quiet, usual * 10 ** (-6 / 20), rtol=1e-6)


def test_the_engine_gets_the_respelled_text(speak):
    voice = Recorder()
    speak(voice).measure(Utterance("BL40 <b>Weizhong</b>"))
    assert voice.said == ["B L forty Way joong"]


def test_an_utterance_that_is_prepared_measured_and_played_is_said_once(speak):
    voice = Recorder()
    clips = speak(voice, threads=3)
    clips.prepare([KNEE, KNEE])
    asking = [threading.Thread(target=ask, args=(KNEE,)) for ask in (clips.measure, clips.samples) * 4]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert voice.said == ["Behind the left knee."]


def test_what_is_needed_now_is_said_before_what_was_prepared(speak):
    go_on = threading.Event()
    voice = Recorder(lambda text: text == "first" and go_on.wait(30))
    clips = speak(voice)
    clips.prepare(Utterance(text) for text in ("first", "second", "third", "fourth"))
    until(lambda: voice.said == ["first"])
    asking = threading.Thread(target=clips.measure, args=(Utterance("fourth"),))
    asking.start()
    until(lambda: clips._queue[0].utterance.text == "fourth")
    go_on.set()
    asking.join()
    clips.measure(Utterance("third"))
    assert voice.said == ["first", "fourth", "second", "third"]


def test_utterances_are_prepared_in_the_given_order(speak):
    voice = Recorder()
    clips = speak(voice)
    texts = [f"sentence {word}" for word in ("one", "two", "three", "four")]
    clips.prepare(Utterance(text) for text in texts)
    until(lambda: len(voice.said) == len(texts))
    assert voice.said == texts


@pytest.mark.parametrize("damage", ["missing", "short", "garbage", "payload"])
def test_a_clip_that_is_damaged_after_it_was_measured_is_made_again_and_not_played(speak, tmp_path, damage):
    right = speak(folder="other").samples(KNEE)
    voice = Recorder()
    clips = speak(voice)
    measured = clips.measure(KNEE)
    (path,) = (tmp_path / "clips").iterdir()
    content = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(
            {"short": content[:3000], "garbage": b"\x7f" * 9000, "payload": content[:100] + bytes(len(content) - 100)}[
                damage
            ]
        )
    np.testing.assert_array_equal(clips.samples(KNEE), right)
    assert len(right) == measured
    assert len(voice.said) == 2
    assert path.read_bytes() == content


def test_what_is_kept_takes_as_much_room_as_its_file_and_counts_as_used(speak, tmp_path):
    clips = speak()
    assert clips.new == 0
    size = clips.keep(KNEE)
    (path,) = (tmp_path / "clips").iterdir()
    assert size == path.stat().st_size
    os.utime(path, (1, 1))
    again = speak()
    assert again.keep(KNEE) == size
    assert path.stat().st_mtime > 1
    assert (clips.new, again.new) == (1, 0)


def test_a_damaged_clip_is_not_kept_but_made_anew(speak, tmp_path):
    speak().keep(KNEE)
    (path,) = (tmp_path / "clips").iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    clips = speak()
    clips.keep(KNEE)
    assert clips.new == 1
    assert path.read_bytes() == whole


def test_a_clip_that_can_be_kept_nowhere_is_told(speak, tmp_path):
    (tmp_path / "clips").write_text("in the way")
    with pytest.raises(FileError, match="cannot write clips to"):
        speak().keep(KNEE)


def test_memory_for_samples_is_bounded(speak):
    clips = speak(FakeVoice(80))
    long = [Utterance(" ".join([word] * 60)) for word in ("one", "two", "three", "four")]
    for utterance in long:
        clips.samples(utterance)
    assert sum(clips.samples(utterance).nbytes for utterance in long) > MEMORY_BYTES
    assert sum(samples.nbytes for samples in clips._ready.values()) <= MEMORY_BYTES


def test_an_utterance_without_a_word_is_refused(speak):
    clips = speak()
    with pytest.raises(VoiceError, match="finds no word in '…'; give it a text to say"):
        clips.measure(Utterance("…"))
    clips.prepare([Utterance("<break/>")])
    with pytest.raises(VoiceError, match="finds no word"):
        clips.samples(Utterance("<break/>"))


def test_a_voice_that_gives_no_sound_is_told(speak):
    class Silent(Recorder):
        def say(self, text, speed):
            return Speech(super().say(text, speed).samples * np.int16(0), 22_050)

    with pytest.raises(VoiceError, match=r"gives no sound for 'Behind the left knee\.'"):
        speak(Silent()).samples(KNEE)


ANSWERS = {
    "nothing": lambda: None,
    "plain numbers": lambda: [0, 1, 2],
    "two channels": lambda: Speech(np.ones((9, 2), np.int16), 22_050),
    "parts of one": lambda: Speech(np.ones(9), 22_050),
    "no rate": lambda: Speech(np.ones(9, np.int16), 0),
    "a rate that is a truth": lambda: Speech(np.ones(9, np.int16), True),
    "a rate of a hertz": lambda: Speech(np.ones(9, np.int16), 1),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_an_engine_that_answers_with_what_is_no_speech_is_told(speak, answer):
    class Odd(Recorder):
        def say(self, text, speed):
            super().say(text, speed)
            return answer()

    with pytest.raises(VoiceError, match="'recorder' gives something that is no speech"):
        speak(Odd()).samples(KNEE)


def test_an_engine_that_counts_its_rate_in_a_number_of_numpy_is_heard(speak):
    class Numpy(Recorder):
        def say(self, text, speed):
            said = super().say(text, speed)
            return Speech(said.samples, np.int64(said.rate))

    np.testing.assert_array_equal(speak(Numpy(), folder="other").samples(KNEE), speak().samples(KNEE))


@pytest.mark.parametrize("error", [RuntimeError("boom"), SystemExit("boom")])
def test_an_engine_that_fails_in_its_own_way_ends_with_one_clear_line(speak, error):
    def fail(_):
        raise error

    clips = speak(Recorder(fail))
    clips.prepare([KNEE])
    with pytest.raises(VoiceError, match=rf"'recorder' fails \({type(error).__name__}: boom\)"):
        clips.samples(KNEE)


def test_a_failure_while_preparing_is_told_to_who_needs_the_clip_and_who_asks_again_may_succeed(speak):
    failures = [VoiceError("recorder", "stumbled")] * 2  # of the first try, and of the one more

    def stumble(_):
        if failures:
            raise failures.pop()

    voice = Recorder(stumble)
    clips = speak(voice)
    clips.prepare([KNEE])
    until(clips._jobs[KNEE].done.is_set)
    with pytest.raises(VoiceError, match="stumbled"):
        clips.measure(KNEE)
    assert clips.measure(KNEE) > 0
    assert voice.said == ["Behind the left knee."] * 3


def test_closing_ends_the_voice_and_tells_everybody_who_waits(speak):
    go_on = threading.Event()
    voice = Recorder(lambda _: go_on.wait(30))
    clips = speak(voice)
    clips.prepare([Utterance("first"), Utterance("second")])
    until(lambda: voice.said == ["first"])
    errors = []

    def wait():
        try:
            clips.measure(Utterance("second"))
        except CoachError as error:
            errors.append(error)

    asking = threading.Thread(target=wait)
    asking.start()
    until(lambda: clips._jobs[Utterance("second")].wanted)
    closing = threading.Thread(target=clips.close)
    closing.start()
    asking.join()
    go_on.set()
    closing.join()
    assert [str(error) for error in errors] == ["the voice 'recorder' has been closed; start again"]
    assert voice.closed
    with pytest.raises(VoiceError, match="closed"):
        clips.measure(Utterance("third"))


def test_nothing_is_started_before_it_is_needed(speak):
    before = threading.active_count()
    clips = speak(threads=4)
    assert threading.active_count() == before
    with clips:
        clips.prepare([])
        assert threading.active_count() == before
