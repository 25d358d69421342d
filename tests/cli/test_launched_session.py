"""A session that is started by a double click: from the entry of the menu to the end of its window."""

import json
import os
import shutil
import subprocess
import sys

import card as cards
import pytest
import servers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other platforms have launchers of another kind")


@pytest.fixture
def keys(display):
    """Press keys in the window of coach; tell whether there is one."""
    if not shutil.which("xdotool"):
        servers.missing("xdotool is not installed")
    environment = {**os.environ, "DISPLAY": display}

    class Keys:
        @property
        def window(self):
            found = ["xdotool", "search", "--onlyvisible", "--name", "^Coach$"]
            return subprocess.run(found, env=environment, capture_output=True, check=False).returncode == 0

        def press_until(self, key, true, what):
            def pressed():
                subprocess.run(["xdotool", "mousemove", "512", "300", "key", key], env=environment, check=True)
                return true()

            cards.wait_until(pressed, what)

    return Keys()


def test_it_asks_plays_ends_and_tells_of_it_in_a_window(card, display, keys, tmp_path):
    if not shutil.which("gio"):
        servers.missing("libglib2.0-bin is not installed")
    kept = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"), str(tmp_path))
    environment = {**card.environment, **kept, "DISPLAY": display, "XDG_DATA_HOME": str(tmp_path / "share")}
    options = ["--points", "BL40", "--hold", "30", "--voice", "fake"]
    coach = [sys.executable, "-m", "coach", "install-launcher", "--", *options]
    subprocess.run(coach, env=environment, check=True, capture_output=True)
    (entry,) = (tmp_path / "share/applications").iterdir()
    with card.record() as recording:
        nowhere = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(["gio", "launch", entry], env=environment, check=True, cwd="/", **nowhere)
        cards.wait_until(lambda: keys.window, "the window")
        keys.press_until("n", (tmp_path / "coach/screened").exists, "the first question to be answered")
        cards.wait_until(lambda: any((tmp_path / "coach").rglob("*.jsonl")), "sound, of which the journal tells")
        keys.press_until("q", lambda: ended(tmp_path), "the session to end")
    assert ended(tmp_path) == "stopped"
    assert len(recording.sound)
    assert keys.window, "it tells how much was heard"
    keys.press_until("Escape", lambda: not keys.window, "the window to close")


def ended(home):
    """Return how the last session ended, once it has."""
    journal = home / "coach" / "journal.jsonl"
    return json.loads(journal.read_text().splitlines()[-1])["how"] if journal.exists() else ""
