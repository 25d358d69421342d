"""A voice without an engine: the same hum for the same words on every machine, for tests and for authors."""

import zlib
from collections.abc import Sequence

import numpy as np

from coach.voice.base import Notation, Speech, VoiceInfo

RATE = 22_050
"""Rate of the samples in hertz: eSpeak's, so that a test resamples as a session does."""

LEAD_S, TAIL_S = 0.12, 0.25
"""Silence before the first and after the last word, in seconds, as engines leave it."""

SOUNDING = 0.8
"""Part of a word's time in which it sounds."""

PEAK = 9_000


class FakeVoice:
    """Hums one note for each word, at a pitch that the word decides, so many words a minute."""

    name = "fake"
    phonemes: Notation | None = None

    def __init__(self, rate: int) -> None:
        self.rate = rate

    @property
    def identity(self) -> Sequence[str]:
        """The name, the version of the hum, and the rate."""
        return (self.name, "1", str(self.rate))

    def say(self, text: str, speed: float) -> Speech:
        """Hum a text, `speed` times as fast as usual."""
        size = round(RATE * 60 / (self.rate * speed))
        sounding = round(size * SOUNDING)
        envelope = PEAK * np.hanning(sounding)
        turns = np.arange(sounding) / RATE
        words = text.split()
        notes = np.zeros((len(words), size), np.int16)
        for note, word in zip(notes, words, strict=True):
            pitch_hz = 110 + zlib.crc32(word.encode(errors="replace")) % 110
            note[:sounding] = np.rint(envelope * np.sin(2 * np.pi * pitch_hz * turns))
        silence = [np.zeros(round(seconds * RATE), np.int16) for seconds in (LEAD_S, TAIL_S)]
        return Speech(np.concatenate([silence[0], notes.reshape(-1), silence[1]]), RATE)

    def close(self) -> None:
        """Do nothing: there is no process to end."""


class FakeEngine:
    """The one voice without an engine; an example of what an entry point in `coach.voices` leads to."""

    def voices(self) -> list[VoiceInfo]:
        """Return the voice."""
        return [VoiceInfo(label="hum", language="en", hertz=RATE, quality="a hum", licence="MIT")]

    def open(self, label: str | None, rate: int) -> FakeVoice:  # noqa: ARG002 there is only one
        """Return the voice."""
        return FakeVoice(rate)


ENGINE = FakeEngine()
