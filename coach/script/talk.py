"""How much is said: at each stop, and in the stages around them, with the reasons. Pure."""

from collections.abc import Mapping, Sequence

from coach.choices import Options, Talk
from coach.health.listener import Listener
from coach.script.cues import ARRIVING, CAUTIONS, CLOSING, OPENING
from coach.script.reasons import Around, Asked, Finished, Unanswered, Why
from coach.script.stops import Stop

BRIEF_AFTER, CHIMES_AFTER = 3, 6
"""How often a point has to be finished for `--talk auto` to say less of it, and then no more of it."""


def talk_at(
    stops: Sequence[Stop], options: Options, listener: Listener, least: Talk
) -> tuple[dict[str, Talk], dict[str, Why]]:
    """Return how much is said at each stop, and why, by its id; both sides of a point get the same.

    `least` is as little as `auto` says of what was finished often. That all is said of what was never finished needs no
    reason.
    """
    ids = [stop.id for stop in stops]
    asked = options.talk or listener.talk
    if asked != "auto":
        return dict.fromkeys(ids, asked), {} if asked == "full" else dict.fromkeys(ids, Asked(asked))
    finished = dict(listener.finished or ())
    levels: dict[str, Talk] = {}
    why: dict[str, Why] = {}
    for stop in stops:
        times = min(finished.get(side.id, 0) for side in stops if side.point is stop.point)
        levels[stop.id] = least if times >= CHIMES_AFTER else "brief" if times >= BRIEF_AFTER else "full"
        if times:
            why[stop.id] = Finished(times)
    return levels, why


def talk_around(stops: Sequence[Stop], listener: Listener) -> tuple[dict[str, Talk], dict[str, Why]]:
    """Return how much is said in the stages around the stops, and why all cautions are said where little else is."""
    levels = [stop.talk for stop in stops]
    fullest: Talk = "full" if "full" in levels else "brief" if "brief" in levels else "chimes"
    around, why = (OPENING, ARRIVING, CLOSING), dict[str, Why]()
    if fullest != "full":
        why = {**dict.fromkeys(around, Around()), CAUTIONS: Around() if listener.is_answered else Unanswered()}
    return dict.fromkeys(around, fullest) | {CAUTIONS: fullest if listener.is_answered else "full"}, why


def tells_of_less(why: Mapping[str, Why], listener: Listener) -> bool:
    """Return whether `auto` says less of some point for the first time, by the reasons: then that is said.

    Where nobody knows what the listener was told, it is the first time if no point was finished oftener than it takes.
    """
    times = max((reason.times for reason in why.values() if isinstance(reason, Finished)), default=0)
    if listener.is_told_of_less is None:
        return times == BRIEF_AFTER
    return times >= BRIEF_AFTER and not listener.is_told_of_less
