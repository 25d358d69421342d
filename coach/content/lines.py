"""What no text of a file may hold: it is shown on terminals, in captions and in tags, each of which takes a line."""

from collections.abc import Iterator
from typing import Any

from coach.errors import ContentError, control_in

LONGEST_KEY = 80
"""In characters."""


def require_lines(raw: Any, file: str) -> None:
    """Raise ContentError if a text or a key that was read from a file is no line, or a key is too long."""
    texts: list[str] = []
    keys: list[str] = []
    _gather(raw, texts, keys)
    if control_in("".join(texts + keys)) is None and max(map(len, keys), default=0) <= LONGEST_KEY:
        return
    for where, text, kind in _texts(raw, "", ""):
        name = f"the key {text[:60]!r}" if kind == "key" else "it"
        if kind == "key" and len(text) > LONGEST_KEY:
            raise ContentError(file, where, f"{name}… has more than {LONGEST_KEY} characters")
        match control_in(text):
            case None:
                continue
            case "\r" | "\n":
                raise ContentError(file, where, f"{name} holds a line break; write it in one line")
            case sign:
                raise ContentError(file, where, f"{name} holds a control character, {sign!r}; leave it out")


def _gather(raw: Any, texts: list[str], keys: list[str]) -> None:
    """Add all texts and keys to lists: places, which take longer to tell, are asked for only if there is a mistake."""
    if isinstance(raw, str):
        texts.append(raw)
    elif isinstance(raw, dict):
        keys.extend(raw)
        for value in raw.values():
            _gather(value, texts, keys)
    elif isinstance(raw, list):
        for value in raw:
            _gather(value, texts, keys)


def _texts(raw: Any, where: str, joint: str) -> Iterator[tuple[str, str, str]]:
    """Yield every text and key in what was read, with its place in words of the file: "en.welcome, entry 2.say"."""
    if isinstance(raw, str):
        yield where, raw, "text"
    elif isinstance(raw, dict):
        for key, value in raw.items():
            yield where, key, "key"
            yield from _texts(value, f"{where}{joint}{key}", ".")
    elif isinstance(raw, list):
        for number, value in enumerate(raw, start=1):
            place = f"step {number}" if where == "steps" else f"{where}, entry {number}"
            yield from _texts(value, place, ".")
