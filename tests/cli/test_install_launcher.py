"""`coach install-launcher`, as it is typed."""

import os
import sys

import pytest
import terminal as terminals

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other platforms have launchers of another kind")

ENTRY = "acupressure-coach.desktop"


@pytest.fixture
def desktop(cache_home, monkeypatch):
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    (cache_home / "Desktop").mkdir(parents=True)
    return cache_home / "Desktop" / ENTRY


def test_it_names_the_files_and_takes_them_away(run, desktop):
    written = run("install-launcher", "--", "--minutes", "20")
    assert written.status == 0
    assert str(desktop) in written.out.splitlines()
    assert "a double click starts a session now" in written.err
    gone = run("install-launcher", "--remove")
    assert f"{desktop} is gone" in gone.out
    assert not desktop.exists()
    assert "there is no launcher that coach wrote" in run("install-launcher", "--remove").err


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--", "--talk", "loudly"], "unknown talk 'loudly'"),
        (["--", "--minuets", "20"], "--minuets"),
        (["--", "--minutes", "-1"], "--minutes -1"),
        (["--", "--condition", "hernia"], "--condition: it does not belong in a launcher"),
        (["--", "--cleared", "BL23"], "--cleared: it does not belong in a launcher"),
        (["--remove", "--force"], "--remove"),
        (["--folder", "/nowhere/at/all"], "its folder does not exist"),
        (["--folder", ""], "--folder '': name a folder"),
        (["--remove", "--folder", " "], "--folder ' ': name a folder"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line_and_nothing_is_written(run, desktop, options, told):
    refused = run("install-launcher", *options)
    assert refused.status in {1, 2}
    assert told in refused.err
    assert len(refused.err.splitlines()) == 1
    assert not desktop.exists()


def test_a_file_of_somebody_else_is_kept_in_one_line_that_names_the_way_out(run, desktop):
    desktop.write_text("mine")
    refused = run("install-launcher")
    assert refused.status == 1
    assert "or replace it with --force" in refused.err
    assert desktop.read_text() == "mine"


def test_whoever_hears_the_screen_is_led_in_the_terminal(cache_home):
    kept = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"), str(cache_home))
    environment = {**os.environ, **kept, "ACCESSIBLE": "1", "DISPLAY": ":0", "TERM": "xterm"}
    terminals.asked_before(cache_home)
    launch = [sys.executable, "-m", "coach", "launch", "--points", "CV6", "--voice", "fake", "--volume", "5"]
    with terminals.terminal(launch, environment) as terminal:
        terminal.wait_for("--volume 5")
        assert terminal.finish() == 1
    assert "there is no window: plain lines are asked for" in terminal.shown


def test_where_nothing_can_be_opened_the_error_says_what_to_install(run, monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(sys, "stdin", None)
    refused = run("launch", "--points", "CV6", "--voice", "fake")
    assert refused.status == 1
    assert "no terminal is known to open instead: install one of gnome-terminal" in refused.err
    assert len(refused.err.splitlines()) == 1
