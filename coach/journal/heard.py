"""What was heard on this machine, as its journal tells, that shapes the next session."""

from collections import Counter
from collections.abc import Iterable

from coach.choices import Legs, Options, Position
from coach.health.listener import Listener
from coach.journal.glance import ListenerAtAGlance, Played, Preferred
from coach.script.cues import ARRIVING, CAUTIONS, OPENING, SIT_DOWN

_BEFORE_POINTS = {None, SIT_DOWN, OPENING, CAUTIONS, ARRIVING}
"""Stages in which no point was reached."""


Rest = tuple[Position, Legs | None]
"""How a body is to rest in a session: its position, and the legs on a chair."""


def resting(options: Options | Preferred, listener: Listener | ListenerAtAGlance) -> Rest:
    """Return how the body is to rest in a session, by its options and what the listener prefers."""
    position = options.position or listener.position
    return position, options.legs or listener.legs if position == "chair" else None


def times_finished(entries: Iterable[Played], rest: Rest | None = None) -> tuple[tuple[str, int], ...]:
    """Return how often each stage was heard to its end, by its id.

    Sessions that are playing do not count yet, and those for another listener, by a profile in a file, never. With a
    rest only those count in which the body was to rest so: whoever knows a point sitting has not found it lying.
    """
    ended = (entry for entry in entries if entry.how != "running" and entry.listener.is_at_home)
    alike = (entry for entry in ended if rest in {None, resting(entry.choices.script, entry.listener)})
    heard = Counter(stage for entry in alike for stage in entry.stages)
    return tuple(sorted(heard.items()))


def sessions_heard(entries: Iterable[Played]) -> int:
    """Return how many sessions have come to a point; one that went on with another is the same one.

    Those that are playing count, and those for another listener never. The entries are in the order of their sessions.
    """
    entries = list(entries)
    first = first_parts(entries)
    return len({first[entry.id] for entry in entries if is_practice(entry)})


def first_parts(entries: Iterable[Played]) -> dict[str, str]:
    """Return the ids of the sessions with which those of some ids went on, or were begun themselves, in their order."""
    first: dict[str, str] = {}
    for entry in entries:
        first[entry.id] = first.get(entry.resumes, entry.resumes) if entry.resumes else entry.id
    return first


def is_told_of_less(entries: Iterable[Played]) -> bool:
    """Return whether a session that came to a point has said that less is said of what is known."""
    return any(entry.tells_of_less and is_practice(entry) for entry in entries)


def is_practice(entry: Played) -> bool:
    """Tell whether a session has come to a point, and was for whoever is at home."""
    return entry.listener.is_at_home and not {entry.stage, *entry.stages} <= _BEFORE_POINTS
