"""Where the data of the product lies: installed with the package, or beside it in a checkout."""

from pathlib import Path
from typing import Literal

from coach.errors import ContentError


def folder(kind: Literal["scripts", "audio"]) -> Path:
    """Return the folder of the shipped data of a kind.

    A wheel carries the data inside the package; a checkout (editable, or not installed at all) has it in the
    repository's root, which is known by its pyproject.toml. Raises ContentError if it is in neither place.
    """
    package = Path(__file__).parents[1]  # importlib.resources says the same, and takes 9 ms to load
    installed = package / "_data" / kind
    if installed.is_dir():
        return installed
    root = package.parent
    if not (root / "pyproject.toml").is_file():
        raise ContentError(kind, "", "the folder is missing from the installed coach; install it again")
    return root / kind
