"""A worker process and the line to it: a time limit for each answer, and no way for a fault to spread."""

import contextlib
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

from coach.voice.engines.serving import DONE, HEADER, MAGIC

PAYLOAD_LIMIT = 1 << 28
"""No answer has more bytes than this; a length beyond it is garbage."""


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


class WorkerFault(Exception):
    """A worker that gave no answer: it ended, hung, sent garbage, or says itself why it could not."""


class Worker:
    """A process that answers one request at a time, started at once.

    `command` is the program and its arguments; the path of a folder for temporary files is added to them.
    A worker that has raised a WorkerFault is of no more use: `kill` it.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._asking = threading.Lock()
        self._killed = False
        try:
            folder = tempfile.mkdtemp(prefix="coach-voice-")
            self._clean = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
            self._process = subprocess.Popen(  # noqa: S603 - the command is our own
                [*command, folder],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the coach alone, and children can be killed together
            )
        except OSError as error:
            raise WorkerFault(f"cannot be started ({error})") from None

    def ask(self, line: bytes, limit_s: float) -> bytes:
        """Send a request of one line and return the payload of its answer, for which there are `limit_s` seconds.

        Raises WorkerFault.
        """
        hung = threading.Event()

        def give_up() -> None:
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
