"""The machine is kept awake, and nobody waits for that."""

import os
import socket
import subprocess
import sys
import threading
import time

import pytest

from coach.live.awake import awake


def held():
    from wakepy import global_modes

    return [mode for mode in global_modes() if mode.active]


def wait_until(condition):
    give_up = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < give_up
        time.sleep(0.01)


def test_sleep_is_inhibited_inside_and_allowed_again_after(monkeypatch):
    monkeypatch.setenv("WAKEPY_FAKE_SUCCESS", "1")
    with awake(after_s=0):
        wait_until(held)
    wait_until(lambda: not held())


def test_the_first_seconds_belong_to_the_sound():
    program = """
import sys
from coach.live.awake import awake
with awake():
    pass
print("wakepy" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("False\n", "")


def test_without_a_bus_nothing_happens(monkeypatch, capfd):
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.delenv("WAKEPY_FAKE_SUCCESS", raising=False)
    before = threading.active_count()
    with awake(after_s=0):
        wait_until(lambda: "wakepy" in sys.modules)
    assert threading.active_count() == before
    assert capfd.readouterr().err == ""


def test_an_error_of_the_library_is_no_error_of_the_session(monkeypatch):
    monkeypatch.setitem(sys.modules, "wakepy", None)
    with awake(after_s=0):
        pass


def test_an_exception_inside_passes_through():
    with pytest.raises(KeyboardInterrupt), awake():
        raise KeyboardInterrupt


@pytest.mark.skipif(sys.platform != "linux", reason="this platform has no D-Bus")
def test_a_bus_that_never_answers_does_not_keep_a_process_from_ending(tmp_path):
    program = """
from coach.live.awake import awake
with awake(after_s=0):
    input()
print("left")
"""
    with socket.socket(socket.AF_UNIX) as bus:
        bus.bind(str(tmp_path / "bus"))
        bus.listen()
        bus.settimeout(30)
        environment = os.environ | {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={tmp_path / 'bus'}"}
        with subprocess.Popen(
            [sys.executable, "-c", program],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            connection, _ = bus.accept()
            with connection:
                out, err = process.communicate("\n", timeout=60)
    assert (process.returncode, out, err) == (0, "left\n", "")
