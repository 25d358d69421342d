"""A stream that does not start in time, as on a busy machine."""

from types import SimpleNamespace

import pytest

from coach.errors import DeviceError
from coach.live.devices.portaudio_device import TIMED_OUT, PortAudioDevice


class PortAudioError(Exception):
    """What sounddevice raises: a text and PortAudio's code."""


def library(*failures: int) -> SimpleNamespace:
    """A stand-in for sounddevice whose stream fails to start with these codes, one after the other."""
    left = list(failures)
    started = []

    class OutputStream:
        latency = 0.2

        def __init__(self, **_given):
            pass

        def start(self):
            if left:
                raise PortAudioError("Error starting stream", left.pop(0))
            started.append(True)

        def close(self):
            pass

    device = {"name": "speakers", "index": 0, "max_output_channels": 2}
    return SimpleNamespace(
        PortAudioError=PortAudioError, OutputStream=OutputStream, query_devices=lambda **_kind: device, started=started
    )


def test_a_stream_that_does_not_start_in_time_is_started_once_more():
    sounddevice = library(TIMED_OUT)
    PortAudioDevice(sounddevice, lambda _out: None, None).start()
    assert sounddevice.started == [True]


@pytest.mark.parametrize("failures", [(TIMED_OUT, TIMED_OUT), (-9999,)])
def test_a_stream_that_never_starts_is_one_clear_line(failures):
    output = PortAudioDevice(library(*failures), lambda _out: None, None)
    with pytest.raises(DeviceError, match="'speakers' cannot be opened"):
        output.start()
