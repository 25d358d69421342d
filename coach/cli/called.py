"""How coach was called, so that a command which it names can be typed as it stands."""

import re
import sys

_NAMED = re.compile(r"`coach(?=[ `])")

_LONGEST = 40
"""A longer name, as one in a cache, would bury what follows it, in characters."""


def as_called(text: str) -> str:
    """Return a text with the commands in it named as coach was called, where a shell does not find it by its name."""
    return _NAMED.sub(lambda _: f"`{_name()}", text)


def _name() -> str:
    """Return the name by which coach was called, or "coach" where that does, or is all that is known."""
    from pathlib import Path
    from shutil import which

    called, found = sys.argv[0], which("coach")
    path = Path(called)
    is_a_path = path.stem == "coach" and path.name != called and len(called) <= _LONGEST and " " not in called
    if not is_a_path or not path.exists() or (found and path.samefile(found)):
        return "coach"
    return called
