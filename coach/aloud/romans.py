"""Roman numerals written out: after a word that is counted by them, or where they can be nothing else."""

import re

from coach.aloud.numbers import roman

_COUNTED = (
    "phases?|stages?|grades?|types?|class(?:es)?|parts?|chapters?|levels?|nerves?|factors?|sections?|volumes?|books?|"
    "acts?|scenes?|figures?|tables?|steps?|rounds?|cycles?|groups?|war"
)
_NUMERAL = "[IVX]+"
_JOINT = "(?:, | ?[-–/] ?|,? (?:and|or|to|through) )"
_AFTER_WORD = re.compile(rf"\b(?P<word>(?i:{_COUNTED})) (?P<all>{_NUMERAL}(?:{_JOINT}{_NUMERAL})*)(?![\w'’])")
_ALONE = re.compile(r"(?<![\w'’-])(?:I{2,3}|VI{1,3}|IX|XI{1,3}|XIV|XV|XVI{0,3}|XIX)(?![\w'’-])")
"""Not "IV", which is a drip."""

_LISTED = re.compile(r"\((i{1,3}|iv|vi{0,3}|ix|x)\)")
_THIRD_PERSON = re.compile(
    r"[^\w\s]|$| (?:is|has|begins|starts|ends|lasts|follows|comes|of|in|with|for|at|by|as|on|trials?|stud(?:y|ies)|"
    r"diabetes|and|or|to|only|alone|again|first|then|if|when|until|before|after)\b"
)
"""What may come after "phase I"; in "in this phase I press" somebody does something."""


def written(text: str) -> str:
    """Return a text with its Roman numerals as figures: "phase II" as "phase 2"; "I" stays where it is a word."""
    text = _AFTER_WORD.sub(_counted, text)
    text = _ALONE.sub(lambda found: str(roman(found[0])), text)
    return _LISTED.sub(lambda found: f"({roman(found[1].upper())})", text)


def _counted(found: re.Match[str]) -> str:
    if re.search(r"(?:^| )I$", found["all"]) and not _THIRD_PERSON.match(found.string, found.end()):
        return found[0]
    numerals = re.sub(_NUMERAL, lambda numeral: str(roman(numeral[0]) or numeral[0]), found["all"])
    return f"{found['word']} {re.sub(r' ?[-–] ?', ' to ', numerals).replace('/', ' or ')}"
