"""Whether a line fits where it is heard: to the place that is pressed, to the posture and to the listener's body."""

import re
from functools import cache
from typing import NamedTuple

BENDS = re.compile(r"\b(?:lean|bend|bow|fold|reach) (?:\w+ )?(?:forwards?|down|over)\b|\bhead down\b", re.IGNORECASE)
"""Words that ask for a bent back."""

_LAP = r"in your lap"
_FORWARD = re.compile(r"\b(?:forwards?|edge|front)\b", re.IGNORECASE)
_FOOT_UP = re.compile(r"\b(?:stool|foot up|ankle on(?:to)?|calf on(?:to)?)\b", re.IGNORECASE)
_CROSSED = re.compile(r"\b(?:ankle|calf|leg|foot) (?:on(?:to)?|over|across)\b|\bcross", re.IGNORECASE)
_AT_THE_FACE = r"\b(?:jaw|lips?|mouth|teeth|tongue|chin|smile|soft face|face soft)\b"
_BACK_AT_EASE = (
    r"\bback (?:\w+ )?(?:relax\w*|soften\w*|sink\w*|melt\w*|rest\w*)|\blean back\b|\b(?:relax|rest) your back\b"
)
_HANDS_FREE = rf"\bhands (?:\w+ )?{_LAP}\b|\barms (?:hang|loose)\b|\bshake (?:out )?your (?:arms|hands)\b"
_FEET_DOWN = r"\b(?:both feet|feet (?:flat|on the (?:floor|ground)))\b"
_CHAIR = (
    rf"\b(?:chair|(?<!your )seat|feet on the (?:floor|ground)|stool|{_LAP}|sit (?:tall|upright|down|back|well))\b"
    r"|\bshoulders (?:hang|drop)\b"
)
_FLAT = (
    r"\b(?:mattress|bed|(?:ground|floor) (?:carr\w+|hold\w*)|(?:lie|lying) (?:\w+ )?on (?:your|the|one)|on your back|"
    r"roll (?:\w+ )?onto|turn over|head (?:\w+ )?(?:on|into) (?:its|the|your) pillow|lie heavy|"
    r"(?:floor|ground|sand) under your back|back on the (?:floor|ground))\b"
)
_CARRYING = r"\bother (?:leg|knee) (?:\w+ )?carr\w+|\bcrossed (?:leg|ankle)\b|\buncross\b"

_FELT_BELOW = r"\b(?:feel|notice)\b.*\b(?:(?:your|both|the) (?:feet|soles|toes|legs)|other (?:leg|foot))\b"

BODIES = {
    "unused-hand": (
        r"\b(?:hands|fists|thumbs|palms|heels of)\b|\b(?:free|other) hand\b|\barms (?:hang|loose)\b",
        "one hand presses",
    ),
    "missing-leg": (
        r"\b(?:feet|calves|ankles|soles)\b|\bboth (?:legs|knees)\b|\bother (?:leg|foot)\b",
        "there may be one leg",
    ),
    "wheelchair": (r"\b(?:stand|walk|stool|get up|on your feet)\b", "the listener sits in a wheelchair"),
    "fragile-bones": (r"\b(?:lean|bend|bent|bow|twist)(?:s|ing)?\b", "bones are fragile"),
    "hip-precautions": (r"\b(?:cross|(?:lean|bend) forward)\b", "a hip must not bend far"),
    "numb-legs": (_FELT_BELOW, "the legs are numb"),
    "spinal-cord": (rf"{_FELT_BELOW}|\bseat (?:holds|carries)\b", "what is below may be numb"),
}
"""What does not fit the body of a listener, by the name of the circumstance, and what that is."""


class Setting(NamedTuple):
    """How the body is set up where something is heard."""

    words: str
    """What is said of it; nothing where that is not known."""

    names: frozenset[str]
    """The circumstances that hold."""


@cache
def misfit(text: str, setting: Setting, pressed: str = "") -> str:
    """Return why a line does not fit where the body is set up like that; or nothing, if it fits.

    `pressed` is the region of the point that is pressed while it is said, or nothing where the hands are still free.
    """
    low, words, names = text.lower(), setting.words, setting.names
    lies, sits = "lying" in names, "chair" in names
    clashes = (
        (pressed == "face", _AT_THE_FACE, "a finger presses the lip"),
        (sits and bool(_FORWARD.search(words)), _BACK_AT_EASE, "nothing carries the back"),
        (bool(pressed), _HANDS_FREE, "the hands are pressing"),
        (bool(_FOOT_UP.search(words)), _FEET_DOWN, "a foot is up"),
        (bool(words) and not re.search(r"\bstool\b", words), r"\bstool\b", "no foot is on a stool"),
        (bool(words) and not _CROSSED.search(words), _CARRYING, "no leg carries the other"),
        (lies, _CHAIR, "the listener lies"),
        (sits, _FLAT, "the listener sits"),
        *((name in names, *clash) for name, clash in BODIES.items()),
    )
    for applies, pattern, why in clashes:
        found = re.search(pattern, low) if applies else None
        if found:
            return f"{found[0]!r} does not fit where {why}; say what does, or who hears it (only, unless)"
    return ""
