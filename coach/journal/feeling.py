"""How a listener feels, as one number before a session and one after it: what is asked, and what is an answer.

A user interface has an `Ask`, which shows the question and returns what is answered; which keys or buttons that takes
is its own affair. Nobody has to answer. The numbers stay in the journal, and shape no session.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta

from coach.errors import BadOption

BEST, WORST = 0, 10
"""No trouble, and the worst trouble."""

Feeling = Annotated[int, Meta(ge=BEST, le=WORST)]

Moment = Literal["before", "after"]

Ask = Callable[[str], int | None]
"""Shows a question, and returns a feeling, or None for whoever leaves it out."""

HONESTLY = (
    "These are your own numbers, and they prove nothing: an ache comes and goes by itself, and rest, the time of day "
    "and what one hopes for change it, too."
)
"""What belongs beside numbers that were answered."""

ALLOWED = f"a whole number from {BEST}, no trouble, to {WORST}, the worst"


def question(moment: Moment, regions: Sequence[str] = ()) -> str:
    """Return what is asked before or after a session for some regions, by their names: "the lower back".

    >>> question("before", ["the lower back"])
    'How much trouble with your lower back just now, from 0, none, to 10, the worst?'
    >>> question("after", ["the neck", "the {side} leg"])
    'And now, how much trouble with your neck and your legs, from 0, none, to 10, the worst?'
    """
    *others, last = map(_yours, regions or ["the body"])
    yours = f"{', '.join(others)} and {last}" if others else last
    scale = f"from {BEST}, none, to {WORST}, the worst?"
    if moment == "before":
        return f"How much trouble with {yours} just now, {scale}"
    return f"And now, how much trouble with {yours}, {scale}"


def require_feeling(value: object) -> int:
    """Return a feeling as it is, or as it is written; raise BadOption for what is none.

    >>> require_feeling("7")
    7
    """
    number = int(value) if isinstance(value, str) and re.fullmatch(r"\s*[0-9]{1,2}\s*", value) else value
    if isinstance(number, bool) or not isinstance(number, int) or not BEST <= number <= WORST:
        raise BadOption("feel", "''" if value == "" else value, ALLOWED)
    return number


@dataclass(frozen=True, slots=True)
class Asking:
    """How somebody is asked before one session and after it."""

    ask: Ask
    regions: Sequence[str] = ()
    """The names of what the session is for."""

    known: int | None = None
    """What was answered before it, if that is known already."""

    def before(self) -> int | None:
        """Return what is answered before the session; raises BadOption if that is no feeling."""
        return self._answer("before") if self.known is None else self.known

    def after(self) -> int | None:
        """Return what is answered after the session, of which something was heard, whether or not to its end.

        Raises BadOption if that is no feeling.
        """
        return self._answer("after")

    def _answer(self, moment: Moment) -> int | None:
        answer = self.ask(question(moment, self.regions))
        return None if answer is None else require_feeling(answer)


def asking(feel: bool | int | Ask | None, usually: Ask, regions: Sequence[str]) -> Asking | None:
    """Return how somebody is asked: as `usually`, by an `Ask` of their own, or with the number before it given.

    None if they are not. Raises BadOption for what is none of these.
    """
    if feel is None or feel is False:
        return None
    if feel is True:
        return Asking(usually, regions)
    return Asking(feel, regions) if callable(feel) else Asking(usually, regions, require_feeling(feel))


def _yours(region: str) -> str:
    """Return a region as its owner is asked for it; of one that has sides, both are meant."""
    bare = region.removeprefix("the ")
    return f"your {bare.removeprefix('{side} ')}s" if bare.startswith("{side} ") else f"your {bare}"
