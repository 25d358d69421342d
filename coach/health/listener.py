"""Who is listening: what a session knows of the person whom it leads, as a value."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coach.choices import MINE, NOBODY, ChosenTalk, Legs, Position

if TYPE_CHECKING:
    from os import PathLike

    from coach.health.asking import Check, Keep
    from coach.health.profile import Tell
    from coach.health.questions import Ask


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
    """Ids of the conditions that they have (`coach.health.ailments`)."""

    agreements: tuple[Agreement, ...] = ()
    """What a clinician has agreed to, as the profile keeps it."""

    agreed_for_now: tuple[Agreement, ...] = ()
    """What one has agreed to for this session alone."""

    is_answered: bool = False
    """Whether all questions on their health are answered: else all cautions are said in full."""

    talk: ChosenTalk = "auto"
    """How much is said in a session that does not say it itself."""

    position: Position = "chair"
    """How their body rests in a session that does not say it itself."""

    legs: Legs = "crossed"
    """How calf and ankle come within reach on a chair, likewise."""

    skip: tuple[str, ...] = ()
    """Codes of the points that they leave out, for whatever reason of their own, unless a session asks for one."""

    whose: str = NOBODY
    """Where the answers come from: "mine", those that are stored; "none", nobody's; or the full path of a file."""

    finished: tuple[tuple[str, int], ...] | None = None
    """How often they have heard each stage to its end, by its id; None: as the journal of this machine tells."""

    is_told_of_less: bool | None = None
    """Whether they have heard that less is said of what they know; None: as `finished` lets one suppose."""

    sessions: int | None = None
    """How many sessions they have heard, by which the images change; None: as the journal of this machine tells."""

    @classmethod
    def stored(cls) -> "Listener":
        """Return who listens by the answers that `coach profile` has stored, or else nobody in particular.

        Raises ContentError, BadFile and UnknownName for a profile that cannot be used.

        >>> coach.Listener.stored().whose
        'mine'
        """
        from coach.content.load import library
        from coach.health.profile import listener_of

        return listener_of(library=library())

    @classmethod
    def nobody(cls) -> "Listener":
        """Return a listener of whom nothing is known: a session tells them all cautions.

        >>> coach.Listener.nobody().conditions
        ()
        """
        return cls()

    @classmethod
    def of(cls, conditions: Iterable[str] = (), cleared: Iterable[str] = (), skip: Iterable[str] = ()) -> "Listener":
        """Return a listener with some conditions, as `coach profile --list` names them.

        `cleared` are the codes of points to which a clinician has agreed in spite of these conditions, `skip` those of
        points that the listener leaves out. Raises UnknownName for a condition or a point that there is not,
        NoCondition for a state of health that no condition covers, and CallsForDoctor for a sign that calls for one.

        >>> coach.Listener.of(conditions=["pregnancy"], cleared=["BL23"]).agreed_points
        ('BL23',)
        """
        from coach.content.codes import as_codes
        from coach.content.load import library
        from coach.health.profile import listener_of
        from coach.health.verdicts import judge

        shipped = library()
        listener = listener_of(NOBODY, conditions=_several(conditions), cleared=_several(cleared), library=shipped)
        # What was heard here was not heard by them.
        listener = replace(listener, skip=as_codes(_several(skip), shipped.points), finished=(), sessions=0)
        return judge(listener, shipped).listener

    @classmethod
    def in_file(cls, path: "str | PathLike[str]") -> "Listener":
        """Return who listens by the answers in a file, like that of a client.

        Raises ContentError, BadFile and UnknownName for a file that cannot be used.
        """
        from coach.content.load import library
        from coach.health.profile import listener_of

        return listener_of(str(path), library=library())

    @classmethod
    def asked(
        cls,
        ask: "Ask",
        path: "str | PathLike[str] | None" = None,
        *,
        tell: "Tell | None" = None,
        check: "Check | None" = None,
        keep: "Keep | None" = None,
    ) -> "Listener":
        """Ask the questions on health, store the answers, and return who listens by them.

        `ask` is given a question, which has a `text`, and returns "yes", "no", "skip" (keep what is `known`) or "back".
        They are stored in the file of a `path`, like that of a client, or as those of this machine's user. `tell` is
        given remarks on the way; `check` the answers in a few lines, and returns whether they are right: else the last
        question is asked again. If one of them raises, what was answered by then is stored, unless `keep`, which is
        given the error, returns False; the next time the questions go on there. Raises ContentError, BadFile,
        UnknownName and FileError for a file that cannot be used.

        >>> answers = {"hernia": "yes"}
        >>> client = coach.Listener.asked(lambda question: answers.get(question.id, "no"), "client.toml")
        >>> client.conditions
        ('hernia',)
        """
        from coach.content.load import library
        from coach.health.asking import file_for, renew, require_room
        from coach.health.profile import listener_of, stored_at, untold

        file = stored_at() if path is None else file_for(str(path))
        if path is not None:
            require_room(file)
        renew(file, library(), ask, tell or untold, check=check or (lambda _: True), keep=keep or (lambda _: True))
        return listener_of(None if path is None else str(path), library=library())

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


def _several(names: Iterable[str]) -> tuple[str, ...]:
    """Return names that may be written as one text, "CV6,BL23"."""
    return tuple(name.strip() for name in (names.split(",") if isinstance(names, str) else names))
