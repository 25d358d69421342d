"""Numbers with what belongs to them, written out: ranges, minus signs, money, fractions, factors, units."""

import re

from coach.aloud import measures
from coach.aloud.measures import CURRENCIES, UNITS, counted
from coach.aloud.numbers import MOST_FIGURES, cardinal, digits, ordinal, part, plural, year
from coach.errors import CannotSay

_NUMBER = r"(?<![\w.])\d+(?:\.\d+)?"
_UNIT = rf"(?:{measures.ANY})"
_POWER = r"(?:\^?[23]|[²³])"
_DASH = "(?: [-–—~] |[-–—~] ?)"

_BARE_POINT = re.compile(r"(?<![\w.])\.(?=\d)")
_THOUSANDS = re.compile(r"(?<![\w.,])\d{1,3}(?:(?:,\d{3})+|(?: 000)+)(?![\w,]|\.\d{3}\b)")
_SWISS = re.compile(r"(?<=\d)['’](?=\d{3}(?!\d))")
_MIXED = re.compile(r"(?<![\w./-])([1-9]\d*)-(?=([1-9]\d?)/([1-9]\d*)(?![\w/]))")
_LEFT_OPEN = re.compile(r"(?<=\d)-(?= (?:to|or|and) )")
_MINUTES = re.compile(r"(\d ?(?:h|hrs?|hours?) ?\d+ ?)m(?!\w)|(\d ?)m(?= ?\d+ ?(?:s|secs?)(?!\w))")
"""Of which "m" is the sign after hours or before seconds."""

_UNCLEAR_COMMA = re.compile(r"\d+(?:,\d+)+")

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_POWERS = re.compile(r"(\d|\b[abcnpqrxyz])(?:([⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)|\^([-−+]?\d+))(?![\w.^])")
_SCIENTIFIC = re.compile(rf"({_NUMBER})[eE]([-−+]?\d+)(?![\w.])")

_RANGE = re.compile(rf"(\d(?: ?(?:{_UNIT}|st|nd|rd|th)(?:[²³]|(?![\w])))?){_DASH}(?=[-−–]?[$£€¥₹]?\d)")
_MINUS = re.compile(r"(?<=\d) ?[-–] ?(?=\d+(?:\.\d+)? ?=)")
_FROM_TO = re.compile(rf"({_NUMBER})−(\d+(?:\.\d+)?)(?![\w.])")
_NEGATIVE = re.compile(r"(?<![\w.)%°’”-])[-–](?:(?=[$£€¥₹]?\d)| (?=\d+(?:\.\d+)? ?°))")

_SIGNS = "|".join(re.escape(sign) for sign in CURRENCIES)
_SCALE = r"(?: ?(k|K|m|M|bn|b|thousand|million|billion)(?!\w))?"
_SCALES = {"k": "thousand", "K": "thousand", "m": "million", "M": "million", "bn": "billion", "b": "billion"}
_MONEY = re.compile(
    rf"(?:\b(?:US|CA|AU|NZ|HK))?({_SIGNS}) ?(\d+(?:\.\d+)?)(?: to \1?(\d+(?:\.\d+)?))?(?![\d.]*\d){_SCALE}"
    rf"|({_NUMBER})(?: to (\d+(?:\.\d+)?))?{_SCALE} ?({_SIGNS})(?!\w)"
)

_ORDINAL = re.compile(r"(?<![\w.])(\d{1,15})(?:st|nd|rd|th|ST|ND|RD|TH|º|ª)(?!\w)")
_DECADE = re.compile(
    r"(?i:\b(your|his|her|their|my|our|early|late|mid)[ -])([2-9]0)s\b|(?<!\w)((?:1[1-9]|20)\d0)s\b|['‘’]([1-9]0)s\b"
)

_FRACTION = re.compile(
    rf"(?<![\w./])(?:(\d+) (?:and )?)?(\d+)(?:/| / )(\d+)(?![\w/]|\.\d)(?P<of> of\b)?(?:[ -]?(?P<unit>{_UNIT})(?!\w))?"
)
_TIMES = re.compile(rf"({_NUMBER}) ?[xX×*] ?(?=\d)")
_FACTOR = re.compile(rf"({_NUMBER})(?: ?[x×]|X)(?!\w)")
_BY = re.compile(r"(?<!\w)[x×] ?(?=\d)")

