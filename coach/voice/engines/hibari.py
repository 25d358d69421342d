"""The natural voice that comes with coach: hibari's models, spoken by worker processes. Nothing is fetched here."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from coach.errors import NoHome, VoiceError
from coach.storage import folders
from coach.voice import pace
from coach.voice.base import Notation, Speech, VoiceInfo
from coach.voice.engines.model_voice import FindPace, ModelVoice, origin, state
from coach.voice.engines.pool import Workers, version
from coach.voice.engines.worker import program

NAME = "hibari"

LIMIT_S = 30.0
"""Time for a short answer in seconds: a voice loads in less than one, and a slow machine takes a while."""

HERTZ = 24_000

ADVICE = "install coach anew, which brings it, or choose the voice system"


@dataclass(frozen=True, slots=True)
class Model:
    """A voice of hibari's register: its name, its language, and where its model lies on this machine."""

    label: str
    language: str
    path: Path
    is_packaged: bool
    size_bytes: int
    sha256: str
    """Of the file that the register tells of."""

    @property
    def is_there(self) -> bool:
        """Whether it need not be fetched."""
        return self.path.is_file()

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


def added_folder() -> Path:
    """Return the folder of the voices that the user has added, whether or not it exists; raise NoHome if it cannot."""
    return folders.data() / "voices" / NAME


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
        path=folder / Path(told["file"]).name,
        is_packaged=is_packaged,
        size_bytes=int(told["bytes"]),
        sha256=told["sha256"],
    )


class HibariVoice(ModelVoice):
    """A voice of hibari, at a number of words a minute. `limit_s` is the time for a short answer in seconds."""

    phonemes: Notation | None = None

    def __init__(self, model: Model, rate: int, limit_s: float = LIMIT_S, find_pace: FindPace = pace.known) -> None:
        self._model = model
        name = f"{NAME}:{model.label}"
        super().__init__(
            name,
            rate,
            engine=(version(NAME, "hibari_tts"), version("onnxruntime"), version("numpy")),
            key=model.label,
            workers=Workers(name, program("coach.voice.engines.hibari_worker", model.label, str(model.path)), limit_s),
            measured_as=f"{NAME} {model.label}",
            find_pace=find_pace,
        )

    @property
    def identity(self) -> tuple[str, ...]:
        """The library and what computes its models, the voice, its speed, and the silence for each word."""
        speed, rest_s = pace.step_for(self.pace, self.rate)
        return (*self._engine, f"{speed:.5f}", f"{rest_s:.5f}")

    @property
    def edges_lu(self) -> float:
        """What most clips are louder than their stem: over sessions at 85 to 180 words a minute, 0.09 to 0.42 LU."""
        return 0.25

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
        """Return the voices that are there; raises VoiceError if nobody knows."""
        return [model.info() for model in models() if model.is_there]

    def problems(self) -> list[VoiceError]:
        """Return why the voice that comes with coach cannot be used, if it cannot."""
        return [] if package() else [VoiceError(NAME, "is not installed", ADVICE)]

    def open(self, label: str | None, rate: int) -> HibariVoice:
        """Return a voice by its label, or the one that is packaged; raises VoiceError if it is not there."""
        for error in self.problems():
            raise error
        for model in models():
            if model.is_there and (model.label == label or (label is None and model.is_packaged)):
                return HibariVoice(model, rate)
        raise VoiceError(f"{NAME}:{label}", "is not installed", f"run `coach voices add {NAME}:{label}`")


ENGINE = HibariEngine()
