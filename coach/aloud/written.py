"""A reader's text → the one form in which every engine is given it: its numbers and signs in words."""

import re

_WORDS = "[A-Za-z ,;:!?'()-]*"
_PLAIN = re.compile(
    rf"(?=[A-Za-z0-9]){_WORDS}(?:(?<![^ ])[1-9][0-9]{{0,2}}(?:\.[0-9])? (?:seconds?|minutes?)(?![A-Za-z-]){_WORDS})*\.?"
)
"""A sentence of words alone, with lengths of time that every engine says right: what most sentences are."""

_UNSURE = re.compile(r"(?<!\b[A-Z] )\b(?:[VX]+I*|I[IVX]+)\b|\w I\b|\([ivx]+\)|\b(?:[DM]rs?|Ms|Prof|St) [A-Z]")
"""What may be a Roman numeral or a title; "B L" is the beginning of a code."""

_MAY_BE_UNSURE = re.compile(r"[IVX(]|[rsft] [A-Z]")
_SHORT = ("approx", " vs", " etc")
_LAST = frozenset({"etc.", "etc", "jr.", "sr.", "dept.", "inc.", "ltd.", "co.", "ave.", "blvd.", "rd.", "est."})
"""Abbreviations with which a sentence of words may end; the full stop within one is no mark of a plain sentence."""


def shown(text: str) -> str:
    """Return a text as a reader is shown it: its own signs, without markup and what nobody sees."""
    if _is_plain(text):
        return text
    from coach.aloud.markup import without_markup
    from coach.aloud.signs import tidied

    return tidied(without_markup(text))


def written_out(text: str) -> str:
    """Return a text in the words in which it is said, which are the same for every engine.

    Numbers below 1000 stay in figures, for every engine says them right, and codes of extra points stay as they are.
    The result of a result is itself. Raises CannotSay for a sign that has no words.
    """
    if _is_plain(text):
        return text
    from coach.aloud.codes import in_words

    with_codes = in_words(text)
    if _is_plain(with_codes):
        return with_codes
    from coach.aloud.thorough import written_thoroughly

    return written_thoroughly(shown(text))


def _is_plain(text: str) -> bool:
    """Tell whether there is nothing to write out in a text, without importing what knows how."""
    if not _PLAIN.fullmatch(text) or "  " in text or text.endswith(" "):
        return False
    if _MAY_BE_UNSURE.search(text) and _UNSURE.search(text):
        return False
    low = text.lower()
    return low[low.rfind(" ") + 1 :] not in _LAST and not any(short in low for short in _SHORT)
