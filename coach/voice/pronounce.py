"""Text as a reader sees it → text as an engine says it right, with nothing in it that an engine could stumble over."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Annotated

from msgspec import Meta, Struct

from coach import resources
from coach.content.load import read_toml
from coach.errors import BadOption, ContentError

LIMIT_BYTES = 2000
"""Longest text that is given to an engine, in bytes of UTF-8: 30 kB end eSpeak's process."""

FILE = "audio/pronunciation.toml"

_MARKUP = re.compile(r"<[^<>]*>|\[\[.*?\]\]", re.DOTALL)
_UNUSUAL = re.compile(r"[^A-Za-z0-9 .,;:!?'()-]")
"""What has to be looked up in Unicode, which is slow, before it is given to an engine."""

_WORD = re.compile(r"\w+(?:-\w+)*")
_SENTENCES_APART = re.compile(r"(?<=[.!?…]) |(?<=[.!?…][^\w ]) ")
"""The space between two sentences, of which the first may end with a bracket or a quote."""

_LAST_WORD = re.compile(r"[\w-]+$")
_CODE = re.compile(r"([A-Z]{2})([1-9][0-9]?)(?:-([1-9][0-9]?))?")
_KEPT_MARKS = frozenset(".,;:!?'\"()…%&°")
_KEPT_CATEGORIES = frozenset({"Mn", "Mc", "Pd", "Pi", "Pf"})
"""Of Unicode, beside letters and numbers: accents, dashes and curly quotes."""

# fmt: off
_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)
# fmt: on
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

Respelling = Annotated[str, Meta(pattern="^[A-Za-z][A-Za-z ',-]*$")]


class Pronunciation(Struct, frozen=True, forbid_unknown_fields=True):
    """`audio/pronunciation.toml`: words that the engines read wrongly, each with letters that they read rightly."""

    words: dict[str, Respelling]


@cache
def respellings() -> Mapping[str, str]:
    """Return the shipped table, its words in lower case; raises ContentError."""
    table = read_toml(resources.folder("audio") / "pronunciation.toml", Pronunciation, FILE)
    words = {word.lower(): said for word, said in table.words.items()}
    for word, said in table.words.items():
        if not _WORD.fullmatch(word):
            raise ContentError(FILE, f"words.{word}", "only single words can be respelled")
        clash = next((part for part in _WORD.findall(said) if part.lower() in words), None)
        if clash:
            raise ContentError(FILE, f"words.{word}", f"its respelling holds {clash!r}, which is respelled itself")
    return words


def spoken(text: str, words: Mapping[str, str] | None = None) -> str:
    """Return a text as an engine is to say it; empty if there is nothing to say in it.

    Words of the table (`words`: lower case → respelling; default: the shipped one) and codes of points are respelled,
    markup, phonemes in brackets, control characters and symbols are left out, and no more than 2 kB remain.
    The result of a result is itself.
    """
    said = _shortened(_whole(text, respellings() if words is None else words))
    return said if any(character.isalnum() for character in said) else ""


def portions(text: str) -> list[str]:
    """Return a text in portions that an engine takes whole, without what cannot be said: in one if it is short enough.

    A longer one comes sentence by sentence, and a sentence that is too long in parts of about the same length.
    Raises BadOption if there is nothing to say in it.
    """
    plain = _speakable(text)
    sentences = [plain] if _fits(plain) else _SENTENCES_APART.split(plain)
    found = [part for sentence in sentences for part in _parts(sentence) if spoken(part)]
    if not found:
        raise BadOption("TEXT", repr(text[:60]), "there is no word in it; give a sentence to say")
    return found


def number(value: int) -> str:
    """Return a number from 0 to 99 in words: "thirty-four"."""
    if value < 20:
        return _ONES[value]
    tens, ones = divmod(value, 10)
    return _TENS[tens - 2] + (f"-{_ONES[ones]}" if ones else "")


def _whole(text: str, table: Mapping[str, str]) -> str:
    """Return a text as it is to be said, however long that is."""
    respelled = _WORD.sub(lambda found: _respelled(found[0], table), _speakable(text))
    return unicodedata.normalize("NFC", respelled)


def _speakable(text: str) -> str:
    """Return what can be said of a text, with single spaces."""
    without = _MARKUP.sub(" ", text)
    return " ".join(unicodedata.normalize("NFC", _UNUSUAL.sub(lambda found: _kept(found[0]), without)).split())


def _fits(text: str) -> bool:
    return len(_whole(text, respellings()).encode()) <= LIMIT_BYTES


def _parts(text: str) -> list[str]:
    """Return a text in parts that an engine takes, divided between words, or within the only one."""
    if _fits(text):
        return [text]
    words = text.split()
    middle = len(words) // 2
    halves = [" ".join(words[:middle]), " ".join(words[middle:])]
    if len(words) == 1:
        halves = [text[: len(text) // 2], text[len(text) // 2 :]]
    return [part for half in halves for part in _parts(half)]


def _kept(character: str) -> str:
    """Return a character that can be said, nothing for one that only joins or varies others, or a space."""
    category = unicodedata.category(character)
    if category == "Cf" or "\N{VARIATION SELECTOR-1}" <= character <= "\N{VARIATION SELECTOR-16}":
        return ""
    return character if category[0] in "LN" or category in _KEPT_CATEGORIES or character in _KEPT_MARKS else " "


def _respelled(word: str, table: Mapping[str, str]) -> str:
    code = _CODE.fullmatch(word)
    said = table.get(word.lower())
    if said is not None:
        return said[0].upper() + said[1:] if word[0].isupper() else said
    if code:
        letters, first, last = code.groups()
        return f"{letters[0]} {letters[1]} {number(int(first))}" + (f" to {number(int(last))}" if last else "")
    if "-" in word:
        return "-".join(_respelled(part, table) for part in word.split("-"))
    return word


def _shortened(text: str) -> str:
    encoded = text.encode()
    if len(encoded) <= LIMIT_BYTES:
        return text
    cut = encoded[:LIMIT_BYTES].decode(errors="ignore")
    return _LAST_WORD.sub("", cut).rstrip() or cut
