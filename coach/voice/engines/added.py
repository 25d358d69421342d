"""What is told of a voice that a user has added, whatever engine it is of."""

from collections.abc import Callable
from dataclasses import dataclass

from coach.voice.base import VoiceInfo

Report = Callable[[str, int, int | None], None]
"""Told what is being done, how much of it, and of how much: bytes here."""


def untold(_doing: str, _done: int, _whole: int | None) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Added:
    """A voice that was added."""

    engine: str
    info: VoiceInfo
    words_a_minute: float
    """At its own speed."""

    missing: tuple[str, ...] = ()
    """Rare sounds, and marks of stress or length, that it lacks and leaves out."""

    are_alike: bool = False
    """Whether its speakers all sound the same."""

    @property
    def name(self) -> str:
        """The name by which it is chosen."""
        return f"{self.engine}:{self.info.label}"
