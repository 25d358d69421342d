"""Bytes that somebody has written by hand, as text: in whichever encoding they are, if that is certain.

A byte order mark says which it is; without one it is UTF-8, or else what the bytes are is told, and they are not read.
"""

import codecs
from typing import NamedTuple
from unicodedata import category

from coach.errors import BadOption

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with that one's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
"""Encodings with more than a byte for each letter."""

LONGEST_LINE = 1000
"""Characters of a line that a user gives; what is longer is no line."""

_TURNING = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])

_SAVE = "save it as UTF-8"

_HIGHEST = 0x3000
"""Where a text is taken for one in UTF-16, half of its signs and more lie below, as letters of an alphabet do."""


class BadText(ValueError):
    """Bytes that are no text, or one of an encoding that cannot be certain: the `line` (0: all of it), and why."""

    def __init__(self, line: int, problem: str) -> None:
        self.line, self.problem = line, problem
        super().__init__(f"line {line}: {problem}" if line else problem)


class Written(NamedTuple):
    """A text as it was found in a file, so that another can be written in the same way."""

    text: str
    """With the ends of its lines as they are."""

    encoding: str
    mark: bytes
    """Its byte order mark, or nothing."""

    def anew(self, text: str) -> bytes:
        """Return the bytes of another text, written in the same way."""
        return self.mark + text.encode(self.encoding)


NEW = Written("", "utf-8", b"")
"""What is written in a new file."""


def one_line(option: str, text: str) -> str:
    """Return what a user has given for an option as one line: its words one space apart, line ends being space too.

    Marks that turn the direction of a line are left out: what they would turn is more than the text. Raises BadOption
    for a text that is blank, too long, or has other signs that nobody can read.
    """
    line = " ".join(text.translate(_TURNING).split())
    if len(line) > LONGEST_LINE:
        raise BadOption(option, line, f"it has {len(line)} characters; at most {LONGEST_LINE} are taken")
    sign = next((sign for sign in line if category(sign) in {"Cc", "Cs"}), None)
    if sign:
        raise BadOption(option, line, f"{sign!a} is no sign to read; leave it out")
    if not any(category(sign)[0] in "LNPS" for sign in line):
        raise BadOption(option, ascii(text), "write something, or leave it out")
    return line


def decoded(content: bytes, usual: str = "utf-8") -> Written:
    """Return the text in some bytes; `usual` is the encoding of those that are no UTF-8 and have no mark.

    Raises BadText.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _checked(Written(_text(content.removeprefix(mark), encoding), encoding, mark))
    if wide := _wide(content):
        raise BadText(0, f"it is in {wide[:-3].upper()}, without a mark that says so; {_SAVE}")
    try:
        return _checked(Written(content.decode(), "utf-8", b""))
    except UnicodeDecodeError as error:
        line, byte = content.count(b"\n", 0, error.start) + 1, content[error.start]
    try:
        if codecs.lookup(usual).name != "utf-8":
            return _checked(Written(content.decode(usual), usual, b""))
    except (UnicodeDecodeError, LookupError):
        pass
    meant = bytes([byte]).decode("cp1252", "ignore")
    perhaps = f", perhaps in Windows-1252 (Latin-1), where it is {meant!r}" if meant else ""
    raise BadText(line, f"it is not in UTF-8: there is the byte {byte:02X}{perhaps}; {_SAVE}")


def _text(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        named = encoding.removesuffix("-le").removesuffix("-be").upper()
        raise BadText(0, f"it begins as {named} does, and goes on as something else; {_SAVE}") from error


def _checked(written: Written) -> Written:
    before, nul, _ = written.text.partition("\0")
    if nul:
        raise BadText(before.count("\n") + 1, "there is a NUL character, so it is no text; name a text file")
    return written


def _wide(content: bytes) -> str:
    """Return the encoding of bytes that are most likely a text with several bytes for each letter, or nothing.

    Every such text has control characters when it is read with one byte for each letter: NUL in Latin letters, and
    others in most.
    """
    if not any(byte < 32 and byte not in b"\t\n\v\f\r\b\a\x1b" for byte in content):
        return ""
    for encoding in _WIDE:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        letters = sum(" " <= sign < chr(_HIGHEST) or sign in "\t\r\n" for sign in text)
        if text and "\0" not in text and text.isascii() | (letters * 2 > len(text)):
            return encoding
    return ""
