"""Deleting a profile: that alone, whatever a link at its place leads to."""

import errno
import os
from pathlib import Path
from typing import NamedTuple

from coach.content.load import read_toml
from coach.errors import BadFile, CoachError
from coach.health.profile import SCHEMA, Profile
from coach.storage import reading


class Deleted(NamedTuple):
    """What was deleted at the place of a profile."""

    path: Path
    followed: Path | None = None
    """The profile to which a link led that was there: it has gone with it."""

    left: Path | None = None
    """What such a link led to, if that is no profile, or one with a mistake: it is as it was."""

    @property
    def remark(self) -> str:
        """What is to be said of that."""
        if self.left:
            return f"the link {self.path} is deleted; {self.left}, to which it led, is no valid profile, and was left"
        return f"{self.path} is deleted" + (f", and {self.followed}, to which it led" if self.followed else "")


def delete(path: Path, *, is_named: bool = False) -> Deleted | None:
    """Delete what is at the place of a profile, or return None if for certain nothing is there.

    A file goes whatever is in it: a profile with a mistake tells of a listener's health, too. So does a link, but what
    that leads to only if it is a profile without a mistake: it may be anything. So may a file that somebody has named
    (`is_named`), which goes only then, too.

    Raises BadFile, and deletes nothing, if it cannot be seen what is there, if it is a folder or a device, or if the
    system refuses it.
    """
    advice = "see who may look and write there"
    try:
        if not os.path.lexists(path):
            path.lstat()  # tells why
        if not path.is_symlink():
            reading.require_file(path)
            if is_named and not _is_profile(path):
                raise BadFile(str(path), "it is no profile, or one with a mistake", "delete it yourself")
            path.unlink()
            return Deleted(path)
        target = Path(os.path.realpath(path))
        is_profile = _is_profile(target)
        if is_profile:
            target.unlink()
        path.unlink()
    except OSError as error:
        if reading.is_absent(path, error):
            return None
        if isinstance(error, reading.NoFile):
            raise BadFile(str(path), f"it is {error.kind}, and no profile", "delete it yourself") from None
        raise BadFile(str(path), f"it cannot be deleted ({reading.reason(error, path.parent)})", advice) from None
    is_gone = is_profile or not os.path.lexists(target)
    return Deleted(path, target if is_profile else None, None if is_gone else target)


def _is_profile(path: Path) -> bool:
    """Tell whether a file is a profile without a mistake; raise OSError if it cannot be seen what it is."""
    try:
        path.stat()
        return read_toml(path, Profile).schema == SCHEMA and bool(read_toml(path, dict))
    except CoachError:
        return False
    except OSError as error:
        if error.errno in {errno.ENOENT, errno.ENOTDIR, errno.ELOOP}:  # the link leads nowhere, or in a circle
            return False
        raise
