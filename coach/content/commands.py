"""What a listener can say, as the files of `scripts/commands/` hold it, one for each language, and what it must be."""

import re
from collections.abc import Callable, Iterator
from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct

from coach.errors import ContentError
from coach.slips import nearest

Spoken = Literal[
    "pause",
    "go-on",
    "again",
    "next",
    "back",
    "longer",
    "shorter",
    "louder",
    "softer",
    "stop",
    "ow",
    "how-long",
    "yes",
    "no",
]
"""What a listener can say. "ow" stops as "stop" does; "yes" and "no" answer what the coach asks back."""

Wording = Annotated[str, Meta(min_length=1, max_length=40)]
"""Words in small letters, with one space between them."""

MOST_WORDS = 6
"""More are not said at once: what is heard as one lasts three seconds at most."""


class Command(Struct, frozen=True, forbid_unknown_fields=True):
    """How one command is said, and what the coach calls it."""

    told: Wording
    """What the coach says of it where it asks back: "next"."""

    said: Annotated[tuple[Wording, ...], Meta(min_length=1)]
    """How it is said; the most usual wording comes first."""

    called: tuple[Wording, ...] = ()
    """How it is said together with the coach's name alone, for others are told the same."""

    heard_as: tuple[Wording, ...] = ()
    """What a recogniser writes for it now and then, and nobody says."""


class Wordings(Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """A command for each thing that can be said: the fields are those of `Spoken`."""

    pause: Command
    go_on: Command
    again: Command
    next: Command
    back: Command
    longer: Command
    shorter: Command
    louder: Command
    softer: Command
    stop: Command
    ow: Command
    how_long: Command
    yes: Command
    no: Command


class Commands(Struct, frozen=True, forbid_unknown_fields=True):
    """All that can be said in one language."""

    name: Wording
    """What the coach is called: it may be said before or after any command."""

    fillers: tuple[Wording, ...]
    """What may be said around a command and asks for nothing, as "please" does."""

    commands: Wordings

    name_heard_as: tuple[Wording, ...] = ()
    """What a recogniser writes for the name now and then."""

    @property
    def by_spoken(self) -> dict[Spoken, Command]:
        """Each command by what it asks for."""
        return {spoken: getattr(self.commands, spoken.replace("-", "_")) for spoken in get_args(Spoken)}

    @property
    def phrases(self) -> dict[Spoken, tuple[str, ...]]:
        """How each command is said, with the name of the coach or without."""
        return {spoken: command.said for spoken, command in self.by_spoken.items()}

    @property
    def called(self) -> dict[Spoken, tuple[str, ...]]:
        """How each command is said with the name of the coach alone, beside its `phrases`."""
        return {spoken: command.called for spoken, command in self.by_spoken.items()}

    @property
    def told(self) -> dict[Spoken, str]:
        """What the coach calls each command, as in "Did you say next?"."""
        return {spoken: command.told for spoken, command in self.by_spoken.items()}

    def places(self) -> Iterator[tuple[str, str]]:
        """Yield every wording of the file after its place in it: ("commands.next.said, entry 1", "next")."""
        yield "name", self.name
        lists = {"name_heard_as": self.name_heard_as, "fillers": self.fillers}
        for spoken, command in self.by_spoken.items():
            for key in ("said", "called", "heard_as"):
                lists[f"commands.{spoken}.{key}"] = getattr(command, key)
        for place, texts in lists.items():
            yield from ((f"{place}, entry {number}", text) for number, text in enumerate(texts, start=1))


def check_commands(commands: Commands, file: str, knows: Callable[[str], bool] | None = None) -> None:
    """Check that each wording can be heard and asks for one thing; `file` is the file's name in errors.

    `knows` tells whether a recogniser knows a word; without it, every word counts as known. What a recogniser writes
    for others (`heard_as`) is not asked for. Raises ContentError at the first fault.
    """
    for spoken, told in commands.told.items():
        for problem in _problems(told, "told", commands.name):
            raise ContentError(file, f"commands.{spoken}.told", problem)
    seen: dict[str, str] = {}
    for where, text in commands.places():
        for problem in _problems(text, where, commands.name):
            raise ContentError(file, where, problem)
        alike = text.replace("'", "")
        if alike in seen:
            raise ContentError(file, where, f"{text!r} stands at {seen[alike]} already; it can ask for one thing")
        seen[alike] = where
    if knows:
        _require_known(commands, file, knows)


def _problems(text: str, where: str, name: str) -> Iterator[str]:
    if text != text.lower():
        yield f"write {text!r} in small letters"
    elif sign := re.search(r"[^a-z' ]", text):
        advice = "write numbers in words" if sign[0].isdigit() else "write words with the letters a to z alone"
        yield f"{sign[0]!r} in {text!r} is nothing that can be heard; {advice}"
    elif not text.strip():
        yield "there is no word in it"
    elif text != " ".join(text.split()):
        yield f"there are too many spaces in {text!r}; write one between words"
    elif re.search(r"(^|[' ])'|'($| )", text):
        yield f"an apostrophe in {text!r} is in no word"
    words = text.split()
    if len(words) > MOST_WORDS:
        yield f"{text!r} has {len(words)} words; more than {MOST_WORDS} are not said at once"
    if where == "name" and len(words) > 1:
        yield "the name is one word"
    if where.startswith("commands.") and name in words:
        yield f"leave {name!r} out of {text!r}: the name may be said with every command"


def _require_known(commands: Commands, file: str, knows: Callable[[str], bool]) -> None:
    """Raise ContentError for a word that would never be heard, with the nearest of those that are."""
    said = [(where, text.split()) for where, text in commands.places() if "heard_as" not in where]
    known = {word for _, words in said for word in words if knows(word)}
    for where, words in said:
        for word in words:
            if word not in known:
                match = nearest(word, known)
                advice = f"did you mean {match!r}?" if match else "take a more usual one"
                raise ContentError(file, where, f"the recogniser does not know the word {word!r}; {advice}")
