"""The voice of the platform: eSpeak on Linux, the system's speech on macOS and Windows, all through pyttsx3."""

import io
import json
import platform
import re
import sys
import threading
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np

from coach.errors import VoiceError
from coach.voice import pyttsx3_worker
from coach.voice.base import Speech
from coach.voice.worker import Worker, WorkerFault

COMMAND = (sys.executable, "-P", str(Path(pyttsx3_worker.__file__)))
"""The worker's program; -P keeps its folder from hiding modules of other packages."""

DEFAULT_VOICE = "gmw/en-us" if sys.platform == "linux" else None
"""Id of the voice to use when none is chosen; None lets the worker find the platform's English one."""

LIMIT_S = 10.0
LIMIT_S_PER_CHARACTER = 0.02
"""An answer may take `LIMIT_S` seconds and a little more for each character: eSpeak needs 20 ms for a sentence."""

TRIES = 2


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
    `rate` its speed in words a minute. Each thread that calls `say` at the same time as others gets a worker process
    of its own, which stays for the next call.
    """

    def __init__(
        self,
        name: str,
        voice: str | None,
        rate: int,
        command: Sequence[str] = COMMAND,
        limit_s: float = LIMIT_S,
    ) -> None:
        self._name, self._voice, self._rate = name, voice, rate
        self._command, self._limit_s = command, limit_s
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._closed = False
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """The name under which a user chooses the voice."""
        return self._name

    @property
    def identity(self) -> Sequence[str]:
        """pyttsx3 and its version, the engine and its version, the engine's voice, and the rate."""
        engine = _version("espeakng_loader") if sys.platform == "linux" else f"{sys.platform}-{platform.release()}"
        return (_version("pyttsx3"), engine, self._voice or "english", str(self._rate))

    def say(self, text: str, speed: float) -> Speech:
        """Speak one sentence, `speed` times as fast as usual; raise VoiceError if a second worker fails too."""
        line = json.dumps([text, self._voice, round(self._rate * speed)]).encode()
        limit_s = self._limit_s + LIMIT_S_PER_CHARACTER * len(text)
        fault = ""
        for _ in range(TRIES):
            try:
                return decode(self._ask(line, limit_s))
            except WorkerFault as raised:
                fault = str(raised)
        raise VoiceError(self._name, f"could not say {text[:60]!r}: the engine {fault}")

    def close(self) -> None:
        """End all worker processes; a `say` that is under way in another thread raises VoiceError."""
        with self._lock:
            self._closed = True
            workers = [*self._idle, *self._busy]
            self._idle.clear()
        for worker in workers:
            worker.kill()

    def _ask(self, line: bytes, limit_s: float) -> bytes:
        with self._lock:
            if self._closed:
                raise WorkerFault("is closed")
            worker = self._idle.pop() if self._idle else Worker(self._command)
            self._busy.add(worker)
        answered = False
        try:
            payload = worker.ask(line, limit_s)
            answered = True
            return payload
        finally:
            with self._lock:
                self._busy.discard(worker)
                kept = answered and not self._closed
                if kept:
                    self._idle.append(worker)
            if not kept:
                worker.kill()


def decode(sound: bytes) -> Speech:
    """Return the speech in a file of an engine: WAV, or AIFF and AIFF-C under any name; stereo becomes mono.

    Raises WorkerFault if it holds no such sound.
    """
    import soundfile

    if sound[:4] not in {b"RIFF", b"FORM"}:
        raise WorkerFault("gave something that is no sound")
    try:
        samples, rate = soundfile.read(io.BytesIO(sound), dtype="int16", always_2d=True)
    except soundfile.LibsndfileError as error:
        raise WorkerFault(f"gave a sound that cannot be read ({error})") from None
    mono = samples[:, 0] if samples.shape[1] == 1 else np.rint(samples.mean(axis=1)).astype(np.int16)
    return Speech(mono, rate)


def _version(package: str) -> str:
    """Return an installed package's name and version from the folder beside it: importlib.metadata takes 30 ms."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return f"{package}-none"
    site = Path(spec.origin).parent.parent
    pattern = re.compile(rf"({re.escape(package)}-.+)\.dist-info")
    return next((found[1] for entry in site.iterdir() if (found := pattern.fullmatch(entry.name))), package)
