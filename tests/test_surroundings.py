"""The suite is the same whatever is set where it is started."""

import os

import surroundings

ODD = {
    "PULSE_SERVER": "tcp:no such host",
    "PULSE_SINK": "nobody's",
    "ALSA_CONFIG_PATH": "/etc/hostname",
    "XDG_RUNTIME_DIR": "/proc/1",
    "XDG_CONFIG_HOME": "/proc",
    "DBUS_SESSION_BUS_ADDRESS": "unix:path=/etc/passwd",
    "COACH_PLAIN": "1",
    "COACH_LOG": "/nowhere/log",
    "ACCESSIBLE": "1",
    "TERM": "dumb",
    "COLUMNS": "7",
    "LC_ALL": "xx_YY",
    "TZ": "Nowhere/Land",
    "NO_COLOR": "1",
    "PYTHONIOENCODING": "ascii",
    "GIT_DIR": "/nowhere",
    "of a library that nobody has heard of": "1",
}


def test_what_is_set_where_the_tests_are_started_is_not_told_to_coach(monkeypatch):
    asked = {"PATH": "/bin", "COACH_REQUIRE_SERVERS": "1", "PYTEST_XDIST_WORKER": "gw0", "COV_CORE_SOURCE": "coach"}
    monkeypatch.setattr(os, "environ", ODD | asked)
    surroundings.clean()
    assert os.environ == asked | surroundings.SET


def test_no_test_sees_more_of_the_environment_than_any_other():
    assert not {"COLUMNS", "DBUS_SESSION_BUS_ADDRESS", "NO_COLOR", "TZ", "XDG_RUNTIME_DIR"} & set(os.environ)
    assert os.environ["PULSE_SERVER"] == "unix:/nowhere"
