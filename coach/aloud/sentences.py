"""Where a sentence ends, and where a full stop belongs to an abbreviation."""

import re

from coach.aloud.abbreviations import CLOSING, COUNTING, DAYS, NAMING, UNITS, all_of, is_initial

_GAP = re.compile(r"([.!?…]+)([\"')\]”’»]*)\s+")
_LAST_WORD = re.compile(r"[^\s\"'(\[“‘«]*$")
_NEXT_WORD = re.compile(r"[\"'(\[“‘«]*([^\W_]*)")

_LETTERED = all_of("vitamin hepatitis plan point points step type group option appendix letter section grade")
"""What is told apart by single letters, with which a sentence may end: "vitamin C. Then"."""

_BEGINNING = all_of(
    "the a an this that these those then there it its he she we you they i my your his her our their now next if when "
    "while after before in on at as but and or so for from with to not do press hold rest breathe let keep find"
)
"""First words by which a sentence is known to begin after "U.S."."""


_SHORT = 5
"""A capital, so few letters, a full stop and then no capital make an abbreviation that no table knows."""


def sentences(text: str) -> list[str]:
    """Return a text sentence by sentence: "at 5 p.m. today, e.g. about L. 5." is one, "At 5 p.m. Then rest." two."""
    found, start, text = [], 0, text.strip()
    for gap in _GAP.finditer(text):
        if _ends(text[start : gap.start()], gap[1], gap[2], text[gap.end() :]):
            found.append(text[start : gap.end()].rstrip())
            start = gap.end()
    return [*found, text[start:]] if text[start:] else found


def _ends(sentence: str, marks: str, closed: str, rest: str) -> bool:
    """Tell whether a sentence ends with `marks` and the quotes or brackets after them, where `rest` follows."""
    following = _NEXT_WORD.match(rest)
    after = following[1] if following else ""
    if marks != ".":
        return not (after[:1].islower() and (closed or marks[-1] in ".…"))
    if after[:1].islower() and closed:
        return False
    word = _LAST_WORD.search(sentence)
    return not word or closed != "" or _full_stop(sentence[: word.start()].split(), word[0], after)


def _full_stop(before: list[str], word: str, after: str) -> bool:
    """Tell whether the full stop behind `word` is more than a part of it."""
    low, is_unit = word.lower(), bool(before) and before[-1][-1].isdigit()
    begins = after[:1].isupper() and after.lower() not in DAYS
    if low in NAMING or (low in COUNTING and after[:1].isdigit() and not is_unit):
        return False
    if low.isdigit() or low == "st":
        return bool(before) and not (low == "st" and begins)  # "1. Sit down." has its number at the beginning
    if is_initial(word):
        return not after[:1].isdigit() and bool(before) and before[-1].lower() in _LETTERED
    if low in CLOSING or (low in UNITS and is_unit) or re.fullmatch(r"[\d.,/]+[^\W\d_]+", low):
        return begins or after[:1].isdigit()
    if before and word[:1].isupper() and len(word) <= _SHORT and after[:1].islower():
        return False
    return after.lower() in _BEGINNING if "." in low and low.replace(".", "").isalpha() else True
