"""Media keys, as a desktop sends them over a private D-Bus."""

import subprocess
import time

import pytest
import servers

from coach.live.terminal.media_keys import MediaKeys

jeepney = pytest.importorskip("jeepney", reason="media keys come through jeepney")
blocking = pytest.importorskip("jeepney.io.blocking")

PLAYER = "org.mpris.MediaPlayer2.Player"
PATIENCE_S = 20.0


@pytest.fixture
def desktop(tmp_path, monkeypatch):
    """A connection to a bus of our own, which the coach takes for that of the desktop."""
    address = f"unix:path={tmp_path}/bus"
    try:
        daemon = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--print-address", f"--address={address}"], stdout=subprocess.PIPE
        )
    except FileNotFoundError:
        servers.missing("dbus-daemon is not installed")
    with daemon:
        try:
            daemon.stdout.readline()
            monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
            with blocking.open_dbus_connection(address) as connection:
                yield connection
        finally:
            daemon.kill()


def wait_for(find):
    """Return what `find` finds, once it finds something."""
    give_up = time.monotonic() + PATIENCE_S
    while not (found := find()):
        assert time.monotonic() < give_up
        time.sleep(0.01)
    return found


def coach_on(desktop):
    def find():
        names = desktop.send_and_get_reply(jeepney.message_bus.ListNames()).body[0]
        return [name for name in names if name.startswith("org.mpris.MediaPlayer2.coach.")]

    (name,) = wait_for(find)
    return jeepney.DBusAddress("/org/mpris/MediaPlayer2", name, PLAYER)


def status(desktop, coach):
    return desktop.send_and_get_reply(jeepney.Properties(coach).get("PlaybackStatus")).body[0][1]


def test_the_buttons_of_a_headset_do_what_the_keys_do(desktop):
    with MediaKeys(after_s=0) as keys:
        coach = coach_on(desktop)
        for method in ("PlayPause", "Pause", "Play", "Next", "Previous", "Stop"):
            desktop.send_and_get_reply(jeepney.new_method_call(coach, method))
        assert keys.pressed() == (" ", "media-pause", "media-play", "right", "left", "q")
        assert keys.pressed() == ()


def test_the_desktop_is_told_whether_the_session_goes_on(desktop):
    with MediaKeys(after_s=0) as keys:
        coach = coach_on(desktop)
        assert status(desktop, coach) == "Playing"
        keys.show("paused")
        assert status(desktop, coach) == "Paused"
        known = desktop.send_and_get_reply(jeepney.Properties(coach).get_all()).body[0]
        assert known["CanPause"] == ("b", True)


def test_what_is_not_understood_is_refused_and_does_no_harm(desktop):
    with MediaKeys(after_s=0) as keys:
        coach = coach_on(desktop)
        for call in (
            jeepney.new_method_call(coach, "OpenUri", "s", ("file:///tmp/song.mp3",)),
            jeepney.Properties(coach).get("Mood"),
            jeepney.new_method_call(coach.with_interface("org.freedesktop.DBus.Properties"), "Get"),
            jeepney.Properties(coach).set("Volume", "d", 0.5),
        ):
            refused = desktop.send_and_get_reply(call)
            assert refused.header.message_type is jeepney.MessageType.error
        desktop.send_and_get_reply(jeepney.new_method_call(coach, "Next"))
        assert keys.pressed() == ("right",)


@pytest.mark.parametrize("address", [None, "unix:path=/nowhere", "nonsense"])
def test_without_a_desktop_there_are_no_buttons_and_nothing_breaks(monkeypatch, address):
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    if address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    with MediaKeys(after_s=0) as keys:
        keys.show("paused")
        assert keys.pressed() == ()
