"""Muting what libraries write to file descriptor 2."""

import os
import threading

from coach.live.terminal.quiet import quiet_stderr, tell


def test_chatter_is_lost_and_our_own_words_get_through(capfd):
    os.write(2, b"before\n")
    with quiet_stderr() as terminal:
        os.write(2, b"chatter\n")
        terminal.write("stage\n")
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "before\nstage\nafter\n"


def test_it_stays_quiet_until_the_last_of_several_threads_has_finished(capfd):
    entered, may_leave = threading.Event(), threading.Event()

    def other() -> None:
        with quiet_stderr():
            entered.set()
            may_leave.wait()

    thread = threading.Thread(target=other)
    with quiet_stderr():
        thread.start()
        entered.wait()
    os.write(2, b"chatter\n")
    may_leave.set()
    thread.join()
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "after\n"


def test_without_a_stderr_there_is_nothing_to_mute(monkeypatch):
    monkeypatch.setattr("sys.stderr", None)
    with quiet_stderr() as terminal:
        terminal.write("nobody reads this")
        assert not terminal.isatty()


def test_what_a_terminal_would_obey_is_shown_as_an_escape(capfd):
    tell("coach: /tmp/a\x1b[31m b: it cannot be read")
    assert capfd.readouterr().err == "coach: /tmp/a\\x1b[31m b: it cannot be read\n"
