"""What can be wrong with sentences of a point, which are heard together."""

import re
from collections.abc import Iterator

from coach.aloud.abbreviations import all_of
from coach.content.model import Library, Point
from coach.content.phrases import Phrases
from coach.content.style.fitting import BENDS, Setting, misfit
from coach.content.style.grammar import words
from coach.content.style.hearing import Hearing, hearings
from coach.content.style.sentence import alternatives
from coach.content.style.texts import Fault, Said, filled
from coach.content.style.tools import thing_after_place, tool_after_place

_PRONOUN = re.compile(
    r"\b(?:it|its|they|them|their|theirs|itself|themselves)\b|^(?:this|that|these|those)\b(?! \w*(?:point|place)s?\b)",
    re.IGNORECASE,
)
_NAMING = re.compile(r"\b(?:points?|pressing|pressure|spot|massage)\b", re.IGNORECASE)
_THING = re.compile(r"\b(?:the|your|a|an|one|two|both|each|another|either) (?!(?:little|moment|while)\b)\w+")
_ONE_THING = re.compile(
    r"\b(?:the|your|an?|one|each|another|either) (?!(?:little|moment|while)\b)(?!\w*[^s\W]s\b|feet\b)\w+\b"
    r"(?! (?:fists|fingers|fingertips|thumbs|knuckles|hands|palms|heels|pads|feet|knees|legs)\b)"
)
"""What "it" may stand for: nothing that is many."""

_NO_NAME = all_of("the of a an and both side sides left right lower upper outer inner back behind above below")

_WARNINGS = {
    "sharp pain": r"\bsharp\b",
    "pain": r"\bhurts?\b(?! your back)|\bpain(?:ful)?\b",
    "dizziness": r"\bdizz",
    "the spine": r"\b(?:off|never on|away from|not on) the spine\b",
    "a pulse": r"\b(?:pulse|beat|throb)",
    "a cramp": r"\bcramps?\b",
    "the nail": r"\bnails?\b",
    "numbness": r"\bnumb",
    "bony parts": r"\bbony\b",
    "veins": r"\bveins?\b",
}
"""What a listener is warned of, and the words for it."""

_ON_THE_WAY = all_of("travel travel_again short")
"""Lists of a point that are heard between two settings."""

_FEELING = re.compile(
    r"\b(?:feels?|feeling|tender\w*|ach(?:es?|ing)|dull|gives|yields?|softer|bunch\w*|beat|right place)\b"
    r"|\bsore\b(?! (?:gum|lip|skin))|\bin(?:to)? the (?:dip|notch|groove|hollow)\b",
    re.IGNORECASE,
)
"""What tells a listener that the place is found."""

_SUPPORT = re.compile(
    r"\b(?:support\w*|carr(?:y|ies)|elbows? on|forearms? on|arms? on|rests? (?:it|them|on)|cushion|pillow|leans? on)\b",
    re.IGNORECASE,
)
_SIDE = re.compile(r"(?:\{side\}|\{other\}|\b(?:left|right|other|same|opposite|first|second|next)) side\b(?! of\b)")


def point_faults(point: Point, said: list[Said], beside: Library | None) -> Iterator[Fault]:
    """Find what is wrong with the words of a point as they are heard together, each time with its first occurrence."""
    for heard in hearings(point, said, beside):
        for fault in _heard_faults(heard, beside):
            yield fault.among(heard.names)


def _heard_faults(heard: Hearing, beside: Library | None) -> Iterator[Fault]:
    lists, setting = heard.lists, heard.setting
    region = beside.safety.regions.get(heard.point.region) if beside else None
    is_sided = heard.point.sides == "each" and (region is None or region.sided)
    for one in heard.said:
        yield from side_for_a_limb(one, is_sided=is_sided)
        if one.key != "benefit":
            here = Setting("", heard.names) if one.key in _ON_THE_WAY else setting
            if problem := misfit(one.text, here):
                yield one.fault("K9", problem)
    yield from _nameless(lists.get("benefit", []), heard.point)
    for key in ("travel", "locate", "locate_again", "locate_with_tool"):
        yield from _dangling(lists.get(key, []))
    yield from tool_after_place(lists)
    yield from thing_after_place(lists.get("locate_with_tool", []))
    if not heard.is_soft:
        yield from _unfelt(lists.get("locate", []), lists.get("press", []))
        yield from _unfelt(lists.get("locate_with_tool", []), [])
    for stop in _stops(lists):
        yield from _nagging(stop)
        yield from _choices(stop)
        if "chair" in heard.names:
            yield from bent(stop)
    if "chair" in heard.names:
        yield from bent(lists.get("locate_with_tool", []))


