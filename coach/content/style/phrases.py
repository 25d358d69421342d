"""What can be wrong with phrases, which are heard at any point."""

import re
from collections.abc import Iterator
from itertools import groupby

from msgspec.structs import replace

from coach.content.model import Library, Point
from coach.content.phrases import Phrases
from coach.content.safety import Safety
from coach.content.style.fitting import Setting, misfit
from coach.content.style.hearing import Hearing, circumstances, hearings
from coach.content.style.points import bent, side_for_a_limb
from coach.content.style.texts import Fault, Said, texts

RITUAL = (
    "less-said",
    "timing",
    "begin",
    "first-side",
    "switch",
    "halfway",
    "ten-left",
    "release",
)
"""Phrases that the ear must recognise in the dark: each has one wording."""

IN_HOLDS = {"breathe-in", "breathe-out", "breathe-freely", "ease", "lightly", "halfway", "ten-left", "holding"}
"""Phrases that may be said in the hold of any point; an image is for the points with its reach."""

SIDED_PHRASES = {"switch", "first-side", "where", "where-in-hold"}
"""Phrases that are said where one side of a point follows the other."""

_NEEDS_A_WAY_OUT = re.compile(
    r"\b(?:forwards?|bend|edge|stool|towel|cross\w*|lie|lying|roll)\b"
    r"|\b(?:(?:foot|ankle|heel|calf|knee) (?:on|up|onto|over))\b",
    re.IGNORECASE,
)
"""Postures that a listener does not leave by letting go."""

_GETS_UP = re.compile(r"\b(?:roll|push|sit)\b", re.IGNORECASE)

_STROKES = re.compile(r"\b(?:massage|rub|stroke|circles?|knead)\b", re.IGNORECASE)
_HOLD = re.compile(r"\bhold (?:for|it|on|still)\b|\bholding\b", re.IGNORECASE)


def phrase_faults(phrases: Phrases, said: list[Said], beside: Library | None) -> Iterator[Fault]:
    """Find what is wrong with phrases, which are said at any point of a library."""
    spoken = [one for one in said if not one.is_brief]
    safety = beside.safety if beside else None
    for (table, key), group in groupby(spoken, key=lambda one: (one.table, one.key.replace("_", "-"))):
        if key in RITUAL:
            yield from _many_wordings([*group], f", in {table}" if table else "", safety)
    for name in phrases.postures:
        yield from _posture_faults([one for one in spoken if one.table == f"postures.{name}"], beside)
    for one in said:
        if one.key in SIDED_PHRASES:
            yield from side_for_a_limb(one, is_sided=True)
    if beside:
        yield from _misfits(said, replace(beside, phrases=phrases))
        yield from _hold_for_a_stroke(spoken, [*beside.points.values()])


def _many_wordings(variants: list[Said], where: str, safety: Safety | None) -> Iterator[Fault]:
    """Find K8, a ritual line that the same listener may hear in other words."""
    for names in circumstances(variants, safety):
        heard = [one for one in variants if one.is_heard(names)]
        if len(heard) > 1:
            yield heard[1].fault("K8", f"a line that the ear must know has one wording, not {len(heard)}{where}")
            return


def _posture_faults(words: list[Said], beside: Library | None) -> Iterator[Fault]:
    """Find K3, and K9 in the words of a posture: who lies or who sits is told by the points that need it."""
    for names in circumstances(words, beside.safety if beside else None):
        heard = [one for one in words if one.is_heard(names)]
        leads_out = any(one.key == "leave" for one in heard)
        for one in heard:
            if one.key == "move" and _NEEDS_A_WAY_OUT.search(one.text) and not leads_out and not _is_left(one, beside):
                yield one.fault("K3", "no words lead out of the posture; say how to come up, slowly")
        if "chair" in names:
            yield from bent(heard)


def _is_left(move: Said, beside: Library | None) -> bool:
    """Tell whether the end of a session leads out of a posture: out of lying on the back, if it tells how to get up."""
    lies = re.search(r"\b(?:lie|lying)\b(?!.*\bside\b)", move.text, re.IGNORECASE)
    closing = beside.safety.en.closing if beside else ()
    return bool(lies) and (beside is None or any(_GETS_UP.search(one.say) for one in closing))


def _misfits(said: list[Said], library: Library) -> Iterator[Fault]:
    """Find K9, a line that does not fit a point in whose holds it is heard, or whose posture it leads into."""
    said = [one for one in said if one.key in IN_HOLDS or one.table == "images" or one.table.startswith("postures.")]
    for point in library.points.values():
        for heard in hearings(point, [*texts(point, "")], library):
            for one in said:
                if one.is_heard(heard.names) and (problem := _misfit_at(one, heard)):
                    yield one.fault("K9", problem).among(heard.names, point.code)


def _misfit_at(one: Said, heard: Hearing) -> str:
    """Return why a phrase does not fit a point, if it is heard there."""
    if one.table == f"postures.{heard.point.posture}":
        return misfit(one.text, Setting("", heard.names))
    is_image = one.table == "images" and one.key == heard.point.reach
    if is_image or (one.table != "images" and one.key in IN_HOLDS):
        return misfit(one.text, heard.setting, heard.point.region)
    return ""


def _hold_for_a_stroke(said: list[Said], points: list[Point]) -> Iterator[Fault]:
    """Find K11, words that have every point held where some are massaged."""
    pressing = {point.code: [one for one in texts(point, "") if one.key == "press"] for point in points}
    moved = [code for code, lines in pressing.items() if any(_STROKES.search(one.text) for one in lines)]
    for one in said if moved else ():
        if one.key in {"timing", "begin"} and _HOLD.search(one.text):
            yield one.fault("K11", f"'hold' where {', '.join(moved)} are massaged; say press, or go on")
