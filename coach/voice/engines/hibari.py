"""The natural voice that comes with coach: hibari's models, spoken by worker processes. Nothing is fetched here."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from coach.errors import NoHome, VoiceError
from coach.storage import folders, reading
from coach.voice import pace
from coach.voice.base import Notation, Speech, VoiceInfo
from coach.voice.engines.model_voice import FindPace, ModelVoice, origin, state
from coach.voice.engines.pool import Workers, version
from coach.voice.engines.worker import program

NAME = "hibari"

LIMIT_S = 30.0
"""Time for a short answer in seconds: a voice loads in less than one, and a slow machine takes a while."""

HERTZ = 24_000

MOST_BYTES = 1 << 26
"""No model has more."""

SPEEDS = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.35, 1.5)
"""At which a voice is measured. They are many: it speaks at one of them, and what it is too fast is silence."""

ADVICE = "install coach anew, which brings it, or choose the voice system"


@dataclass(frozen=True, slots=True)
class Model:
    """A voice of hibari's register: its name, its language, and where its model lies on this machine."""

    label: str
    language: str
    about: str
    """A few words: "British, female"."""

    path: Path
    is_packaged: bool
    size_bytes: int
    sha256: str
    """Of the file that the register tells of."""

    @property
    def name(self) -> str:
        """The name by which it is chosen."""
        return f"{NAME}:{self.label}"

    @property
    def is_there(self) -> bool:
        """Whether it need not be fetched, as far as can be seen."""
        try:
            return self.path.is_file()
        except OSError:  # its folder may not be looked into
            return False

    @property
    def problem(self) -> VoiceError | None:
        """Why a voice that was added cannot be used, or None; the packaged one is tried by what loads it."""
        mistake = "" if self.is_packaged or not self.is_there else _mistake_at(self, state(self.path))
        advice = f"run `coach voices add {self.name}`"
        return VoiceError(self.label, f"has a damaged model, {self.path}: {mistake}", advice) if mistake else None

    def mistake_in(self, content: bytes | bytearray) -> str:
        """Return why some bytes are not the file that the register tells of, or nothing if they are."""
        if len(content) != self.size_bytes:
            there = f"more than {self.size_bytes}" if len(content) > self.size_bytes else f"{len(content)}"
            return f"it has {there} bytes in place of {self.size_bytes}"
        is_same = sha256(content).hexdigest() == self.sha256
        return "" if is_same else "its SHA-256 is not the one that hibari tells of"

    def info(self) -> VoiceInfo:
        """Return what a user should know about the voice."""
        return VoiceInfo(self.label, self.language, HERTZ, "natural", "Apache-2.0")


def package() -> Path | None:
    """Return the folder of hibari, or None if it is not installed; another package of that name is not taken for it."""
    spec = find_spec(NAME)
    folder = Path(spec.origin).parent if spec and spec.origin else None
    return folder if folder and (folder / "assets" / "voices.json").is_file() else None


def models() -> list[Model]:
    """Return all voices that there are, the packaged one first; raises VoiceError for a damaged register."""
    folder = package()
    if folder is None:
        return []
    try:
        return [_model(folder, name, told) for name, told in _register(folder / "assets" / "voices.json").items()]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise VoiceError(NAME, f"has a damaged register of its voices ({type(error).__name__})", ADVICE) from None


def absence() -> list[VoiceError]:
    """Return why hibari cannot be used at all, if it cannot."""
    return [] if package() else [VoiceError(NAME, "is not installed", ADVICE)]


def added_folder() -> Path:
    """Return the folder of the voices that the user has added, whether or not it exists; raise NoHome if it cannot."""
    return folders.data() / "voices" / NAME


@lru_cache(64)
def _mistake_at(model: Model, _state: str) -> str:
    """Return why the file of a model is not as it should be, as long as its state is the same."""
    try:
        return model.mistake_in(reading.content(model.path, MOST_BYTES))
    except OSError as error:
        return reading.unread(model.path, error)


@cache
def _register(path: Path) -> dict[str, dict[str, Any]]:
    told: dict[str, dict[str, Any]] = json.loads(path.read_bytes())
    return told


def _model(package: Path, name: str, told: dict[str, Any]) -> Model:
    is_packaged = bool(told.get("bundled"))
    folder = package / "assets"
    if not is_packaged:
        try:
            folder = added_folder()
        except NoHome:
            folder = package / "none"  # nowhere a voice could have been added
    return Model(
        label=name,
        language=told["language"],
        about=f"{told['accent']}, {told['gender']}",
        path=folder / Path(told["file"]).name,
        is_packaged=is_packaged,
        size_bytes=int(told["bytes"]),
        sha256=told["sha256"],
    )


class HibariVoice(ModelVoice):
    """A voice of hibari, at a number of words a minute. `limit_s` is the time for a short answer in seconds."""

    phonemes: Notation | None = "misaki"
    speeds = SPEEDS

    def __init__(self, model: Model, rate: int, limit_s: float = LIMIT_S, find_pace: FindPace = pace.known) -> None:
        self._model = model
        command = program("coach.voice.engines.hibari_worker", model.label, str(model.path))
        super().__init__(
            model.name,
            rate,
            engine=(version(NAME, "hibari_tts"), version("onnxruntime"), version("numpy")),
            key=model.label,
            workers=Workers(model.name, command, limit_s),
            measured_as=f"{NAME} {model.label}",
            find_pace=find_pace,
        )

    @property
    def identity(self) -> tuple[str, ...]:
        """The library and what computes its models, the voice, its speed, and the silence for each word."""
        speed, rest_s = pace.step_for(self.pace, self.rate)
        return (*self._engine, f"{speed:.5f}", f"{rest_s:.5f}")

    def say(self, text: str, speed: float) -> Speech:
        """Speak one sentence, `speed` times as fast as usual; raise VoiceError if a second worker fails too."""
        near, rest_s = pace.step_for(self.pace, self.rate * speed)
        return replace(self._say_at(text, near), rest_s=rest_s * len(text.split()))

    def _request(self, text: str, speed: float) -> list[Any]:
        return [text, round(speed, 5)]

    def _parts(self) -> Sequence[str]:
        return [state(self._model.path), *(state(origin(module)) for module in (NAME, "onnxruntime", "numpy"))]


class HibariEngine:
    """All voices of hibari on this machine."""

    def voices(self) -> list[VoiceInfo]:
        """Return the voices that are there and as they should be; raises VoiceError if nobody knows."""
        return [model.info() for model in models() if model.is_there and not model.problem]

    def offers(self) -> dict[str, str]:
        """Return the voices that can be added, each with a few words about it; raises VoiceError if nobody knows."""
        return {model.label: model.about for model in models() if not model.is_there}

    def problems(self) -> list[VoiceError]:
        """Return why the voice that comes with coach cannot be used, if it cannot, and which others are damaged."""
        return absence() or [model.problem for model in models() if model.problem]

    def open(self, label: str | None, rate: int) -> HibariVoice:
        """Return a voice by its label, or the one that is packaged; raises VoiceError if it is not there."""
        for error in absence():
            raise error
        for model in models():
            if model.is_there and (model.label == label or (label is None and model.is_packaged)):
                if model.problem:
                    raise model.problem
                return HibariVoice(model, rate)
        raise VoiceError(f"{NAME}:{label}", "has not been added", f"run `coach voices add {NAME}:{label}`")


ENGINE = HibariEngine()
