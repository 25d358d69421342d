"""Speech out of worker processes: several at once, each of which says one sentence at a time."""

import io
import json
import re
import threading
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from coach.errors import VoiceError
from coach.storage.log import Log
from coach.voice.base import LEAST_HERTZ, MOST_HERTZ, Speech
from coach.voice.engines.worker import Worker, WorkerFault, unsaid

_log = Log(__name__)

Answer = TypeVar("Answer")

LIMIT_S = 10.0
LIMIT_S_PER_CHARACTER = 0.02
"""An answer may take `LIMIT_S` seconds and a little more for each character: eSpeak needs 20 ms for a sentence."""

TRIES = 2


class Workers:
    """The worker processes of one voice.

    Each thread that calls `say` at the same time as others gets a process of its own, which stays for the next call.
    `name` is what the user calls the voice, `command` the program of a worker, `limit_s` the time for a short answer.
    """

    def __init__(self, name: str, command: Sequence[str], limit_s: float = LIMIT_S) -> None:
        self._name, self._command, self._limit_s = name, command, limit_s
        self._idle: list[Worker] = []
        self._busy: set[Worker] = set()
        self._closed = False
        self._generation = 0
        """Changes when all workers are to be replaced: one that is older does not stay."""

        self._lock = threading.Lock()

    def say(self, text: str, request: Any) -> Speech:
        """Return the speech that answers a request to say a text; raise VoiceError if a second worker fails too."""
        return self._answer(f"say {text[:60]!r}", text, request, decode)

    def ask(self, request: Any, more_s: float) -> bytes:
        """Return the answer to any other request, for which there are so many more seconds; raises as `say` does."""
        return self._answer("answer", "", request, bytes, more_s)

    def load(self, count: int) -> None:
        """Have so many workers load the voice, which answer nothing to `null`; raise VoiceError if others fail too."""
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(max_workers=count, thread_name_prefix="coach-voice") as threads:
            list(threads.map(lambda _: self._answer("be loaded", "", None, bytes), range(count)))

    def restart(self) -> None:
        """End all processes that have nothing to do, and the others as soon as they have answered."""
        with self._lock:
            self._generation += 1
            workers = list(self._idle)
            self._idle.clear()
        for worker in workers:
            worker.kill()

    def close(self) -> None:
        """End all processes; a `say` that is under way in another thread raises VoiceError."""
        with self._lock:
            self._closed = True
            workers = [*self._idle, *self._busy]
            self._idle.clear()
        for worker in workers:
            worker.kill()

    def _answer(self, what: str, text: str, request: Any, read: Callable[[bytes], Answer], more_s: float = 0) -> Answer:
        line = json.dumps(request).encode()
        limit_s = self._limit_s + LIMIT_S_PER_CHARACTER * len(text) + more_s
        fault = ""
        for _ in range(TRIES):
            try:
                return read(self._ask(line, limit_s))
            except WorkerFault as raised:
                fault = str(raised)
                _log.warning("%s: the engine %s", self._name, unsaid(fault, text))
        raise VoiceError(self._name, f"could not {what}: the engine {fault}")

    def _ask(self, line: bytes, limit_s: float) -> bytes:
        with self._lock:
            if self._closed:
                raise WorkerFault("is closed")
            worker = self._idle.pop() if self._idle else Worker(self._command)
            self._busy.add(worker)
            generation = self._generation
        answered = False
        try:
            payload = worker.ask(line, limit_s)
            answered = True
            return payload
        finally:
            with self._lock:
                self._busy.discard(worker)
                kept = answered and not self._closed and generation == self._generation
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
    if not LEAST_HERTZ <= rate <= MOST_HERTZ:
        raise WorkerFault(f"gave a sound of {rate} samples a second")
    mono = samples[:, 0] if samples.shape[1] == 1 else np.rint(samples.mean(axis=1)).astype(np.int16)
    return Speech(mono, rate)


def version(module: str, package: str = "") -> str:
    """Return an installed package's name and version from the folder beside it: importlib.metadata takes 30 ms.

    `package` is its name if that is not the module's.
    """
    package = package or module
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        return f"{package}-none"
    site = Path(spec.origin).parent.parent
    pattern = re.compile(rf"({re.escape(package)}-.+)\.dist-info")
    return next((found[1] for entry in site.iterdir() if (found := pattern.fullmatch(entry.name))), package)
