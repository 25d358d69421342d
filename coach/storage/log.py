"""What coach does and what goes wrong, as records of the standard `logging` under the logger "coach".

Nobody hears of it unless somebody listens: a program that uses coach adds handlers of its own, and the command line
writes to a file where it is told to (`coach.storage.log_file`). `logging` takes time to import, and who has not
imported it listens to nothing; so nobody imports it here.

What a listener has answered about their health never goes into a record, nor does what is said aloud, which may tell of
it.
"""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import logging

ROOT = "coach"

BLANK = "..."
"""What stands in place of words that must not be told."""


class Log:
    """The logger of a module, by its name. Values are put into a text in place of each %s."""

    def __init__(self, name: str) -> None:
        self._name = name

    def debug(self, text: str, *values: object) -> None:
        """Tell of something small."""
        if logger := _logger(self._name):
            logger.debug(text, *values)

    def info(self, text: str, *values: object) -> None:
        """Tell of something that happens now and then."""
        if logger := _logger(self._name):
            logger.info(text, *values)

    def warning(self, text: str, *values: object) -> None:
        """Tell of something that went wrong, and that coach has a way around."""
        if logger := _logger(self._name):
            logger.warning(text, *values)

    def error(self, text: str, *values: object, cause: BaseException) -> None:
        """Tell of an error that nobody foresaw, with its traceback."""
        if logger := _logger(self._name):
            logger.error(text, *values, exc_info=cause)

    def is_heard(self) -> bool:
        """Return whether somebody listens, so that it pays to gather what is to be told."""
        logger = _logger(self._name)
        if logger is None:
            return False
        import logging

        above: logging.Logger | None = logger
        while above is not None:
            if any(not isinstance(handler, logging.NullHandler) for handler in above.handlers):
                return logger.isEnabledFor(logging.INFO)
            above = above.parent if above.propagate else None
        return False


def descriptor() -> int | None:
    """Return the file descriptor of the log file of the command line, or None if there is none."""
    log_file = sys.modules.get("coach.storage.log_file")
    return None if log_file is None else log_file.descriptor()


def _logger(name: str) -> "logging.Logger | None":
    if "logging" not in sys.modules:
        return None
    import logging

    root = logging.getLogger(ROOT)
    if not root.handlers:
        root.addHandler(logging.NullHandler())  # without any handler `logging` prints what is serious
    return logging.getLogger(name)
