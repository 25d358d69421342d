"""Abbreviations: what they stand for, and whether a sentence may end with one."""

import re


def all_of(words: str) -> frozenset[str]:
    """Return words that stand in one text."""
    return frozenset(words.split())


NAMING = {
    "dr": "Doctor", "mr": "Mister", "mrs": "Missis", "ms": "Miz", "prof": "Professor", "rev": "Reverend",
    "e.g": "for example", "eg": "for example", "i.e": "that is", "ie": "that is", "viz": "namely", "cf": "compare",
    "vs": "versus", "approx": "approximately", "appr": "approximately", "ca": "about", "incl": "including",
    "excl": "excluding", "esp": "especially", "max": "maximum", "avg": "average", "temp": "temperature",
    "tel": "telephone",
    "resp": "respectively", "usu": "usually", "w/o": "without", "gen": "General", "lt": "Lieutenant", "sgt": "Sergeant",
    "capt": "Captain", "mt": "Mount",
}  # fmt: skip
"""Something follows them always: no sentence ends with one."""

COUNTING = {
    "no": "number", "nos": "numbers", "nr": "number", "p": "page", "pp": "pages", "pg": "page", "fig": "figure",
    "figs": "figures", "vol": "volume", "ch": "chapter", "chap": "chapter", "sect": "section", "art": "article",
    "c": "about", "vs": "versus", "ver": "version", "min": "at least", "ext": "extension", "eq": "equation",
    "pt": "part",
    "jan": "January", "feb": "February", "mar": "March", "apr": "April", "jun": "June", "jul": "July", "aug": "August",
    "sep": "September", "sept": "September", "oct": "October", "nov": "November", "dec": "December",
}  # fmt: skip
"""They are abbreviations before a number alone; elsewhere most of them are words."""

CLOSING = {
    "etc": "et cetera", "al": "al", "a.k.a": "also known as", "p.s": "P S", "a.m": "AM", "p.m": "PM", "jr": "Junior",
    "sr": "Senior", "ph.d": "P H D", "dept": "department", "inc": "Incorporated", "ltd": "Limited", "co": "Company",
    "mon": "Monday", "tue": "Tuesday", "tues": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "thurs": "Thursday",
    "fri": "Friday", "feb": "February", "apr": "April", "aug": "August", "sept": "September", "oct": "October",
    "nov": "November",
    "ave": "Avenue", "blvd": "Boulevard", "rd": "Road", "b.c": "B C", "a.d": "A D", "est": "established",
}  # fmt: skip
"""A sentence may end with one: what follows tells."""

UNITS = all_of(
    "s sec secs min mins h hr hrs d wk wks mo mos yr yrs mm cm m km ft yd mi mg g kg oz lb lbs ml l dl tsp tbsp "
    "bpm rpm hz cal kcal in"
)
"""Units that are written with a full stop too, after a number."""

DAYS = all_of(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december est edt cst cdt pst pdt gmt utc bst cet"
)
"""What goes on after "5 p.m." though it has a capital."""

DOTTED = re.compile(r"(?<![^\W\d_])(?<!\.)((?:[^\W\d_]{1,3}\.)*[^\W\d_]+)\.(?!\w)")
"""A word, or letters with a full stop after each, that ends with a full stop: without that."""

_END = re.compile(r"[\s.,;:!?…)\"'”’»]*")


def is_initial(word: str) -> bool:
    """Tell whether a word is one capital, as in "L. 5" and "J. Lee"; "I" is a word."""
    return len(word) == 1 and word.isupper() and word != "I"


def expanded(sentence: str) -> str:
    """Return one sentence with its abbreviations as they are said, and no full stop but the last."""
    return DOTTED.sub(_expanded, sentence)


def _expanded(found: re.Match[str]) -> str:
    word, low = found[1], found[1].lower()
    before, after = found.string[: found.start()], found.string[found.end() :]
    counts = bool(re.match(r" ?#?\d", after))
    is_unit = low in UNITS and re.search(r"\d[ -]?$", before) is not None
    if low == "st":
        said = "Saint" if re.match(r" [A-Z]", after) else "Street"
    elif low in COUNTING and counts and not is_unit:
        said = COUNTING[low]
    elif low in NAMING or low in CLOSING:
        said = NAMING.get(low) or CLOSING[low]
    elif "." in word:
        said = " ".join(word.replace(".", "").upper())
    elif is_initial(word) or is_unit:
        said = "inches" if low == "in" else word
    else:
        return found[0]
    if found.string[found.start() - 1 : found.start()].isdigit():
        said = f" {said}"
    if word[0].isupper() and not is_unit:
        said = said[0].upper() + said[1:]
    return f"{said}." if _END.fullmatch(after) else said
