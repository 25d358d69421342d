"""Everything that can go wrong in a way that a person can mend.

    CoachError
    ├── UnknownName        a name that is not in a list: point, routine, voice, palette …
    ├── NoCondition        a state of health that changes no session, and of which its owner has to take care
    ├── BadOption          an option whose value cannot be used
    ├── ContentError       a file in scripts/ or audio/ (or of the user's own) that breaks a rule
    ├── CannotSay          a sign in a text for which there are no words
    ├── VoiceError         speech that could not be made
    ├── DeviceError        a sound device that is missing or fails
    ├── HearingError       what is heard cannot be understood: the recogniser is missing or fails
    ├── FileError          a file that could not be written
    │   └── OthersFile     one that is there already, and that coach has not written
    │       └── OthersFolder   a folder in which there is something that coach has not written
    ├── BadFile            a file that cannot be read for what it should be
    ├── NoHome             a folder of coach's own that has no place, since the user has no home folder
    ├── Declined           a session of which a listener's health leaves too little
    ├── CallsForDoctor     a sign that calls for a doctor and not for a session
    └── CannotFit          a session that cannot last as long as it should

An error carries its values and builds its own one-line message: what was wrong, where, and what to do. Options stand
in it as what is given for them, spelled as its reader writes it: `plainly` for Python, with flags on a terminal.
The command line catches `CoachError` once, prints the message and exits with status 1.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from coach.slips import containing, nearest

FEW = 8
"""So many names are told beside the one that is offered."""

SHOWN = 60
"""So much is shown of a value that is quoted, in characters."""

LONGEST_WORD = 500
"""So much is shown of anything without a blank in it, as the path of a file, in characters."""

MANY, MOST = 12, 40
"""Most names that are told in place of one that is a part of them all, and of one that is not: else the first ones."""

UNFORESEEN = "this should not have happened, and is no mistake of yours ({})"
"""What is told of an error that nobody foresaw, with its type."""


def cut(text: str, most: int = SHOWN) -> str:
    """Return a text as it is, or its beginning and its end if it has more characters than `most`."""
    if len(text) <= most:
        return text
    end = most // 4
    return f"{text[: most - end - 1]}…{text[-end:]}"


def quoted(value: object) -> str:
    """Return a value as it is shown in a message: a text in quotes, and no more than some of a long one."""
    return repr(cut(value)) if isinstance(value, str) else cut(repr(value))


_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""What no terminal must be sent from a text of others: it moves the cursor, colours, deletes, ends or turns lines."""


def control_in(text: str) -> str | None:
    """Return the first control character in a text, or None; a line break and whatever turns a line are such, too."""
    found = _CONTROLS.search(text)
    return found[0] if found else None


def visible(text: str) -> str:
    """Return a text as any terminal can show it: its control characters as Python escapes them."""
    return _CONTROLS.sub(lambda found: repr(found[0])[1:-1], text)


def shortage(error: BaseException | None) -> str:
    """Return what the machine lacks if that is what an error comes from, memory or threads, and what to do; or nothing.

    Libraries wrap such errors in their own.
    """
    seen: list[BaseException] = []  # an error that is raised again and again may come from itself
    while error is not None and not any(error is other for other in seen):
        seen.append(error)
        said = str(error)
        if isinstance(error, MemoryError) or re.search("allocate memory|map segment|NULL without setting", said):
            return "there is not enough memory; close other programs, and try again"
        if "start new thread" in said or isinstance(error, BlockingIOError):
            return "the system lets no more threads begin; close other programs, or raise the limit on them"
        error = error.__cause__ or error.__context__
    return ""


class Given(NamedTuple):
    """An option, by its name in Python, with a value as a person writes it."""

    option: str
    """As in "hold", "skip" or "chapters_file"."""

    value: str = ""
    """As in "60" or "CV6,BL23"; nothing where the option itself is meant."""


Spelling = Callable[[Given], str]
"""Writes an option as whoever reads it would."""


def plainly(given: Given) -> str:
    """Write an option by its name and its value: "hold 60"."""
    return f"{given.option} {given.value}".rstrip()


class CoachError(Exception):
    """The base of all errors that are told to the user in one line.

    What it is made with are the parts of its message, in order. Errors with the same values are equal.
    """

    def __init__(self, *message: str | Given) -> None:
        super().__init__(*message)

    def told(self, spell: Spelling = plainly) -> str:
        """Return the message in one line, the options in it as `spell` writes them."""
        parts = (spell(part) if isinstance(part, Given) else part for part in self.args)
        return visible(" ".join(cut(word, LONGEST_WORD) for word in "".join(parts).split()))

    def __str__(self) -> str:
        return self.told()

    def __reduce__(self) -> tuple[Any, ...]:
        # Python would make an error that is copied or unpickled anew from its message, not from its values.
        return _empty, (type(self), self.args), vars(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, CoachError):
            return NotImplemented
        return (type(self), self.args, vars(self)) == (type(other), other.args, vars(other))

    def __hash__(self) -> int:
        return hash((type(self), self.args))


