"""How long planning takes, as a routine grows.

Planning is everything from the routine to the complete timeline, with lengths of speech that are known. The bounds are
50 ms for the default session, whose lengths are read from the cache, half a second for 200 stages, and that time grows
no faster than n log n.

    .venv/bin/python tests/bench/plan_speed.py [VOICE]
"""

import sys
from math import log
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parent.parent))

from measure import Table
from msgspec.structs import replace
from timing import PlainChimes, by_words

from coach.choices import Choices, Options
from coach.content.load import library
from coach.content.model import Library, Routine, Step
from coach.health.listener import Listener
from coach.health.verdicts import judge
from coach.plan.fit import Fitter
from coach.plan.schedule import schedule
from coach.sessions.compose import compose, script_writer

SHIPPED = library()
BACKACHE = SHIPPED.routines["backache"]
RUNS = 7


def of_stages(number: int) -> tuple[Library, Routine]:
    """Return a routine with so many stages, made of the shipped points again and again."""
    points, stages = {}, 0
    while stages < number:
        point = list(SHIPPED.points.values())[len(points) % len(SHIPPED.points)]
        points[f"XX{len(points)}"] = replace(point, code=f"XX{len(points)}")
        stages += 2 if point.sides == "each" else 1
    routine = replace(BACKACHE, steps=tuple(Step(code, point.hold_s[0] / 60) for code, point in points.items()))
    return replace(SHIPPED, points=points, routines={"long": routine}), routine


def best_s(work) -> float:
    """Return the shortest of a few runs, in seconds."""
    times = []
    for _ in range(RUNS):
        began = perf_counter()
        work()
        times.append(perf_counter() - began)
    return min(times)


def plan(shipped: Library, routine: Routine, options: Options) -> None:
    writer = script_writer(shipped, routine, options, judge(Listener(), shipped))
    for _ in schedule(writer.stages(), by_words, PlainChimes()):
        pass


def main() -> None:
    choices = Choices(voice=sys.argv[1] if len(sys.argv) > 1 else "system")
    with compose(choices, Listener()) as session:
        session.compile()  # fills the cache of spoken clips

    def default() -> None:
        with compose(choices, Listener(), SHIPPED) as session:
            session.compile()

    results = Table("Planning")
    results.add("the default session, lengths from the cache", 1000 * best_s(default), "ms", 50)
    for minutes in (20, 30):
        verdicts = judge(Listener(), SHIPPED)
        fitter = Fitter(by_words, PlainChimes(), verdicts)
        writer = script_writer(SHIPPED, BACKACHE, Options(minutes=minutes), verdicts)
        took = best_s(lambda fitter=fitter, writer=writer, minutes=minutes: fitter.fit(writer, minutes))
        results.add(f"fitting it to {minutes} minutes", 1000 * took, "ms", 100)
    sizes = (200, 400, 800)
    took = {size: best_s(lambda size=size: plan(*of_stages(size), Options(order="guide"))) for size in sizes}
    results.add("200 stages", took[200], "s", 0.5)
    for size in sizes[1:]:
        growth = took[size] / took[200] / (size * log(size) / (200 * log(200)))
        results.add(f"{size} stages over 200, by n log n", growth, "", 1.25)
    results.close()


if __name__ == "__main__":
    main()
