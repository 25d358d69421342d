"""How a launcher is written for each platform, so that it starts a command whatever stands in that.

A path may hold blanks, quotes, signs of the shell and letters of any script; each format has rules of its own for them.
"""

import os
import re
import shlex
from collections.abc import Sequence

from coach.errors import BadOption

MARK = "Written by `coach install-launcher`, which also takes it away."
"""Stands in every file that coach writes for a launcher: what has it not is somebody else's."""

TITLE = "Coach"
ICON = "acupressure-coach"
"""The name of the icon, and of the desktop entry."""

_COMMENT = "A voice leads your hands through self-acupressure"

_OF_VALUES = str.maketrans({"\\": r"\\", "\n": r"\n", "\t": r"\t", "\r": r"\r"})
"""How some signs are written in any value of a desktop entry."""

_UNSEEN_BY_CMD = re.compile(r'["\x00-\x1f]')


def desktop_entry(words: Sequence[str]) -> bytes:
    """Return a desktop entry that runs a command, by https://specifications.freedesktop.org/desktop-entry/1.5.

    Raises BadOption for a command that is no Unicode, which no entry can hold.
    """
    program, *others = words
    entry = {
        "Type": "Application",
        "Version": "1.0",
        "Name": TITLE,
        "GenericName": "Self-acupressure",
        "Comment": _COMMENT,
        "Keywords": "acupressure;massage;relaxation;backache;",
        "Categories": "Utility;",
        "Icon": ICON,
        "TryExec": program,
        "Exec": " ".join(map(_in_exec, [*_found(program), *others])),
        "Terminal": "false",
        "StartupWMClass": TITLE,
    }
    lines = [f"# {MARK}", "[Desktop Entry]", *(f"{key}={value.translate(_OF_VALUES)}" for key, value in entry.items())]
    try:
        return "".join(f"{line}\n" for line in lines).encode()
    except UnicodeEncodeError:
        problem = f"no desktop entry can hold a name as in {program!r}; rename that folder"
        raise BadOption("launcher", "", problem) from None


def _found(program: str) -> list[str]:
    """Return the words that run a program. Some launchers look for it before they have read its `%%`; no `=` may be."""
    return ["/bin/sh", "-c", 'exec "$0" "$@"', program] if {"%", "="} & {*program} else [program]


def _in_exec(word: str) -> str:
    """Return a word as it is quoted in a command; what then holds for any value comes after that."""
    return '"' + re.sub(r'(["`$\\])', r"\\\1", word).replace("%", "%%") + '"'


def shell_script(words: Sequence[str]) -> bytes:
    """Return a script for the shell that runs a command, as macOS does it in its terminal."""
    return os.fsencode(f"#!/bin/sh\n# {MARK}\nexec {shlex.join(words)}\n")


def batch_file(words: Sequence[str]) -> bytes:
    """Return a batch file for Windows that runs a command without a console of its own.

    Raises BadOption for a quote or a control character in a word, which such a file cannot hold.
    """
    if found := next(filter(_UNSEEN_BY_CMD.search, words), None):
        raise BadOption("launcher", "", f"no batch file can hold {found!r}; leave out its quotes")
    lines = [
        "@echo off",
        f"rem {MARK}",
        "setlocal DisableDelayedExpansion",
        "chcp 65001 >nul",  # from here on the file is read as UTF-8
        f'start "{TITLE}" {" ".join(map(_in_batch, words))}',
    ]
    return "".join(f"{line}\r\n" for line in lines).encode(errors="surrogatepass")


def _in_batch(word: str) -> str:
    """Return a word in quotes, in which a per cent sign alone means something, and a backslash at the end."""
    at_end = word[len(word.rstrip("\\")) :]
    return f'"{word}{at_end}"'.replace("%", "%%")
