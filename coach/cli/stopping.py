"""What is said of work that is asked to end before it is done, as by Ctrl-C."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Stopped(KeyboardInterrupt):
    """What asks a command to end, with a line on what has become of its work."""


@contextmanager
def stopping(told: str) -> Iterator[None]:
    """Have it told what has become of the work of a block, if something asks it to end; a block within knows better."""
    try:
        yield
    except Stopped:
        raise
    except KeyboardInterrupt:
        raise Stopped(f"stopped; {told}") from None


@contextmanager
def stopping_before(files: "Sequence[Path]") -> Iterator[None]:
    """Do so for a block that writes files, which take their names at its end: tell which of them are new, if any is."""
    before = {file: _stamp(file) for file in files}
    try:
        yield
    except KeyboardInterrupt:
        new = [str(file) for file in files if _stamp(file) != before[file]]
        left = [str(file) for file in files if str(file) not in new]
        told = f"{', '.join(new)} had been written" if new else "nothing was written"
        with stopping(f"{told}, and {', '.join(left)} had not" if new and left else told):
            raise


def _stamp(file: "Path") -> tuple[int, int] | None:
    """Return what changes when a file is replaced; None where there is none."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns
