"""Whether a line fits where it is heard: to the place that is pressed, to the posture and to the hands."""

import re

from coach.content.model import Point
from coach.content.phrases import Phrases, Posture
from coach.content.sentences import sentence_lists
from coach.content.style.texts import filled, texts

BENDS = re.compile(r"\b(?:lean|bend|bow|fold|reach) (?:\w+ )?(?:forwards?|down|over)\b|\bhead down\b", re.IGNORECASE)
"""Words that ask for a bent back."""

_LYING = re.compile(r"\b(?:lie|lying|on your back|roll (?:to|onto|over)|turn over|mattress)\b", re.IGNORECASE)
_FORWARD = re.compile(r"\b(?:forwards?|edge|front)\b", re.IGNORECASE)
_AT_THE_FACE = r"\b(?:jaw|lips?|mouth|teeth|tongue|chin|smile|soft face|face soft)\b"
_BACK_AT_EASE = (
    r"\bback (?:\w+ )?(?:relax\w*|soften\w*|sink\w*|melt\w*|rest\w*)|\blean back\b|\b(?:relax|rest) your back\b"
)
_HANDS_FREE = r"\bhands (?:\w+ )?in your lap\b|\barms (?:hang|loose)\b|\bshake (?:out )?your (?:arms|hands)\b"
_FEET_DOWN = r"\b(?:both feet|feet (?:flat|on the (?:floor|ground)))\b"
_CHAIR = r"\b(?:chair|seat|feet on the (?:floor|ground)|stool)\b"
_FLAT = r"\b(?:mattress|bed|(?:floor|ground) under your back|back on the (?:floor|ground))\b"


def misfit(text: str, setting: str, pressed: str = "") -> str:
    """Return why a line does not fit where the body is set up as these words tell; or nothing, if it fits.

    `pressed` is the region of the point that is pressed while it is said, or nothing where the hands are still free.
    """
    low, is_lying = text.lower(), bool(_LYING.search(setting))
    is_forward = not is_lying and bool(_FORWARD.search(setting))
    clashes = (
        (pressed == "face", _AT_THE_FACE, "a finger presses the lip"),
        (is_forward, _BACK_AT_EASE, "nothing carries the back"),
        (bool(pressed), _HANDS_FREE, "the hands are pressing"),
        (bool(re.search(r"\b(?:stool|foot up|ankle on)\b", setting)), _FEET_DOWN, "a foot is up"),
        (is_lying, _CHAIR, "the listener lies"),
        (bool(setting) and not is_lying, _FLAT, "the listener sits"),
    )
    for applies, pattern, why in clashes:
        found = re.search(pattern, low) if applies else None
        if found:
            return f"{found[0]!r} does not fit where {why}"
    return ""


def setting_words(point: Point, phrases: Phrases) -> str:
    """Return what is said of how the body is set up for a point, in one."""
    posture = phrases.postures.get(point.posture)
    finding = (one.text for one in texts(point, "") if one.key in {"locate", "press"})
    bends = [text for text in finding if BENDS.search(text)]
    return " ".join([posture_words(posture) if posture else "", *bends])


def posture_words(posture: Posture) -> str:
    """Return all that is said of a posture, in one."""
    return " ".join(filled(line.say) for lines in sentence_lists(posture).values() for line in lines)
