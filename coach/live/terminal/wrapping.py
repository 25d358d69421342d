"""Breaks lines between words, where a terminal would break them inside one."""

from typing import TextIO

from coach.errors import visible
from coach.live.terminal.painter import size

_NARROWEST = 10
"""Columns of a terminal that is narrower than most words: what it makes of a line is as good."""

_LISTED = "- "
"""What each line of a list begins with."""


def wrapped(text: str, stream: TextIO, hang: int = 0) -> str:
    """Return a line as it is written to a stream: in several that fit if it is a terminal, and as it is elsewhere.

    What follows the first one begins below it, and `hang` columns further to the right where there is room for that; in
    a list it begins below the words of the first one.
    """
    if not stream.isatty():
        return text
    columns, _ = size(stream)
    margin = len(text) - len(text.lstrip(" "))
    if columns < _NARROWEST or margin > columns // 2:
        return text
    in_list = len(_LISTED) if text.lstrip(" ").startswith(_LISTED) else 0
    hang = min(max(hang, in_list), columns // 4)
    if text.isascii():
        from textwrap import wrap
    else:  # signs may be two columns wide, or none
        from wcwidth import wrap
    lines = wrap(
        text.lstrip(" "),
        columns,
        initial_indent=" " * margin,
        subsequent_indent=" " * (margin + hang),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines)


def write_line(text: str, stream: TextIO, hang: int = 0) -> None:
    """Write a line, at once; on a terminal it breaks between words, and further rows begin `hang` columns later."""
    print(wrapped(visible(text), stream, hang), file=stream, flush=True)
