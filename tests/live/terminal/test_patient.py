"""Writing to terminals that take nothing for a while, or for ever."""

import os
import threading
from pathlib import Path

import pytest
from card import wait_until

from coach.live.terminal.patient import Patient

termios = pytest.importorskip("termios", reason="Windows has no pseudo-terminals")


@pytest.fixture
def stopped():
    """Both ends of a terminal that is stopped, as by Ctrl-S."""
    end, line = os.openpty()
    termios.tcflow(line, termios.TCOOFF)
    yield end, line
    for descriptor in (line, end):
        os.close(descriptor)


def writers():
    return [thread for thread in threading.enumerate() if thread.name == "coach-terminal"]


def test_a_stopped_terminal_is_not_waited_for_and_gets_all_of_it_later(stopped):
    end, line = stopped
    patient = Patient(line)
    with patient.stream("utf-8") as stream:
        print("first", file=stream)
        print("second", file=stream)
        assert stream.is_behind
    assert patient.is_late
    with Patient(line, is_late=True).stream("utf-8") as other:
        print("third", file=other)
    patient.end()
    termios.tcflow(line, termios.TCOON)
    shown = b""
    while shown.count(b"\n") < 3:
        shown += os.read(end, 100)
    assert shown.index(b"first") < shown.index(b"second")
    assert b"third" in shown
    wait_until(lambda: not patient.is_behind, "the thread to notice")


def test_what_finds_no_room_is_lost_and_memory_does_not_grow(stopped):
    _, line = stopped
    patient = Patient(line, is_late=True)
    for _ in range(300):
        patient.write(b"x" * 1000)
    assert sum(map(len, patient._pending)) <= 1 << 16
    patient.end()
    termios.tcflow(line, termios.TCOON)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_what_is_refused_is_no_error_and_the_thread_ends(capfd):
    before = len(writers())
    with Path("/dev/full").open("w") as full:
        patient = Patient(full.fileno())
        with patient.stream("utf-8") as stream:
            for number in range(10):
                print(number, file=stream)
            assert not stream.isatty()
        assert not patient.is_late
        patient.end()
    wait_until(lambda: len(writers()) <= before, "the thread to end")
    assert capfd.readouterr() == ("", "")


def test_a_terminal_that_nobody_lets_wait_is_tried_again(stopped):
    end, line = stopped
    os.set_blocking(line, False)
    patient = Patient(line, is_late=True)
    patient.write(b"later\n")
    termios.tcflow(line, termios.TCOON)
    assert os.read(end, 100).startswith(b"later")
    patient.end()


def test_where_no_thread_can_begin_nothing_is_shown_and_nothing_fails(stopped, monkeypatch):
    def refused(_thread):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refused)
    patient = Patient(stopped[1])
    with patient.stream("utf-8") as stream:
        print("lost", file=stream)
    assert not patient.is_late
    patient.end()