_PER = r"(?:(?: ?/ ?)([^\W\d_²³]+|°C)(\^?[23]|[²³])?)"
_MEASURED = re.compile(rf"(to )?({_NUMBER})([ -]?)({_UNIT})({_POWER})?(?!\w|(?<=[\d ][LNVWJ]) \d){_PER}?(?![\w/])")
_UNIT_ALONE = re.compile(
    rf"(?<![\w/])({_UNIT})({_POWER})?(?!\w){_PER}(?![\w/])|(?<!\w)({_UNIT})([²³]|(?<=m)[23])(?!\w)|([°º][CF])(?!\w)"
)
_COUNTED = frozenset({"day", "week", "month", "year", "hour", "minute", "second", "person", "side", "point"})
_EACH = re.compile(
    r"(?:(?<=\d)|(?<=s)|(?<=[Oo]nce)|(?<=[Tt]wice)) ?/ ?"
    r"(day|week|month|year|night|hour|minute|second|person|side|point)(?!\w)"
    r"|(?:(?<=\d)|(?<=[a-z]{3})) ?/ ?(min|sec|hr|h|s|wk|yr)(?!\w)"
)
_DEGREES = re.compile(r"[°º] ?([CF])(?!\w)")
_UNKNOWN = re.compile(r"\d ?([bcdfghjklmnpqrstvwxz]{2,5})(?!\w)")

_YEAR = re.compile(
    r"((?i:\b(?:in|since|from|until|till|by|of|before|after|year|about|around|to|and|copyright|"
    r"january|february|march|april|may|june|july|august|september|october|november|december)(?: \d\d?,?)? )|\()"
    r"((?:1[1-9]|20)\d\d)(?![\w'’]|\.\w| (?!(?:and|to|the|was|we|he|it|for|a|an|she|they|on|in|with|by|or|but)\b)[a-z])"
)
_YEARS = re.compile(r"(?<![\w.])((?:1[1-9]|20)\d\d)(?= to (?:1[1-9]|20)\d\d(?![\w.]| [a-z]))")
_FIGURES = re.compile(r"(?<![\w.])(\d+)((?:\.\d+)?)")


def written(text: str) -> str:
    """Return a text with its quantities in words; raises CannotSay where one is unclear or has an unknown unit."""
    text = _SWISS.sub("", _LEFT_OPEN.sub("", _MIXED.sub(r"\1 ", _BARE_POINT.sub("0.", text))))
    text = _MINUTES.sub(lambda found: f"{found[1] or found[2]}min", text)
    text = _THOUSANDS.sub(lambda found: re.sub("[, ]", "", found[0]), text)
    if unclear := _UNCLEAR_COMMA.search(text):
        raise CannotSay(repr(unclear[0]), text, "write '1.5' with a point, or '1, 5' with a blank")
    text = _POWERS.sub(_power, _SCIENTIFIC.sub(r"\1 times 10^\2", _DEGREES.sub(r"°\1", text)))
    text = _RANGE.sub(r"\1 to ", _FROM_TO.sub(_from_to, _MINUS.sub(" minus ", text)))
    text = _NEGATIVE.sub("minus ", text).replace("−", " minus ")
    text = _ORDINAL.sub(lambda found: ordinal(int(found[1])), _DECADE.sub(_decade, _MONEY.sub(_money, text)))
    text = _TIMES.sub(r"\1 times ", _FRACTION.sub(_fraction, text))
    text = _BY.sub("times ", _FACTOR.sub(_factor, text)).replace("×", " times ")
    text = re.sub(r"(?<=\d)k(?!\w)", " thousand", text)
    text = _UNIT_ALONE.sub(_alone, _MEASURED.sub(_measured, text))
    text = _EACH.sub(lambda found: f" per {found[1] or UNITS[found[2]]}", text)
    if unknown := _UNKNOWN.search(text):
        raise CannotSay(repr(unknown[0]), text, "it has an unknown unit; write it in words")
    return text


