"""Which command a text holds, as a recogniser writes it: one that holds anything else beside holds none."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from coach.aloud.numbers import cardinal
from coach.content.commands import Commands, Spoken
from coach.slips import is_slip

HEARD_AS = 0.9
"""How near a text is that a recogniser writes for a wording now and then: somebody may have meant it as it stands."""

NEAREST = 0.8
"""What is less near than that is no slip: one wrong letter in four makes another word, as "good" of "go on"."""

MOST_WORDS = 16
"""A text of more words is longer talk: nobody says so many in the three seconds of a burst."""

_NOISES = re.compile(r"\[[^\]]*\]|\([^)]*\)")
"""What a recogniser writes of noises: "[Music]", "(coughs)"."""

_SUNG = re.compile("[♩♪♫♬]")
_STUTTERED = re.compile(r"\b([a-z]{1,2})-+(?=\1)")
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
_WORD = re.compile(r"[^\W_]+")

_STOPS: tuple[Spoken, ...] = ("ow", "stop")
"""What is not to be missed, whatever is said with it."""

_ANSWERS: frozenset[Spoken] = frozenset({"yes", "no"})


@dataclass(frozen=True, slots=True)
class Meant:
    """What a text asks for."""

    spoken: Spoken | None
    """The command, or None if there is none in it, or if there are several that ask for different things."""

    nearness: float = 0.0
    """How near the text is to wordings of the command, 0 to 1: at 1 it consists of them."""

    is_called: bool = False
    """Whether the coach was called by its name."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What some words stand for: a command, the name, or nothing."""

    spoken: Spoken | None = None
    nearness: float = 1.0
    is_name: bool = False
    needs_name: bool = False


class Grammar:
    """Tells what is asked for by a text of a recogniser. It keeps nothing of what it is told."""

    def __init__(self, commands: Commands) -> None:
        self._commands = commands
        self._parts = {_plain(text): part for text, part in _parts_of(commands)}
        self._longest = max(len(text.split()) for text in self._parts)
        self._slipped = [
            (_joined(text), replace(part, nearness=nearness))
            for text, part in _parts_of(commands)
            if (part.spoken or part.is_name) and not part.needs_name and part.nearness == 1
            if (nearness := 1 - 1 / len(_joined(text))) >= NEAREST
        ]

    def understand(self, text: str) -> Meant:
        """Return the command that a text holds, if it holds nothing beside.

        The name and fillers may stand before, between and after commands, and a command may be said again. Of several
        that ask for different things, "stop" and "ow" are carried out, and "yes" and "no" give way to the other one.
        In a single one, or in the name, a letter may be wrong, and words may be written together or apart.

        >>> from coach.content.load import commands
        >>> Grammar(commands()).understand("Okay coach, next please.")
        Meant(spoken='next', nearness=1.0, is_called=True)
        """
        words = _words(text)
        once = _once(words)
        if len(once) > MOST_WORDS or _SUNG.search(text):
            return Meant(None)
        parts = self._divided(words) if len(words) <= MOST_WORDS else None
        return _meant(parts or self._divided(once) or self._nearly(once))

    def all_phrases(self) -> dict[str, Spoken]:
        """Return every wording, alone and after the name, with what it asks for; what others are told, only after it.

        Those of few words come first.
        """
        name = self._commands.name
        alone = {text: spoken for spoken, texts in self._commands.phrases.items() for text in texts}
        called = {text: spoken for spoken, texts in self._commands.called.items() for text in texts}
        every = alone | {f"{name} {text}": spoken for text, spoken in (alone | called).items()}
        return dict(sorted(every.items(), key=lambda entry: len(entry[0].split())))

    def _divided(self, words: tuple[str, ...]) -> list[_Part] | None:
        """Divide words into parts that are known, longer ones first, or return None if they cannot be divided so."""
        if not words:
            return []
        for length in range(min(self._longest, len(words)), 0, -1):
            part = self._parts.get(" ".join(words[:length]))
            if part and (rest := self._divided(words[length:])) is not None:
                return [part, *rest]
        return None

    def _nearly(self, words: tuple[str, ...]) -> list[_Part]:
        """Return the parts of words of which some are nearly the name, or the only command; none if there are none."""
        for begin in range(len(words)):
            for end in range(len(words), begin, -1):
                before, after = self._divided(words[:begin]), self._divided(words[end:])
                if before is None or after is None or not (near := self._nearest("".join(words[begin:end]))):
                    continue
                if near.is_name or not any(part.spoken for part in before + after):
                    return [*before, near, *after]
        return []

    def _nearest(self, joined: str) -> _Part | None:
        """Return what words, written together, are with one slip, or None if it is not just one thing."""
        if not joined.isascii():
            return None
        near = [part for text, part in self._slipped if is_slip(joined, text)]
        is_one = len({(part.spoken, part.is_name) for part in near}) == 1
        return max(near, key=lambda part: part.nearness) if is_one else None


def _parts_of(commands: Commands) -> Iterator[tuple[str, _Part]]:
    yield commands.name, _Part(is_name=True)
    yield from ((text, _Part(nearness=HEARD_AS, is_name=True)) for text in commands.name_heard_as)
    yield from ((text, _Part()) for text in commands.fillers)
    for spoken, command in commands.by_spoken.items():
        yield from ((text, _Part(spoken)) for text in command.said)
        yield from ((text, _Part(spoken, needs_name=True)) for text in command.called)
        yield from ((text, _Part(spoken, HEARD_AS)) for text in command.heard_as)


def _meant(parts: list[_Part]) -> Meant:
    """Return what parts ask for together."""
    is_called = any(part.is_name for part in parts)
    asked = {part.spoken for part in parts if part.spoken and (is_called or not part.needs_name)}
    stops = [spoken for spoken in _STOPS if spoken in asked]
    wanted = stops[:1] or list(asked - _ANSWERS or asked)
    if len(wanted) != 1:
        return Meant(None, is_called=is_called)
    return Meant(wanted[0], min(part.nearness for part in parts), is_called)


def _words(text: str) -> tuple[str, ...]:
    """Return the words of a text as wordings have them: small letters without marks, numbers in words."""
    letters = unicodedata.normalize("NFKD", _NOISES.sub(" ", text).casefold())
    spelled = "".join(sign for sign in letters if not unicodedata.combining(sign))
    said = _DRAWN_OUT.sub(r"\1", _STUTTERED.sub("", _plain(spelled)))
    return tuple(word for found in _WORD.findall(said) for word in _in_words(found).split())


def _once(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return words that come over and over, as recognisers write them now and then, once; the last one may break off.

    >>> _once(("go", "on", "go", "on", "g"))
    ('go', 'on')
    """
    for count in range(1, len(words) - 1):
        again = [words[number % count] for number in range(len(words))]
        if [*words[:-1], again[-1]] == again and again[-1].startswith(words[-1]):
            return words[:count]
    return words


def _in_words(word: str) -> str:
    return cardinal(int(word)) if word.isdecimal() and len(word) < 4 else word


def _plain(text: str) -> str:
    """Return a text without apostrophes, which recognisers leave out now and then."""
    return re.sub("['\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}`]", "", text)


def _joined(text: str) -> str:
    return _plain(text).replace(" ", "")
