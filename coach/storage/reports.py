"""Reports of errors that nobody foresaw: the latest few, in the folder for what has happened, for their owner alone."""

import os
import re
import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from secrets import token_hex

from coach.errors import NoHome
from coach.storage import deleting, files, folders

NAMES = r"report-\d{8}-\d{6}-\d{6}-[0-9a-f]{4}\.txt"
"""How their files are called."""

_ELSEWHERE = "coach-"
"""Before the name of one in the folder for temporary files, which belongs to all programs."""

_MOST = 10
"""So many reports are kept, the latest ones."""


def keep(content: bytes) -> Path:
    """Write a report and return where it is: among temporary files, if its own folder takes none. Raises OSError."""
    name = f"report-{datetime.now().astimezone():%Y%m%d-%H%M%S-%f}-{token_hex(2)}.txt"
    with suppress(OSError, NoHome):
        return _kept(folders.state() / name, NAMES, content)
    return _kept(_temporary() / f"{_ELSEWHERE}{name}", _ELSEWHERE + NAMES, content)


def found() -> list[Path]:
    """Return where reports are that this user may delete; raises BadFile if a folder cannot be read."""
    own: list[Path] = []
    with suppress(NoHome):
        own = deleting.named(folders.state(), NAMES)
    return [*own, *(path for path in deleting.named(_temporary(), _ELSEWHERE + NAMES) if _is_own(path))]


def _temporary() -> Path:
    return Path(tempfile.gettempdir())


def _kept(path: Path, names: str, content: bytes) -> Path:
    files.write(path, content, is_private=True)
    for old in [each for each in sorted(path.parent.iterdir()) if re.fullmatch(names, each.name)][:-_MOST]:
        with suppress(OSError):
            old.unlink()
    return path


def _is_own(path: Path) -> bool:
    try:
        return not hasattr(os, "geteuid") or path.lstat().st_uid == os.geteuid()
    except OSError:
        return False
