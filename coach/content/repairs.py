"""Repairs of common mistakes in a piece of TOML: what those make who know other formats, or whose editor helps them.

Each says in a few words what is wrong, and returns the piece as it may be meant, or as it is. Whether a piece is TOML
after that is for whoever tries them to see: a repair may well be wrong.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

STRING = r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\''
"""A string that is closed."""

_TEXT, _REMARK = "\ue000", "\ue001"
"""What stands around the number of a string or a remark that is hidden while the rest of a piece is looked at."""

_HIDING = re.compile(rf"(?P<string>{STRING})|#[^\n]*", re.DOTALL)
_HIDDEN = re.compile(rf"([{_TEXT}{_REMARK}])(\d+)\1")

_KEY = rf"(?:[\w.-]+|{_TEXT}\d+{_TEXT})"
_END = rf"(?=[ \t]*(?:$|[\n,\]}}{_REMARK}]))"
"""Before what follows a value."""

_BARE = rf"[^\s\"'\[\]{{}}(),;#={_TEXT}{_REMARK}][^\"\[\]{{}},#=\n{_TEXT}{_REMARK}]*?"
_WORD = rf"(?:[\w./~-]+|{_TEXT}\d+{_TEXT})"
_NO_TEXT = re.compile(
    r"[+-]?(\d[\d_.]*([eE][+-]?\d+)?|inf|nan)|0[xob][\da-fA-F_]+|\d{4}-\d\d-\d\d.*|\d\d:\d\d.*|true|false|null|nil|None"
)
_BLANK = re.compile("[\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\v\f]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_QUOTES = "“”„‟«»″\uff02"
_CURLY = str.maketrans(dict.fromkeys(_QUOTES + "\u2018\u2019\u201a\u201b\u2039\u203a\u2032\uff07`\xb4", '"'))
_MEANT = {"True": "true", "TRUE": "true", "yes": "true", "on": "true"} | {
    "False": "false",
    "FALSE": "false",
    "no": "false",
    "off": "false",
}

_CLOSING = {"[": "]", "{": "}"}
_GAP = rf"({_TEXT}\d+{_TEXT}|[\w\]}}])[ \t]+(?={_TEXT}|[\[{{]|[+-]?\d|{_KEY}\s*=)"
"""Where something follows another without a comma."""

Change = Callable[[str], str]


class Repair(NamedTuple):
    """A mistake in a few words, and what mends it."""

    words: str
    change: Change


def masked(text: str) -> tuple[str, list[str]]:
    """Return a piece without its strings and remarks, and those: only their numbers are left in it."""
    hidden: list[str] = []

    def hide(found: re.Match[str]) -> str:
        hidden.append(found[0])
        sign = _REMARK if found["string"] is None else _TEXT
        return f"{sign}{len(hidden) - 1}{sign}"

    return _HIDING.sub(hide, re.sub(f"[{_TEXT}{_REMARK}]", "?", text)), hidden


def is_key(text: str) -> bool:
    """Tell whether a piece begins as "key = " does."""
    return re.match(rf"\s*{_KEY}\s*=", masked(text)[0]) is not None


def code(text: str) -> str:
    """Return a piece without remarks and without blanks around it, its strings hidden."""
    return re.sub(rf"{_REMARK}\d+{_REMARK}", "", masked(text)[0]).strip()


def doubled_key(text: str) -> str:
    """Return a key that is twice in a table in braces, or nothing."""
    for table in re.findall(r"\{[^{}]*\}", masked(text)[0]):
        keys = re.findall(r"([\w-]+)\s*=", table)
        if doubled := next((key for index, key in enumerate(keys) if key in keys[:index]), ""):
            return doubled
    return ""


def _outside(change: Change) -> Change:
    """Return a change of what stands outside of strings and remarks."""

    def changed(text: str) -> str:
        plain, hidden = masked(text)
        return _HIDDEN.sub(lambda found: hidden[int(found[2])], change(plain))

    return changed


def _sub(pattern: str, by: str | Callable[[re.Match[str]], str]) -> Change:
    """Return a change of all that a pattern finds outside of strings and remarks."""
    return _outside(lambda plain: re.sub(pattern, by, plain))


def _blanks(plain: str) -> str:
    return _INVISIBLE.sub("", _BLANK.sub(" ", plain))


def _straight(text: str) -> str:
    """Return a text with straight quotes for curly ones; if it begins with those, what it quotes goes first."""
    return re.sub(
        rf"[{_QUOTES}]([^{_QUOTES}\n]*)[{_QUOTES}]", lambda found: '"' + found[1].replace('"', "'") + '"', text
    )


def _as_meant(plain: str) -> str:
    return re.sub(rf"([=\[,]\s*)(\w+){_END}", lambda found: found[1] + _MEANT.get(found[2], found[2]), plain)


def _quoted(plain: str) -> str:
    """Return a piece with all bare texts in quotes, where a value may stand."""

    def with_quotes(found: re.Match[str]) -> str:
        bare = found[2].rstrip()
        return found[0] if _NO_TEXT.fullmatch(bare) else f'{found[1]}"{bare}"'

    return re.sub(rf"([=\[,][ \t]*)({_BARE})(?=\s*(?:$|[\n,\]}}{_REMARK}]))", with_quotes, plain)


def _whole(plain: str) -> str:
    """Return a piece in which all that follows "=" is a text, commas and all."""
    return re.sub(
        rf"^(\s*{_KEY}\s*=\s*)([^\"\s\[{{{_TEXT}{_REMARK}][^\"\n{_TEXT}{_REMARK}]*?){_END}$", r'\1"\2"', plain
    )


def _joined_key(found: re.Match[str]) -> str:
    return found[1] + re.sub(" +", "_", found[2])


def _listed(plain: str) -> str:
    """Return a piece with "one, two" as a list of texts."""
    found = re.fullmatch(rf"(\s*{_KEY}\s*=\s*)({_WORD}(?:\s*[,;]\s*{_WORD})+)(\s*(?:{_REMARK}\d+{_REMARK}\s*)?)", plain)
    if not found:
        return plain
    words = (
        word if word[0] == _TEXT or _NO_TEXT.fullmatch(word) else f'"{word}"'
        for word in re.split(r"\s*[,;]\s*", found[2])
    )
    return f"{found[1]}[{', '.join(words)}]{found[3]}"


def _closed(text: str) -> str:
    """Return a piece in which a text that has one quote has two."""
    plain, _ = masked(text)
    if '"' not in plain and "'" not in plain:
        return text
    ended = _sub(rf"([=\[,]\s*)[\"']([^\"'\n]*?)[\"']?\s*(?=[ \t]*(?:$|[\n\]}}{_REMARK}]))", r'\1"\2"')(text)
    if ended != text:
        return ended
    return _sub(rf"([=\[,]\s*)([^\"'\s=\[,][^\"'\n=\[,]*)[\"']{_END}", r'\1"\2"')(text)


def _inner(text: str) -> str:
    """Return a piece whose texts hold no quotes of the kind in which they stand."""
    ends = r"(?=\s*(?:,\s*[\w-]+\s*=|\}|\]|#|$))"
    text = re.sub(rf"(=\s*)'(.*?)'{ends}", lambda found: f'{found[1]}"{_escaped(found[2])}"', text)
    return re.sub(
        rf'(=\s*)"(.*?)"{ends}', lambda found: found[1] + '"' + re.sub(r'(?<!\\)"', "'", found[2]) + '"', text
    )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', "'")


def _backslashes(text: str) -> str:
    """Return a piece whose texts have two backslashes for each that begins nothing."""
    text = re.sub(r'"([A-Za-z]:\\[^"\n]*)\\"(?=\s*(?:$|[\n,\]}#]))', r"'\1\\'", text)
    strings = re.compile(STRING, re.DOTALL)
    return strings.sub(
        lambda found: re.sub(r'\\\\|\\(?!")', r"\\\\", found[0]) if found[0][0] == '"' else found[0], text
    )


def _balanced(plain: str) -> str:
    """Return a piece in which each bracket is closed by one of its own kind."""
    opened: list[str] = []
    made = []
    for sign in plain:
        if sign in _CLOSING:
            opened.append(sign)
        if sign not in _CLOSING.values():
            made.append(sign)
        elif opened:
            made.append(_CLOSING[opened.pop()])
    return "".join(made)


def _header(text: str) -> str:
    """Return a piece that begins or ends with a bracket as the name of a table."""
    found = re.fullmatch(r"(\s*)(\[{0,2})\s*([\w.-]+)\s*(\]{0,2})(\s*(?:#.*)?)", text)
    if not found or not found[2] + found[4]:
        return text
    count = max(len(found[2]), len(found[4]))
    return f"{found[1]}{'[' * count}{found[3]}{']' * count}{found[5]}"


def _remark(text: str) -> str:
    return re.sub(r"^(\[?\s*)(?:;|//|--|/\*|%|!)+", r"\1#", text)


REPAIRS = (
    Repair("a blank stands in it that is no plain one", _outside(_blanks)),
    Repair("there is a control character", lambda text: re.sub(r"[\0-\b\x0e-\x1f\x7f]", "", text)),
    Repair("quotes have to be straight", _straight),
    Repair("quotes have to be straight", _outside(lambda plain: plain.translate(_CURLY))),
    Repair("quotes have to be straight", lambda text: text.translate(_CURLY)),
    Repair("letters and signs are plain ones", _outside(lambda plain: unicodedata.normalize("NFKC", plain))),
    Repair("a remark begins with #", _remark),
    Repair("a remark begins with #", _sub(rf"([\w\]}}{_TEXT}])\s*(?:;|//)\s*(?=[^\s\]])", r"\1  # ")),
    Repair("nothing stands at its end", _sub(r"[,;:]\s*$", "")),
    Repair("= stands between a key and its value", _sub(rf"({_KEY})[ \t]*(?::=|=>|->|==|=:|:)[ \t]*", r"\1 = ")),
    Repair("a point, and no comma, begins a fraction", _sub(rf"(?<![\w.,])([+-]?\d+),(\d+){_END}", r"\1.\2")),
    Repair("it is true or false, in small letters", _outside(_as_meant)),
    Repair(
        "a number stands alone",
        _sub(rf"([=\[,]\s*[+-]?\d[\d.]*)\s*(?:s|secs?|seconds?|mins?|minutes?|m|h|%|dB|Hz){_END}", r"\1"),
    ),
    Repair("a number is written as in 5 or 0.5", _sub(r"[\u2212\u2013](?=\d)", "-")),
    Repair("a number is written as in 5 or 0.5", _sub(r"(?<![\w.])([+-]?)0+(?=\d)", r"\1")),
    Repair("a number is written as in 5 or 0.5", _sub(r"(?<![\w.])([+-]?)\.(?=\d)", r"\g<1>0.")),
    Repair("a number is written as in 5 or 0.5", _sub(rf"(\d)\.{_END}", r"\1.0")),
    Repair("a list stands in brackets [ ]", _outside(_listed)),
    Repair("a list stands in brackets [ ]", _outside(lambda plain: plain.translate(str.maketrans("()", "[]")))),
    Repair("a comma is missing", _sub(_GAP, r"\1, ")),
    Repair("there is a comma too many", _sub(r",(\s*\})", r"\1")),
    Repair("there is a comma too many", _sub(r"([\[{,])\s*,+", r"\1")),
    Repair("a comma stands between two", _sub(r";", ",")),
    Repair("a text stands in quotes", _outside(_quoted)),
    Repair("a text cannot hold the quotes in which it stands", _inner),
    Repair("a text needs a quote at its beginning and its end", _closed),
    Repair("a backslash in a text is written twice", _backslashes),
    Repair("brackets do not match", _outside(_balanced)),
    Repair("the name of a table stands in brackets", _header),
    Repair("= is missing", _sub(rf"^(\s*{_KEY})[ \t]+(?=[{_TEXT}\[{{]|[^\s=]+\s*$)", r"\1 = ")),
    Repair("a key has no blank", _sub(r"^(\s*\w[\w-]*)((?: +[\w-]+)+)(?=\s*=)", _joined_key)),
    Repair("such a key stands in quotes", _sub(rf"^(\s*)([^\s=\[\]{{}}\"'#{_TEXT}]+)(?=\s*=)", r'\1"\2"')),
    Repair("a text stands in quotes", _outside(_whole)),
)
"""What is tried, alone and in pairs: the more certain first."""
