"""All that is said in a part of the content, each text with its place: whatever the types come to hold is found."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import fields

from coach.content.sentences import Sentence, suits

_FILLED = {
    "side": "left",
    "other": "right",
    "time": "90 seconds",
    "place": "behind the left knee",
    "points": "Sea of Energy",
    "because": "recent surgery",
    "whom": "your doctor",
    "region": "the belly",
}
"""What stands in place of a placeholder while words are counted."""


class Fault(NamedTuple):
    """What a listener would stumble over."""

    file: str
    place: str
    """In words of the file, whose line `lines_of` knows: "en.locate, entry 2", "en.press, entry 1.brief"."""

    sentence: str
    """As it is written."""

    kind: str
    """A name of `coach.content.style.judging.KINDS`."""

    problem: str
    heard: str = ""
    """The circumstances in which it is heard, where it is a fault in these alone: "chair, unused-hand"."""

    def among(self, names: frozenset[str], at: str = "") -> "Fault":
        """Return the fault as one in some circumstances, at a point."""
        told = ", ".join(sorted(names))
        return self._replace(heard=f"{at}: {told}" if at else told)


@dataclass(frozen=True, slots=True)
class Said:
    """One text of the content."""

    file: str
    table: str
    """Where the list stands, as in "en" or "postures.foot-up"; nothing at the top of a file."""

    key: str
    """Of the list, as the file has it: "locate_again", "breathe-in"."""

    entry: int
    """Counted from 1; 0 where a single sentence stands in place of a list."""

    written: str
    is_brief: bool

    sentence: Sentence
    """Whose wording it is."""

    @property
    def is_safety(self) -> bool:
        """Whether it keeps the listener from harm."""
        return self.sentence.safety

    def is_heard(self, names: frozenset[str]) -> bool:
        """Tell whether it is heard in some circumstances."""
        sentence = self.sentence
        return suits(sentence.only, sentence.unless, names) and not (sentence.asked and "answered" in names)

    @property
    def place(self) -> str:
        """Where it stands, in words of the file."""
        name = f"{self.table}.{self.key}" if self.table else self.key
        return name + (f", entry {self.entry}" if self.entry else "") + (".brief" if self.is_brief else "")

    @property
    def text(self) -> str:
        """As it may be heard: with something in place of its placeholders."""
        return filled(self.written)

    def fault(self, kind: str, problem: str) -> Fault:
        """Return a fault of it."""
        return Fault(self.file, self.place, self.written, kind, problem)


@lru_cache(maxsize=4096)
def filled(text: str) -> str:
    """Return a text with something in place of its placeholders."""
    for name, value in _FILLED.items():
        text = text.replace(f"{{{name}}}", value)
    return text[:1].upper() + text[1:]


def texts(content: Any, file: str, table: str = "") -> Iterator[Said]:
    """Yield the wordings of every sentence somewhere in a table of a file, in order, the brief ones too."""
    for key, value in _entries(content):
        below = f"{table}.{key}" if table else key
        if isinstance(value, Sentence):
            yield from _wordings(value, file, table, key, 0)
        elif isinstance(value, tuple):
            for number, entry in enumerate(value, start=1):
                if isinstance(entry, Sentence):
                    yield from _wordings(entry, file, table, key, number)
                else:
                    yield from texts(entry, file, f"{below}, entry {number}")
        else:
            yield from texts(value, file, below)


def _entries(content: Any) -> Iterator[tuple[str, Any]]:
    """Yield what stands in a table, by its keys."""
    if isinstance(content, Struct):
        for field in fields(content):
            yield field.encode_name, getattr(content, field.name)
    elif isinstance(content, dict):
        yield from content.items()


def _wordings(sentence: Sentence, file: str, table: str, key: str, entry: int) -> Iterator[Said]:
    for text, is_brief in ((sentence.say, False), (sentence.brief, True)):
        if text:
            yield Said(
                file=file,
                table=table,
                key=key,
                entry=entry,
                written=text,
                is_brief=is_brief,
                sentence=sentence,
            )
