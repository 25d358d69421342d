"""What can be wrong with phrases, which are heard at any point."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from coach.content.model import Point
from coach.content.phrases import Phrases, Posture
from coach.content.sentences import sentence_lists
from coach.content.style.fitting import misfit, posture_words, setting_words
from coach.content.style.points import bent, side_for_a_limb
from coach.content.style.texts import Fault, Said, texts

RITUAL = (
    "less-said",
    "timing",
    "begin",
    "breathe-in",
    "breathe-out",
    "first-side",
    "switch",
    "halfway",
    "ten-left",
    "release",
)
"""Phrases that the ear must recognise in the dark: each has one wording."""

IN_HOLDS = {"breathe-in", "breathe-out", "breathe-freely", "ease", "lightly", "halfway", "ten-left", "holding", "image"}
"""Phrases that may be said in the hold of any point."""

SIDED_PHRASES = {"switch", "first-side", "where", "where-in-hold"}
"""Phrases that are said where one side of a point follows the other."""

_NEEDS_A_WAY_OUT = re.compile(
    r"\b(?:forwards?|bend|edge|stool|towel|cross\w*|lie|lying|roll)\b"
    r"|\b(?:(?:foot|ankle|heel|calf|knee) (?:on|up|onto|over))\b",
    re.IGNORECASE,
)
"""Postures that a listener does not leave by letting go."""

_STROKES = re.compile(r"\b(?:massage|rub|stroke|circles?|knead)\b", re.IGNORECASE)
_HOLD = re.compile(r"\bhold (?:for|it|on|still)\b|\bholding\b", re.IGNORECASE)


def phrase_faults(phrases: Phrases, said: list[Said], points: Iterable[Point]) -> Iterator[Fault]:
    """Find what is wrong with phrases, which are said at any of some points."""
    points = [*points]
    settings = [(point, setting_words(point, phrases)) for point in points]
    spoken = [one for one in said if not one.is_brief]
    for (table, key), group in groupby(spoken, key=lambda one: (one.table, one.key.replace("_", "-"))):
        variants = [*group]
        if key in RITUAL and len(variants) > 1:
            told = f"a line that the ear must know has one wording, not {len(variants)}"
            yield variants[1].fault("K8", f"{told}{f', in {table}' if table else ''}")
    for name, posture in phrases.postures.items():
        there = [one for one in spoken if one.table == f"postures.{name}"]
        yield from _no_way_out(posture, there)
        yield from bent(there)
    for one in said:
        if one.key in SIDED_PHRASES:
            yield from side_for_a_limb(one, is_sided=True)
        if one.key in IN_HOLDS:
            yield from _misfit_somewhere(one, settings)
    yield from _hold_for_a_stroke(spoken, points)


def _no_way_out(posture: Posture, there: list[Said]) -> Iterator[Fault]:
    """Find K3, a posture with words that lead into it and none that lead out; any list beside `move` counts."""
    leads = {key for key, lines in sentence_lists(posture).items() if lines}
    if there and _NEEDS_A_WAY_OUT.search(posture_words(posture)) and leads == {"move"}:
        yield there[0].fault("K3", "no words lead out of the posture; say how to come up, slowly")


def _misfit_somewhere(one: Said, settings: list[tuple[Point, str]]) -> Iterator[Fault]:
    """Find K9, a line for any hold that does not fit one of the points."""
    for point, setting in settings:
        if problem := misfit(one.text, setting, point.region):
            yield one.fault("K9", f"{problem}, as at {point.code}")
            return


def _hold_for_a_stroke(said: list[Said], points: list[Point]) -> Iterator[Fault]:
    """Find K11, words that have every point held where some are massaged."""
    pressing = {point.code: [one for one in texts(point.en, "") if one.key == "press"] for point in points}
    moved = [code for code, lines in pressing.items() if any(_STROKES.search(one.text) for one in lines)]
    for one in said if moved else ():
        if one.key in {"timing", "begin"} and _HOLD.search(one.text):
            yield one.fault("K11", f"'hold' where {', '.join(moved)} are massaged; say press, or go on")
