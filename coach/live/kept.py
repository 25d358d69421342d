"""What must not end a session: an error in what goes on beside it is a line, and no more."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from coach.errors import UNFORESEEN, CoachError
from coach.storage.log import Log

_log = Log(__name__)


class Kept:
    """Lets no error out of a `with` block; `tell` is told, in one line, what went wrong."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, Exception):
            return False
        if isinstance(error, CoachError):
            self._tell(str(error))
        else:
            _log.error("what goes on beside the session fails", cause=error)
            self._tell(UNFORESEEN.format(type(error).__name__))
        return True
