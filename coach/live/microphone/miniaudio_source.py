"""Microphones through miniaudio, which brings everything it needs: for machines without PortAudio."""

import threading
from collections.abc import Generator
from typing import Any

import numpy as np

from coach.live.devices.device import CannotHear, Choose, Closing, NoMicrophone
from coach.live.devices.miniaudio_device import CLOSING, backends, found, said, without_monitors
from coach.live.devices.names import shown
from coach.live.microphone.source import LATENCY_S, Clock, Mono, Piece, Take
from coach.live.terminal.quiet import quiet_stderr
from coach.storage.log import Log
from coach.units import FRAME_RATE

_log = Log(__name__)

_CHANNELS = 2
"""miniaudio itself brings what the device has to two channels, and to our rate."""


def open_source(take: Take, choose: Choose | None = None) -> "MiniaudioSource":
    """Open the microphone that is chosen, or the default one.

    Raises DeviceError if there is none, and what `choose` raises.
    """
    import miniaudio

    with quiet_stderr():
        return MiniaudioSource(miniaudio, take, choose)


class MiniaudioSource:
    """A microphone of miniaudio."""

    rate = FRAME_RATE

    def __init__(self, miniaudio: Any, take: Take, choose: Choose | None) -> None:
        self._miniaudio = miniaudio
        self._take = take
        self._has_ended = threading.Event()
        self._clock = Clock(self.rate)
        self._mono = Mono()
        there = without_monitors(found(miniaudio, "input"))
        if not there:  # or else some parts of the system open one that never hears
            raise NoMicrophone
        chosen = there[choose([device.listed for device in there])] if choose else None
        self.name = shown(chosen.listed.name) if chosen else "default"
        try:
            self._device = miniaudio.CaptureDevice(
                input_format=miniaudio.SampleFormat.FLOAT32,
                nchannels=_CHANNELS,
                sample_rate=self.rate,
                buffersize_msec=round(1000 * LATENCY_S),
                device_id=chosen.id if chosen else None,
                backends=backends(miniaudio),
                app_name="coach",
            )
        except miniaudio.MiniaudioError as error:
            raise CannotHear(self.name, said(error)) from error
        self._closing = Closing(self._device.close, self.name, CLOSING)
        self._device.stop_callback = self._has_ended.set
        _log.info("the microphone %s is open, through miniaudio", self.name)

    @property
    def failed(self) -> bool:
        """Whether it has stopped of its own accord; not every backend says so."""
        return self._has_ended.is_set()

    def start(self) -> None:
        """Begin to hear; raise DeviceError if the device refuses."""
        pieces = self._pieces()
        next(pieces)
        try:
            with quiet_stderr():
                self._device.start(pieces)
        except self._miniaudio.MiniaudioError as error:
            raise CannotHear(self.name, said(error)) from error

    def close(self) -> None:
        """Hear no more, in `CLOSING_S` at most."""
        self._closing()

    def _pieces(self) -> Generator[None, bytes, None]:
        while True:
            frames = np.frombuffer((yield), np.float32).reshape(-1, _CHANNELS)
            at_s, lost = self._clock.note(len(frames), len(frames) / self.rate, is_late=False)
            self._take(Piece(self._mono.mix(frames), at_s, lost))
