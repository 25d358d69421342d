"""The tokens in which Whisper writes: pieces of words, joined pair by pair as it has learnt to."""

import json
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

START = (50257,)
"""What stands before every text of tiny.en …"""

TRANSCRIBE = 50362
"""… and after that, where the text is to have no times."""

_BLANK = "\N{LATIN CAPITAL LETTER G WITH DOT ABOVE}"
"""What stands for a blank in the vocabulary."""

_WORDS = re.compile(r" ?[A-Za-z']+| ?[^A-Za-z' ]+")


class Tokens:
    """The vocabulary of a model in a folder."""

    def __init__(self, folder: Path) -> None:
        model = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]
        self._numbers: dict[str, int] = model["vocab"]
        self._pieces = {number: piece for piece, number in self._numbers.items()}
        pairs = (tuple(pair.split(" ") if isinstance(pair, str) else pair) for pair in model["merges"])
        self._ranks = {pair: rank for rank, pair in enumerate(pairs)}

    def of(self, text: str) -> list[int]:
        """Return the tokens of an English text without signs beyond ASCII."""
        return [number for word in _WORDS.findall(text) for number in self._of_word(word.replace(" ", _BLANK))]

    def text(self, tokens: list[int]) -> str:
        """Return the text of tokens; signs beyond ASCII are not put together."""
        return "".join(self._pieces.get(token, "") for token in tokens).replace(_BLANK, " ").strip()

    def _of_word(self, word: str) -> list[int]:
        pieces = list(word)
        while len(pieces) > 1:
            ranks = [self._ranks.get(pair, len(self._ranks)) for pair in pairwise(pieces)]
            first = min(ranks)
            if first == len(self._ranks):
                break
            place = ranks.index(first)
            pieces[place : place + 2] = ["".join(pieces[place : place + 2])]
        return [self._numbers[piece] for piece in pieces]


@cache
def vocabulary(folder: Path) -> frozenset[str]:
    """Return all tokens of a model in a folder, as they are written there."""
    return frozenset((folder / "vocabulary.txt").read_text(encoding="utf-8").splitlines())


def is_word(word: str, folder: Path) -> bool:
    """Tell whether a model has a token for a word, or for what stands before its apostrophe.

    A word that it has to spell, as one with a slip in it or of another language, it hardly ever writes.
    """
    stem = word.partition("'")[0]
    forms = (stem, stem.capitalize(), stem.upper())
    return any({_BLANK + form, form} & vocabulary(folder) for form in forms)
