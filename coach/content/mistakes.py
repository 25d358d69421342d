"""What is wrong with a text that is no TOML, for whoever wrote it by hand: the line, and what to write instead.

The text is gone through in pieces, mostly lines, each of which must be TOML in the brackets that are open there. For
one that is not, repairs are tried, and one that makes it TOML is offered. So what is told does not hang on the words of
a parser, which change with the version of Python.
"""

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import permutations
from typing import NamedTuple

from coach.content.repairs import REPAIRS, STRING, Repair, code, doubled_key, is_key
from coach.errors import cut, quoted

_LONGEST = 2000
"""Repairs are tried for pieces of at most so many characters."""

_SHOWN = 60
"""About so many characters of what is to be written are shown."""

_TOKEN = re.compile(rf"{STRING}|#[^\n]*|\"\"\"|'''|[\[\]{{}}\n]", re.DOTALL)
_CLOSING = {"[": "]", "{": "}"}


class Mistake(NamedTuple):
    """What keeps a text from being TOML."""

    line: int
    """Counted from 1."""

    problem: str


class _Piece(NamedTuple):
    """A line, or several where a string goes over them."""

    line: int
    text: str
    before: str
    """The brackets that are open where it begins, as in "[{"."""

    after: str
    end: int
    """Where the text goes on behind it."""

    def is_toml(self, text: str) -> bool:
        """Tell whether it would be TOML with another text, as far as it goes; only a list may go on."""
        after = _Piece.open_after(text, self.before)
        if after and not self.before and not is_key(text):
            return False
        begin = f"_ = {self.before}" if self.before else ""
        return _is_toml(begin + text + "".join(_CLOSING[bracket] for bracket in reversed(after)))

    def mended(self, repairs: Iterable[Repair]) -> str:
        """Return its text after some repairs, which see whether it is in a list."""
        inside = self.before[-1:]
        text = inside + self.text
        for repair in repairs:
            text = repair.change(text)
        return text.removeprefix(inside)

    @staticmethod
    def open_after(text: str, before: str) -> str:
        """Return the brackets that are open behind a text."""
        for token in _TOKEN.findall(text):
            before = _open(before, token)
        return before


def first_mistake(text: str) -> Mistake:
    """Return what is wrong with a text that is no TOML; its lines end with line feeds."""
    pieces = [*_pieces(text)]
    list_line, last = 0, None
    for number, piece in enumerate(pieces):
        plain = code(piece.text)
        if piece.before and is_key(piece.text):
            return Mistake(list_line, "the bracket [ is never closed; write ] where its list ends")
        if last and piece.before and plain and plain[0] not in ",]" and code(last.text)[-1] not in ",[":
            return Mistake(last.line, f"a comma is missing at its end; write {_excerpt(last.text.strip() + ',')}")
        if piece.after.endswith("{") and (piece.before or is_key(piece.text)):
            return Mistake(piece.line, _on_one_line(pieces[number:]))
        if not piece.is_toml(piece.text):
            return _told(piece)
        if piece.after and not piece.before:
            list_line = piece.line
        last = piece if plain else last
    if pieces[-1].after:
        return Mistake(list_line, "the bracket [ is never closed; write ] where its list ends")
    return _doubled(text, [piece for piece in pieces if not piece.after])


def _pieces(text: str) -> Iterator[_Piece]:
    line, start, before, after = 1, 0, "", ""
    for token in _TOKEN.finditer(text):
        if token[0] in {'"""', "'''"}:  # it goes on for ever
            break
        after = _open(after, token[0])
        if token[0] == "\n":
            yield _Piece(line, text[start : token.start()], before, after, token.end())
            line, start, before = line + text.count("\n", start, token.end()), token.end(), after
    yield _Piece(line, text[start:], before, after, len(text))


def _open(brackets: str, token: str) -> str:
    """Return which brackets are open behind a token."""
    if token in _CLOSING:
        return brackets + token
    return brackets[:-1] if brackets and token == _CLOSING[brackets[-1]] else brackets


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _on_one_line(pieces: list[_Piece]) -> str:
    """Return what to write for a table in braces that goes over several lines."""
    first = pieces[0]
    words = "a table in braces { } stands on one line"
    parts: list[str] = []
    for piece in pieces:
        parts.append(re.sub(r"(^|\s)#.*$", "", piece.text).strip())
        joined = re.sub(r",\s*\}", " }", " ".join(filter(None, parts)))
        if len(joined) > _LONGEST:
            break
        if _Piece.open_after(joined, first.before).count("{") == first.before.count("{"):
            return f"{words}; write {_excerpt(joined)}" if first.is_toml(joined) else words
    return words


def _told(piece: _Piece) -> Mistake:
    """Return what is wrong with a piece that is no TOML."""
    if len(piece.text) <= _LONGEST:
        for repairs in (*permutations(REPAIRS, 1), *permutations(REPAIRS, 2)):
            text = piece.mended(repairs)
            if text != piece.text and piece.is_toml(text):
                words = " and ".join(dict.fromkeys(repair.words for repair in repairs))
                at = next(
                    (index for index, (one, other) in enumerate(zip(piece.text, text, strict=False)) if one != other), 0
                )
                return Mistake(piece.line + text.count("\n", 0, at), f"{words}; write {_excerpt(text, at)}")
    return Mistake(piece.line, _unmended(piece))


def _unmended(piece: _Piece) -> str:
    """Return what is wrong with a piece for which no repair helps."""
    plain = code(piece.text)
    shown = quoted(piece.text.strip())
    doubled = doubled_key(piece.text)
    known = {
        "the three quotes that begin a text are never followed by three that end it": re.search("\"{3}|'{3}", plain),
        "nothing stands behind it; write key = value in one line": plain.endswith(("=", ":")),
        "the file itself stands in no braces; write key = value, each in a line of its own": (
            plain.startswith("{") and not piece.before
        ),
        "there is no value for nothing; delete the line": re.search(r"=\s*(null|nil|None)$", plain),
        f"{quoted(doubled)} is there twice; keep one of them": doubled,
        f"a quote is missing in {shown}": re.search("[\"']", plain),
        f"{shown} is no part of a list; a text in it stands in quotes": piece.before,
        f'{shown} is neither key = "text", key = number, [table] nor # remark': True,
    }
    return next(told for told, is_so in known.items() if is_so)


def _doubled(text: str, ends: list[_Piece]) -> Mistake:
    """Return which key or table is there twice: where each piece is right in itself."""
    index = bisect_left(ends, True, key=lambda piece: not _is_toml(text[: piece.end]))
    if index == len(ends):
        return Mistake(0, "it is no TOML")
    start = ends[index - 1].end if index else 0
    statement = text[start : ends[index].end]
    name = statement.strip() if statement.lstrip().startswith("[") else statement.partition("=")[0].strip()
    line = text.count("\n", 0, start) + 1
    return Mistake(line, f"{quoted(name)} is there twice; keep one of them")


def _excerpt(text: str, at: int = 0) -> str:
    """Return the line of a text around a place, without blanks around it, and not for long."""
    start = text.rfind("\n", 0, at) + 1
    line = text[start:].partition("\n")[0]
    begin = 0 if len(line) <= _SHOWN else max(0, at - start - _SHOWN // 3)
    return cut(("…" if begin else "") + line[begin:].strip(), _SHOWN)
