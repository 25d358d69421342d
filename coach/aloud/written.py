"""A reader's text → the one form in which every engine is given it: its numbers and signs in words."""

import re

_WORDS = "[A-Za-z ,;:!?'()-]*"
_PLAIN = re.compile(
    rf"(?=[A-Za-z0-9]){_WORDS}(?:(?<![^ ])[1-9][0-9]{{0,2}}(?:\.[0-9])? (?:seconds?|minutes?)(?![A-Za-z-]){_WORDS})*\.?"
)
"""A sentence of words alone, with lengths of time that every engine says right: what most sentences are."""

_TELLING = re.compile(
    r"(?<!\b[A-Z] )\b(?:[VX]+I*|I[IVX]+)\b|\w I\b|\([ivx]+\)"
    r"|\b(?i:approx|vs|(?:etc|[js]r|dept|inc|ltd|co|ave|blvd|rd|est)\.)"
)
"""What may be a Roman numeral or an abbreviation among words; "B L" is the beginning of a code."""


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
    """Tell whether there is nothing to write out in a text; what takes longer to import is not asked."""
    return (
        _PLAIN.fullmatch(text) is not None and not _TELLING.search(text) and "  " not in text and text == text.rstrip()
    )
