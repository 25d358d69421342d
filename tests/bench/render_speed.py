"""How long it takes to render the default session, and what a bed adds, in seconds of one core.

It uses the clips of your own cache, and fills it first. Run it on a quiet machine:
.venv/bin/python tests/bench/render_speed.py
"""

import time
from statistics import median

from measure import Table

from coach.choices import Choices
from coach.health.listener import Listener
from coach.sessions.compose import compose
from coach.sound.beds import bed_names, load_bed
from coach.units import FRAME_RATE

ROUNDS = 5
BLOCK = 2**18


def taken(work):
    """Return the seconds of processor time that some work takes."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def main():
    table = Table(f"Rendering the default session, median of {ROUNDS}")

    def render_all(session, timeline):
        for start in range(0, timeline.frames, BLOCK):
            session.render(timeline, start, min(BLOCK, timeline.frames - start))

    for name in ("none", *bed_names()):
        rounds = []
        for _ in range(ROUNDS):
            with compose(Choices(voice="system", bed=name), Listener()) as session:
                timeline = session.compile()
                rounds.append(taken(lambda: render_all(session, timeline)))  # noqa: B023 - it is called at once
        length_s = timeline.frames / FRAME_RATE
        if name == "none":
            plain = median(rounds)
            table.add("without a bed", plain, "s", None, f"{length_s / plain:.0f} x real time")
        else:
            added = median(rounds) - plain
            table.add(f"the bed {name} adds", 100 * added / length_s, "%", 1.0, "of real time")
            first = median(taken(lambda: load_bed(name).samples(0, 8_192)) for _ in range(ROUNDS))  # noqa: B023
            table.add(f"its first {8_192} frames", 1_000 * first, "ms", 15.0)
    table.close()


if __name__ == "__main__":
    main()
