"""Characters: which are letters, which are seen at all, and what signs are called."""

import re
import unicodedata
from functools import cache

from coach.aloud.numbers import roman

_UNSEEN = re.compile(
    r"[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
"""What only joins, parts, varies or turns others."""

_BLANKS = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")
_IN_NUMBERS = re.compile(r"(?<=\d)[\u00a0\u2009\u202f](?=\d{3}(?!\d))")
"""Blanks that part the thousands of a number."""

_UNUSUAL = re.compile(r"[^\x20-\x7e]|[\[\]`]")

_ROMANS = re.compile(r"[\u2160-\u217f]+")
_VULGAR = re.compile(r"[\u00bc-\u00be\u2150-\u215e\u2189]")
SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ"
"""Of numbers; other marks above letters are letters themselves."""

PUNCTUATION = frozenset(".,;:!?'\"()- –—…‘’‚“”„«»‹›")

_ACCENTS = range(0x300, 0x334)
"""The marks that belong to letters; those that strike them out come after."""

_FORMS = {
    **dict.fromkeys("−﹣－", "−"),
    **dict.fromkeys("‐‑", "-"),
    **dict.fromkeys("‒–", "–"),
    **dict.fromkeys("—―⸺﹘", "—"),
    **dict.fromkeys("〜～∼", "~"),
    **dict.fromkeys("≤⩽≦", " at most "),
    **dict.fromkeys("≥⩾≧", " at least "),
    **dict.fromkeys("≈≃≅≒", " about "),
    **dict.fromkeys("×✕✖⨯", "×"),
    "∗": "*",
    **dict.fromkeys("±", " plus or minus "),
    **dict.fromkeys("∓", " minus or plus "),
    **dict.fromkeys("÷∶", " divided by "),
    **dict.fromkeys("→⇒⟶⟹➔➜➡", "→"),
    **dict.fromkeys("⁄∕", "/"),
    **dict.fromkeys("[【〔", "("),
    **dict.fromkeys("]】〕", ")"),
    **dict.fromkeys("〈《「『", "“"),
    **dict.fromkeys("〉》」』", "”"),
    **dict.fromkeys("。｡", ". "),
    **dict.fromkeys("、､", ", "),
    **dict.fromkeys("´ʼ＇", "’"),
    **dict.fromkeys("‛`", "‘"),
    **dict.fromkeys("‟", "“"),
    **dict.fromkeys("¿¡", ""),
    **dict.fromkeys("µμ", "μ"),
    "≠": " is not equal to ",
    "∞": " infinity ",
    "√": " the square root of ",
    "‽": "?!",
    "№": " No. ",
    "©": " copyright ",
    "®": " registered ",
    "™": " trademark ",
    "℃": "°C",
    "℉": "°F",
    "‰": " per mille ",
    "§": " section ",
    "¶": " paragraph ",
}
"""Signs in the one form in which the rest of this folder knows them, or in words."""

GREEK = {
    name: f" {unicodedata.name(name).split()[-1].lower().replace('lamda', 'lambda')} "
    for name in "αβγδεζηθικλνξοπρστυφχψωΓΔΘΛΞΠΣΦΨΩ"
}


def tidied(text: str) -> str:
    """Return a text without what nobody sees, in one line."""
    return unicodedata.normalize("NFC", _BLANKS.sub(" ", _UNSEEN.sub("", text)).strip())


def plainly_written(text: str) -> str:
    """Return a text whose signs, figures and letters come in one form each: "３／４" as "3/4", "½" as " 1/2 "."""
    whole = _ROMANS.sub(_arabic, _VULGAR.sub(_fraction, _IN_NUMBERS.sub("", text.replace("ⁿᵈ", "nd"))))
    return " ".join(_UNUSUAL.sub(lambda found: _plain(found[0]), whole).split())


def name_of(sign: str) -> str:
    """Return a sign as an error shows it, with its name where a reader may not see it: "'☃' (snowman)"."""
    name = unicodedata.name(sign, "") if len(sign) == 1 and not sign.isascii() else ""
    return f"{sign!r} ({name.lower()})" if name else repr(sign)


@cache
def is_letter(character: str) -> bool:
    """Tell whether an English voice has a sound for a character: a Latin letter, or a mark that belongs to one."""
    if ord(character) in _ACCENTS:
        return True
    return unicodedata.category(character)[0] == "L" and unicodedata.name(character, "").startswith("LATIN ")


def _fraction(found: re.Match[str]) -> str:
    """Write "½" as "1/2", apart from what it would run into: "1 1/2"."""
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    plain = unicodedata.normalize("NFKC", found[0]).replace("\N{FRACTION SLASH}", "/")
    return f"{' ' if before.isalnum() else ''}{plain}{' ' if after.isalnum() else ''}"


def _arabic(found: re.Match[str]) -> str:
    letters = unicodedata.normalize("NFKC", found[0])
    return f" {roman(letters.upper()) or letters} "


@cache
def _plain(character: str) -> str:
    if character in _FORMS:
        return _FORMS[character]
    kind = unicodedata.decomposition(character).partition(" ")[0]
    category = unicodedata.category(character)
    if category == "Nd":
        plain = str(unicodedata.decimal(character))
    elif category[0] == "Z":
        plain = " "
    elif character in PUNCTUATION or character in SUPERSCRIPTS or character in "ºª" or not kind.startswith("<"):
        plain = character
    else:
        folded = unicodedata.normalize("NFKC", character)
        is_itself = folded == character or not all(
            part.isascii() or part in _FORMS or part in SUPERSCRIPTS or (is_letter(part) and part.isalpha())
            for part in folded
        )
        plain = character if is_itself else "".join(map(_plain, folded))
    return f" {plain} " if kind == "<circle>" else plain
