"""On which line of a file something stands that is told in words of the file: "en.locate, entry 2"."""

import re

from coach.content.repairs import STRING

_TOKEN = re.compile(rf"{STRING}|#[^\n]*|[^\s\[\]{{}}=,#\"']+|[\[\]{{}}=,\n]", re.DOTALL)


def lines_of(text: str) -> dict[str, int]:
    """Return on which line, counted from 1, each place of a text begins that is TOML."""
    reader, line = _Reader(), 1
    for piece in _TOKEN.findall(text):
        reader.read(piece, line)
        line += piece.count("\n")
    return reader.lines


class _Reader:
    """Goes through a text piece by piece, and keeps the line of each key and each entry."""

    def __init__(self) -> None:
        self.lines: dict[str, int] = {}
        self._table = ""
        self._tables: dict[str, int] = {}
        """How many tables of each list of tables were begun."""

        self._entries: dict[str, int] = {}
        self._open: list[tuple[str, str]] = []
        """The brackets that are open, each with the place of what it holds."""

        self._words: list[str] = []
        """What was read of a key, or of a header with its brackets."""

        self._value = ""
        """The place of the value that comes next."""

    def read(self, piece: str, line: int) -> None:
        """Read the next piece, which stands on a line."""
        if piece.startswith("#"):
            return
        if self._open or self._value:
            self._read_value(piece, line)
        elif piece == "=":
            self._begin(self._table, line)
        elif piece == "\n":
            self._end_header(line)
        else:
            self._words.append(piece)

    def _begin(self, table: str, line: int) -> None:
        """Take what was read as a key of a table."""
        key = ".".join(self._keys())
        self._value = f"{table}.{key}" if table else key
        self.lines.setdefault(self._value, line)

    def _end_header(self, line: int) -> None:
        is_header, is_listed = self._words[:1] == ["["], self._words[:2] == ["[", "["]
        *above, last = self._keys()
        if not is_header:
            return
        table = ""
        for key in above:  # a table below one of a list belongs to the last that was begun
            table = self._latest(f"{table}.{key}" if table else key)
        table = f"{table}.{last}" if table else last
        if is_listed:
            self._tables[table] = self._tables.get(table, 0) + 1
        self._table = self._latest(table)
        self.lines.setdefault(self._table, line)

    def _latest(self, table: str) -> str:
        """Return the place of a table, or of the last one of a list of tables."""
        number = self._tables.get(table)
        return f"{table}, entry {number}" if number else table

    def _keys(self) -> list[str]:
        """Take what was read as the keys of a header or of a value, without brackets and quotes."""
        written, self._words = "".join(word for word in self._words if word not in {"[", "]"}), []
        return [key.strip("\"'") for key in written.split(".")]

    def _read_value(self, piece: str, line: int) -> None:
        bracket, holder = self._open[-1] if self._open else ("", "")
        if piece in {"]", "}"}:
            self._open.pop()
            self._words = []
            self._value = ""
        elif piece == "\n":
            self._value = self._value if self._open else ""
        elif piece == "=":
            self._begin(holder, line)
        elif piece == ",":
            self._value = ""
        elif bracket == "{" and not self._value:
            self._words.append(piece)
        else:
            self._read_entry(piece, line, bracket, holder)

    def _read_entry(self, piece: str, line: int, bracket: str, holder: str) -> None:
        """Read a value, or the bracket with which it begins."""
        place = self._value
        if bracket == "[":
            number = self._entries[holder] = self._entries.get(holder, 0) + 1
            place = f"{holder}, entry {number}"
            self.lines.setdefault(place, line)
        if piece in {"[", "{"}:
            self._open.append((piece, place))
            self._value = ""
