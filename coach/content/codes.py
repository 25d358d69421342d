"""How people name a point, and which one they mean: by its code in any usual spelling, or by its name."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from coach.aloud.codes import CHANNELS
from coach.content.model import Point
from coach.errors import UnknownName, offer
from coach.slips import containing, is_slip, nearest

_OTHERWISE = {"UB": "BL", "REN": "CV", "RN": "CV", "DU": "GV"}
"""Letters of a channel as some books write them, and as the codes here do."""

_SPELLED = re.compile(r"([A-Z]+)[-.]?([0-9]{1,3})(?:-(?:\1)?([0-9]{1,3}))?")
_DASHES = dict.fromkeys(map(ord, "\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}_"), "-")


def find_point(name: str, points: Mapping[str, Point]) -> str | None:
    """Return the code of the point that a person means by "bl 40", "UB-40", "Weizhong" or "Commanding Middle".

    An older code of a point is none of its names: today it may be that of another one.
    """
    code = _spelled(name)
    return code if code in points else _by_name(points).get(_letters(name))


def known_point(name: str, points: Mapping[str, Point], where: str = "") -> str:
    """Return the code of the point that a person means; raise UnknownName, with `where` they ask, if there is none."""
    found = find_point(name, points)
    if found is None:
        raise unknown_point(name, points, where=where)
    return found


def as_codes(names: Iterable[str], points: Mapping[str, Point]) -> tuple[str, ...]:
    """Return the codes of the points that a person means; a name that means none stays as it is."""
    return tuple(find_point(name, points) or name for name in names)


def unknown_point(
    name: str, points: Mapping[str, Point], allowed: Iterable[str] | None = None, where: str = ""
) -> UnknownName:
    """Return the error for a point that is not among the codes that are allowed, by default all of some points.

    What it offers are points whose code begins so, the one with that code in older books, or the one of a slip of the
    hand: another number, or another channel, is another point.
    """
    codes = tuple(points if allowed is None else allowed)
    asked = _spelled(name)
    if not containing(asked, codes):
        return UnknownName("point", name, codes, where, hint=_guess(name, asked, points, codes))
    return UnknownName("point", name, codes, where, meant=asked)


def _guess(name: str, asked: str, points: Mapping[str, Point], codes: tuple[str, ...]) -> str:
    for code in codes:
        older = points[code].older_codes if code in points else ()
        for old in older:
            if asked in {old, _today(old)}:
                return offer(code, codes, f", which older books number {old}")
    near = [code for code in codes if _is_near(asked, code)]
    if near:
        return offer(nearest(asked, near) or near[0], codes)
    names = _by_name(points)
    called = nearest(_letters(name), (each for each, code in names.items() if code in codes))
    return offer(names[called], codes, f", {points[names[called]].en.pinyin}") if called else offer(None, codes)


def _spelled(name: str) -> str:
    """Return a code as it is written here, or what is no code in capitals."""
    plain = "".join(name.upper().translate(_DASHES).split())
    found = _SPELLED.fullmatch(plain)
    if not found:
        return plain
    letters, first, last = found.groups()
    return f"{_OTHERWISE.get(letters, letters)}{first}{f'-{last}' if last else ''}"


def _today(old: str) -> str:
    """Return an older code with the letters of today: "B54" is not "BL54", but may be taken for it."""
    return re.sub(r"^B(?=\d)", "BL", old)


def _is_near(asked: str, code: str) -> bool:
    """Tell whether a code was meant by another one with a slip: letters of a channel are none, nor is any other number.

    A digit too few, too many, beside its place, or one up or down on the keyboard is.
    """
    written, meant = _SPELLED.fullmatch(asked), _SPELLED.fullmatch(code)
    if not (written and meant and written[1] in CHANNELS):
        return is_slip(asked, code)
    one, other = asked.removeprefix(written[1]), code.removeprefix(meant[1])
    if written[1] != meant[1] or not is_slip(one, other):
        return False
    changed = [abs(ord(digit) - ord(right)) for digit, right in zip(one, other, strict=False) if digit != right]
    return len(one) != len(other) or len(changed) != 1 or changed[0] in {1, 9}


def _by_name(points: Mapping[str, Point]) -> dict[str, str]:
    """Return the codes of points by the letters of their English and their Chinese names."""
    return {_letters(name): code for code, point in points.items() for name in (point.en.name, point.en.pinyin)}


def _letters(name: str) -> str:
    """Return the letters of a name, without case, spaces and tones."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(character for character in plain if character.isalnum())