def figures(text: str) -> str:
    """Return a text with its years, and its numbers of four figures and more, in words.

    Smaller ones stay as they are: every engine says them right.
    """
    text = _YEAR.sub(lambda found: found[1] + year(int(found[2])), _YEARS.sub(lambda found: year(int(found[1])), text))
    return _FIGURES.sub(_figures, text)


def _power(found: re.Match[str]) -> str:
    exponent = (found[2] or found[3]).translate(_RAISED).lstrip("+")
    named = {"2": "squared", "3": "cubed"}.get(exponent)
    return f"{found[1]} {named or 'to the power of ' + re.sub('^[-−]', 'minus ', exponent)}"


def _from_to(found: re.Match[str]) -> str:
    return f"{found[1]} {'to' if float(found[1]) < float(found[2]) else 'minus'} {found[2]}"


def _money(found: re.Match[str]) -> str:
    before, low, high, scale, *after = found.groups()
    if not before:
        low, high, scale, before = after
    name, smaller = CURRENCIES[before]
    number = f"{low} to {high}" if high else low
    if scale:
        return f"{number} {_SCALES.get(scale, scale)} {measures.several(name)}"
    whole, _, rest = low.partition(".")
    if len(rest) == 2 and smaller and not high:
        much = counted(whole, name) if whole.strip("0") or not int(rest) else ""
        little = counted(str(int(rest)), smaller) if int(rest) else ""
        return " and ".join(filter(None, (much, little)))
    return counted(number, name)


def _decade(found: re.Match[str]) -> str:
    whose, age, century, short = found.groups()
    words = year(int(century)) if century else cardinal(int(age or short))
    return f"{whose} {plural(words)}" if whose else plural(words)


def _fraction(found: re.Match[str]) -> str:
    whole, above, below = found[1], found[2], found[3]
    name = UNITS[found["unit"]] if found["unit"] else ""
    of = found["of"] or ""
    if max(len(above), len(below)) > 3 or any(len(figure) > 1 and figure[0] == "0" for figure in (above, below)):
        raise CannotSay(repr(found[0]), found.string)
    numerator, denominator = int(above), int(below)
    if not 0 < numerator < denominator <= 100:
        told = f"{above} {below}" if above == below or found[0] == "24/7" else f"{above} over {below}"
        return " ".join(filter(None, (whole, told, name and measures.several(name)))) + of
    if whole:
        some = part(numerator, denominator).replace("one half", "a half")
        return f"{whole} and {some} {measures.several(name) if name else ''}".rstrip() + of
    if denominator == 10 and not of and not name:
        return f"{above} out of 10"
    article = "" if name == "percent" else "of an " if name[:1] in {"h", "o", "i"} and name != "hertz" else "of a "
    return f"{part(numerator, denominator)} {article + name if name else ''}".rstrip() + of


def _factor(found: re.Match[str]) -> str:
    return "once" if found[1] == "1" else f"{found[1]} times"


def _measured(found: re.Match[str]) -> str:
    """Write a number with its unit: "5-min" as "5 minute", "0 to 1 min" as "0 to 1 minutes"."""
    to, number, gap, sign, power, below, power_below = found.groups()
    name = measures.unit(sign, power or "")
    if to or (gap != "-" and number != "1"):
        name = measures.several(name)
    return f"{to or ''}{number} {name}{_per(below, power_below)}"


def _alone(found: re.Match[str]) -> str:
    """Write a unit without a number: "km/h", "cm²", "°C"."""
    sign, power, below, power_below, squared, exponent, degrees = found.groups()
    if sign and below not in UNITS and below not in _COUNTED:
        return found[0]
    name = measures.unit(sign or squared or degrees, power or exponent or "")
    return f"{measures.several(name)}{_per(below, power_below)}"


def _per(sign: str | None, power: str | None) -> str:
    if not sign:
        return ""
    return f" per {measures.unit(sign, power or '') if sign in UNITS else sign}"


def _figures(found: re.Match[str]) -> str:
    whole, rest = found.groups()
    if len(whole) <= 3 and (len(whole) == 1 or whole[0] != "0"):
        return found[0]
    words = digits(whole) if whole[0] == "0" or len(whole) > MOST_FIGURES else cardinal(int(whole))
    return f"{words} point {digits(rest[1:])}" if rest else words
