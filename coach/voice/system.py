"""The voice of the platform: eSpeak on Linux, the system's speech on macOS and Windows, all through pyttsx3."""

import json
import platform
import sys
from collections.abc import Sequence
from typing import NamedTuple

from coach.errors import VoiceError
from coach.voice.base import Speech
from coach.voice.pool import LIMIT_S, Workers, version
from coach.voice.worker import Worker, WorkerFault, program

COMMAND = program("coach.voice.pyttsx3_worker")

DEFAULT_VOICE = "gmw/en-us" if sys.platform == "linux" else None
"""Id of the voice to use when none is chosen; None lets the worker find the platform's English one."""


class EngineVoice(NamedTuple):
    """A voice that the platform's engine offers."""

    id: str
    name: str
    languages: tuple[str, ...]

    @property
    def label(self) -> str:
        """What a user calls it: eSpeak's ids are paths of short names ("gmw/en-us"), others' are long keys."""
        return self.id.rpartition("/")[2] if "/" in self.id else self.name

    @property
    def speaks_english(self) -> bool:
        """Whether English is among its languages."""
        return any(code.lower().startswith("en") for code in self.languages)


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

    phonemes = "espeak" if sys.platform == "linux" else None

    def __init__(
        self,
        name: str,
        voice: str | None,
        rate: int,
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
        return (version("pyttsx3"), engine, self._voice or "english", str(self._rate))

    def say(self, text: str, speed: float) -> Speech:
        """Speak one sentence, `speed` times as fast as usual; raise VoiceError if a second worker fails too."""
        return self._workers.say(text, [text, self._voice, round(self._rate * speed)])

    def close(self) -> None:
        """End all worker processes; a `say` that is under way in another thread raises VoiceError."""
        self._workers.close()
