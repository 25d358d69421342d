"""Who is listening: what a session knows of the person whom it leads, as a value."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from coach.choices import MINE, NOBODY, ChosenTalk


@dataclass(frozen=True, slots=True)
class Agreement:
    """That a clinician has agreed to a point, in spite of what was known then: to nothing that came later."""

    point: str
    """Code of the point."""

    in_spite_of: tuple[str, ...]
    """Ids of the conditions that were known."""


def agreements(points: Iterable[str], known: Iterable[str]) -> tuple[Agreement, ...]:
    """Return that a clinician has agreed to some points, each once, in spite of the conditions that are known."""
    in_spite_of = tuple(dict.fromkeys(known))
    return tuple(Agreement(code, in_spite_of) for code in dict.fromkeys(code.upper() for code in points))


@dataclass(frozen=True, slots=True)
class Listener:
    """Whose answers, and whose body, shape a session."""

    conditions: tuple[str, ...] = ()
    """Ids of the conditions that they have (`coach.health.verdicts.ailments`)."""

    agreements: tuple[Agreement, ...] = ()
    """What a clinician has agreed to, as the profile keeps it."""

    agreed_for_now: tuple[Agreement, ...] = ()
    """What one has agreed to for this session alone."""

    is_answered: bool = False
    """Whether all questions on their health are answered: else all cautions are said in full."""

    talk: ChosenTalk = "full"
    """How much is said in a session that does not say it itself."""

    whose: str = NOBODY
    """Where the answers come from: "mine", those that are stored; "none", nobody's; or the full path of a file."""

    finished: tuple[tuple[str, int], ...] | None = None
    """How often they have heard each stage to its end, by its id; None: as the journal of this machine tells."""

    @property
    def is_at_home(self) -> bool:
        """Whether what was heard on this machine was heard by them, and not by another one who has a file."""
        return self.whose in {MINE, NOBODY}

    @property
    def agreed_points(self) -> tuple[str, ...]:
        """Codes of the points to which a clinician has agreed, in spite of whatever, each once."""
        return tuple(dict.fromkeys(agreement.point for agreement in self._all()))

    def has_agreement(self, code: str, condition: str) -> bool:
        """Tell whether a clinician has agreed to a point in spite of a condition."""
        return any(agreement.point == code and condition in agreement.in_spite_of for agreement in self._all())

    def _all(self) -> Iterator[Agreement]:
        yield from self.agreements
        yield from self.agreed_for_now
