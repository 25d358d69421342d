"""Voices of Piper that a user adds: got by name or from a file, tried, and kept if they speak."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
from msgspec import to_builtins

from coach.choices import USUAL_RATE
from coach.content.load import library
from coach.errors import BadFile, VoiceError
from coach.storage import reading
from coach.storage.files import refusing, replacing, write
from coach.storage.log import Log
from coach.storage.programs import run
from coach.voice import pace, pronounce
from coach.voice.base import LEAST_HERTZ, MOST_HERTZ
from coach.voice.engines.added import Added
from coach.voice.engines.onnx import REPORTS_NOTHING
from coach.voice.engines.piper import NAME, Model, PiperVoice, added_folder, advice, is_installed, models
from coach.voice.engines.piper_settings import other_kind

_log = Log(__name__)

_PLACEHOLDER = re.compile(r"\{[^{}]*\}")

DOWNLOAD_LIMIT_S = 1800.0
"""Time for a download, in seconds: 60 to 120 MB over a slow line."""

PLAUSIBLE_WPM = (100.0, 200.0)
"""Words a minute of a voice at its own speed, pauses included: 150 are usual.

One outside most likely has the wrong sample rate, or speaks no English.
"""

COMMON_SHARE = 0.002
"""A sound that is more than this share of all that coach says is common: without it words cannot be understood."""

SUFFIX = ".onnx"

_BOTH = "it takes two files, NAME.onnx and NAME.onnx.json, side by side"


def add(wanted: str) -> Added:
    """Add a voice: a file NAME.onnx with its settings beside it, or a name that Piper's own downloader knows.

    A folder with one model, or the settings of a model, will do as well. It is tried first: it has to load, to know the
    sounds of English, and to say some sentences at a plausible rate. Raises BadFile, FileError or VoiceError; then
    nothing was added, and a voice of that name that was there before is still there.
    """
    if not is_installed():
        raise VoiceError(NAME, "is not installed", advice())
    added_folder()  # without a place for it nothing need be fetched
    model = model_of(wanted)
    if model is not None:
        return _added(model)
    with tempfile.TemporaryDirectory(prefix="coach-voices-") as folder:
        return _added(downloaded(wanted, Path(folder)))


def model_of(wanted: str) -> Path | None:
    """Return the model of a path, or None if it is a name; raises BadFile for a path that leads to none."""
    path = Path(wanted)
    if not wanted.strip():
        raise BadFile(repr(wanted), "it names no voice", "name one, as in en_US-lessac-medium, or a file")
    if path.is_dir():
        found = sorted(file for file in path.iterdir() if file.suffix.lower() == SUFFIX)
        if len(found) == 1:
            return found[0]
        names = ", ".join(file.name for file in found[:10])
        problem = f"it is a folder with several voices: {names}" if found else "it is a folder without a voice"
        raise BadFile(wanted, problem, "name one of them" if found else _BOTH)
    if path.suffix.lower() == SUFFIX:
        return path
    of_settings = path.with_suffix("") if path.stem.lower().endswith(SUFFIX) else path.with_suffix(SUFFIX)
    if path.suffix.lower() == ".json" and of_settings.is_file():
        return of_settings
    if path.is_file():
        raise BadFile(wanted, f"its name does not end with {SUFFIX}", _BOTH)
    if path.name != wanted:
        with_suffix = path.with_name(f"{path.name}{SUFFIX}")
        if with_suffix.is_file():
            return with_suffix
        raise BadFile(wanted, "there is no such file", _BOTH)
    return None


def downloaded(name: str, folder: Path, limit_s: float = DOWNLOAD_LIMIT_S) -> Path:
    """Let Piper's downloader get a voice into a folder, and return its model; raise VoiceError if it cannot."""
    command = [sys.executable, "-P", "-m", "piper.download_voices", name, "--data-dir", str(folder)]
    try:
        done = run(command, limit_s=limit_s, environment=os.environ | REPORTS_NOTHING)
    except subprocess.TimeoutExpired:
        raise VoiceError(name, f"was not there after {limit_s / 60:.0f} minutes", "try again later") from None
    model = folder / f"{name}.onnx"
    if done.returncode or not model.exists():
        _log.warning("%s cannot be downloaded: %s", name, done.stderr.strip())
        last = (done.stderr.strip().splitlines() or ["nothing was said about why"])[-1]
        advice = "check the name and the connection, or get both files yourself and add the .onnx"
        raise VoiceError(name, f"could not be downloaded ({last})", advice)
    return model


def _added(path: Path) -> Added:
    model = Model(path)
    _check(model)
    info = model.info()
    if not LEAST_HERTZ <= (info.hertz or 0) <= MOST_HERTZ:
        raise BadFile(str(path), f"its settings tell of {info.hertz} samples a second", "get both files again")
    voice = _tried(model)
    try:
        own = pace.words_at(voice.pace, 1.0)
        if not PLAUSIBLE_WPM[0] <= own <= PLAUSIBLE_WPM[1]:
            which = "slow" if own < PLAUSIBLE_WPM[0] else "fast"
            problem = f"it says {own:.0f} words a minute, too {which} for a voice at its own speed"
            raise BadFile(str(path), problem, "get both files again")
        missing = _missing(voice, path)
        are_alike = _are_alike(model, voice)
    finally:
        voice.close()
    _keep(model)
    return Added(NAME, info, own, missing, are_alike)