def _empty(kind: type[CoachError], message: tuple[str | Given, ...]) -> CoachError:
    """Return an error of a kind with its message, and no values yet."""
    return kind.__new__(kind, *message)


def offer(match: str | None, allowed: Iterable[str], more: str = "", most: int = MOST) -> str:
    """Return what is told of a name that there is not: what is offered, with something `more` of it, or what there is.

    Where that is little it is told beside what is offered.
    """
    there_are = tuple(allowed)
    shown = there_are if len(there_are) <= most else there_are[:2]
    others = f" and {len(there_are) - 2} more" if len(there_are) > most else ""
    listed = f"there is: {', '.join(shown) or 'none'}{others}"
    if not match:
        return listed
    return f"did you mean {quoted(match)}{more}?" + (f" ({listed})" if len(there_are) <= FEW else "")


class UnknownName(CoachError):
    """A name that nothing answers to; what is offered in its place are the names of which it is a part, or the nearest.

    `kind` says what was looked for ("point"), `name` what was asked, `allowed` what there is,
    and `where` the file and key that asked, or nothing for the command line. `meant` is the name as it is looked for
    among them, where that is another spelling, and `hint` is told in place of a guess.
    """

    def __init__(
        self, kind: str, name: str, allowed: Iterable[str], where: str = "", *, meant: str = "", hint: str = ""
    ) -> None:
        self.kind, self.name, self.allowed, self.where = kind, name, tuple(allowed), where
        problem = f"unknown {kind} {quoted(name)}{' in ' + where if where else ''}"
        super().__init__(f"{problem}; {hint or self._guess(meant or name)}")

    def _guess(self, name: str) -> str:
        having = containing(name, self.allowed)
        if 1 < len(having) <= MANY:
            return offer(None, having)
        match = having[0] if len(having) == 1 else nearest(name, self.allowed)
        return offer(match, having, most=MANY) if having and not match else offer(match, self.allowed)


class NoCondition(CoachError):
    """A state of health that changes no session, so that its owner has to take care: `texts` say how.

    `sources` are ids of what that rests on, and `points` those that it is about: none, all of them.
    """

    def __init__(self, name: str, texts: Iterable[str], sources: Iterable[str], points: Iterable[str] = ()) -> None:
        self.name, self.texts, self.sources, self.points = name, tuple(texts), tuple(sources), tuple(points)
        without = Given("skip", ",".join(self.points))
        super().__init__(
            f"no condition covers {quoted(name)}, and no session can be shaped by it. {' '.join(self.texts)} "
            f"(sources: {', '.join(self.sources)})",
            *(("; ", without, " leaves out what it is about") if self.points else ()),
        )


class BadOption(CoachError):
    """An option whose value cannot be used; `allowed` says what can.

    `option` is its name in Python, and `value` is kept as a person writes it; one that is blank is shown in quotes.
    """

    def __init__(self, option: str, value: object, allowed: str) -> None:
        self.option, self.value, self.allowed = option, str(value), allowed
        shown = repr(self.value) if self.value.isspace() else self.value
        super().__init__(Given(option, cut(shown)), f": {allowed}")


class ContentError(CoachError):
    """A content file that breaks a rule: `file`, the place in it (`where`), and the `problem`."""

    def __init__(self, file: str, where: str, problem: str) -> None:
        self.file, self.where, self.problem = file, where, problem
        super().__init__(f"{cut(file, LONGEST_WORD)}{', ' + where if where else ''}: {problem}")


class CannotSay(CoachError):
    """A sign in a text that no voice can say: `sign` as it is shown, with its name, and `advice` on what to do."""

    def __init__(self, sign: str, text: str, advice: str = "write it in words") -> None:
        self.sign, self.text, self.advice = sign, text, advice
        super().__init__(f"{cut(sign)} cannot be said, in {quoted(text)}; {advice}")


class VoiceError(CoachError):
    """Speech that could not be made; `advice` says what to do."""

    def __init__(
        self, voice: str, problem: str, advice: str = "run `coach doctor` to see what this machine can do"
    ) -> None:
        self.voice, self.problem, self.advice = voice, problem, advice
        super().__init__(f"the voice {quoted(voice)} {problem}; {advice}")


class DeviceError(CoachError):
    """A sound device that is missing or fails; `advice` says what to do."""

    def __init__(self, problem: str, advice: str) -> None:
        self.problem, self.advice = problem, advice
        super().__init__(f"{problem}; {advice}")


