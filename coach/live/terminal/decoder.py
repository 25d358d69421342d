"""From what a terminal sends to the names of keys; what nobody pressed has none.

Besides keys a terminal sends reports: whether its window has the focus, where the mouse is, where the cursor stands,
which colours it has, what it is. They have the form of ECMA-48, as the arrow keys have. What has this form and is no
key that is known means nothing, and no part of it may be taken for letters.
"""

import codecs
import re

PASTE = "<bracketed-paste>"
"""The name of the marks around a text that is pasted."""

_PASTED = "\x1b[201~"
"""The mark after a text that is pasted; the one before it is in the library's table."""

_HALF_S, _HALF_OF_STRING_S = 0.1, 0.5
"""How long the rest of a sequence is waited for, in seconds, if nothing comes, and if something comes without an end.

What is left of it then is no key, but for a lone Escape.
"""

_TOKEN = re.compile(
    r"""
      \x1b\[M[\s\S]{3}                           # where the mouse is, in the oldest form
    | \x1b\[\[[A-E]                              # F1 to F5 of the Linux console
    | \x1b\[(?![M\[])[0-?]*[ -/]*[@-~]           # a control sequence (CSI)
    | \x1bO[0-9;]*[ -:<-~]                       # a key of the second form (SS3)
    | \x1b[]P^_X][^\x07\x1b]*(?:\x07|\x1b\\)     # a string: OSC, DCS, PM, APC, SOS
    | \x1b[^\x1b\[\]OP^_X]                       # a key with Alt
    | [^\x1b]
    """,
    re.VERBOSE,
)

_BEGUN = re.compile(r"\x1b(?:\[(?:M[\s\S]{0,2}|\[|[0-?]*[ -/]*)|O[0-9;]*|[]P^_X][^\x07\x1b]*\x1b?)?")
"""What may become a token when the rest of it comes."""

_REPORT = re.compile(r"\x1b\[(?:[IO]|\??\d+(?:;\d+)+R)")
"""The focus, and where the cursor stands: some of it is also in the table of keys."""


class Decoder:
    """Turns bytes, as they come, into the names of keys: "a", " ", "left", "c-m", "escape" …."""

    def __init__(self, encoding: str) -> None:
        # The library takes longer to import than the sound may wait for: it comes when keys are first asked for.
        from prompt_toolkit.input.ansi_escape_sequences import ANSI_SEQUENCES

        self._sequences = ANSI_SEQUENCES
        self._text = codecs.getincrementaldecoder(encoding)("replace")
        self._rest = ""
        self._begun_s = 0.0

    def names(self, content: bytes, now_s: float) -> tuple[str, ...]:
        """Return the keys that are complete with these bytes, `now_s` seconds after any moment, by a steady clock."""
        return self.names_in(self._text.decode(content), now_s)

    def names_in(self, text: str, now_s: float) -> tuple[str, ...]:
        """Return the same for text."""
        names = []
        if self._rest and now_s - self._begun_s >= (_HALF_OF_STRING_S if text else _HALF_S):
            names.append(self._half(self._rest))
            self._rest = ""
        was_begun = bool(self._rest)
        text = self._rest + text
        at = 0
        while at < len(text):
            token = _TOKEN.match(text, at)
            if token:
                names.append(self._name(token[0]))
                at = token.end()
            elif _BEGUN.fullmatch(text, at):
                break
            else:
                half = _BEGUN.match(text, at)
                names.append(self._half(half[0] if half else text[at]))
                at = half.end() if half else at + 1
        self._rest = text[at:]
        if at or not was_begun:
            self._begun_s = now_s
        return tuple(filter(None, names))

    def _name(self, token: str) -> str:
        """Return the name of the key that sends a token, or nothing if none does."""
        if _REPORT.fullmatch(token):
            return ""
        if token == _PASTED:
            return PASTE
        key = self._sequences.get(token)
        if key is not None:
            name = "+".join(part.value for part in key) if isinstance(key, tuple) else key.value
            return "" if name == "<ignore>" else name
        if token[0] != "\x1b":
            return token
        return f"escape+{token[1]}" if len(token) == 2 else ""

    def _half(self, begun: str) -> str:
        """Return the name of the key that has sent what nothing follows, or nothing: half a sequence is no key."""
        return self._name(begun) if len(begun) == 1 else ""
