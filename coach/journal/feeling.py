"""How a listener feels, as one number before a session and one after it: what is asked, and what is an answer.

A user interface has an `Ask`, which shows the question and returns what is answered; which keys or buttons that takes
is its own affair. Nobody has to answer. The numbers stay in the journal, and shape no session.
"""

import re
from collections.abc import Callable, Sequence
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
    yours = " and ".join(map(_yours, regions)) or "your body"
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


def _yours(region: str) -> str:
    """Return a region as its owner is asked for it; of one that has sides, both are meant."""
    bare = region.removeprefix("the ")
    return f"your {bare.removeprefix('{side} ')}s" if bare.startswith("{side} ") else f"your {bare}"
