"""Prints a digest of all samples of some sessions, by which a change that is not meant to be heard is held against one.

    python tests/endurance/digests.py [VOICE] > before.txt      # then change something
    python tests/endurance/digests.py [VOICE] | diff before.txt -

A line each: the first 16 digits of the digest, the length in frames, and which session it is.
"""

# ruff: noqa: T201  it is run to be read

import sys
from dataclasses import replace

from coach.choices import choose
from coach.content.load import library
from coach.export.verify.digest import Digest
from coach.health.listener import Listener
from coach.health.profile import listener_of
from coach.plan.heading import Continuation
from coach.sessions.compose import compose

BLOCK = 2**18
FINISHED = (("BL23", 2), ("CV6", 6), ("GV26", 3), ("BL31-34", 4))


def listening(*conditions: str, cleared: tuple[str, ...] = (), **more) -> Listener:
    """Return a listener with some conditions."""
    return replace(listener_of("none", conditions=conditions, cleared=cleared, library=library()), **more)


NOBODY = listening()
SESSIONS = {
    "default": ({}, NOBODY, None),
    "guide, right first": ({"order": "guide", "first": "right"}, NOBODY, None),
    "22 minutes": ({"minutes": 22}, NOBODY, None),
    "16 minutes": ({"minutes": 16}, NOBODY, None),
    "pregnancy, cleared": ({}, listening("pregnancy", cleared=("CV6", "BL23", "BL40"), is_answered=True), None),
    "easy bruising and a sore left leg": ({}, listening("blood-thinners", "skin-left-leg"), None),
    "resumed at BL60-left": ({}, NOBODY, "BL60-left"),
    "rain, louder, wood": (
        {"points": ("BL23", "BL57"), "bed": "rain", "loudness": -16.0, "chimes": "wood"},
        NOBODY,
        None,
    ),
    "auto": ({"talk": "auto"}, listening(finished=FINISHED), None),
    "chimes, one side, slow, 4-2-6": (
        {
            "talk": "chimes",
            "side": "right",
            "pace": 1.5,
            "breath": "4-2-6",
            "wait": 30.0,
            "seed": 7,
            "rate": 100,
            "bed": "drone",
        },
        NOBODY,
        None,
    ),
    "20 minutes resumed at GV26": ({"minutes": 20, "talk": "brief"}, NOBODY, "GV26"),
}


def main(voice: str = "fake") -> None:
    """Print the digests."""
    for name, (options, listener, stage) in SESSIONS.items():
        goes_on = Continuation(stage) if stage else None
        with compose(choose(voice=voice, **options), listener, goes_on=goes_on) as session:
            timeline = session.compile()
            digest = Digest()
            for start in range(0, timeline.frames, BLOCK):
                digest.update(session.render(timeline, start, min(BLOCK, timeline.frames - start)))
        print(f"{digest.hexdigest()[:16]} {timeline.frames:>9} {name}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
