"""What becomes of an error that nobody foresaw: one line, and a report for whoever mends it."""

import platform
import shlex
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from secrets import token_hex

from coach.cli.blank import blanked, blanking
from coach.errors import UNFORESEEN, NoHome, shortage
from coach.storage import files, folders
from coach.storage.log import Log
from coach.storage.traces import trace
from coach.version import __version__

_PACKAGES = (
    "numpy",
    "click",
    "msgspec",
    "platformdirs",
    "sounddevice",
    "miniaudio",
    "soundfile",
    "soxr",
    "pyttsx3",
    "espeakng-loader",
    "hibari-tts",
    "piper-tts",
    "onnxruntime",
)
"""Whose versions may tell something."""

_MOST = 10
"""So many reports are kept, the latest ones."""

_log = Log(__name__)


def told(error: Exception) -> str:
    """Return the line for an error that nobody foresaw, after a report of it was written."""
    _log.error("an error that nobody foresaw", cause=error)
    what = _what(error)
    with suppress(Exception):  # one more error would help nobody
        return f"{what}; {_reported(error)} tells whoever mends it what happened"
    return f"{what}; no report of it could be written"


def _what(error: Exception) -> str:
    return shortage(error) or UNFORESEEN.format(type(error).__name__)


def _reported(error: Exception) -> Path:
    """Write a report that its owner alone may read, and return where it is."""
    arguments = sys.argv[1:]
    lines = [*_about(arguments), "", trace(error), ""]
    content = blanking(arguments)("\n".join(lines)).encode(errors="backslashreplace")
    name = f"report-{datetime.now().astimezone():%Y%m%d-%H%M%S-%f}-{token_hex(2)}.txt"
    with suppress(OSError, NoHome):
        return _kept(folders.state() / name, content)
    return _kept(Path(tempfile.gettempdir(), f"coach-{name}"), content)


def _kept(path: Path, content: bytes) -> Path:
    files.write(path, content, is_private=True)
    for old in sorted(path.parent.glob(f"{path.name.partition('report-')[0]}report-*.txt"))[:-_MOST]:
        with suppress(OSError):
            old.unlink()
    return path


def _about(arguments: list[str]) -> Iterator[str]:
    from importlib.metadata import PackageNotFoundError, version

    yield f"coach {__version__}: coach {shlex.join(blanked(arguments))}"
    yield f"Python {platform.python_version()} on {platform.platform()}"
    for package in _PACKAGES:
        try:
            yield f"{package} {version(package)}"
        except PackageNotFoundError:
            yield f"{package} is not there"
    yield f"threads: {', '.join(thread.name for thread in threading.enumerate())}"
