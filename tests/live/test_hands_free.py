"""The ear beside a session: what is said becomes a wish, and whatever fails in it is one line."""

import threading
import time
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest

from coach.errors import DeviceError, HearingError
from coach.hearing.bursts import Speaking
from coach.hearing.heard import HEARING_RATE, Block, Burst, Understood
from coach.live.ear import Parts
from coach.live.hands_free import READY, HandsFree
from coach.live.listening import Listening
from coach.plan.timeline import Clip, Hold, TimedStage, Timeline, Utterance
from coach.script.cues import Wait
from coach.units import frames

PATIENCE_S = 20.0
BLOCK_S = 0.05

WORDS = Clip("voice", frames(3600), frames(600), "hold", "settle")
STAGE = TimedStage(
    "BL40-left",
    "Behind the left knee",
    "BL40",
    "left",
    0,
    frames(9000),
    Hold(frames(1000), frames(5000)),
    clips=(WORDS,),
    cues=(Wait(30, "locate", until_ready=True), Wait(30, "hold")),
    marks=(0, frames(500)),
)
ASKED = Clip("voice", frames(1990), frames(1), "hold", "paused", Utterance("Did you say next?"))
PAUSED = Timeline(
    (
        replace(STAGE, frames=frames(1980)),
        replace(STAGE, onset=frames(1980), frames=frames(86400), hold=None, clips=(ASKED,), paused=True),
    )
)
WAITING, HOLDING, SPEAKING = frames(100), frames(2000), frames(3800)


class Session:
    """What plays: it is where the test puts it."""

    timeline = Timeline((STAGE,), complete=True)

    def sound(self, _start, count):
        return np.zeros(count, np.float32)


class Voices:
    """Takes every block for a burst that says the command of which the number is its loudness; 0 is silence."""

    def hear(self, block):
        until_s = block.at_s + BLOCK_S
        number = round(float(block.samples[0]) * 100)
        if number < 0:
            return [Speaking(block.at_s - 0.5, until_s)]
        return [Burst(block.samples, block.at_s - 0.5, until_s)] if number else []

    def deafen(self, block):
        pass


class Words:
    """Understands what `said` holds, and nothing of silence."""

    said = ("next", "again", "pause", "longer")

    def __init__(self):
        self.is_closed = threading.Event()

    def start(self):
        pass

    def hear(self, burst):
        number = round(float(burst.samples[0]) * 100)
        return Understood(self.said[number - 1], 0.95) if number else Understood(None)

    def close(self):
        self.is_closed.set()


class Microphone:
    def __init__(self):
        self.is_open = False

    def open(self, take, name=None, *, failed, told):
        self.take, self.wanted, self.failed, self.told = take, name, failed, told
        return self

    def start(self):
        self.is_open = True

    def close(self):
        self.is_open = False


class Ear:
    """A session with an ear, and all that came of it."""

    def __init__(self, hands_free, microphone, words, frame):
        self.hands_free, self.microphone, self.words, self.frame = hands_free, microphone, words, frame
        self.timeline = Session.timeline
        self.answers, self.notices, self.remarks = [], [], []

    def look(self):
        answer = self.hands_free.look(self.timeline, self.frame)
        self.answers += [answer] if answer else []
        self.notices += [self.hands_free.notices.popleft() for _ in range(len(self.hands_free.notices))]
        self.remarks += [self.hands_free.remarks.popleft() for _ in range(len(self.hands_free.remarks))]

    def until(self, true):
        give_up_s = time.monotonic() + PATIENCE_S
        while not true():
            self.look()
            assert time.monotonic() < give_up_s
            time.sleep(0.005)

    def say(self, number):
        samples = np.full(round(BLOCK_S * HEARING_RATE), number / 100, np.float32)
        self.microphone.take(Block(samples, time.monotonic() - BLOCK_S))

    def settle(self):
        """Look on for a while: what is to come of what was said has come by then."""
        until_s = time.monotonic() + 0.4
        self.until(lambda: time.monotonic() > until_s)


@contextmanager
def listening(*, words=None, microphone=None, headphones=False, voices=Voices, at=HOLDING, until_ready=True):
    microphone, words = microphone or Microphone(), words or Words()
    parts = Parts(microphone.open, voices, lambda: words)
    with HandsFree(Session(), Listening("usb", has_headphones=headphones), lambda: parts) as hands_free:
        ear = Ear(hands_free, microphone, words, at)
        if until_ready:
            ear.until(lambda: READY in ear.remarks)
        yield ear


def test_a_command_that_is_heard_is_a_wish_at_the_next_look():
    with listening() as ear:
        ear.say(1)
        ear.until(lambda: ear.answers)
    (answer,) = ear.answers
    assert (answer.wish, answer.spoken, answer.sureness) == ("next", "next", 0.95)
    assert ear.notices == []


def test_the_microphone_is_opened_by_its_name_with_the_first_look_and_closed_at_the_end():
    with listening(until_ready=False) as ear:
        assert not ear.microphone.is_open
        ear.until(lambda: ear.microphone.is_open)
        assert ear.microphone.wanted == "usb"
    assert not ear.microphone.is_open
    assert ear.words.is_closed.is_set()
    assert not ear.hands_free.stuck


