"""Where an error came from, as text that can be kept: without what a listener has answered about their health."""

from collections.abc import Iterator

from coach.errors import CoachError
from coach.storage.log import BLANK


def trace(error: BaseException) -> str:
    """Return the tracebacks of an error and of those that led to it, the first one first.

    What a CoachError says is left out: it may quote an answer, or what is said aloud of one.
    """
    return "\n".join(line for one in reversed([*_chain(error)]) for line in _lines(one))


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and one not in seen:
        yield one
        seen.append(one)
        one = one.__cause__ or one.__context__


def _lines(error: BaseException) -> Iterator[str]:
    import traceback

    yield "Traceback (most recent call last):"
    yield from "".join(traceback.format_tb(error.__traceback__)).splitlines()
    said = BLANK if isinstance(error, CoachError) else " ".join(str(error).split())
    yield f"{type(error).__name__}: {said}"
