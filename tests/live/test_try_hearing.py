"""What is heard without a session: how loud it is, and what is understood."""

import threading
import time

import numpy as np
import pytest

from coach.errors import DeviceError, HearingError
from coach.hearing.heard import Block, Burst, Understood
from coach.live.ear import Parts
from coach.live.try_hearing import try_hearing

QUIET, LOUD = 0.001, 0.1


class Microphone:
    """Hears a quiet room, and in the midst of it a voice."""

    name = "headset"
    is_open = False

    def open(self, take, name=None, *, failed, told):
        self.take, self.wanted, self.failed, self.tell = take, name, failed, told
        return self

    def start(self):
        self.is_open = True
        levels = [QUIET] * 20 + [LOUD] + [QUIET] * 20
        self.tell("a line")
        for level in levels:
            self.take(Block(np.full(320, level, np.float32), time.monotonic()))

    def close(self):
        self.is_open = False


class Voices:
    def hear(self, block):
        return [Burst(block.samples, 0.0, 1.0)] if block.samples[0] == np.float32(LOUD) else []


class Words:
    def __init__(self, error=None):
        self.error, self.is_closed = error, threading.Event()

    def start(self):
        pass

    def hear(self, _burst):
        if self.error:
            raise self.error
        return Understood("next", 0.9)

    def close(self):
        self.is_closed.set()


def test_a_voice_is_told_with_its_level_that_of_the_room_and_what_was_understood():
    microphone, words, told = Microphone(), Words(), []
    with try_hearing("head", tell=told.append, parts=lambda: Parts(microphone.open, Voices, lambda: words)) as trial:
        assert (trial.name, microphone.wanted, microphone.is_open) == ("headset", "head", True)
        (voice,) = trial.voices(0.3)
    assert voice.understood == Understood("next", 0.9)
    assert (round(voice.level_db), round(voice.noise_db)) == (-20, -60)
    assert told == ["a line"]
    assert not microphone.is_open
    assert words.is_closed.is_set()


def test_a_recogniser_that_fails_is_an_error_and_the_microphone_is_closed():
    microphone = Microphone()
    parts = Parts(microphone.open, Voices, lambda: Words(HearingError("the recogniser ended")))
    with pytest.raises(HearingError, match="ended"), try_hearing(tell=print, parts=lambda: parts) as trial:
        list(trial.voices(0.3))
    assert not microphone.is_open


def test_a_microphone_that_there_is_not_is_an_error():
    def refused(*_arguments, **_given):
        raise DeviceError("there is no microphone", "connect one")

    with (
        pytest.raises(DeviceError, match="connect one"),
        try_hearing(tell=print, parts=lambda: Parts(refused, Voices, Words)),
    ):
        pass


def test_without_its_packages_nothing_is_opened(monkeypatch):
    monkeypatch.setattr("coach.hearing.recogniser.find_spec", lambda _name: None)
    with pytest.raises(HearingError, match="not installed"), try_hearing(tell=print):
        pass
