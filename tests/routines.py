"""Content that no author would write: random points and routines in the words of the shipped ones."""

import os

from hypothesis import strategies as st
from msgspec.structs import replace

from coach.content.load import library
from coach.content.model import Library, Routine, Step

SHIPPED = library()
BACKACHE = SHIPPED.routines["backache"]
POSTURES = sorted(SHIPPED.phrases.postures.items())
HELD_S = st.floats(5, 600)


def examples(number: int) -> int:
    """Return how many examples a test takes; `COACH_EXAMPLES=50` in the environment makes it fifty times as many."""
    return number * int(os.environ.get("COACH_EXAMPLES", "1"))


@st.composite
def points(draw, number: int):
    """Draw a point in the words of a shipped one, with a code of its own."""
    point = draw(st.sampled_from(list(SHIPPED.points.values())))
    shortest_s, longest_s = sorted(draw(st.tuples(HELD_S, HELD_S)))
    sides = {"each"} if "{side}" in point.en.place else {"midline", "both"}
    return replace(
        point,
        code=f"XX{number}",
        sides=draw(st.sampled_from(sorted(sides))),
        posture=draw(st.sampled_from([name for name, how in POSTURES if not how.sided or sides == {"each"}])),
        reach=draw(st.sampled_from(sorted(SHIPPED.phrases.images))),
        hand=draw(st.sampled_from(["both", "one", "same", "opposite"])),
        hold_s=(shortest_s, longest_s),
        only=("chair",),
        ways=(),
    )


@st.composite
def libraries(draw, most: int = 8) -> tuple[Library, Routine]:
    """Draw a routine of up to `most` points, and the library that has them."""
    drawn = [draw(points(number)) for number in range(1, draw(st.integers(1, most)) + 1)]
    steps = tuple(
        Step(point.code, draw(st.floats(point.hold_s[0], point.hold_s[1])) / 60 if point.hold_s[1] else 1)
        for point in drawn
    )
    routine = replace(BACKACHE, steps=steps)
    return replace(SHIPPED, points={point.code: point for point in drawn}, routines={"drawn": routine}), routine
