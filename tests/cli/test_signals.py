"""Signals that ask a command to end."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from coach.cli import signals
from coach.cli.signals import heeded

ROOT = Path(__file__).parents[2]

ALL = [name for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGBREAK") if hasattr(signal, name)]


def send(*names):
    """Send signals to this process, one after the other; return how many of them interrupted it."""
    interrupts = 0
    for name in names:
        try:
            signal.raise_signal(getattr(signal, name))
        except KeyboardInterrupt:
            interrupts += 1
    return interrupts


@pytest.mark.parametrize("name", ALL)
def test_each_interrupts_as_ctrl_c_does_and_is_left_as_it_was(name):
    number = getattr(signal, name)
    before = signal.getsignal(number)
    with heeded():
        assert send(name) == 1
    assert signal.getsignal(number) is before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_several_at_once_are_one_wish_and_a_second_ctrl_c_after_a_moment_leaves_at_once(monkeypatch):
    now_s = [100.0]
    monkeypatch.setattr(signals.time, "monotonic", lambda: now_s[0])
    with heeded():
        assert send("SIGHUP", "SIGTERM", "SIGINT", "SIGINT") == 1
        now_s[0] += 1
        assert send("SIGTERM", "SIGHUP") == 0
        assert send("SIGINT", "SIGINT") == 1
        now_s[0] += 1
        assert send("SIGINT", "SIGTERM") == 0  # it is leaving, in all haste
        now_s[0] += 60
        assert send("SIGTERM") == 1  # and hangs


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_what_is_ignored_or_handled_already_stays_so():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with heeded():
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
            assert send("SIGHUP") == 0
            assert send("SIGTERM") == 1
    finally:
        signal.signal(signal.SIGHUP, before)


def test_nothing_interrupts_what_is_left_to_do():
    with heeded() as asked:
        asked.is_over = True
        assert send("SIGTERM", "SIGINT") == 0


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
def test_a_file_never_gets_the_number_of_a_standard_stream_that_is_closed():
    program = "import coach.cli, os; coach.cli._open_standard_streams(); os._exit(os.open(os.devnull, os.O_RDONLY))"
    shell = ["sh", "-c", '"$@" <&- >&- 2>&-', "sh", sys.executable, "-c", program]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    assert subprocess.run(shell, env=environment, check=False).returncode > 2
