"""What becomes of an error that nobody foresaw: one line, and a report for whoever mends it."""

import platform
import shlex
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from coach.cli.blank import blanked, blanking
from coach.errors import UNFORESEEN, shortage
from coach.storage import reports
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
    return reports.keep(content)


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
