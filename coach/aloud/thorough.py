"""What takes long to look for in a text, and most texts have nothing of."""

import re
from functools import lru_cache

from coach.aloud import codes, quantities, romans, times, words
from coach.aloud.abbreviations import all_of, expanded
from coach.aloud.sentences import sentences
from coach.aloud.signs import PUNCTUATION, is_letter, name_of, plainly_written
from coach.errors import CannotSay

_MOST_TIMES = 6
"""How often a text is gone through: what one rule has written, another may read."""

_LEADING_DASH = re.compile(r"^[-–—] +")
_DASHED_NUMBER = re.compile(r"^[-–] +\d")
_EXTRA = re.compile(r"(\b(?:EX-[A-Z]{1,2}|[MN]-[A-Z]{2}-)\d+(?!\w))")
_WORD_AND_NUMBER = re.compile(r"(?<![^\W_])[^\W\d_]+(?=[\d½])")
_KEPT = all_of("m mm cm dm km x USD EUR GBP CHF JPY")
"""What a number may follow at once."""

_STUCK = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_HYPHENS = re.compile(r"(?<=[^\W\d_])-(?=\d)|(?<=\d)-(?=[^\W\d_])")
_BEFORE_MARK = re.compile(r" +(?=[,;:!?…]|\.(?!\w))")
_FIGURES = re.compile(r"[\w.]*\d[\w.]*")
_FIGURE = re.compile(r"(?:0|[1-9]\d{0,2})(?:\.\d+)?[.]*")
_DANGLING = re.compile(r"[-–—]\d|\d[-–—]")
_LONE_ACCENT = re.compile("(?<![^\\W\\d_\u0300-\u0333])[\u0300-\u0333]")
_PRIME = re.compile(r"\d(['’\"])(?!\w)")


@lru_cache(maxsize=256)
def written_thoroughly(whole: str) -> str:
    """Return what `coach.aloud.written.written_out` says of any text; raises CannotSay."""
    text = whole
    if "[[" in text:
        raise CannotSay("'[['", whole, "phonemes are not read; write the word that they stand for")
    try:
        for _ in range(_MOST_TIMES):
            before, text = text, " ".join(map(_sentence, sentences(plainly_written(text))))
            if text == before:
                return text
    except CannotSay as error:
        raise CannotSay(error.sign, whole, error.advice) from None
    raise CannotSay(repr(text[:60]), whole)


def _sentence(sentence: str) -> str:
    if dashed := _DASHED_NUMBER.match(sentence):
        raise CannotSay(repr(dashed[0]), sentence, "write 'minus', or leave the dash out")
    prime = _PRIME.search(sentence)
    if prime and not _is_quote(prime[1], sentence[: prime.start(1)]):
        raise CannotSay(repr(prime[0]), sentence, "write what it counts as a word")
    said = expanded(codes.in_words(words.operators(words.addresses(sentence))))
    parts = _EXTRA.split(said)
    parts[::2] = map(_written, parts[::2])
    said = _BEFORE_MARK.sub("", " ".join("".join(parts).split()))
    return _LEADING_DASH.sub("", said)


def _written(part: str) -> str:
    """Return a part of a sentence that has no code in it."""
    part = _WORD_AND_NUMBER.sub(lambda found: found[0] if found[0] in _KEPT else f"{found[0]} ", part)
    said = quantities.written(times.written(romans.written(part)))
    said = _STUCK.sub(" ", _HYPHENS.sub(" ", words.written(said)))
    said = quantities.figures(codes.in_words(said))
    _check(said)
    return said


def _check(said: str) -> None:
    """Raise CannotSay at the first thing in a text for which nothing here has found words."""
    for character in said:
        if not ((character.isascii() and character.isalnum()) or character in PUNCTUATION or is_letter(character)):
            foreign = character.isalpha() and not character.isascii()
            raise CannotSay(name_of(character), said, "write it in Latin letters" if foreign else "write it in words")
    odd = _LONE_ACCENT.search(said) or _DANGLING.search(said)
    odd = odd or next((found for found in _FIGURES.finditer(said) if not _FIGURE.fullmatch(found[0])), None)
    if odd:
        raise CannotSay(repr(odd[0]), said)


def _is_quote(mark: str, before: str) -> bool:
    """Tell whether a mark closes what was quoted before it."""
    if mark == '"':
        return before.count('"') % 2 == 1
    return re.search(r"(?<!\w)['‘]", before) is not None
