"""Codes of points, in all their usual spellings: "BL40", "BL-40", "bl 40", "UB40", "BL31-34"."""

import re

from coach.aloud.numbers import cardinal

_FREE = "BL|UB|GV|CV|LR|LV|LU|SP|KI|KD|HT|PC|TW|SJ"
_MEASURES = "GB|TB"
"""After a number these are gigabytes and terabytes."""

_WORDS = "LI|ST|SI|TE"
"""Letters that are a word or its beginning in lower case: they need their number close by."""

CHANNELS = frozenset(f"{_FREE}|{_MEASURES}|{_WORDS}".split("|"))
"""Letters of channels, in all their usual spellings."""

_LETTERS = (
    rf"(?:[A-Z]{{2}}|(?:(?i:{_FREE})|(?<!\d )(?i:{_MEASURES})|{_WORDS})[ –-]|(?i:{_FREE}|{_MEASURES}|{_WORDS})[–-]?)"
)
_EXTRA = (
    r"(?P<region>EX (?:HN|CA|UE|LE|B)|(?i:EX-?(?:HN|CA|UE|LE|B)|[MN]-(?:HN|CA|BW|UE|LE)))"
    r"[ -]?(?P<place>[1-9][0-9]{0,2})"
)
_CODE = re.compile(
    rf"(?<![^\W_])(?:{_EXTRA}"
    rf"|(?P<letters>{_LETTERS})(?P<first>[1-9][0-9]?)(?: ?[-–—~] ?(?:{_LETTERS})?(?P<last>[1-9][0-9]?))?)"
    r"(?!\w|[.,:/-][0-9])"
)


def in_words(text: str) -> str:
    """Return a text with its codes as they are said: "B L thirty-one to thirty-four".

    Those of extra points, which have names of their own, come in the spelling of the standard: "EX-HN1", "N-HN-54".
    """
    return _CODE.sub(_said, text)


def _said(found: re.Match[str]) -> str:
    region, place, letters, first, last = found.group("region", "place", "letters", "first", "last")
    if region:
        region = region.upper()
        return f"EX-{region[2:].lstrip(' -')}{place}" if region.startswith("EX") else f"{region}-{place}"
    to = f" to {cardinal(int(last))}" if last else ""
    return f"{letters[0].upper()} {letters[1].upper()} {cardinal(int(first))}{to}"
