"""Words as lines of similar length: for captions and for the title of a cover."""

import re
from collections.abc import Callable, Sequence

BOUND = "\N{NO-BREAK SPACE}"
"""Stands between words that belong on one line."""

_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|dozen|half|quarter"
)
_NUMBER = rf"""["'(\[]?(?:[^\w\s]?[\d¼-¾⅐-⅞](?:\S*[^\s.,;:!?])?|\b(?:{_WORDS})(?:-\w+)*)"""
_SIGN = r"(?:[<>≤≥=~≈±+\u2212\u00d7/$€£] )?"
_QUANTITY = re.compile(
    rf"(?<!\S){_SIGN}(?:an? )?{_NUMBER}(?: (?:(?:to|or|and|by|[x\u00d7/\u2013-]) )?(?:an? )?{_NUMBER}){{0,3}}"
    r" (?:[x\u00d7] )?(?:of )?(?:an? )?\S+",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?<!\S)([A-Z]{1,3}) (?=\d)")


def bound(text: str) -> str:
    """Return a text of words one space apart, with BOUND where no line may end: between a number and its unit.

    A number is written in figures or in words, may be a range, and takes the word that follows it for its unit: in
    "60 seconds", "two or three finger-widths", "one and a half minutes", "≥ 3 cm". So it is with the code "BL 40".
    """
    return _CODE.sub(rf"\1{BOUND}", _QUANTITY.sub(lambda quantity: quantity[0].replace(" ", BOUND), text))


def balanced(words: Sequence[str], longest: float, measure: Callable[[str], float] = len) -> list[str]:
    """Return words as the fewest lines that are at most `longest`; a word that is longer has a line of its own.

    Words with BOUND between them count as one, and a space is written there. Of the ways to do so it takes the most
    even one: that with the least sum of squared lengths. `measure` gives the length of a line, by default in
    characters.
    """
    best: list[tuple[int, float, tuple[str, ...]]] = [(0, 0, ())]  # the lines of the first n words
    for end in range(1, len(words) + 1):
        ways = []
        for start in reversed(range(end)):
            line = " ".join(words[start:end]).replace(BOUND, " ")
            length = measure(line)
            if length > longest and start < end - 1:
                break
            count, squares, lines = best[start]
            ways.append((count + 1, squares + length**2, (*lines, line)))
        best.append(min(ways))
    return list(best[-1][2])
