"""Whether players that seek by arithmetic find the chapters."""

from itertools import groupby
from math import ceil
from typing import TYPE_CHECKING

from coach.export.verify.carried import Carried
from coach.export.verify.comparisons import Finding, Samples, others
from coach.units import clock, frames, seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coach.export.formats.base import Landings

BESIDE = frames(0.1)
"""How far from its onset a chapter may be found, in frames."""


class Seeking:
    """Where players land that jump to a chapter, in a format that does not tell where its packets are."""

    def __init__(self, carried: Carried, landings: "Callable[[Sequence[int]], tuple[Landings, ...]]") -> None:
        chapters = [next(stages) for _, stages in groupby(carried.stages, lambda stage: stage.id)]
        self._titles = {stage.onset: stage.title for stage in chapters}
        self._landings = landings

    def add(self, block: Samples) -> None:
        """Do nothing."""

    def finding(self) -> Finding:
        """Return how far from the chapters players land at most, and by which arithmetic it is too far."""
        ways = self._landings([*self._titles]) if self._titles else ()
        if not ways:
            return Finding("")
        worst = 0
        problems = []
        for by, landed in ways:
            apart = {onset: frame - onset for onset, frame in zip(self._titles, landed, strict=True)}
            onset = max(apart, key=lambda onset: abs(apart[onset]))
            worst = max(worst, abs(apart[onset]))
            beside = sum(abs(off) > BESIDE for off in apart.values())
            if beside:
                off = f"{seconds(abs(apart[onset])):.2f} s {'late' if apart[onset] > 0 else 'early'}"
                more = f", and beside {others(beside - 1, 'chapter')} too" if beside > 1 else ""
                where = f"at {clock(onset)}, {self._titles[onset]!r}"
                problems.append(f"a player that seeks by {by} lands {off} {where}{more}; export it again")
        return Finding(f"found by seeking within {ceil(100 * seconds(worst)) / 100:.2f} s", tuple(problems))
