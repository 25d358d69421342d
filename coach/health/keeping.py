"""Deleting a profile: that alone, whatever a link at its place leads to."""

from pathlib import Path

from coach.content.load import read_toml
from coach.errors import BadFile, CoachError
from coach.health.profile import SCHEMA, Profile
from coach.storage import deleting
from coach.storage.deleting import Deleted

_KIND = "profile"


def deletable(path: Path) -> Deleted | None:
    """Return what `delete` would delete, or None if for certain nothing is there; raises what it raises."""
    return deleting.deletable(path, _KIND, _is_profile)


def delete(path: Path, *, is_named: bool = False) -> Deleted | None:
    """Delete what is at the place of a profile, or return None if for certain nothing is there.

    A file goes whatever is in it, and what a link leads to only if it is a profile without a mistake: it may be
    anything. So may a file that somebody has named (`is_named`), which goes only then, too. Raises BadFile, and deletes
    nothing, if it cannot be seen what is there, if it is no file, or if the system refuses it.
    """
    if is_named and deletable(path) == Deleted(path, _KIND) and not _is_profile(path):
        raise BadFile(str(path), "it is no profile, or one with a mistake", "delete it yourself")
    return deleting.delete(path, _KIND, _is_profile)


def _is_profile(path: Path) -> bool:
    try:
        return read_toml(path, Profile).schema == SCHEMA and bool(read_toml(path, dict))
    except CoachError:
        return False
