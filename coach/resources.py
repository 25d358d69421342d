"""Where the data of the product lies: installed with the package, or beside it in a checkout."""

from pathlib import Path
from typing import Literal


def folder(kind: Literal["scripts", "audio"]) -> Path:
    """Return the folder of the shipped data of a kind.

    A wheel carries the data inside the package; a checkout (editable, or not installed at all) has it in the
    repository's root, which is known by its pyproject.toml.
    """
    package = Path(__file__).parent  # importlib.resources says the same, and takes 9 ms to load
    installed = package / "_data" / kind
    if installed.is_dir():
        return installed
    root = package.parent
    if not (root / "pyproject.toml").is_file():
        raise FileNotFoundError(f"the {kind} folder of coach is missing; install coach again")
    return root / kind
