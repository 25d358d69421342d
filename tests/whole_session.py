"""A session with few words, and a program that plays it: the tests compare what is heard with the file of an export."""

import sys
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from coach.choices import Choices, Options
from coach.content.load import library
from coach.content.model import Library
from coach.health.listener import Listener
from coach.live.player import Player
from coach.live.terminal.quiet import quiet_stderr
from coach.plan.timeline import Timeline
from coach.sessions.compose import Session, compose
from coach.units import FRAME_RATE

ROUTINE = """
steps = [{ point = "CV6", minutes = 1 }]
[en]
title = "One point"
summary = "As short as a session can be."
welcome = [{ say = "Welcome.", sources = ["own"] }]
settle = [{ say = "Sit down.", sources = ["own"] }]
closing = [{ say = "That was all.", sources = ["own"] }]
"""


def of_few_words() -> Library:
    """Return the shipped content with one sentence where it has several, and one point."""
    shipped = library()
    safety, phrases, point = shipped.safety.en, shipped.phrases, shipped.points["CV6"]
    words = ("travel", "benefit", "locate", "press")
    return replace(
        shipped,
        points={"CV6": replace(point, en=replace(point.en, **{key: getattr(point.en, key)[:1] for key in words}))},
        safety=replace(
            shipped.safety,
            en=replace(safety, first=safety.first[:1], opening=safety.opening[:1], closing=safety.closing[:1]),
        ),
        phrases=replace(phrases, method=phrases.method[:1]),
    )


def short(folder: Path) -> Session:
    """Return a session of one point in the system's voice, about forty seconds long."""
    file = folder / "one.toml"
    file.write_text(ROUTINE, encoding="utf-8")
    options = Options(hold_s=5, pace=0.25, talk="brief")
    return compose(Choices(str(file), options, "system", rate=180, chimes="wood"), Listener(), of_few_words())


def whole(_folder: Path) -> Session:
    """Return the default session."""
    return compose(Choices(voice="system"), Listener())


def seconds_of(timeline: Timeline) -> float:
    """Return the length of a timeline in seconds, and a little more."""
    return timeline.frames / FRAME_RATE + 2


def main(which: str, folder: str) -> None:
    """Play a session; "whole" is played on a device without a clock, for which all of it is rendered first."""
    with {"short": short, "whole": whole}[which](Path(folder)) as session:
        player = partial(Player, session)
        if which == "whole":
            length_s = seconds_of(session.compile())
            player = partial(player, ring_s=length_s, prefill_s=length_s)
        with quiet_stderr():
            player().play()


if __name__ == "__main__":
    main(*sys.argv[1:])
