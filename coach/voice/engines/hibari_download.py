"""The program of a process that fetches the model of a voice of hibari from where hibari has it.

Each line of standard input asks for some more bytes of it (see `coach.voice.engines.serving`); none are left when an
answer is empty. No connection is made but by HTTPS, wherever the one before leads.
"""

import os
import sys
import urllib.error
import urllib.request
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from coach.voice.engines.onnx import REPORTS_NOTHING
from coach.voice.engines.serving import serve

if TYPE_CHECKING:
    from http.client import HTTPResponse

QUIET_S = 30.0
"""The other side may keep silent for so long, in seconds."""

CHUNK_BYTES = 1 << 16
"""An answer has no more of them."""

_HANDLERS = (
    urllib.request.ProxyHandler,
    urllib.request.HTTPSHandler,
    urllib.request.HTTPRedirectHandler,
    urllib.request.HTTPDefaultErrorHandler,
    urllib.request.HTTPErrorProcessor,
    urllib.request.UnknownHandler,
)
"""What a connection takes part in: not HTTP, and nothing that reads files."""


class Download:
    """The file of a voice, once `load` has asked for it."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._response: HTTPResponse | None = None

    def load(self) -> None:
        """Ask for it; raises OSError, which says in plain words why there is none."""
        os.environ.update(REPORTS_NOTHING)
        from hibari.voices import BASE_URL, VOICES

        opener = urllib.request.OpenerDirector()
        for handler in _HANDLERS:
            opener.add_handler(handler())
        try:
            self._response = opener.open(BASE_URL + quote(VOICES[self._name]["file"]), timeout=QUIET_S)
        except (OSError, HTTPException) as error:
            raise OSError(told(error)) from None

    def answer(self, _line: bytes) -> bytes:
        """Return what has come since the last answer, or wait for it; raises OSError as `load` does."""
        try:
            return self._response.read1(CHUNK_BYTES) if self._response else b""
        except (OSError, HTTPException) as error:
            raise OSError(told(error)) from None


def told(error: Exception) -> str:
    """Return why a connection failed, without the trappings of Python's libraries."""
    if isinstance(error, urllib.error.HTTPError):
        return str(error)
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, HTTPException):
        return f"the connection broke off: {type(cause).__name__}"
    return getattr(cause, "strerror", None) or str(cause) or type(cause).__name__


def main(name: str, folder: Path) -> None:
    """Answer requests for the file of a voice until standard input ends."""
    download = Download(name)
    serve(download.load, download.answer, folder)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
