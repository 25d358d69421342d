"""A worker process and the line to it: a time limit for each answer, and no way for a fault to spread.

What it writes to standard error becomes records, line by line, if somebody listens to them, and nothing otherwise.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from coach.storage.log import BLANK, Log
from coach.voice.engines.serving import DONE, HEADER, MAGIC

_log = Log(__name__)

PAYLOAD_LIMIT = 1 << 28
"""No answer has more bytes than this; a length beyond it is garbage."""

_MOST_LINES = 1000
"""No more lines of what a worker writes to standard error are kept; the rest is read, so that it need not wait."""

_LINE_BYTES = 2000
"""A longer line is several."""

_LAST_WORDS_S = 0.5
"""How long the end of a worker's standard error is waited for, in seconds, once the worker has ended."""

_RUN = """
import runpy, sys
sys.path.append(sys.argv.pop(1))
runpy.run_module(sys.argv.pop(1), run_name="__main__", alter_sys=True)
"""


def program(module: str, *arguments: str) -> tuple[str, ...]:
    """Return the command that runs a module of coach as the program of a worker, wherever coach is installed.

    -P keeps the current folder from hiding modules of other packages.
    """
    return (sys.executable, "-P", "-c", _RUN, str(Path(__file__).parents[3]), module, *arguments)


def text_of(line: bytes) -> str:
    """Return the text that a request has said, or nothing if it has none said."""
    try:
        request = json.loads(line)
    except ValueError:
        return ""
    text = request[0] if isinstance(request, list) and request else ""
    return text if isinstance(text, str) else ""


def unsaid(told: str, text: str) -> str:
    """Return what is told without a text that is said, which may tell of the listener's health."""
    told = " ".join(told.split())
    return told.replace(text, BLANK) if text else told


class WorkerFault(Exception):
    """A worker that gave no answer: it ended, hung, sent garbage, or says itself why it could not."""


class _Words:
    """What a worker writes to standard error, as records, until it and all that it has started have ended."""

    def __init__(self, pid: int, pipe: IO[bytes]) -> None:
        self._pid = pid
        self._pipe = pipe
        self._thread = threading.Thread(target=self._read, name="coach-worker-words", daemon=True)
        self.said = ""
        """The text that it has been asked to say."""

    def listen(self) -> None:
        """Begin to read, in a thread; raise RuntimeError if the system lets none begin."""
        self._thread.start()

    def end(self) -> None:
        """Wait for the last words, but not for long: what the worker has started may go on."""
        if self._thread.ident is None:
            self._pipe.close()
        else:
            self._thread.join(_LAST_WORDS_S)

    def _read(self) -> None:
        told = 0
        try:
            with self._pipe:
                while line := self._pipe.readline(_LINE_BYTES):
                    told += 1
                    if told <= _MOST_LINES and line.strip():
                        _log.info("worker %d: %s", self._pid, unsaid(line.decode(errors="replace"), self.said))
        except (OSError, ValueError) as error:
            _log.warning("worker %d is not heard any more: %s", self._pid, error)
        if told > _MOST_LINES:
            _log.info("worker %d: %d lines more", self._pid, told - _MOST_LINES)


class Worker:
    """A process that answers one request at a time, started at once.

    `command` is the program and its arguments; the path of a folder for temporary files is added to them.
    A worker that has raised a WorkerFault is of no more use: `kill` it.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._asking = threading.Lock()
        self._killed = False
        is_heard = _log.is_heard()
        try:
            folder = tempfile.mkdtemp(prefix="coach-voice-")
            self._clean = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
            self._process = subprocess.Popen(  # noqa: S603 - the command is our own
                [*command, folder],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE if is_heard else subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the coach alone, and children can be killed together
            )
        except OSError as error:
            raise WorkerFault(f"cannot be started ({error})") from None
        _log.info("worker %d has started: %s", self._process.pid, " ".join(command[-2:]))
        self._words: _Words | None = None
        if self._process.stderr is not None:
            self._words = _Words(self._process.pid, self._process.stderr)
            try:
                self._words.listen()
            except RuntimeError as error:  # the system lets no more threads begin
                self.kill()
                raise WorkerFault(f"cannot be started ({error})") from None

    def ask(self, line: bytes, limit_s: float) -> bytes:
        """Send a request of one line and return the payload of its answer, for which there are `limit_s` seconds.

        Raises WorkerFault.
        """
        hung = threading.Event()
        if self._words:
            self._words.said = text_of(line)

        def give_up() -> None:
            _log.warning("worker %d hangs, and is ended", self._process.pid)
            hung.set()
            self._end()

        timer = threading.Timer(limit_s, give_up)
        timer.daemon = True
        timer.start()
        try:
            with self._asking:
                return self._exchange(line)
        except BrokenPipeError:  # it ended before it could read
            raise WorkerFault("ended without an answer") from None
        except (OSError, ValueError, WorkerFault) as fault:
            reason = f"gave no answer within {limit_s:g} seconds" if hung.is_set() else str(fault)
            raise WorkerFault(reason) from None
        finally:
            timer.cancel()

    def kill(self) -> None:
        """End the process and whatever it started; callable from any thread, also while another one asks."""
        self._end()
        self._process.wait()
        self._killed = True
        with self._asking:
            for pipe in self._pipes():
                with contextlib.suppress(OSError):  # a request that was never taken
                    pipe.close()
        if self._words:
            self._words.end()
        _log.debug("worker %d has ended with status %s", self._process.pid, self._process.returncode)
        self._clean()

    def _exchange(self, line: bytes) -> bytes:
        requests, answers = self._pipes()
        requests.write(line + b"\n")
        requests.flush()
        header = answers.read(HEADER.size)
        if len(header) < HEADER.size:
            raise WorkerFault("ended without an answer")
        magic, kind, length = HEADER.unpack(header)
        if magic != MAGIC or length > PAYLOAD_LIMIT:
            raise WorkerFault("sent garbage")
        payload = answers.read(length)
        if len(payload) < length:
            raise WorkerFault("ended in the middle of an answer")
        if kind != DONE:
            raise WorkerFault(f"failed: {payload.decode(errors='replace')}")
        return payload

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        requests, answers = self._process.stdin, self._process.stdout
        assert requests and answers  # noqa: S101, PT018 - both are pipes since __init__
        return requests, answers

    def _end(self) -> None:
        if self._killed:  # another process may have its number by now
            return
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError, PermissionError):  # it has ended already
                os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()