def _check(model: Model) -> None:
    """Raise BadFile for files that are not there or not those of a voice, and for a name that cannot be chosen."""
    for file in (model.path, model.beside):
        if not file.is_file():
            raise BadFile(str(file), "it is no file" if file.exists() else "there is no such file", _BOTH)
    try:
        with reading.opened(model.path) as opened:
            beginning = opened.read(1000)
    except OSError as error:
        raise BadFile(str(model.path), f"it cannot be read ({error.strerror})", "see who may read it") from None
    problem = other_kind(beginning)
    if beginning.lstrip().startswith(b"{"):
        problem = "it holds settings, not a model", _BOTH
    if problem:
        raise BadFile(str(model.path), *problem)
    label = model.label
    if ":" in label or not label.isprintable() or label.startswith("."):
        raise BadFile(repr(str(model.path)), "a voice cannot be chosen by that name", "give both files a plain one")
    same = [there for there in models() if there.label.casefold() == label.casefold()]
    if any(there.is_packaged or there.label != label for there in same):
        raise BadFile(str(model.path), f"{label} is the name of a voice that is there", "give both files another one")


def _tried(model: Model) -> PiperVoice:
    """Return a voice that has spoken, its pace measured anew; raise BadFile if it cannot speak."""
    try:
        return PiperVoice(model, USUAL_RATE, find_pace=pace.renewed)
    except VoiceError as error:
        raise BadFile(str(model.path), f"it cannot speak: {error.problem}", "get both files again") from None


def _missing(voice: PiperVoice, path: Path) -> tuple[str, ...]:
    """Return what a voice leaves out of what coach says; raise BadFile if it is a sound that is common in English."""
    try:
        missing = voice.missing([pronounce.spoken(text, voice.phonemes) for text in _texts(to_builtins(library()))])
    except VoiceError as error:
        _log.warning("nobody knows what %s leaves out: %s", voice.name, error)
        return ()
    common = [symbol for symbol, share in missing.items() if share > COMMON_SHARE and _is_sound(symbol)]
    if common:
        problem = f"it lacks sounds of English, and would leave them out: {' '.join(sorted(common))}"
        raise BadFile(str(path), problem, "choose another voice")
    return tuple(sorted(symbol for symbol in missing if not symbol.isspace()))


def _is_sound(symbol: str) -> bool:
    """Tell a sound from marks of stress or length, and from those between words."""
    return any(unicodedata.category(character) in {"Ll", "Lu", "Lo"} for character in symbol)


def _texts(told: Any) -> Iterator[str]:
    """Yield all sentences in the plain values of what comes with coach, but for what is filled in."""
    if isinstance(told, str):
        if " " in told and told.endswith("."):
            yield _PLACEHOLDER.sub(" ", told)
    elif isinstance(told, dict | list):
        for part in told.values() if isinstance(told, dict) else told:
            yield from _texts(part)


def _are_alike(model: Model, voice: PiperVoice) -> bool:
    """Tell whether the last speaker sounds as another; raise BadFile if it cannot speak."""
    speakers = model.settings.speakers
    if not speakers:
        return False
    other_one = speakers[-1] if speakers[-1] != model.settings.speaker else speakers[0]
    other = PiperVoice(model, USUAL_RATE, find_pace=lambda *_: voice.pace, speaker=other_one)
    try:
        usual, said = (one.say(pace.SENTENCES[0], 1.0).samples for one in (voice, other))
    except VoiceError as error:
        problem = f"its speaker {other_one.name!r} cannot speak: {error.problem}"
        raise BadFile(str(model.path), problem, "get both files again") from None
    finally:
        other.close()
    return np.array_equal(usual, said)


def _keep(model: Model) -> None:
    """Copy both files into the folder of added voices, or leave it as it was; raise FileError if they cannot be kept.

    The model comes last, since it is what a voice is found by.
    """
    folder = added_folder()
    target, settings = folder / f"{model.label}{SUFFIX}", folder / f"{model.label}{SUFFIX}.json"
    with refusing(target), ExitStack() as undo:
        folder.mkdir(parents=True, exist_ok=True)
        with replacing(target) as new_model:
            _copy(model.path, new_model)
            undo.callback(_put_back, settings, _Kept.of(settings))
            with replacing(settings) as new_settings:
                _copy(model.beside, new_settings)
        undo.pop_all()


class _Kept(NamedTuple):
    """What was in a file, and its times."""

    content: bytes
    times_ns: tuple[int, int]

    @classmethod
    def of(cls, path: Path) -> "_Kept | None":
        """Return what is in a file, or None if there is none."""
        if not path.is_file():
            return None
        status = path.stat()
        return cls(path.read_bytes(), (status.st_atime_ns, status.st_mtime_ns))


def _copy(path: Path, file: IO[bytes]) -> None:
    """Copy a file with its times, by which the pace that was measured is known."""
    with path.open("rb") as original:
        shutil.copyfileobj(original, file)
    file.flush()
    status = path.stat()
    os.utime(file.name, ns=(status.st_atime_ns, status.st_mtime_ns))


def _put_back(path: Path, kept: _Kept | None) -> None:
    """Have a file be as it was before."""
    with suppress(OSError):
        if kept is None:
            path.unlink(missing_ok=True)
        else:
            write(path, kept.content)
            os.utime(path, ns=kept.times_ns)
