"""How long it takes to put a session into the order that follows the body.

Run it on a quiet machine: .venv/bin/python tests/bench/order_speed.py
"""

import random
import time
from statistics import median

from measure import Table

from coach.script.order import EXACT_STOPS, Setting, best_order

ROUNDS = 21
HARD = 300
"""Number of sessions in which the worst one is looked for."""

BACKACHE = [
    Setting("back", "belly"),
    Setting("edge", "back"),
    Setting("back", "face"),
    *(Setting(side, f"{part}-{side}") for part in ("knee", "calf", "ankle") for side in ("left", "right")),
    Setting("edge", "back"),
]
SECOND_SIDES = {4: 3, 6: 5, 8: 7}


def taken(settings, after):
    """Return the milliseconds of processor time that an order takes."""
    begin = time.process_time()
    best_order(settings, after)
    return 1_000 * (time.process_time() - begin)


def hard(dice):
    """Return a session whose stops all differ, but share postures with some and the hands' setting with others."""
    postures, hands = dice.randint(3, 9), dice.randint(5, 9)
    settings = [Setting(posture, hand) for posture in range(postures) for hand in range(hands)]
    earlier, later = dice.sample(range(EXACT_STOPS), EXACT_STOPS), dice.sample(range(EXACT_STOPS), EXACT_STOPS)
    pairs = list(zip(earlier, later, strict=True))[: dice.randint(0, 6)]
    return dice.sample(settings, EXACT_STOPS), {after: before for before, after in pairs if before < after}


def main():
    dice = random.Random(14)
    table = Table(f"The order that follows the body, median of {ROUNDS}")
    usual = median(taken(BACKACHE, SECOND_SIDES) for _ in range(ROUNDS))
    table.add(f"{len(BACKACHE)} stops, 4 postures", usual, "ms", 3.0)
    differ = [Setting(stop, stop) for stop in range(EXACT_STOPS)]
    table.add(f"{EXACT_STOPS} stops that share nothing", median(taken(differ, {}) for _ in range(ROUNDS)), "ms", 3.0)
    times = [taken(*hard(dice)) for _ in range(HARD)]
    table.add(f"{EXACT_STOPS} stops that share all ways, median", median(times), "ms")
    table.add(f"{EXACT_STOPS} stops that share all ways, worst of {HARD}", max(times), "ms", 1_000.0)
    chain = {stop: stop + 1 for stop in range(4_999)}
    many = [Setting(stop % 50, stop % 77) for stop in range(5_000)]
    table.add("5000 stops", median(taken(many, chain) for _ in range(ROUNDS)), "ms", 100.0)
    table.close()


if __name__ == "__main__":
    main()
