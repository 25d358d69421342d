"""Which points a session leaves out that is shorter than all of them can be led through, in words that find them.

Those give way that do not lie where the routine eases, and only where they are not enough those that do: a sore back
misses the ankle less than the back. Of either kind it is as few as will do; of as many, the last ones of the routine.
Whoever names the points of a session gets all of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, combinations
from math import floor

from coach.errors import Declined
from coach.health.circumstances import USUALLY_FOR
from coach.health.verdicts import Verdicts
from coach.script.decisions import Decision
from coach.script.reasons import Fitted
from coach.script.route import choose_route
from coach.script.write import ScriptWriter

LEFT_SHARE = 1 / 2
"""Least share of the points that is left by itself (our choice): to leave out more is for whoever asks for it."""


def fewer(writer: ScriptWriter, verdicts: Verdicts, why: Fitted, *, kept: str | None = None) -> Iterator[ScriptWriter]:
    """Yield what writes a session with fewer points, in the order in which they are to be tried.

    The point of the stop `kept` stays in any case.
    """
    if writer.options.points:
        return
    stays = {stop.point.code for stop in writer.route.stops if stop.id == kept}
    others, eased = giving_way(writer)
    most = floor((1 - LEFT_SHARE) * len((*others, *eased)))
    for left_out in chain(_fewest_first(others, most), _also(eased, others, most)):
        if not stays.isdisjoint(left_out):
            continue
        try:
            yield _without(writer, left_out, verdicts, why)
        except Declined:
            return


def giving_way(writer: ScriptWriter) -> tuple[list[str], list[str]]:
    """Return which points give way, in turn: those that do not lie where the routine eases, and those that do."""
    pressed = {stop.point.code: stop.point for stop in writer.route.stops}
    eased = writer.routine.eases or USUALLY_FOR
    codes = [step.point for step in reversed(writer.routine.steps) if step.point in pressed]
    others = [code for code in codes if pressed[code].region not in eased]
    return others, [code for code in codes if code not in others]


def _fewest_first(codes: Sequence[str], most: int) -> Iterator[tuple[str, ...]]:
    """Yield each of some points alone, then each two of the first three and so on, up to `most`: all are too many."""
    for number in range(1, min(most, len(codes)) + 1):
        yield from combinations(codes if number == 1 else codes[: number + 1], number)


def _also(eased: Sequence[str], others: Sequence[str], most: int) -> Iterator[tuple[str, ...]]:
    """Yield points where a routine eases, with as many others as may go with them."""
    for more in _fewest_first(eased, most):
        yield (*others[: most - len(more)], *more)


def _without(writer: ScriptWriter, codes: Sequence[str], verdicts: Verdicts, why: Fitted) -> ScriptWriter:
    options = replace(writer.options, skip=(*writer.options.skip, *codes))
    route = choose_route(writer.library, writer.routine, options, verdicts, writer.route.here)
    decided = tuple(
        Decision(point=one.point, side=None, kind="left_out", why=why) if one.point in codes else one
        for one in route.left_out
    )
    here = route.here.pressing({stop.point.region for stop in route.stops})
    return replace(writer, routine=here.said(writer.routine), route=replace(route, left_out=decided))
