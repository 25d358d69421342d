"""The environment in which the tests run: the same on every machine, whatever is set where they are started."""

import os
import time
from contextlib import suppress

KEPT = {
    *("PATH", "HOME", "USER", "LOGNAME", "TMPDIR", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "LD_PRELOAD"),
    *("PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"),
    *("COACH_EXAMPLES", "COACH_REQUIRE_SERVERS", "COACH_WRITE_GOLDEN"),  # what the tests themselves are asked for
    *("APPDATA", "COMSPEC", "LOCALAPPDATA", "PATHEXT", "PROGRAMDATA", "PROGRAMFILES"),  # Windows runs nothing without
    *("SYSTEMDRIVE", "SYSTEMROOT", "TEMP", "TMP", "USERNAME", "USERPROFILE", "WINDIR"),
}
"""Variables without which programs are not found, or that ask something of the tests."""

KEPT_KINDS = ("COV", "DYLD_", "PYTEST")
"""How others begin: of coverage and pytest, and of what macOS looks for libraries by."""

SET = {
    "LANG": "C.UTF-8",
    "TERM": "xterm",
    "PULSE_SERVER": "unix:/nowhere",
    "ALSA_CONFIG_PATH": "/nowhere/asound.conf",
}
"""A terminal as most are, and nothing that sounds: a test that is about another one, or plays on a `card`, says so."""


def clean() -> None:
    """Take away, from this process and what it starts, all that could change what coach does: servers, screens, zones.

    It is a list of what stays, as nobody knows all the variables that the libraries underneath heed.
    """
    for name in list(os.environ):
        if name.upper() not in KEPT and not name.upper().startswith(KEPT_KINDS):
            del os.environ[name]
    os.environ.update(SET)
    with suppress(AttributeError):  # Windows has none
        time.tzset()
