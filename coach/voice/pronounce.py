"""Text as a reader sees it → text as an engine says it right: written out, and what engines read wrongly respelled."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Annotated, get_args

from msgspec import Meta, Struct

from coach.aloud.written import shown, written_out
from coach.content.load import read_toml
from coach.errors import BadOption, ContentError
from coach.storage import resources
from coach.voice import misaki
from coach.voice.base import Notation

LIMIT_BYTES = 2000
"""Longest text that is given to an engine, in bytes of UTF-8: 30 kB end eSpeak's process."""

FILE = "audio/pronunciation.toml"

_WORD = re.compile(r"\w+(?:-\w+)*")
_LAST_WORD = re.compile(r"[\w-]+$")
_EXTRA = re.compile(r"(EX|[MN])-([A-Z]{1,2})-?([1-9][0-9]{0,2})")
"""The code of an extra point, as `coach.aloud.codes` writes it."""

_PHONEMES = re.compile(r"(\[\[.*?\]\])")
_NAME = re.compile(r"(\w+)([.,;:!?]?)(?= |$)")
"""A word that stands alone, and the mark after it."""

Respelling = Annotated[str, Meta(pattern="^[A-Za-z][A-Za-z ',-]*$")]


class Phonemes(Struct, frozen=True, forbid_unknown_fields=True):
    """A word in phonemes, in each `Notation`."""

    espeak: Annotated[str, Meta(pattern=r"^[^\s\[\]]+$")]
    ipa: Annotated[str, Meta(pattern=r"^[^\s\[\]]+$")]

    @property
    def misaki(self) -> str:
        """The IPA in other signs; raises KeyError with the first one that has no counterpart."""
        return misaki.from_ipa(self.ipa)


class Pronunciation(Struct, frozen=True, forbid_unknown_fields=True):
    """`audio/pronunciation.toml`: words that the engines read wrongly, each with letters that they read rightly."""

    words: dict[str, Respelling]
    phonemes: dict[str, Phonemes] = {}


@cache
def table() -> Pronunciation:
    """Return the shipped table, its words in lower case; raises ContentError."""
    read = read_toml(resources.folder("audio") / "pronunciation.toml", Pronunciation, FILE)
    words = {_key(word): said for word, said in read.words.items()}
    phonemes = {_key(word): written for word, written in read.phonemes.items()}
    for word, said in read.words.items():
        if not _WORD.fullmatch(word):
            raise ContentError(FILE, f"words.{word}", "only single words can be respelled")
        clash = next((part for part in _WORD.findall(said) if _key(part) in words), None)
        if clash:
            raise ContentError(FILE, f"words.{word}", f"its respelling holds {clash!r}, which is respelled itself")
    for word, written in read.phonemes.items():
        if _key(word) not in words:
            raise ContentError(FILE, f"phonemes.{word}", "it needs a respelling too, for voices that take no phonemes")
        try:
            _ = written.misaki
        except KeyError as unknown:
            problem = f"{unknown.args[0]!r} has no counterpart in misaki's alphabet; write it as eSpeak's en-us would"
            raise ContentError(FILE, f"phonemes.{word}.ipa", problem) from None
    return Pronunciation(words, phonemes)


def spoken(text: str, notation: Notation | None = None) -> str:
    """Return a text as an engine is to say it; empty if there is nothing to say in it.

    It is written out (`coach.aloud`); words of the table are respelled, or written in the phonemes of a notation,
    "[[…]]", if they are known; and no more than 2 kB remain. The result of a result without phonemes is itself.
    Raises CannotSay for a sign that has no words.
    """
    said = _shortened(_whole(text, notation))
    return said if any(character.isalnum() for character in said) else ""


def portions(text: str) -> list[str]:
    """Return a text sentence by sentence, as readers are shown it.

    A sentence that is too long for an engine comes in parts of about the same length.
    Raises CannotSay for a sign that has no words, and BadOption if there is nothing to say.
    """
    from coach.aloud.sentences import sentences

    found = [part for sentence in sentences(shown(text)) for part in _parts(sentence) if spoken(part)]
    if not found:
        raise BadOption("text", repr(text[:60]), "there is no word in it; give a sentence to say")
    return found


def _whole(text: str, notation: Notation | None) -> str:
    """Return a text as it is to be said, however long that is."""
    words, phonemes = _respellings(notation), table().phonemes
    plain = written_out(text)
    if notation:
        plain = _NAME.sub(lambda found: _phonemic(found[1], found[2], phonemes, notation), plain)
    parts = _PHONEMES.split(plain)
    parts[::2] = [_WORD.sub(lambda found: _respelled(found[0], words), part) for part in parts[::2]]
    said = unicodedata.normalize("NFC", "".join(parts))
    return misaki.LETTER_A.sub(f"[[{misaki.A}]]", said) if notation == "misaki" else said


@cache
def _respellings(notation: Notation | None) -> Mapping[str, str]:
    """Return the respellings of the table that are for a voice; hibari knows words whole that others want divided."""
    words = table().words
    if notation != "misaki":
        return words
    return {word: said for word, said in words.items() if said.replace("-", "").lower() != word}


def _fits(text: str) -> bool:
    notations = (None, *get_args(Notation))
    return all(len(_whole(text, notation).encode()) <= LIMIT_BYTES for notation in notations)


def _parts(text: str) -> list[str]:
    """Return a text in parts that an engine takes, divided between words, or within the only one."""
    if _fits(text):
        return [text]
    words = text.split()
    middle = _middle(words)
    halves = [" ".join(words[:middle]), " ".join(words[middle:])]
    if len(words) == 1:
        halves = [text[: len(text) // 2], text[len(text) // 2 :]]
    return [part for half in halves for part in _parts(half)]


def _middle(words: list[str]) -> int:
    """Return after how many words to divide them: about half, and not within what belongs to a number."""
    gaps = sorted(range(1, len(words)), key=lambda gap: abs(2 * gap - len(words)))
    apart = (gap for gap in gaps if not words[gap - 1][-1].isdigit() and words[gap][0].isalpha())
    return next(apart, len(words) // 2)


def _key(word: str) -> str:
    """Return a word as the table has it: in lower case, and without the marks that tell the tones of pinyin."""
    if word.isascii():
        return word.lower()
    return "".join(sign for sign in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(sign) != "Mn")


def _phonemic(word: str, mark: str, phonemes: Mapping[str, Phonemes], notation: Notation) -> str:
    written = phonemes.get(_key(word))
    if written is None:
        return word + mark
    said = getattr(written, notation)
    # Piper loses what follows the brackets, and to eSpeak a comma in them is a stress.
    return f"[[{said}{mark}]]" if notation == "ipa" else f"[[{said}]]{mark}"


def _respelled(word: str, table: Mapping[str, str]) -> str:
    said = table.get(_key(word))
    if said is not None:
        return said[0].upper() + said[1:] if word[0].isupper() else said
    if extra := _EXTRA.fullmatch(word):
        from coach.aloud.numbers import cardinal

        series, region, place = extra.groups()
        return f"{' '.join(series)}, {' '.join(region)} {cardinal(int(place))}"
    if "-" in word:
        return "-".join(_respelled(part, table) for part in word.split("-"))
    return word


def _shortened(text: str) -> str:
    encoded = text.encode()
    if len(encoded) <= LIMIT_BYTES:
        return text
    cut = encoded[:LIMIT_BYTES].decode(errors="ignore")
    return _LAST_WORD.sub("", cut).rstrip() or cut
