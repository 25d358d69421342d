"""Faults as an author reads them, each with the line on which it stands; and content that may have none."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from coach.content.load import read_text
from coach.content.model import Library
from coach.content.style.judging import faults
from coach.content.style.lines import lines_of
from coach.content.style.texts import Fault
from coach.errors import ContentError, quoted

MOST_TOLD = 8
"""Of the faults of a routine, before a session of it: more of them are told as a number (our choice)."""


class Placed(NamedTuple):
    """A fault with its line."""

    fault: Fault
    line: int
    """Counted from 1; 0 where that is not known."""

    @property
    def where(self) -> str:
        """Where it stands in its file."""
        return f"line {self.line}" if self.line else self.fault.place

    @property
    def problem(self) -> str:
        """The sentence, what is wrong with it, and in which circumstances, if in these alone."""
        heard = f" (heard with {self.fault.heard})" if self.fault.heard else ""
        return f"{quoted(self.fault.sentence)}: {self.fault.problem}{heard}"

    def __str__(self) -> str:
        return str(ContentError(self.fault.file, self.where, self.problem))


def placed(found: Iterable[Fault], root: Path) -> list[Placed]:
    """Return faults in the order of their files and lines; `root` is the folder in which the files stand."""
    lines: dict[str, dict[str, int]] = {}
    all_of_them = []
    for fault in found:
        if fault.file not in lines:
            lines[fault.file] = _lines(root / fault.file)
        all_of_them.append(Placed(fault, lines[fault.file].get(fault.place, 0)))
    return sorted(all_of_them, key=lambda one: (one.fault.file, one.line))


def require_none(library: Library, root: Path) -> None:
    """Raise ContentError at the first fault of content that was loaded from a folder, with the number of all others."""
    found = placed(faults(library), root)
    if found:
        first, others = found[0], len(found) - 1
        more = f"; {others} more like it, which `coach.content.style.faults` lists" if others else ""
        raise ContentError(first.fault.file, first.where, f"{first.problem}{more}")


def told(found: Iterable[Fault], root: Path) -> list[str]:
    """Return a line for each fault, of many for the first ones, and one that tells how many more there are."""
    lines = [str(one) for one in placed(found, root)]
    more = len(lines) - MOST_TOLD
    if more <= 1:
        return lines
    return [*lines[:MOST_TOLD], f"{more} more sentences like these"]


def _lines(path: Path) -> dict[str, int]:
    try:
        return lines_of(read_text(path).text)
    except ContentError:  # it has been read once: by now it is gone, and the words of the file tell the place
        return {}