class HearingError(CoachError):
    """A recogniser that is missing or fails, so that nothing that is said is understood; `advice` says what to do."""

    def __init__(self, problem: str, advice: str = "go on with the keys") -> None:
        self.problem, self.advice = problem, advice
        super().__init__(f"{problem}; {advice}")


class FileError(CoachError):
    """A file that could not be written; `file` is the one the user named."""

    def __init__(
        self, file: str, problem: str, advice: str = "make room on the disk, or see who may write there"
    ) -> None:
        self.file, self.problem, self.advice = file, problem, advice
        super().__init__(f"cannot write {cut(file, LONGEST_WORD)}: {problem}; {advice}")


class OthersFile(FileError):
    """A file that is there, and that coach has not written: it is replaced only for who asks for it (`force`)."""

    def __init__(self, file: str) -> None:
        super().__init__(file, "it is there, and coach has not written it", "choose another name")
        self.args = (*self.args, ", or replace it with ", Given("force"))


class OthersFolder(OthersFile):
    """A folder in which others have something: files are written among that only for who asks for it (`force`)."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        self.problem, self.advice = "it has something in it that coach has not written", "choose another folder"
        told = f"cannot write {cut(folder, LONGEST_WORD)}: {self.problem}; {self.advice}"
        self.args = (told, ", or write the page beside it with ", Given("force"))


class BadFile(CoachError):
    """A file that was given and is not what it should be; `advice` says what to do."""

    def __init__(self, file: str, problem: str, advice: str) -> None:
        self.file, self.problem, self.advice = file, problem, advice
        super().__init__(f"{cut(file, LONGEST_WORD)}: {problem}; {advice}")


class NoHome(CoachError):
    """A folder of coach's own that has no place: `what` lies in it, and `variable` could say where it is.

    `otherwise` is what can be chosen instead.
    """

    def __init__(self, what: str, variable: str, otherwise: Given | None = None) -> None:
        self.what, self.variable = what, variable
        problem = f"coach has no folder for its {what}: HOME is not set, and the system knows no home of this user"
        advice = f"set HOME or {variable} to the full path of a folder"
        super().__init__(f"{problem}; {advice}", *((", or choose ", otherwise) if otherwise else ()))


class Declined(CoachError):
    """A session of which a listener's health leaves too little to be useful.

    `action` says what to do at once, where it is urgent, `because` of what it is. `out` and `left` are codes of points,
    `sources` ids of what that rests on, `whom` is to be asked, and `clearable` are the points that come back once they
    agree.
    """

    def __init__(
        self,
        title: str,
        *,
        because: str,
        whom: str,
        sources: Iterable[str],
        out: Iterable[str],
        left: Iterable[str],
        clearable: Iterable[str],
        action: str = "",
    ) -> None:
        self.action, self.because, self.whom, self.sources = action, because, whom, tuple(sources)
        self.out, self.left, self.clearable = tuple(out), tuple(left), tuple(clearable)
        rest = f"{', '.join(self.left)} alone would be left" if self.left else "nothing would be left"
        back = Given("cleared", ",".join(self.clearable))
        urgent = f"{action} " if action else ""
        super().__init__(
            f"{urgent}{title} is not for you now: because of {because} it leaves out {', '.join(self.out)}, and {rest} "
            f"(sources: {', '.join(self.sources)}); ask {whom}",
            *((", and start anew with those of ", back, " to which they agree") if self.clearable else ()),
            f"; `coach why {self.out[0]}` tells more",
        )


class CallsForDoctor(CoachError):
    """A sign that calls for a doctor and not for a session: `action` says what to do, `text` what the sign is."""

    def __init__(self, action: str, text: str, sources: Iterable[str]) -> None:
        self.action, self.text, self.sources = action, text, tuple(sources)
        super().__init__(f"{action} The session does not start. {text} (sources: {', '.join(self.sources)})")


class CannotFit(CoachError):
    """A session that cannot last as long as it should.

    `spans` are the shortest and the longest that it can last, as clock times. Each of `ways` gets there: one option, or
    several that are changed together.
    """

    def __init__(self, minutes: float, spans: Iterable[tuple[str, str]], ways: Iterable[tuple[Given, ...]]) -> None:
        self.minutes, self.spans, self.ways = minutes, tuple(spans), tuple(ways)
        lasts = ", or ".join(f"{shortest} to {longest}" for shortest, longest in self.spans)
        tries = [part for way in self.ways for part in (", or ", *_spaced(way))][1:]
        advice = ("try ", *tries) if tries else ("choose a length that it can last",)
        super().__init__(Given("minutes", f"{minutes:g}"), f": with these options it lasts {lasts}; ", *advice)


def _spaced(options: Iterable[Given]) -> list[str | Given]:
    """Return options with a space between each two."""
    return [part for given in options for part in (" ", given)][1:]
