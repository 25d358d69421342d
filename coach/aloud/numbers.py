"""Whole numbers in words."""

import re

# fmt: off
_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)
_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}
# fmt: on
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred"))

_ROMAN = re.compile("M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}

MOST_FIGURES = 15
"""A number of more figures is said digit by digit."""


def cardinal(value: int) -> str:
    """Return a number from 0 of at most `MOST_FIGURES` figures in words: "thirty-four", "two thousand five hundred"."""
    for scale, name in _SCALES:
        if value >= scale:
            many, rest = divmod(value, scale)
            return f"{cardinal(many)} {name}" + (f" {cardinal(rest)}" if rest else "")
    if value < len(_ONES):
        return _ONES[value]
    tens, ones = divmod(value, 10)
    return _TENS[tens - 2] + (f"-{_ONES[ones]}" if ones else "")


def ordinal(value: int) -> str:
    """Return the place of a number in words: "thirty-fourth"."""
    words = cardinal(value)
    last = words.replace("-", " ").split()[-1]
    there = last[:-1] + "ieth" if last.endswith("y") else _ORDINALS.get(last, f"{last}th")
    return words[: len(words) - len(last)] + there


def year(value: int) -> str:
    """Return a year of four digits in words: "nineteen oh five", "two thousand nine", "twenty twenty-six"."""
    century, rest = divmod(value, 100)
    if century % 10 == 0 and rest < 10:
        return cardinal(value)
    if not rest:
        return f"{cardinal(century)} hundred"
    return f"{cardinal(century)} {'oh ' if rest < 10 else ''}{cardinal(rest)}"


def plural(words: str) -> str:
    """Return an ordinal, or the round number of a decade, for several: "thirds", "nineteen eighties"."""
    return f"{words[:-1]}ies" if words.endswith("y") else f"{words}s"


def digits(figures: str) -> str:
    """Return figures one by one in words: "zero zero seven"."""
    return " ".join(_ONES[int(figure)] for figure in figures)


def part(numerator: int, denominator: int) -> str:
    """Return a fraction in words: "three quarters"; `denominator` is 2 or more."""
    name = {2: "half", 4: "quarter"}.get(denominator) or ordinal(denominator).removeprefix("one ")
    if numerator != 1:
        name = "halves" if denominator == 2 else plural(name)
    return f"{cardinal(numerator)} {name}"


def roman(letters: str) -> int | None:
    """Return the value of a Roman numeral in capitals, or None if it is none."""
    found = _ROMAN.fullmatch(letters)
    if not letters or not found:
        return None
    values = [_ROMAN_VALUES[letter] for letter in letters]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))