def test_what_the_microphone_hears_while_the_coach_speaks_is_no_command_unless_there_are_headphones():
    for headphones in (False, True):
        with listening(headphones=headphones, at=SPEAKING) as ear:
            ear.say(1)
            ear.settle()
            assert len(ear.answers) == headphones


@pytest.mark.parametrize("silent_s", [0.15, 0.0])
def test_what_was_said_just_before_the_coach_speaks_is_heard_unless_it_is_cut_short(silent_s):
    class Late(Voices):
        """A burst is over once there was silence after it."""

        before = None

        def hear(self, block):
            if block.samples.any():
                self.before = block
                return []
            before, self.before = self.before, None
            at_s = before.at_s if before else 0.0
            return [Burst(before.samples, at_s - 0.5, at_s + BLOCK_S)] if before else []

    with listening(voices=Late) as ear:
        ear.say(1)
        ear.settle()
        ear.frame = SPEAKING
        ear.look()
        samples = np.zeros(round(BLOCK_S * HEARING_RATE), np.float32)
        ear.microphone.take(Block(samples, time.monotonic() if silent_s else 0.0))
        ear.settle()
    assert len(ear.answers) == bool(silent_s)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (DeviceError("there is no microphone", "connect one"), "there is no microphone; connect one"),
        (PermissionError("no"), "this should not have happened"),
        (MemoryError(), "this should not have happened"),
    ],
)
def test_a_microphone_that_cannot_be_opened_is_one_line(error, told):
    class Refused(Microphone):
        def open(self, *_arguments, **_given):
            raise error

    with listening(microphone=Refused(), until_ready=False) as ear:
        ear.until(lambda: ear.notices)
        ear.settle()
    (notice,) = ear.notices
    assert told in notice
    assert "\n" not in notice
    assert ear.answers == []


def test_a_microphone_that_is_taken_away_is_one_line():
    with listening() as ear:
        ear.microphone.failed("the microphone has gone")
        ear.until(lambda: ear.notices)
        ear.settle()
    (notice,) = ear.notices
    assert "the microphone has gone" in notice


@pytest.mark.parametrize("fault", [HearingError("the recogniser ended"), ValueError("garbage"), KeyError("x")])
@pytest.mark.parametrize("fails_at", ["start", "hear"])
def test_a_recogniser_that_fails_is_one_line_and_any_voice_is_still_heard(fault, fails_at):
    class Broken(Words):
        def start(self):
            if fails_at == "start":
                raise fault

        def hear(self, burst):
            if burst.samples.any():
                raise fault
            return super().hear(burst)

    with listening(words=Broken(), at=WAITING, until_ready=False) as ear:
        ear.until(lambda: READY in ear.remarks or ear.notices)
        ear.say(1)
        ear.until(lambda: ear.notices)
        ear.say(-1)
        ear.until(lambda: ear.answers)
    assert len(ear.notices) == 1
    assert ear.answers[-1].wish == "ready"


def test_a_microphone_that_comes_back_is_told_and_heard():
    with listening() as ear:
        ear.microphone.failed("the microphone has gone")
        ear.microphone.told("the microphone is back")
        ear.say(1)
        ear.until(lambda: ear.answers)
    assert ear.notices[1:] == ["the microphone is back"]


def test_a_pause_that_waits_for_an_answer_goes_on_although_the_recogniser_has_failed(monkeypatch):
    monkeypatch.setattr("coach.hearing.dialogue.ANSWER_S", 0.1)

    class Once(Words):
        def hear(self, burst):
            if round(float(burst.samples[0]) * 100) == 2:
                raise HearingError("it ended")
            return Understood("next", 0.5) if burst.samples.any() else Understood(None)

    with listening(words=Once()) as ear:
        ear.say(1)
        ear.until(lambda: ear.answers)
        ear.timeline = PAUSED
        for _ in range(3):
            ear.say(2)
        ear.until(lambda: ear.answers[1:])
    assert [answer.wish for answer in ear.answers] == ["ask-next", "resume"]


def test_a_recogniser_that_hangs_holds_up_neither_a_look_nor_the_end():
    class Hanging(Words):
        was_asked = False

        def hear(self, burst):
            if burst.samples.any():
                self.was_asked = True
                self.is_closed.wait()
                raise HearingError("it was closed")
            return super().hear(burst)

    with listening(words=Hanging()) as ear:
        ear.say(1)
        ear.until(lambda: ear.words.was_asked)
        for _ in range(20):
            ear.look()
    assert not ear.hands_free.stuck
    assert ear.answers == []


def test_voice_detection_that_fails_is_one_line():
    class Broken(Voices):
        def __init__(self):
            raise RuntimeError("no model")

    with listening(voices=Broken) as ear:
        ear.until(lambda: ear.notices)
        ear.settle()
    assert len(ear.notices) == 1


def test_more_bursts_than_can_be_understood_are_lost_and_not_waited_for():
    class Slow(Words):
        def hear(self, burst):
            if burst.samples.any():
                self.is_closed.wait(0.02)
            return super().hear(burst)

    with listening(words=Slow()) as ear:
        for _ in range(2000):
            ear.say(3)
        ear.settle()
    assert 0 < len(ear.answers) < 600


def test_without_its_packages_a_session_that_is_to_listen_does_not_begin(monkeypatch):
    monkeypatch.setattr("coach.hearing.recogniser.find_spec", lambda _name: None)
    with pytest.raises(HearingError, match="not installed"):
        Listening()
