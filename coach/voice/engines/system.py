"""The voice of the platform: eSpeak on Linux, the system's speech on macOS and Windows, all through pyttsx3."""

import json
import platform
import sys
from collections.abc import Sequence
from typing import NamedTuple

from coach.errors import VoiceError
from coach.voice import pace
from coach.voice.base import Notation, Speech, VoiceInfo
from coach.voice.engines.pool import LIMIT_S, Workers, version
from coach.voice.engines.worker import Worker, WorkerFault, program

COMMAND = program("coach.voice.engines.pyttsx3_worker")

NAME = "system"

DEFAULT_VOICE = "gmw/en-us" if sys.platform == "linux" else None
"""Id of the voice to use when none is chosen; None lets the worker find the platform's English one."""


ESPEAK_HERTZ = 22_050

USUAL_RATE = 120
"""The rate of an engine at which it has the speed 1."""


class EngineVoice(NamedTuple):
    """A voice that the platform's engine offers."""

    id: str
    name: str
    languages: tuple[str, ...]

    @property
    def info(self) -> VoiceInfo:
        """What a user calls it: eSpeak's ids are paths of short names ("gmw/en-us"), others' are long keys."""
        english = [code for code in self.languages if code.lower().startswith("en")]
        language = (english or [*self.languages, ""])[0]
        if "/" not in self.id:
            return VoiceInfo(label=self.name, language=language, licence="the system's", aliases=(self.id,))
        label = self.id.rpartition("/")[2]
        return VoiceInfo(
            label=label,
            language=language,
            hertz=ESPEAK_HERTZ,
            quality="formant",
            licence="GPL-3.0-or-later",
            aliases=(self.id, self.name),
        )


def engine_voices(command: Sequence[str] = COMMAND, limit_s: float = LIMIT_S) -> list[EngineVoice]:
    """Ask a worker process for the voices that the platform's engine offers; raises VoiceError."""
    try:
        listed = json.loads(_ask_once(command, b"null", limit_s))
    except (WorkerFault, ValueError) as fault:
        raise VoiceError("system", f"cannot list its voices: the engine {fault}") from None
    return [EngineVoice(key, name, tuple(languages)) for key, name, languages in listed]


def _ask_once(command: Sequence[str], line: bytes, limit_s: float) -> bytes:
    worker = Worker(command)
    try:
        return worker.ask(line, limit_s)
    finally:
        worker.kill()


class SystemVoice:
    """The platform's own voice.

    `name` is what the user calls it, `voice` the engine's id for it (None: the worker finds an English one), and
    `rate` its speed as the engine counts it.
    """

    def __init__(
        self,
        name: str,
        voice: str | None,
        rate: float,
        command: Sequence[str] = COMMAND,
        limit_s: float = LIMIT_S,
    ) -> None:
        self._name, self._voice, self._rate = name, voice, rate
        self._workers = Workers(name, command, limit_s)

    @property
    def name(self) -> str:
        """The name under which a user chooses the voice."""
        return self._name

    @property
    def identity(self) -> Sequence[str]:
        """pyttsx3 and its version, the engine and its version, the engine's voice, and the rate."""
        engine = version("espeakng_loader") if sys.platform == "linux" else f"{sys.platform}-{platform.release()}"
        return (version("pyttsx3"), engine, self._voice or "english", f"{self._rate:.2f}")

    @property
    def phonemes(self) -> Notation | None:
        """ESpeak's own notation where it is eSpeak that speaks."""
        return "espeak" if sys.platform == "linux" else None

    def say(self, text: str, speed: float) -> Speech:
        """Speak one sentence, `speed` times as fast as usual; raise VoiceError if a second worker fails too."""
        return self._workers.say(text, [text, self._voice, round(self._rate * speed)])

    def restart(self) -> None:
        """Have fresh worker processes say whatever comes next."""
        self._workers.restart()

    def close(self) -> None:
        """End all worker processes; a `say` that is under way in another thread raises VoiceError."""
        self._workers.close()


class SystemEngine:
    """All voices of the platform."""

    def voices(self) -> list[VoiceInfo]:
        """Return the voices of the platform, those that speak English first; raise VoiceError if there is none."""
        return sorted((voice.info for voice in engine_voices()), key=lambda info: not info.speaks_english)

    def open(self, label: str | None, rate: int) -> SystemVoice:
        """Return the voice with a label, or the platform's English one."""
        if label is None:
            return _paced(NAME, DEFAULT_VOICE, rate)
        key = next((voice.id for voice in engine_voices() if voice.info.label == label), label)
        return _paced(f"{NAME}:{label}", key, rate)


ENGINE = SystemEngine()


def _paced(name: str, voice: str | None, rate: int) -> SystemVoice:
    """Return a voice at a number of words a minute; one that nobody has measured is measured once."""
    trial = SystemVoice(name, voice, USUAL_RATE)
    kind = "espeak" if sys.platform == "linux" else f"{sys.platform} {platform.release()}"
    try:
        found = pace.known(f"{kind} {voice or 'english'}", lambda: pace.measured(trial.say, speeds=(0.8, 1.6)))
    finally:
        trial.close()
    return SystemVoice(name, voice, USUAL_RATE * pace.speed_for(found, rate))
