"""A screen that exists only for a test: windows are drawn on it, and nobody sees them."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager


class NoDisplay(Exception):
    """The server that a screen is made by is not there; says which."""


@contextmanager
def virtual_display(size: str = "1024x768") -> Iterator[str]:
    """Run an X server for a block, and yield the name of its display; raise NoDisplay if it does not start."""
    told, tells = os.pipe()
    command = ["Xvfb", "-displayfd", str(tells), "-screen", "0", f"{size}x24", "-nolisten", "tcp"]
    try:
        server = subprocess.Popen(command, pass_fds=[tells], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except FileNotFoundError as error:
        os.close(told)
        raise NoDisplay("xvfb is not installed") from error
    finally:
        os.close(tells)
    try:
        with os.fdopen(told) as lines:
            number = lines.readline().strip()
        if not number:
            raise NoDisplay("Xvfb does not start")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()
