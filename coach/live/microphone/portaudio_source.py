"""Microphones through PortAudio, with sounddevice."""

import threading
from typing import Any

import numpy as np
import numpy.typing as npt

from coach.live.devices.device import CannotHear, Choose, Closing
from coach.live.devices.names import shown
from coach.live.devices.portaudio import CLOSING, attached, close_for_good, load, turn
from coach.live.devices.portaudio_device import find
from coach.live.microphone.source import LATENCY_S, Clock, Mono, Piece, Take
from coach.live.terminal.quiet import quiet_stderr
from coach.storage.log import Log

_log = Log(__name__)

_MOST_CHANNELS = 2


def open_source(take: Take, choose: Choose | None = None) -> "PortAudioSource":
    """Open the microphone that is chosen, or the default one.

    Raises DeviceError if PortAudio is missing or has none, and what `choose` raises.
    """
    with quiet_stderr(), turn():
        return PortAudioSource(load(), take, choose)


class PortAudioSource:
    """A microphone of PortAudio. It lets go of its device before PortAudio is started anew."""

    def __init__(self, sounddevice: Any, take: Take, choose: Choose | None) -> None:
        self._sounddevice = sounddevice
        self._take = take
        self._has_ended = threading.Event()
        device = find(sounddevice, choose, "input")
        self.name = shown(device["name"])
        self.rate = int(device["default_samplerate"])
        self._clock = Clock(self.rate)
        self._mono = Mono()
        try:
            self._stream = sounddevice.InputStream(
                device=device["index"],
                samplerate=self.rate,
                blocksize=0,
                channels=min(_MOST_CHANNELS, device["max_input_channels"]),
                dtype="float32",
                latency=LATENCY_S,
                callback=self._call,
                finished_callback=self._has_ended.set,
            )
        except sounddevice.PortAudioError as error:
            raise CannotHear(self.name, error) from error
        self._closing = Closing(self._stream.close, self.name, CLOSING)
        attached.add(self.close)
        _log.info("the microphone %s is open, through PortAudio", self.name)

    @property
    def failed(self) -> bool:
        """Whether it has stopped of its own accord, or PortAudio is started anew."""
        return self._has_ended.is_set()

    def start(self) -> None:
        """Begin to hear; raise DeviceError if the device refuses."""
        try:
            with quiet_stderr(), turn():
                self._stream.start()
        except self._sounddevice.PortAudioError as error:
            raise CannotHear(self.name, error) from error

    def close(self) -> None:
        """Hear no more, in `CLOSING_S` at most."""
        attached.discard(self.close)
        close_for_good(self._closing, self._sounddevice)
        self._has_ended.set()

    def _call(self, heard: npt.NDArray[np.float32], frames: int, times: Any, status: Any) -> None:
        behind_s = times.currentTime - times.inputBufferAdcTime
        if not 0 < behind_s < 1:  # not every part of PortAudio tells it
            behind_s = frames / self.rate
        at_s, lost = self._clock.note(frames, behind_s, is_late=bool(status.input_overflow))
        self._take(Piece(self._mono.mix(heard), at_s, lost))
