"""TOML that somebody has written by hand."""

import tomllib
from typing import Any


class BadToml(ValueError):
    """A text that is no TOML: the `line` (0: none in particular), and the `problem` with what to write instead."""

    def __init__(self, line: int, problem: str) -> None:
        self.line, self.problem = line, problem
        super().__init__(f"line {line}: {problem}" if line else problem)


def parsed(text: str) -> dict[str, Any]:
    """Return what a text in TOML says; its lines may end with any of LF, CRLF and CR. Raises BadToml."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        return tomllib.loads(lines)
    except RecursionError:
        raise BadToml(0, "its lists are nested too deeply") from None
    except ValueError:  # TOMLDecodeError, and what Python says of a number of thousands of digits
        from coach.content.mistakes import first_mistake

        raise BadToml(*first_mistake(lines)) from None
