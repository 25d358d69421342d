"""Signs between words, and addresses, written out."""

import re

from coach.errors import CannotSay

_ENTITY = re.compile(r"&(?:#\d+|#[xX][\dA-Fa-f]+|[A-Za-z]+\d*);")
_UNCLEAR = re.compile(r"<[-=]+>|<[-~]{1,2}(?=\s)|<<+|>>+|===+|[-=]{3,}>")
_OPERATORS = {
    r"(?<=[^\W\d_])\.(?=\d)|(?<=\d)\.(?=[^\W\d_])": ". ",
    r"\b([A-Z])(\d+) ?[-–—] ?(?=[A-Z]?\d+\b)": r"\1 \2 to ",
    r"\b([A-Z])(\d+) ?/ ?(?=(?:\1)?\d+\b)": r"\1 \2 ",
    r"(?<![\w.])[Aa]\.[Mm](?![\w.])": "AM",
    r"(?<![\w.])[Pp]\.[Mm](?![\w.])": "PM",
    r"(?<!\d )\bmin\.? ?(?=\d)": "at least ",
    r"(?<!\d )\bmax\.? ?(?=\d)": "at most ",
    r"(?<=\d) ?y/?o\b": " years old",
    r"\+ ?/ ?[-−]|\+[-−](?=\d| \d)": " plus or minus ",
    r"<=|=<": " at most ",
    r">=": " at least ",
    r"!=|<>": " is not equal to ",
    r"-{1,2}>|=>": "→",
    r"==": "=",
    r"(?<!-)--(?!-)": " – ",
}
_BETWEEN = {
    r"(?<=\d) ?→ ?(?=\d)": " to ",
    r"^ ?→ ?": "then ",
    r"(?<=[.,;:!?]) ?→ ?": " then ",
    r" ?→ ?": ", then ",
    r"<": " less than ",
    r">": " more than ",
    r"=": " equals ",
    r"~": " about ",
    r"\+": " plus ",
    r"&": " and ",
    r"%": " percent ",
    r"@": " at ",
    r"#(?= ?\d)": " number ",
    r"#(?=[^\W\d_])": " hashtag ",
    r"(?<=\d) ?· ?(?=\d)": "·",
    r"(?<=\S) [•·▪◦] (?=\S)": ", ",
}
_SLASHES = {
    r"\b([Aa])nd ?/ ?or\b": r"\1nd or",
    r"\b([Ww])/o(?:ut)?\b": r"\1ithout",
    r"\b([Ww])/(?= ?\w)": r"\1ith ",
    r"\b[Nn]/[Aa]\b": "not applicable",
    r"\b([Bb])/c\b": r"\1ecause",
    r"\bc/o\b": "care of",
    r"(?<=[^\W\d_)]) ?/ ?(?=[^\W\d_(])": " or ",
    r"(?<=[^\W\d_])(?: / |/)(?=\d)|(?<=\d)(?: / |/)(?=[^\W\d_])": " or ",
}
_SHORT = {
    r"\bDr(?= [A-Z])": "Doctor",
    r"\bMr(?= [A-Z])": "Mister",
    r"\bMrs(?= [A-Z])": "Missis",
    r"\bMs(?= [A-Z])": "Miz",
    r"\bProf(?= [A-Z])": "Professor",
    r"\bSt(?= [A-Z])": "Saint",
    r"\betc\b": "et cetera",
    r"\bapprox\b": "approximately",
    r"\bvs\b": "versus",
}

_GREEK = re.compile(r"(?<![^\W\d_])[α-ρτ-ωΓΔΘΛΞΠΣΦΨΩμ](?![^\W\d_])")
_TOP_LEVELS = "com|org|net|edu|gov|io|info|eu|uk|de|us|ca|au|nz|health|app|int"
_ADDRESS = re.compile(
    r"(?<![\w@])(?:https?://|www\.)\S*[\w/]"
    r"|(?<![\w.@])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    rf"|(?<![\w.@])(?:[A-Za-z0-9][\w-]*\.)+(?:{_TOP_LEVELS})(?:/[\w./-]*\w)?(?![\w-])"
)
_IN_ADDRESSES = {".": " dot ", "@": " at ", "/": " slash ", "-": " dash ", "_": " underscore ", "+": " plus "}
_STUCK = re.compile(r"(?<=[a-z])([.!?])(?=[A-Z])")
_FILE = re.compile(r"(?<=[^\W_])\.(?=[^\W\d_])")


def addresses(text: str) -> str:
    """Return a text with its addresses of pages and people as they are said; raises CannotSay where one is too odd."""
    return _ADDRESS.sub(_address, text)


def operators(text: str) -> str:
    """Return a text with signs of several characters as one, or in words; raises CannotSay for what is unclear."""
    for pattern in (_ENTITY, _UNCLEAR):
        if found := pattern.search(text):
            raise CannotSay(repr(found[0]), text)
    return _replaced(text, _OPERATORS)


def written(text: str) -> str:
    """Return a text with the signs that are left between its words as words."""
    text = _FILE.sub(" dot ", _STUCK.sub(r"\1 ", text))
    text = _GREEK.sub(lambda found: _name(found[0]), text)
    return _replaced(_replaced(_replaced(text, _SLASHES), _BETWEEN), _SHORT)


def _replaced(text: str, table: dict[str, str]) -> str:
    for pattern, words in table.items():
        text = re.sub(pattern, words, text)
    return text


def _name(letter: str) -> str:
    import unicodedata

    return unicodedata.name(letter).split()[-1].lower().replace("lamda", "lambda")


def _address(found: re.Match[str]) -> str:
    address = re.sub(r"^https?://", "", found[0]).rstrip("/")
    if odd := re.search(r"[^\w.@/+-]", address):
        raise CannotSay(f"{odd[0]!r} in an address", found.string, "leave the address out, or write it in words")
    return " ".join("".join(_IN_ADDRESSES.get(character, character) for character in address).split())
