"""The paper on which a sheet is printed."""

import locale
import os
import sys
from typing import Literal, get_args

from coach.errors import UnknownName

Paper = Literal["a4", "letter"]

_LETTER = {"BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"}
"""Where people write on Letter, as the Unicode CLDR has it (supplemental/supplementalData, paperSize)."""

_VARIABLES = ("LC_ALL", "LC_PAPER", "LANG")
"""The first of these that is set says where somebody lives, as POSIX has it."""


def paper_of(name: str | None) -> Paper:
    """Return the paper of a name, in small or capital letters; None: what is usual where this machine stands.

    Raises UnknownName for another.
    """
    if name is None:
        return "letter" if _country() in _LETTER else "a4"
    for paper in get_args(Paper):
        if name.strip().casefold() == paper:
            found: Paper = paper
            return found
    raise UnknownName("paper", name, get_args(Paper))


def _country() -> str:
    """Return the country whose habits this machine has, in two letters, or nothing: "US" for en_US.UTF-8."""
    named = next(filter(None, map(os.environ.get, _VARIABLES)), "")
    if sys.platform == "win32" and not named:
        import ctypes

        number = ctypes.windll.kernel32.GetUserDefaultLCID()
        named = locale.windows_locale.get(number, "")
    return named.partition(".")[0].partition("@")[0].partition("_")[2].upper()
