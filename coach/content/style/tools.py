"""With what a place is pressed, and whether that is known before it is looked for."""

import re
from collections.abc import Iterator

from coach.content.style.texts import Fault, Said

_MEASURE = re.compile(
    r"\b(?:finger|thumb|hand)s?'?s?[- ]widths?\b|\bwidths? of (?:a|an|one|two|three|four|your|about|\w+ )*"
    r"(?:fingers?|thumbs?|hands?)\b|\b(?:finger|thumb)s? (?:wide|above|below|apart)\b",
    re.IGNORECASE,
)
"""Lengths that are measured in fingers: with these nothing is pressed."""

_TOOLS = {
    "thumb": r"\bthumbs?\b(?! tips)|\bthumb ?tips?\b",
    "finger": r"\b(?:fingers?|finger ?tips?|finger ?pads?)\b",
    "knuckle": r"\bknuckles?\b",
    "fist": r"\bfists?\b",
    "heel of the hand": r"\bheels? of (?:the|your|a|one|each|both|that) (?:\w+ )?hands?\b",
    "palm": r"\bpalms?\b",
}
"""What presses, by a name for all that is the same in the dark."""

_THINGS = re.compile(
    r"\b(?:balls?|socks?|towels?|cushions?|pillows?|blankets?|scar(?:f|ves)|belts?|straps?|rollers?|books?|spoons?|"
    r"sticks?|canes?|bottles?|cloths?)\b",
    re.IGNORECASE,
)
"""What helps a hand that does not reach."""

_LANDMARK = re.compile(
    r"\b(?:navel|belly|nose|nostrils?|lips?|groove|gums?|spine|ribs?|hip ?bones?|hips?|waist|sacrum|tailbone|bones?|"
    r"buttocks?|dimples?|knees?|kneecaps?|crease|hollow|cords?|calf|calves|muscles?|notch|ankles?|tendons?|shin|"
    r"lower back|heels?(?! of (?:the|your|a|one|each|both|that) (?:\w+ )?hands?)|foot|feet|elbows?|pubic|dip)\b",
    re.IGNORECASE,
)

_PRESSING = re.compile(r"\b(?:press|massage|rub|stroke|circle|circles|knead|lean)\b", re.IGNORECASE)
_OFFER = re.compile(r"\bor .*", re.IGNORECASE)
"""Another tool for whom the first one does not suit."""

_HELPING = re.compile(r"\b(?:free|other) hand\b|\belbow\b", re.IGNORECASE)
"""What tells of the hand that does not press."""

_HAND = re.compile(r"\bhands?\b", re.IGNORECASE)
"""What may stand for all that presses, until it is named."""

_LIMB_MOVED = re.compile(
    r"^(?:now |then |next |first |again |slowly |gently )*"
    r"(?:(?:cross|lift|raise|set|put|rest|bend|lower|draw|bring|place|straighten|let|keep|turn|stretch|slide|lean|"
    r"shift|roll|point) )?"
    r"(?:your|the|one|both) (?:(?:left|right|upper|lower|other) )?"
    r"(?:foot|feet|heels?|legs?|knees?|ankles?|calf|calves|thighs?|elbows?)\b"
    r"(?! (?:bone|cap))",
    re.IGNORECASE,
)
"""A sentence that moves a limb so that the hands reach it: it does not look for a place yet."""

_POSTURE_PART = re.compile(r"^(?:with|keep(?:ing)?|where|if|when|for)\b[^,]*,\s*", re.IGNORECASE)


def tool_after_place(lists: dict[str, list[Said]]) -> Iterator[Fault]:
    """Find K4, a place to find before the listener knows with what, or another tool once it is found."""
    named = {tool for one in lists.get("travel", []) for tool in tools(one.text)}
    is_told = False
    is_hand_named = False
    for one in lists.get("locate", []):
        part = _POSTURE_PART.match(one.text)
        travelling = one.text[part.end() :] if part and not _presses(part[0]) else one.text
        place = None if _LIMB_MOVED.search(one.text) else _LANDMARK.search(travelling)
        if place and not (named or is_hand_named or _presses(travelling[: place.start()]) or is_told):
            problem = f"it names {place[0]!r} before the tool; name what presses first"
            yield one.fault("K4", problem)
            is_told = True
        named.update(tools(one.text))
        is_hand_named = is_hand_named or bool(_HAND.search(_MEASURE.sub("", one.text)))
    for one in lists.get("press", []) if lists.get("locate") else ():
        pressing = (
            tools(_OFFER.sub("", one.text)) if _PRESSING.search(one.text) and not _HELPING.search(one.text) else []
        )
        if pressing and not named & {*pressing} and not is_told:
            problem = f"it names the {pressing[0]} once the place is found; name it before the hand travels"
            yield one.fault("K4", problem)
            return


def thing_after_place(lines: list[Said]) -> Iterator[Fault]:
    """Find K4 in words for a thing that helps the reach: it is fetched before anything is looked for."""
    if lines and not _THINGS.search(lines[0].text):
        yield lines[0].fault("K4", "it names no thing that helps the reach; name that first")


def _presses(text: str) -> bool:
    """Tell whether a text names what presses, or the whole hand."""
    return bool(tools(text) or _HAND.search(_MEASURE.sub("", text)))


def tools(text: str) -> list[str]:
    """Return what presses in a text, in order."""
    text = _MEASURE.sub(lambda found: " " * len(found[0]), text)
    places = [
        (found.start(), tool) for tool, name in _TOOLS.items() for found in re.finditer(name, text, re.IGNORECASE)
    ]
    return [tool for _, tool in sorted(places)]
