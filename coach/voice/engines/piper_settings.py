"""The settings of a Piper voice, the JSON beside its model: read for what they are, whoever wrote them.

Trainers and converters write them in several ways, of which Piper itself takes one. What a voice needs is found out
here, and what `piper` takes is made of it, in the coach and in the worker process alike.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coach.storage import reading

MOST_BYTES = 10_000_000
MOST_SPEAKERS = 100_000
"""No settings have more."""

AGAIN = "get both files again"

_ESPEAK_VOICES = {"en_US": "en-us", "en_GB": "en-gb-x-rp"}
"""What eSpeak calls a language, where that is not its first part."""

_OTHER_KINDS = {
    b"version https://git-lfs": ("it is a pointer of Git LFS, not the file itself", "run `git lfs pull` in its folder"),
    b"<": ("it is a web page, not the file itself", "download the file itself"),
    b"PK\x03\x04": ("it is an archive", "unpack it, and add the .onnx in it"),
    b"\x1f\x8b": ("it is an archive", "unpack it, and add the .onnx in it"),
}
"""How files begin that are got in place of those of a voice, what is wrong with them, and what to do."""


class SettingsFault(Exception):
    """Settings that cannot be used: what is wrong with them, and what to do."""

    def __init__(self, problem: str, advice: str = AGAIN) -> None:
        super().__init__(problem)
        self.problem, self.advice = problem, advice


@dataclass(frozen=True, slots=True)
class Speaker:
    """One of the speakers of a voice that has several."""

    name: str
    number: int
    """As the model counts them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the settings of a voice tell."""

    language: str
    """As in "en_US"."""

    hertz: int
    quality: str
    takes_text: bool
    """Whether the model was trained on letters, and takes no phonemes."""

    speakers: tuple[Speaker, ...]
    """Those of a voice that has several, by their numbers; else none."""

    speaker: Speaker | None
    """Who speaks when nobody is chosen."""

    for_piper: dict[str, Any]
    """The same in the form that `piper` takes."""


def beside(model: Path) -> Path:
    """Return the settings of a model: NAME.onnx.json, or what others call them if that is what is there."""
    usual = model.with_name(f"{model.name}.json")
    others = (model.with_suffix(".json"), model.with_name("config.json"))
    return usual if usual.exists() else next((path for path in others if path.exists()), usual)


def other_kind(beginning: bytes) -> tuple[str, str] | None:
    """Return what is wrong with a file that is none of a voice by its beginning, and what to do; or None."""
    if not beginning.strip(b"\0"):
        return "it is empty", AGAIN
    start = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()
    return next((told for magic, told in _OTHER_KINDS.items() if start.startswith(magic)), None)


def read(path: Path) -> Settings:
    """Return what a file tells; raises SettingsFault, and OSError if it cannot be read."""
    content = reading.content(path, MOST_BYTES)
    problem = other_kind(content[:1000])
    if problem:
        raise SettingsFault(f"has no settings in {path}: {problem[0]}", problem[1])
    try:
        told, _ = json.JSONDecoder().raw_decode(_text(content))  # what stands behind it does not count
    except (ValueError, RecursionError):
        raise SettingsFault(f"has damaged settings, {path}") from None
    try:
        return _settings(told)
    except (KeyError, TypeError, AttributeError):
        raise SettingsFault("has settings that are not Piper's") from None


def _text(content: bytes) -> str:
    """Return the text of a file: JSON in any of its encodings, with a byte order mark or without, or in Latin-1."""
    try:
        text = content.decode(json.detect_encoding(content))
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    return text.lstrip("\ufeff\0 \t\r\n")


def _settings(told: dict[str, Any]) -> Settings:
    audio = told["audio"]
    language = _language(told)
    takes_text = _takes_text(told.get("phoneme_type"))
    speakers = _speakers(told)
    lowest = speakers[0].number if speakers else 0
    default = _whole(told.get("default_speaker_id") or lowest, "default_speaker_id")
    speaker = next((one for one in speakers if one.number == default), speakers[0] if speakers else None)
    hertz = _whole(audio.get("sample_rate"), "sample_rate")
    for_piper = told | {
        "audio": audio | {"sample_rate": hertz},
        "espeak": {"voice": _espeak_voice(told, language)},
        "inference": told["inference"] if isinstance(told.get("inference"), dict) else {},
        "num_symbols": told.get("num_symbols") or 256,
        "num_speakers": max((one.number for one in speakers), default=0) + 1,
        "speaker_id_map": {one.name: one.number for one in speakers},
        "default_speaker_id": speaker.number if speaker else 0,
        "phoneme_id_map": _ids(told.get("phoneme_id_map") or {}),
        "phoneme_type": "text" if takes_text else "espeak",
    }
    return Settings(
        language=language,
        hertz=hertz,
        quality=str(audio.get("quality") or ""),
        takes_text=takes_text,
        speakers=speakers,
        speaker=speaker,
        for_piper=for_piper,
    )


def _language(told: Mapping[str, Any]) -> str:
    language = told.get("language") or {}
    named = language if isinstance(language, str) else language.get("code") or language.get("family")
    return str(named or told["espeak"]["voice"])


def _espeak_voice(told: Mapping[str, Any], language: str) -> str:
    voice = (told.get("espeak") or {}).get("voice")
    return str(voice or _ESPEAK_VOICES.get(language, language.replace("-", "_").partition("_")[0]))


def _takes_text(kind: object) -> bool:
    """Tell by its phoneme type whether a voice takes text or the phonemes of eSpeak; no other speaks English."""
    plain = str(kind or "espeak").strip().rpartition(".")[2].casefold().replace("_", "-")
    if plain not in {"espeak", "espeak-ng", "text"}:
        raise SettingsFault(
            f"takes phonemes of the type {str(kind)[:60]!r}", "choose one that takes those of eSpeak, or text"
        )
    return plain == "text"


def _speakers(told: Mapping[str, Any]) -> tuple[Speaker, ...]:
    """Return the speakers of a voice, none if there is one alone; the map and the number need not agree."""
    listed = told.get("speaker_id_map") or {}
    pairs = listed.items() if isinstance(listed, dict) else ((name, number) for number, name in enumerate(listed))
    named = [Speaker(str(name), _whole(number, "speaker_id_map")) for name, number in pairs]
    count = _whole(told.get("num_speakers") or 1, "num_speakers")
    if max(count, *(one.number for one in named), len(named), 0) > MOST_SPEAKERS:
        raise SettingsFault("has settings that tell of too many speakers")
    numbers = {one.number for one in named}
    unnamed = [Speaker(str(number), number) for number in range(count) if number not in numbers]
    speakers = sorted([*named, *unnamed], key=lambda one: one.number)
    return tuple(speakers) if len(speakers) > 1 else ()


def _ids(ids: Mapping[str, Any]) -> dict[str, list[int]]:
    return {
        symbol: [_whole(one, "phoneme_id_map") for one in (found if isinstance(found, list) else [found])]
        for symbol, found in ids.items()
    }


def _whole(value: object, key: str) -> int:
    """Return a whole number, also one that is written as text."""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        try:
            number = float(value)
        except ValueError:
            number = -1
        if number >= 0 and number.is_integer():
            return int(number)
    told = "lack" if value is None else f"have {str(value)[:60]!r} for"
    raise SettingsFault(f"has settings that {told} {key}")