def nagging_phrases(said: list[Said], phrases: Phrases) -> Iterator[Fault]:
    """Find K7, words of a point on sharp pain that leave to press less repeats."""
    ease = [number for number, line in enumerate(phrases.ease, start=1) if "sharp" in words(line.say)]
    for one in said if ease else ():
        if one.key.startswith("press") and not one.is_brief and "sharp" in words(one.text):
            yield one.fault("K7", f"'sharp' is said in its hold again (phrases/en.toml, ease, entry {ease[0]})")


def _nameless(benefit: list[Said], point: Point) -> Iterator[Fault]:
    """Find K1, a pronoun in a benefit before its point or place is named: it follows words on how to sit."""
    names = f"{point.en.name} {point.en.pinyin} {point.code} {filled(point.en.place)}".lower().split()
    names = [name.strip(",.") for name in names if name.strip(",.") not in _NO_NAME]
    for one in benefit:
        found = _PRONOUN.search(one.text)
        before = one.text[: found.start()] if found else one.text
        if _NAMING.search(before) or any(name in before.lower() for name in names):
            return
        if found:
            yield one.fault("K1", f"{found[0]!r} follows words on the posture; name the point or its place")
            return


def _dangling(lines: list[Said]) -> Iterator[Fault]:
    """Find K1 elsewhere: a list whose first sentence begins with a pronoun of what was said before it."""
    for one in lines[:1]:
        found = _PRONOUN.search(one.text)
        things = _THING if found and found[0].lower().startswith("th") else _ONE_THING
        if found and not things.search(one.text[: found.start()].lower()):
            yield one.fault("K1", f"{found[0]!r} may be anything; name what is meant")


def _unfelt(locate: list[Said], press: list[Said]) -> Iterator[Fault]:
    """Find K5, a point of which nobody learns what right feels like."""
    told = (_FEELING.search(one.text) and not re.search(r"\bif\b", one.text) for one in (*locate, *press))
    if locate and not any(told):
        yield locate[-1].fault("K5", "no words tell what right feels like; add what the fingers or the point feel")


def _stops(lists: dict[str, list[Said]]) -> Iterator[list[Said]]:
    """Yield what is heard at one stop: the first time, on the second side, and with a light touch."""
    heard = lists.get("press", [])
    warned = [one for one in heard if one.is_safety]
    for pressed in (heard, [*lists.get("press_soft", []), *warned]):
        yield [*(one for key in ("travel", "locate") for one in lists.get(key, [])), *pressed]
    again = [one for key in ("travel_again", "locate_again", "press_again") for one in lists.get(key, [])]
    if again:
        yield again


def _nagging(stop: list[Said]) -> Iterator[Fault]:
    """Find K7, the same warning twice at one stop."""
    for topic, pattern in _WARNINGS.items():
        warned = [one for one in stop if re.search(pattern, one.text, re.IGNORECASE) and not one.is_brief]
        if len(warned) > 1:
            yield warned[1].fault("K7", f"{topic} is told of at this stop already ({warned[0].place})")


def _choices(stop: list[Said]) -> Iterator[Fault]:
    """Find K10, more than one choice at a stop."""
    choosing = [one for one in stop if alternatives(one)]
    if len(choosing) > 1:
        told = f"{len(choosing)} sentences of the stop leave a choice ({choosing[0].place} is the first); one at most"
        yield choosing[1].fault("K10", told)


def bent(lines: list[Said]) -> Iterator[Fault]:
    """Find K3, a listener who is to bend forward without anything that carries them."""
    for number, one in enumerate(lines):
        near = " ".join(line.text for line in lines[max(number - 1, 0) : number + 2])
        found = BENDS.search(one.text)
        if found and not _SUPPORT.search(near):
            yield one.fault("K3", f"{found[0]!r} with nothing that carries the weight; bring the place to the hand")


def side_for_a_limb(one: Said, *, is_sided: bool) -> Iterator[Fault]:
    """Find K15, "side" where a leg is meant."""
    found = _SIDE.search(one.written) if is_sided else None
    if found:
        yield one.fault("K15", f"{found[0]!r} may be a side to turn to; name the leg, the knee or the ankle")
