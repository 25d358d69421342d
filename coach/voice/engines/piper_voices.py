"""Voices of Piper that a user adds: got by name or from a file, tried, and kept if they speak."""

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple

from coach.choices import USUAL_RATE
from coach.errors import BadFile, VoiceError
from coach.storage.files import refusing, replacing, write
from coach.storage.log import Log
from coach.voice import pace
from coach.voice.base import LEAST_HERTZ, MOST_HERTZ, VoiceInfo
from coach.voice.engines.piper import ADVICE, NAME, Model, PiperVoice, added_folder, is_installed, models
from coach.voice.engines.piper_worker import REPORTS_NOTHING
from coach.voice.pace import Pace

_log = Log(__name__)

DOWNLOAD_LIMIT_S = 1800.0
"""Time for a download, in seconds: 60 to 120 MB over a slow line."""

PLAUSIBLE_WPM = (100.0, 200.0)
"""Words a minute of a voice at its own speed, pauses included: 150 are usual.

One outside most likely has the wrong sample rate, or speaks no English.
"""

_BOTH = "it takes two files, NAME.onnx and NAME.onnx.json, side by side"


@dataclass(frozen=True, slots=True)
class Added:
    """A voice that was added."""

    info: VoiceInfo
    words_a_minute: float
    """At its own speed."""

    @property
    def name(self) -> str:
        """The name by which it is chosen."""
        return f"{NAME}:{self.info.label}"


def add(wanted: str) -> Added:
    """Add a voice: a file NAME.onnx with its settings beside it, or a name that Piper's own downloader knows.

    It is tried first: it has to load, and to say some sentences at a plausible rate. Raises BadFile, FileError or
    VoiceError; then nothing was added, and a voice of that name that was there before is still there.
    """
    if not is_installed():
        raise VoiceError(NAME, "is not installed", ADVICE)
    added_folder()  # without a place for it nothing need be fetched
    if not wanted.endswith(".onnx"):
        if Path(wanted).is_file():
            raise BadFile(wanted, "its name does not end with .onnx", _BOTH)
        with tempfile.TemporaryDirectory(prefix="coach-voices-") as folder:
            return _added(downloaded(wanted, Path(folder)))
    return _added(Path(wanted))


def downloaded(name: str, folder: Path, limit_s: float = DOWNLOAD_LIMIT_S) -> Path:
    """Let Piper's downloader get a voice into a folder, and return its model; raise VoiceError if it cannot."""
    command = [sys.executable, "-P", "-m", "piper.download_voices", name, "--data-dir", str(folder)]
    try:
        done = subprocess.run(  # noqa: S603 - the command is our own
            command, capture_output=True, text=True, timeout=limit_s, check=False, env=os.environ | REPORTS_NOTHING
        )
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
    for file in (path, path.with_name(f"{path.name}.json")):
        if not file.is_file():
            raise BadFile(str(file), "there is no such file", _BOTH)
    model = Model(path)
    if any(there.is_packaged and there.label == model.label for there in models()):
        raise BadFile(str(path), f"{model.label} is the name of a voice that is there", "give both files another one")
    info = model.info()
    if not LEAST_HERTZ <= (info.hertz or 0) <= MOST_HERTZ:
        raise BadFile(str(path), f"its settings tell of {info.hertz} samples a second", "get both files again")
    measured = _tried(model)
    own = pace.words_at(measured, 1.0)
    if not PLAUSIBLE_WPM[0] <= own <= PLAUSIBLE_WPM[1]:
        which = "slow" if own < PLAUSIBLE_WPM[0] else "fast"
        problem = f"it says {own:.0f} words a minute, too {which} for a voice at its own speed"
        raise BadFile(str(path), problem, "get both files again")
    _keep(model)
    return Added(info, own)


def _tried(model: Model) -> Pace:
    """Return the pace of a voice, measured anew; raise BadFile if it cannot speak."""
    try:
        voice = PiperVoice(model, USUAL_RATE, find_pace=pace.renewed)
    except VoiceError as error:
        raise BadFile(str(model.path), f"it cannot speak: {error.problem}", "get both files again") from None
    voice.close()
    return voice.pace


def _keep(model: Model) -> None:
    """Copy both files into the folder of added voices, or leave it as it was; raise FileError if they cannot be kept.

    The model comes last, since it is what a voice is found by.
    """
    folder = added_folder()
    target, settings = folder / model.path.name, folder / f"{model.path.name}.json"
    with refusing(target), ExitStack() as undo:
        folder.mkdir(parents=True, exist_ok=True)
        with replacing(target) as new_model:
            _copy(model.path, new_model)
            undo.callback(_put_back, settings, _Kept.of(settings))
            with replacing(settings) as new_settings:
                _copy(model.path.with_name(settings.name), new_settings)
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
