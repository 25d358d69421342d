"""Runs other programs, with words and never through a shell."""

import subprocess
import sys
from collections.abc import Mapping, Sequence


def run(
    command: Sequence[str],
    *,
    limit_s: float | None = None,
    environment: Mapping[str, str] | None = None,
    has_console: bool = False,
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, and return its status and what it wrote.

    `limit_s` is how long it may take, in seconds (default: as long as it likes), and `environment` what it finds there
    (default: what we do). With `has_console` it is read by a person, on Windows in a console that is opened for it, and
    what it writes goes there. Raises OSError if it cannot be run, and subprocess.TimeoutExpired.
    """
    console = 0
    if sys.platform == "win32" and has_console:
        console = subprocess.CREATE_NEW_CONSOLE
    return subprocess.run(  # noqa: S603 - the command is our own
        command,
        capture_output=not has_console,
        text=True,
        errors="replace",  # what it says may be in another encoding
        timeout=limit_s,
        check=False,
        env=environment,
        creationflags=console,
    )
