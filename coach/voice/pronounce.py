"""Text as a reader sees it → text as an engine says it right, with nothing in it that an engine could stumble over."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Annotated, get_args

from msgspec import Meta, Struct

from coach.content.load import read_toml
from coach.errors import BadOption, ContentError
from coach.storage import resources
from coach.voice.base import Notation

LIMIT_BYTES = 2000
"""Longest text that is given to an engine, in bytes of UTF-8: 30 kB end eSpeak's process."""

FILE = "audio/pronunciation.toml"

_MARKUP = re.compile(r"</?[A-Za-z!?][^<>]*>|\[\[(?:(?!\[\[).)*?\]\]", re.DOTALL)
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

_PHONEMES = re.compile(r"(\[\[.*?\]\])")
_NAME = re.compile(r"(\w+)([.,;:!?]?)(?= |$)")
"""A word that stands alone, and the mark after it."""

Respelling = Annotated[str, Meta(pattern="^[A-Za-z][A-Za-z ',-]*$")]


class Phonemes(Struct, frozen=True, forbid_unknown_fields=True):
    """A word in phonemes, in each `Notation`."""

    espeak: Annotated[str, Meta(pattern=r"^[^\s\[\]]+$")]
    ipa: Annotated[str, Meta(pattern=r"^[^\s\[\]]+$")]


class Pronunciation(Struct, frozen=True, forbid_unknown_fields=True):
    """`audio/pronunciation.toml`: words that the engines read wrongly, each with letters that they read rightly."""

    words: dict[str, Respelling]
    phonemes: dict[str, Phonemes] = {}


@cache
def table() -> Pronunciation:
    """Return the shipped table, its words in lower case; raises ContentError."""
    read = read_toml(resources.folder("audio") / "pronunciation.toml", Pronunciation, FILE)
    words = {word.lower(): said for word, said in read.words.items()}
    phonemes = {word.lower(): written for word, written in read.phonemes.items()}
    for word, said in read.words.items():
        if not _WORD.fullmatch(word):
            raise ContentError(FILE, f"words.{word}", "only single words can be respelled")
        clash = next((part for part in _WORD.findall(said) if part.lower() in words), None)
        if clash:
            raise ContentError(FILE, f"words.{word}", f"its respelling holds {clash!r}, which is respelled itself")
    for word in read.phonemes:
        if word.lower() not in words:
            raise ContentError(FILE, f"phonemes.{word}", "it needs a respelling too, for voices that take no phonemes")
    return Pronunciation(words, phonemes)


def spoken(text: str, notation: Notation | None = None) -> str:
    """Return a text as an engine is to say it; empty if there is nothing to say in it.

    Words of the table and codes of points are respelled, or written in the phonemes of a notation, "[[…]]", if they are
    known; markup, phonemes in brackets, control characters and symbols are left out, and no more than 2 kB remain.
    The result of a result without phonemes is itself.
    """
    said = _shortened(_whole(text, notation))
    return said if any(character.isalnum() for character in said) else ""


def portions(text: str) -> list[str]:
    """Return a text sentence by sentence, without what cannot be said.

    A sentence that is too long for an engine comes in parts of about the same length.
    Raises BadOption if there is nothing to say in it.
    """
    sentences = _SENTENCES_APART.split(_speakable(text))
    found = [part for sentence in sentences for part in _parts(sentence) if spoken(part)]
    if not found:
        raise BadOption("text", repr(text[:60]), "there is no word in it; give a sentence to say")
    return found


def number(value: int) -> str:
    """Return a number from 0 to 99 in words: "thirty-four"."""
    if value < 20:
        return _ONES[value]
    tens, ones = divmod(value, 10)
    return _TENS[tens - 2] + (f"-{_ONES[ones]}" if ones else "")


def _whole(text: str, notation: Notation | None) -> str:
    """Return a text as it is to be said, however long that is."""
    words, phonemes = table().words, table().phonemes
    plain = _speakable(text)
    if notation:
        plain = _NAME.sub(lambda found: _phonemic(found[1], found[2], phonemes, notation), plain)
    parts = _PHONEMES.split(plain)
    parts[::2] = [_WORD.sub(lambda found: _respelled(found[0], words), part) for part in parts[::2]]
    return unicodedata.normalize("NFC", "".join(parts))


def _speakable(text: str) -> str:
    """Return what can be said of a text, with single spaces."""
    without = _MARKUP.sub(" ", text)
    return " ".join(unicodedata.normalize("NFC", _UNUSUAL.sub(lambda found: _kept(found[0]), without)).split())


def _fits(text: str) -> bool:
    notations = (None, *get_args(Notation))
    return all(len(_whole(text, notation).encode()) <= LIMIT_BYTES for notation in notations)


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


def _phonemic(word: str, mark: str, phonemes: Mapping[str, Phonemes], notation: Notation) -> str:
    written = phonemes.get(word.lower())
    if written is None:
        return word + mark
    # Piper loses what follows the brackets, and to eSpeak a comma in them is a stress.
    return f"[[{written.ipa}{mark}]]" if notation == "ipa" else f"[[{written.espeak}]]{mark}"


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
