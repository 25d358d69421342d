"""No thread of a session ends in silence, and none that the system refuses ends a session that can do without it."""

import logging
import threading
from types import SimpleNamespace

import live_piece
import numpy as np
import pytest
from live_piece import EagerDevice

from coach.live.awake import awake
from coach.live.devices import portaudio
from coach.live.devices.portaudio_device import PortAudioDevice
from coach.live.player import Player
from coach.live.terminal.media_keys import MediaKeys
from coach.plan.timeline import Utterance
from coach.units import frames
from coach.voice.clips.cache import ClipCache
from coach.voice.clips.spoken import SpokenClips
from coach.voice.engines.fake import FakeVoice


@pytest.fixture
def refused(monkeypatch):
    """Have the system refuse threads of some names, as it does when a user has too many."""
    start = threading.Thread.start
    names: set[str] = set()

    def starting(thread):
        if thread.name in names:
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", starting)
    return names


def test_a_session_does_without_what_it_does_not_need(refused, monkeypatch, caplog):
    refused |= {"coach-awake", "coach-media-keys", "coach-warm-up"}
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    piece, device = live_piece.Piece(live_piece.noise(frames(0.5))), EagerDevice()
    with portaudio.warm_up(), MediaKeys(), awake():
        Player(piece, device.open).play()
    np.testing.assert_array_equal(device.heard[device.heard != 0], piece.samples)
    assert [record.getMessage().partition(":")[0] for record in caplog.records if record.name.startswith("coach.")] == [
        "PortAudio is started later",
        "there are no media keys",
        "the machine is not kept awake",
    ]


@pytest.mark.parametrize("name", ["coach-planner", "coach-feeder", "coach-pending"])
def test_without_a_thread_that_it_needs_it_ends_with_an_error(refused, name):
    refused.add(name)
    with pytest.raises(RuntimeError, match="can't start new thread"):
        Player(live_piece.Piece(live_piece.noise(frames(0.5))), EagerDevice().open).play()


def test_sentences_are_made_one_by_one_where_there_is_one_thread_and_an_error_where_there_is_none(refused, tmp_path):
    utterances = [Utterance(f"Word number {number}.") for number in range(4)]
    with SpokenClips(FakeVoice(300), ClipCache(tmp_path), threads=4) as clips:
        first = clips.measure(utterances[0])
        refused.add("coach-voice")
        clips.prepare(utterances[1:])
        assert [clips.measure(utterance) > 0 for utterance in utterances] == [True] * 4
        assert clips.measure(utterances[0]) == first
    with SpokenClips(FakeVoice(120), ClipCache(tmp_path), threads=4) as clips:
        with pytest.raises(RuntimeError, match="can't start new thread"):
            clips.measure(utterances[0])
        refused.clear()
        assert clips.measure(utterances[0]) > first


def sound_library(**stream) -> SimpleNamespace:
    """A stand-in for sounddevice whose stream does as it is told."""
    device = {"name": "speakers", "index": 0, "max_output_channels": 2}
    usual = {"latency": 0.2, "start": lambda: None, "close": lambda: None}
    return SimpleNamespace(
        PortAudioError=OSError,
        OutputStream=lambda **_given: SimpleNamespace(**(usual | stream)),
        query_devices=lambda **_kind: device,
    )


def odd(*_given):
    raise ZeroDivisionError("nobody foresaw this")


def test_a_device_that_fails_to_be_closed_is_told_and_left(caplog):
    device = PortAudioDevice(sound_library(close=odd), lambda _out: None, None)
    device.close()
    assert not device.stuck
    assert "speakers is not closed as it should be: nobody foresaw this" in caplog.text


def test_a_device_is_closed_where_the_system_has_no_thread_for_that(refused):
    closed = []
    refused.add(portaudio.CLOSING)
    PortAudioDevice(sound_library(close=lambda: closed.append(True)), lambda _out: None, None).close()
    assert closed == [True]


def test_the_sound_goes_on_when_its_gaps_cannot_be_counted(monkeypatch, caplog):
    filled = []
    device = PortAudioDevice(sound_library(), filled.append, None)
    assert device.dropouts == 0
    monkeypatch.setattr(device._meter, "note", odd)
    times = SimpleNamespace(outputBufferDacTime=1.0, currentTime=0.9)
    for _ in range(3):
        device._call(np.zeros((480, 2), np.float32), 480, times, None)
    assert len(filled) == 3
    assert device.dropouts is None
    assert device.latency_s == pytest.approx(0.2)
    assert [record.levelname for record in caplog.records] == ["ERROR"]


@pytest.mark.parametrize("error", [AttributeError("odd"), ImportError("odd")])
def test_what_goes_wrong_while_portaudio_is_started_is_told_and_waits_for_who_opens_a_device(
    monkeypatch, capfd, caplog, error
):
    def fail():
        raise error

    monkeypatch.setattr(portaudio, "load", fail)
    with portaudio.warm_up():
        pass
    assert "PortAudio cannot be used: odd" in caplog.text
    assert capfd.readouterr().err == ""


def test_what_keeps_the_machine_from_being_kept_awake_is_told(monkeypatch, caplog):
    import wakepy

    monkeypatch.setattr(wakepy.keep, "running", odd)
    with caplog.at_level(logging.INFO, "coach"), awake(after_s=0):
        for thread in threading.enumerate():
            if thread.name == "coach-awake":
                thread.join(30)
    assert "the machine is not kept awake" in caplog.text
