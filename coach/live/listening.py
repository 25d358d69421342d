"""How a session listens, and what is told of that before all else. Importing it is cheap."""

from collections.abc import Callable
from typing import Any, TypedDict, Unpack

from coach.errors import BadOption

FIRST_LINE = (
    "the microphone is on while the session plays; nothing is stored, and nothing leaves this machine; "
    "a line tells when the coach hears you"
)

_FOR_LISTENING = "it is for a session that listens; ask for that, too"


class ListeningOptions(TypedDict, total=False):
    """How somebody wants a session to listen."""

    listen: bool
    """Whether it does (default: no)."""

    microphone: str | None
    """The name of a microphone or a part that no other has (default: the system's)."""

    headphones: bool
    """Whether the listener wears headphones, so that it can listen while it speaks (default: no)."""


class Listening:
    """That a session listens: to a `microphone` (default: the system's), and always where `has_headphones`.

    Raises HearingError where a package is missing that it takes.
    """

    def __init__(self, microphone: str | None = None, *, has_headphones: bool = False) -> None:
        from coach.hearing.recogniser import require_recogniser

        require_recogniser()
        self.microphone = microphone
        self.has_headphones = has_headphones
        self.chime: Callable[[str], Any] | None = None
        """Returns the samples of a chime of the session by its name: how its tail fades is heard in them."""

        self._is_told = False

    def announce(self, tell: Callable[[str], None]) -> None:
        """Tell that the microphone is on, once."""
        if not self._is_told:
            self._is_told = True
            tell(FIRST_LINE)


def listening(**options: Unpack[ListeningOptions]) -> Listening | None:
    """Return how a session listens, or None if it does not.

    Raises HearingError where a package is missing, BadOption for what tells how to listen where nothing does.
    """
    if not options.get("listen"):
        if name := options.get("microphone"):
            raise BadOption("microphone", name, _FOR_LISTENING)
        if options.get("headphones"):
            raise BadOption("headphones", "", _FOR_LISTENING)
        return None
    return Listening(options.get("microphone"), has_headphones=options.get("headphones", False))
