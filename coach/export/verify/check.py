"""A file that has been written, decoded again and compared with the plan of its session."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import BadFile
from coach.export.discreet import answers_in
from coach.export.verify.carried import Carried, unpack
from coach.export.verify.comparisons import (
    NEAR,
    Captions,
    Chapters,
    Comparison,
    Digested,
    HoldChimes,
    Loudness,
    Peak,
    Samples,
    SessionLength,
)
from coach.export.verify.seeking import Seeking

if TYPE_CHECKING:
    from coach.export.formats import Format

_TELLING = (
    "its tags tell the answers on health that shaped it, as an older coach wrote them; export it anew to hand it on"
)


@dataclass(frozen=True, slots=True)
class Report:
    """What was compared, and what is not as it was planned."""

    compared: tuple[str, ...]
    """What was compared, a line each: first the length, the chapters and the samples, then what goes deeper."""

    worst_ms: float
    """How far the hold chime that is the farthest from its place is from it, in milliseconds."""

    problems: tuple[str, ...]
    """What is wrong, where, and how far; nothing if the file is what was planned."""

    remarks: tuple[str, ...] = ()
    """What else whoever has the file should know, and which makes it no worse a file."""

    @property
    def line(self) -> str:
        """What every check compares, in one line."""
        return self.compared[0]

    def lines(self) -> tuple[str, ...]:
        """Return all that there is to tell, a line each."""
        told = (f"wrong: {problem}" for problem in self.problems)
        return *self.compared, *told, *(f"note: {remark}" for remark in self.remarks)


def check(
    path: Path,
    sound_format: "Format",
    carried: Carried,
    *,
    deep: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Report:
    """Compare a file with the plan of its session. It is decoded in blocks, and a second time only if it is wrong.

    Compared are the plan that it carries, its length, the titles and onsets of its chapters, where players land that
    seek them, and its samples: in a format that keeps them all of them, by a digest; in any other the onsets of the
    chimes that begin and end the holds.
    If `deep`, also the loudness of the voice, the true peak, and the times of caption files beside it.

    `progress` is told how many frames have been compared. Raises BadFile if it cannot be read.
    """

    def read() -> Iterator[Samples]:
        done = 0
        for block in sound_format.read(path):
            yield block
            done += block.size
            if progress:
                progress(done)

    found = sound_format.read_tags(path)
    comparisons: list[Comparison] = [SessionLength(carried)]
    if sound_format.chapters:
        comparisons.append(Chapters(carried, found.chapters, NEAR if sound_format.exact else sound_format.grain))
        comparisons.append(Seeking(carried, partial(sound_format.landings, path)))
    is_digested = sound_format.exact and carried.file.digest
    comparisons.append(Digested(carried, read) if is_digested else HoldChimes(carried))
    usual = len(comparisons)
    if deep:
        comparisons += [Loudness(carried), Peak(), Captions(carried, path)]
    for block in read():
        for comparison in comparisons:
            comparison.add(block)
    findings = [comparison.finding() for comparison in comparisons]
    compared = [finding.compared for finding in findings]
    return Report(
        compared=(f"checked: {', '.join(filter(None, compared[:usual]))}", *filter(None, compared[usual:])),
        worst_ms=max(finding.worst_ms for finding in findings),
        problems=(
            *_problem_of_plan(found.plan, carried, path),
            *(problem for finding in findings for problem in finding.problems),
        ),
        remarks=(_TELLING,) if answers_in(carried) else (),
    )


def _problem_of_plan(content: bytes | None, carried: Carried, path: Path) -> tuple[str, ...]:
    try:
        plan = unpack(content, str(path))
    except BadFile as error:
        return (error.problem,)
    return () if plan == carried else ("it carries the plan of another session",)
