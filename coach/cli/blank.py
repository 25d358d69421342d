"""Takes what a listener has answered about their health out of what is kept of a command."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress

from coach.choices import MINE, NOBODY
from coach.storage.log import BLANK

_ANSWERS = ("--condition", "--cleared", "--withdraw", "--profile", "--file", "--title", "--command")
"""Options whose values tell of a listener's health, or whose it is, or may do so: a file has their name for a title."""

_FEELING = "--feel"
"""The option that may have a number on how somebody feels; any other number is none of theirs."""


def blanked(arguments: Sequence[str]) -> list[str]:
    """Return the arguments of a command without the values of such options."""
    kept: list[str] = []
    is_answer = False
    for argument in arguments:
        name, sign, _ = argument.partition("=")
        if is_answer or (kept and kept[-1] == _FEELING and argument.lstrip("+-")[:1].isdigit()):
            kept.append(BLANK)
        else:
            kept.append(f"{name}={BLANK}" if sign and name in (*_ANSWERS, _FEELING) else argument)
        is_answer = not is_answer and argument in _ANSWERS
    return kept


def blanking(arguments: Sequence[str]) -> Callable[[str], str]:
    """Return what takes the values that a command gives for such options out of any text."""
    words = {word for value in _values(arguments) for word in (value, *value.split(","))} - {MINE, NOBODY}
    words |= {*_meant(words)}
    found = sorted((word.strip() for word in words if word.strip()), key=len, reverse=True)
    if not found:
        return str
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, found))})(?!\w)", re.IGNORECASE)
    return lambda text: pattern.sub(BLANK, text)


def _meant(names: Iterable[str]) -> Iterator[str]:
    """Yield the ids of the conditions that are meant by some names, as far as they mean any."""
    from coach.content.load import library
    from coach.health.names import condition_ids

    for name in names:
        with suppress(Exception):  # a report is better than none
            yield from condition_ids([name], library().safety)


def _values(arguments: Sequence[str]) -> Iterator[str]:
    for argument, following in zip(arguments, [*arguments[1:], ""], strict=True):
        name, sign, value = argument.partition("=")
        if name in _ANSWERS:
            yield value if sign else following
