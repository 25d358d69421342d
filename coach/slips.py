"""Which name was meant by one that nothing answers to: the hand slipped, or it is a part of that name."""

import re
from collections.abc import Iterable
from itertools import zip_longest

LONGEST_NAME = 100
"""For a name of more characters nothing like it is looked for: that takes its time, and nothing is called so."""

FEWEST_LETTERS = (0, 3, 7)
"""So many letters a word has for which no slip, one, and two are taken: with more, it would be another word."""

LONGEST_ENDING = 3
"""So many letters may follow a word of more letters: "bells" and "bestest" mean "bell" and "best"."""


def nearest(name: str, allowed: Iterable[str]) -> str | None:
    """Return the entry of `allowed` that was meant by a name with a slip of the hand, or None if none is so near.

    That is the one with the fewest slips; of several, the one that begins alike, or whose characters are closest.
    """
    if len(name) > LONGEST_NAME:
        return None
    near = [(slips, _apart(name, entry), entry) for entry in allowed if (slips := _slips(name, entry)) is not None]
    return min(near)[-1] if near else None


def is_slip(word: str, meant: str, slips: int = 1) -> bool:
    """Tell whether so many slips, or fewer, make one word of another: a letter lost, added, wrong, or before its time.

    >>> is_slip("weizohng", "weizhong")
    True
    """
    while word and meant and word[0] == meant[0]:
        word, meant = word[1:], meant[1:]
    if not (word and meant and slips):
        return len(word) + len(meant) <= slips
    rests = [(word, meant[1:]), (word[1:], meant), (word[1:], meant[1:])]
    if word[:2] == meant[1::-1]:
        rests.append((word[2:], meant[2:]))
    return any(is_slip(*rest, slips - 1) for rest in rests)


def containing(name: str, allowed: Iterable[str]) -> tuple[str, ...]:
    """Return the entries of `allowed` of which `name` is a part.

    It may be their beginning, some of the parts between their hyphens ("skin-leg" of "skin-left-leg"), or a number of
    their range ("BL32" of "BL31-34").
    """
    asked = name.casefold()

    def has_it(entry: str) -> bool:
        offered = entry.casefold()
        return offered.startswith(asked) or {*asked.split("-")} <= {*offered.split("-")} or _spans(offered, asked)

    return tuple(entry for entry in allowed if has_it(entry))


def _spans(span: str, name: str) -> bool:
    """Tell whether a span like "bl31-34" takes in a name like "bl32"."""
    ends, one = re.fullmatch(r"(\D+)(\d{1,9})-(\d{1,9})", span), re.fullmatch(r"(\D+)(\d{1,9})", name)
    return bool(ends and one and ends[1] == one[1] and int(ends[2]) <= int(one[2]) <= int(ends[3]))


def _slips(name: str, entry: str) -> int | None:
    """Return how many slips make a name of an entry, or None if they are more than a hand makes.

    Each part of a name of several, "hibari:emma", is a word, and the last one may stand for all of it.
    """
    asked, offered = name.casefold(), entry.casefold()
    words, meant = asked.split(":"), offered.split(":")
    if len(words) == 1:
        meant = meant[-1:]
    slips = [_slips_of_word(*pair) for pair in zip(words, meant, strict=False)]
    if len(words) == len(meant) and None not in slips:
        return sum(filter(None, slips))
    has_more = len(meant) > 1 and words[: len(meant)] == meant  # a speaker of a voice that has none
    return 1 if has_more or (len(offered) >= FEWEST_LETTERS[1] and is_slip(asked, offered)) else None


def _slips_of_word(word: str, meant: str) -> int | None:
    for slips, letters in enumerate(FEWEST_LETTERS):
        if len(meant) >= letters and is_slip(word, meant, slips):
            return slips
    has_ending = word.startswith(meant) and len(word) - len(meant) <= min(LONGEST_ENDING, len(meant) - 1)
    return len(FEWEST_LETTERS) if has_ending else None


def _apart(name: str, entry: str) -> tuple[int, ...]:
    """Return how far the characters of two names are apart, from the first on."""
    pairs = zip_longest(name.casefold(), entry.casefold(), fillvalue="\0")
    return tuple(abs(ord(one) - ord(other)) for one, other in pairs)
