"""The log file of a command."""

import platform
import shlex
import sys
from pathlib import Path

from coach.cli.blank import blanked, blanking
from coach.storage import log_file
from coach.storage.log import Log
from coach.version import __version__

_log = Log(__name__)


def begin(path: Path) -> None:
    """Write to a log file from now on; raise FileError if it cannot be written."""
    arguments = sys.argv[1:]
    log_file.begin(path, blanking(arguments))
    _log.info(
        "coach %s, Python %s on %s: coach %s",
        __version__,
        platform.python_version(),
        platform.platform(),
        shlex.join(blanked(arguments)),
    )
