"""The program of a worker process: pyttsx3 behind a pipe, so that no fault of an engine can reach the coach.

Requests are JSON (see `coach.voice.engines.serving`):

    ["text", "id of a voice" or null, rate]     say it, at the engine's rate; answered by the file that pyttsx3 wrote
    null                                        answered by JSON: [["id", "name", ["language", …]], …]

What eSpeak says depends on what it said before in the same process, so every request gets a fresh engine.
Where pyttsx3 speaks through eSpeak that means a forked child, which costs 3 ms instead of the 50 ms of a new process:
the library is loaded before the fork, and the engine (which starts a thread) is initialised after it.
"""

import ctypes
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

from coach.voice.engines.serving import reason, serve

ORPHAN_LIMIT_S = 120
"""A child that hangs longer than this, in seconds, has lost the coach who would have ended it, and ends itself."""

ESPEAK_PATH_LIMIT = 140
"""eSpeak ends its process when the path of its data has more bytes than about this."""

FORKS = sys.platform == "linux"
"""Whether pyttsx3 speaks through eSpeak here, and a process can be forked."""

POLL_S = 0.0005
"""How long to sleep between two looks at an engine, in seconds."""


class Request(NamedTuple):
    """What to say, in which voice (None: the platform's own English one), at which rate of the engine's."""

    text: str
    voice: str | None
    rate: int


def load(folder: Path) -> None:
    """Import all that a request needs.

    On Linux that includes the eSpeak library and data that pip installed, so that every machine gives the same samples:
    pyttsx3 opens the library by its SONAME and so gets the one that is already loaded. `folder` takes a link to the
    data if its own path is too long for eSpeak.
    """
    if not FORKS:
        import pyttsx3  # noqa: F401 - so that a missing part of it is told at once

        return
    try:
        import espeakng_loader
    except ImportError:
        pass  # there is no wheel for this machine: pyttsx3 looks for an eSpeak of the system
    else:
        data = Path(espeakng_loader.get_data_path())
        if len(os.fsencode(data)) > ESPEAK_PATH_LIMIT:
            (folder / "data").symlink_to(data)
            data = folder / "data"
        os.environ["ESPEAK_DATA_PATH"] = str(data)
        ctypes.CDLL(espeakng_loader.get_library_path())
    from pyttsx3.drivers import _espeak, espeak  # noqa: F401 - before the fork, so that the children need not

    # eSpeak reads the heads of its 140 voices before it takes one, which is a quarter of the work for a sentence.
    _espeak.dll.espeak_ng_InitializePath(None)
    _espeak.CHARS_UTF8 |= _espeak.PHONEMES  # the driver asks for the one alone; names stand in [[phonemes]]
    _espeak.ListVoices(None)


def english(engine: Any) -> str | None:
    """Return the id of the voice to use by default: the engine's current one, or else its first that speaks English."""
    current: str | None = engine.getProperty("voice")
    matching = [
        voice.id
        for voice in engine.getProperty("voices")
        if any(str(language).lower().startswith("en") for language in voice.languages or ())
    ]
    return matching[0] if matching and current not in matching else current


def speak(request: Request, target: Path) -> None:
    """Let the engine of macOS or Windows write an utterance to a file."""
    import pyttsx3

    engine = pyttsx3.init()
    engine.setProperty("voice", request.voice or english(engine))
    engine.setProperty("rate", request.rate)
    engine.setProperty("volume", 1.0)  # the coach makes all voices equally loud itself
    engine.save_to_file(request.text, str(target))
    engine.runAndWait()


def speak_espeak(request: Request, target: Path) -> None:
    """Let eSpeak write an utterance to a file; once in the life of a process.

    pyttsx3 keeps commands back until its loop runs, and then ends the loop, which cancels whatever eSpeak's own thread
    has not done by then: without care a busy machine speaks at the wrong rate, or not at all. So the driver is told
    that it is idle, which lets each property through at once, and eSpeak gets the time to take it in.
    The driver sleeps 10 ms between two looks at the engine, which would be most of the time that a sentence takes.
    """
    import pyttsx3
    from pyttsx3.drivers import _espeak, espeak

    def settle() -> None:
        while _espeak.IsPlaying():
            time.sleep(POLL_S)

    espeak.time = SimpleNamespace(sleep=lambda _: time.sleep(POLL_S))
    engine = pyttsx3.init("espeak")
    engine.proxy.setBusy(False)
    settle()
    engine.setProperty("voice", request.voice)
    engine.setProperty("rate", request.rate)
    settle()
    engine.save_to_file(request.text, str(target))
    engine.runAndWait()


def list_voices(target: Path) -> None:
    """Write the voices of the platform's engine to a file, as JSON."""
    import pyttsx3

    voices = pyttsx3.init().getProperty("voices")
    listed = [[voice.id, voice.name, [str(code) for code in voice.languages or ()]] for voice in voices]
    target.write_text(json.dumps(listed))


def in_child(work: Callable[[Path], None], target: Path) -> None:
    """Let a forked child do the work; what it raises is raised here."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            signal.alarm(ORPHAN_LIMIT_S)
            work(target)
            status = 0
        except Exception as error:  # noqa: BLE001 - whatever an engine raises is the answer
            target.write_text(reason(error))
        finally:
            os._exit(status)
    _, ended = os.waitpid(child, 0)
    status = os.waitstatus_to_exitcode(ended)
    if status:
        said = target.read_text() if target.exists() else ""
        raise RuntimeError(said or f"the engine ended with status {status}")


def answer(line: bytes, target: Path) -> bytes:
    """Do what one line of JSON asks for, by way of a file, and return the payload of the answer."""
    request = json.loads(line)
    work = list_voices if request is None else partial(speak_espeak if FORKS else speak, Request(*request))
    target.unlink(missing_ok=True)
    if FORKS:
        in_child(work, target)
    else:
        work(target)
    return target.read_bytes()


def main(folder: Path) -> None:
    """Answer requests until standard input ends; `folder` is for files that live no longer than the process."""
    serve(partial(load, folder), partial(answer, target=folder / "answer"), folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
