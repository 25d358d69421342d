"""What every program of a worker process does: it reads requests, has an engine answer them, and never dies quietly.

A request is a line of standard input; what is in it is up to the engine. An answer is a `HEADER` and its payload; when
the kind is `FAILED`, the payload is the reason. Engines print to standard output, so that is pointed at standard error
(which the coach mutes), and answers go to a duplicate of it.
"""

import os
import shutil
import signal
import struct
import sys
from collections.abc import Callable
from pathlib import Path

HEADER = struct.Struct(">4scI")
"""Of an answer: `MAGIC`, the kind (`DONE` or `FAILED`), and the length of the payload in bytes."""

MAGIC = b"spch"
DONE, FAILED = b"D", b"F"


def serve(load: Callable[[], None], answer: Callable[[bytes], bytes], folder: Path) -> None:
    """Load an engine, and answer requests until standard input ends; then remove `folder`, made for this process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    problem = ""
    try:
        load()
    except Exception as error:  # noqa: BLE001 - whatever an engine raises is the answer to every request
        problem = reason(error)
    try:
        for line in sys.stdin.buffer:
            kind, payload = (FAILED, problem.encode()) if problem else _answered(line, answer)
            answers.write(HEADER.pack(MAGIC, kind, len(payload)) + payload)
            answers.flush()
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # the coach has gone, perhaps without a chance to tidy up


def reason(error: Exception) -> str:
    """Return what an exception says, or else its type, as text that can be encoded."""
    return (str(error) or type(error).__name__).encode(errors="replace").decode()


def _answered(line: bytes, answer: Callable[[bytes], bytes]) -> tuple[bytes, bytes]:
    """Return the kind and the payload of the answer to a request."""
    try:
        return DONE, answer(line)
    except Exception as error:  # noqa: BLE001 - whatever an engine raises is the answer
        return FAILED, reason(error).encode()
