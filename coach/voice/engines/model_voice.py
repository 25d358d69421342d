"""A voice that worker processes compute with a model, at a number of words a minute."""

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import suppress
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from coach.errors import NoHome, VoiceError
from coach.storage import deleting, folders
from coach.storage.files import write
from coach.voice import pace
from coach.voice.base import Notation, Speech
from coach.voice.engines.pool import Workers

LOADED = 2
"""So many workers are loaded at once: as long as one alone takes, and sentences are going to be made by as many."""

FOLDER = "loaded"
"""In the cache: an empty file for each voice that has been loaded as it is."""

FindPace = Callable[[str, Callable[[], pace.Pace]], pace.Pace]
"""Finds the pace of a voice: `pace.known` or `pace.renewed`."""


class ModelVoice(ABC):
    """What the voices of all engines with models have in common.

    `name` is what the user chooses; `engine` are the engine and what computes its models, each with its version, and
    `key` tells the model from others; `workers` load and speak it. `find_pace` measures the voice, always or if need
    be, and knows it as `measured_as`.
    """

    speeds: Sequence[float] = pace.SPEEDS
    """At which a voice is measured, from the slowest to the fastest."""

    def __init__(
        self,
        name: str,
        rate: int,
        *,
        engine: Sequence[str],
        key: str,
        workers: Workers,
        measured_as: str,
        find_pace: FindPace = pace.known,
    ) -> None:
        self.rate = rate
        self._name = name
        self._engine = (*engine, key)
        self._workers = workers
        try:
            self.pace = find_pace(measured_as, lambda: pace.measured(self._say_at, self.speeds))
        except VoiceError:
            self.close()
            raise
        self._speed = pace.speed_for(self.pace, rate)

    @property
    def name(self) -> str:
        """The name under which a user chooses the voice."""
        return self._name

    @property
    def identity(self) -> tuple[str, ...]:
        """The engine and what computes its models, the model, and the speed."""
        return (*self._engine, f"{self._speed:.5f}")

    @property
    @abstractmethod
    def phonemes(self) -> Notation | None:
        """The notation in which the voice takes phonemes, or None if it takes none."""

    def say(self, text: str, speed: float) -> Speech:
        """Speak one sentence, `speed` times as fast as usual; raise VoiceError if a second worker fails too."""
        return self._say_at(text, self._speed * speed)

    def make_sure(self) -> None:
        """Raise VoiceError if the voice cannot be loaded.

        It is tried once, which takes a second, and again when anything that it consists of has changed since.
        """
        told = "\0".join([*self._engine, *self._parts()]).encode(errors="surrogateescape")
        place = Path(FOLDER, blake2b(told, digest_size=10).hexdigest())
        with suppress(OSError, NoHome):
            if (folders.cache() / place).exists():
                return
        self._workers.load(min(os.cpu_count() or 1, LOADED))
        with suppress(OSError, NoHome):
            write(folders.cache() / place, b"", follows_links=False)

    def restart(self) -> None:
        """Have fresh worker processes say whatever comes next."""
        self._workers.restart()

    def close(self) -> None:
        """End all worker processes; a `say` that is under way in another thread raises VoiceError."""
        self._workers.close()

    @abstractmethod
    def _request(self, text: str, speed: float) -> Any:
        """Return what a worker is asked so that it says a text at a speed of the engine."""

    @abstractmethod
    def _parts(self) -> Sequence[str]:
        """Return what has to change if the voice is to load otherwise than before, beside the versions."""

    def _say_at(self, text: str, speed: float) -> Speech:
        return self._workers.say(text, self._request(text, speed))


def loaded() -> list[Path]:
    """Return the files which tell that a voice has been loaded before; raises BadFile and NoHome."""
    return deleting.named(folders.cache() / FOLDER, r"[0-9a-f]{20}")


def origin(module: str) -> Path:
    """Return where a module lies that is not imported here, or its name as a path if there is none."""
    spec = find_spec(module)
    return Path((spec and spec.origin) or module)


def state(path: Path) -> str:
    """Return what changes when a file does."""
    try:
        told = path.stat()
    except OSError:
        return f"{path} none"
    return f"{path} {told.st_size} {told.st_mtime_ns}"
