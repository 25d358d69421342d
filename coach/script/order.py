"""The order of a session that follows the body: few changes of posture, then few of the hands. Pure: no content."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

EXACT_STOPS = 14
"""Most stops whose best order is searched for: one more doubles the time of the worst case."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How the body is set up for a stop."""

    posture: Hashable
    """Equal where the body need not move: a posture that is another one for the other side differs by side."""
    hands: Hashable
    """Equal where the hands stay where they are, or slide on."""


@dataclass(frozen=True, slots=True, order=True)
class Changes:
    """What an order asks of the listener; the smaller one is better, and postures count first."""

    postures: int
    """Number of stops for which the posture changes; the first stop counts for none."""
    hands: int
    """Number of stops for which the hands' setting changes; the first stop counts for none."""


def changes(settings: Sequence[Setting]) -> Changes:
    """Count the changes from one stop to the next."""
    return Changes(
        postures=sum(before.posture != setting.posture for before, setting in pairwise(settings)),
        hands=sum(before.hands != setting.hands for before, setting in pairwise(settings)),
    )


def best_order(settings: Sequence[Setting], after: Mapping[int, int]) -> tuple[int, ...]:
    """Return the order of the stops with the fewest changes of posture, and among these with the fewest of the hands.

    A stop is named by its index in `settings`. `after` says which stop it has to come after, as the second side of a
    point does, and has no circle. Of several best orders it is the one nearest to the given one: with the smallest
    first index, then the smallest second one, and so on.

    Up to `EXACT_STOPS` stops this holds for any input. More stops take each posture in the order of first need, and in
    it each setting of the hands in the order of first need; a stop that another one has to come after is brought
    forward with the stops that it has to come after itself. Should the given order have fewer changes, it stays.
    """
    if len(settings) <= EXACT_STOPS:
        return _Search(settings, after).order()
    return min(
        (_keeping(after, _grouped(settings)), _keeping(after, range(len(settings)))),
        key=lambda order: changes([settings[stop] for stop in order]),
    )


class _Search:
    """Searches all orders for the best one.

    What the stops that are left will cost depends on which they are and on the last stop taken, not on the order of
    those before it. So `_least` need be found once for each set of stops and last stop, of which 14 stops have 114,675.
    A set is an integer with a bit for each stop.

    A cost is one number: a change of posture weighs more than all changes of the hands together, so that the least
    number is the least of the pairs. The first stop counts as a change of both, which is the same for every order.
    """

    def __init__(self, settings: Sequence[Setting], after: Mapping[int, int]) -> None:
        self._stops = range(len(settings))
        self._before = [1 << after[stop] if stop in after else 0 for stop in self._stops]
        alike: defaultdict[tuple[int, Hashable], int] = defaultdict(int)
        posture_cost, hands_cost = len(settings) + 1, 1
        for stop, setting in enumerate(settings):
            alike[posture_cost, setting.posture] |= 1 << stop
            alike[hands_cost, setting.hands] |= 1 << stop
        self._alike = [(cost, stops) for (cost, _), stops in alike.items()]
        self._start = len(settings)
        self._costs = [[self._floor(1 << stop, last) for stop in self._stops] for last in (*self._stops, self._start)]
        self._known: dict[tuple[int, int], int] = {}

    def order(self) -> tuple[int, ...]:
        """Return the best order: at each place the smallest index with which the least cost can still be had."""
        order: list[int] = []
        left, last = (1 << len(self._stops)) - 1, self._start
        while left:
            least = self._least(left, last)
            costs = ((stop, self._costs[last][stop] + self._least(left ^ 1 << stop, stop)) for stop in self._open(left))
            last = next(stop for stop, cost in costs if cost == least)
            order.append(last)
            left ^= 1 << last
        return tuple(order)

    def _least(self, left: int, last: int) -> int:
        """Return the least cost of taking the stops that are left after the last one."""
        if not left:
            return 0
        if (left, last) in self._known:
            return self._known[left, last]
        costs = self._costs[last]
        # The nearest stop first: it mostly leads to the least cost, and then the floor of the others spares the search.
        nearest, *others = sorted(self._open(left), key=costs.__getitem__)
        least = costs[nearest] + self._least(left ^ 1 << nearest, nearest)
        for stop in others:
            if costs[stop] + self._floor(left ^ 1 << stop, stop) < least:
                least = min(least, costs[stop] + self._least(left ^ 1 << stop, stop))
        self._known[left, last] = least
        return least

    def _floor(self, left: int, last: int) -> int:
        """Return what the stops that are left cost at least: one change to each posture and hands but the last one's.

        Of a single stop this is the cost itself.
        """
        return sum([cost for cost, stops in self._alike if stops & left and not stops >> last & 1])

    def _open(self, left: int) -> list[int]:
        """Return the stops that may come next."""
        return [stop for stop in self._stops if left >> stop & 1 and not self._before[stop] & left]


def _grouped(settings: Sequence[Setting]) -> list[int]:
    """Put the stops of each posture together, and of these the stops with the same setting of the hands."""
    postures: dict[Hashable, dict[Hashable, list[int]]] = {}
    for stop, setting in enumerate(settings):
        postures.setdefault(setting.posture, {}).setdefault(setting.hands, []).append(stop)
    return [stop for hands in postures.values() for stops in hands.values() for stop in stops]


def _keeping(after: Mapping[int, int], order: Iterable[int]) -> tuple[int, ...]:
    """Bring forward each stop that comes too late for another one that has to come after it."""
    taken: dict[int, None] = {}
    for stop in order:
        chain: list[int] = []
        needed: int | None = stop
        while needed is not None and needed not in taken:
            chain.append(needed)
            needed = after.get(needed)
        taken.update(dict.fromkeys(reversed(chain)))
    return tuple(taken)
