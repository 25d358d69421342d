"""A microphone that hangs, fails and comes back, whose sound library is played by the test."""

import threading
import time

import card as cards
import numpy as np
import pytest

from coach.errors import DeviceError
from coach.live.devices import device
from coach.live.devices.device import CannotHear, Closing
from coach.live.microphone import microphone
from coach.live.microphone.microphone import BACK, GONE, Microphone
from coach.live.microphone.source import Inbox, Mono, Piece

RATE = 48_000


class Source:
    """A microphone of a sound library; `refuses` is what its start raises."""

    name, rate = "desk", RATE

    def __init__(self, take, refuses=None):
        self.take, self.refuses = take, refuses
        self.failed = self.hears = False
        self.closed = 0

    def start(self):
        if self.refuses:
            raise self.refuses
        self.hears = True

    def close(self):
        self.hears = False
        self.closed += 1

    def give(self, level=0.1):
        self.take(Piece(np.full(RATE // 50, level, np.float32), time.monotonic(), 0))


class Library:
    """Opens the sources that a test has put there, one after the other; `opening` is set while it may open them."""

    def __init__(self, *refusals):
        self.refusals = list(refusals)
        self.opened = []
        self.asked = threading.Event()
        self.opening = threading.Event()
        self.opening.set()

    def open(self, take):
        if self.opened:
            self.asked.set()
        self.opening.wait(cards.PATIENCE_S)
        self.opened.append(Source(take, self.refusals.pop(0) if self.refusals else None))
        return self.opened[-1]


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    monkeypatch.setattr(microphone, "_AGAIN_S", 0.01)
    monkeypatch.setattr(microphone, "_LEAVING_S", 0.2)


def opened(library, take=lambda _: None):
    lines = []
    heard = Microphone(library.open, lambda: False, take=take, failed=lines.append, told=lines.append)
    return heard, lines


def wait_for(lines, line):
    cards.wait_until(lambda: line in lines, line)


def test_one_that_opens_after_it_was_to_be_closed_is_closed_at_once():
    library = Library()
    heard, lines = opened(library)
    heard.start()
    library.opening.clear()
    library.opened[0].failed = True
    assert library.asked.wait(cards.PATIENCE_S)
    heard.close()
    library.opening.set()
    cards.wait_until(lambda: len(library.opened) == 2 and library.opened[1].closed, "the end of the late one")
    assert lines == [GONE]
    assert not any(source.hears for source in library.opened)


def test_each_that_refuses_to_begin_is_closed_and_the_next_one_is_heard():
    busy = CannotHear("desk", "busy")
    library, blocks = Library(None, busy, busy), []
    heard, lines = opened(library, blocks.append)
    heard.start()
    library.opened[0].failed = True
    wait_for(lines, BACK)
    assert [source.closed > 0 for source in library.opened] == [True, True, True, False]
    library.opened[0].give(0.5)  # a thread of the old one's library that has not ended yet
    for _ in range(10):
        library.opened[3].give(0.1)
    cards.wait_until(lambda: blocks, "a block")
    heard.close()
    assert max(np.abs(block.samples).max() for block in blocks) < 0.2
    assert not heard.failed


def test_one_that_refuses_at_first_is_closed_and_an_error():
    library = Library(CannotHear("desk", "busy"))
    heard, _ = opened(library)
    with pytest.raises(DeviceError, match="the microphone 'desk' cannot be opened"):
        heard.start()
    assert library.opened[0].closed
    heard.close()


@pytest.mark.parametrize("place", ["take", "open"])
def test_an_error_that_nobody_foresaw_is_one_line_and_lets_the_microphone_go(place):
    def fail(*_):
        raise ZeroDivisionError

    library = Library()
    heard, lines = opened(library, fail if place == "take" else lambda _: None)
    heard.start()
    if place == "take":
        for _ in range(10):
            library.opened[0].give()
    else:
        heard._open_source = fail
        library.opened[0].failed = True
    cards.wait_until(lambda: any("ZeroDivisionError" in line for line in lines), "a line")
    cards.wait_until(lambda: library.opened[0].closed, "the end")
    assert heard.failed
    heard.close()
    assert not library.opened[0].hears


def test_a_device_is_closed_once_whoever_asks_and_one_that_hangs_holds_nobody(monkeypatch):
    monkeypatch.setattr(device, "CLOSING_S", 0.1)
    answers, calls = threading.Event(), []

    def close():
        calls.append(threading.current_thread().name)
        answers.wait(cards.PATIENCE_S)

    closing = Closing(close, "desk", "coach-test-close")
    threads = [threading.Thread(target=closing) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(cards.PATIENCE_S)
    assert (calls, closing.hangs) == (["coach-test-close"], True)
    answers.set()
    cards.wait_until(lambda: not closing.hangs, "the end")


def test_what_waits_too_long_is_lost_and_counted():
    inbox = Inbox()
    for _ in range(600):
        inbox.put(Piece(np.zeros(10, np.float32), 0.0, 0))
    taken = 0
    while (piece := inbox.get(0.0)) is not None:
        assert not piece.lost
        taken += 1
    inbox.put(Piece(np.zeros(10, np.float32), 0.0, 0))
    assert inbox.get(0.0).lost == (600 - taken) * 10


VOICE = np.random.default_rng(1).standard_normal(960).astype(np.float32) * 0.1


@pytest.mark.parametrize(
    ("left", "right"),
    [(1, 1), (1, 0), (0, 1), (1, -1), (1, 0.01)],
    ids=["both", "left", "right", "turned over", "crosstalk"],
)
def test_a_voice_is_as_loud_as_it_is_on_the_channel_that_has_it(left, right):
    mono = Mono()
    for offset in (0.0, 0.3):
        mixed = mono.mix(np.column_stack([VOICE * left + offset, VOICE * right + offset]).astype(np.float32))
    assert np.std(mixed) == pytest.approx(np.std(VOICE), rel=0.02)
