"""Completion in bash, zsh and fish: click finds what can follow, and a script for each shell shows it.

The scripts stand beside this module. They run coach with variables of the environment: `_COACH_COMPLETE` asks for
completion, `COMP_LINE` is the command line up to the cursor as it was typed, and `COMP_WORD` what the shell replaces of
its last word, if that is not all of it. Coach answers with a line for each item: "word", "part" if more may follow
without a blank, or "file" if paths may follow; its value; and a few words about it.
"""

import os
import shlex
import shutil
import sys
from pathlib import Path
from textwrap import shorten
from typing import Any, ClassVar

from click.shell_completion import CompletionItem, ShellComplete, add_completion_class, split_arg_string

from coach.errors import control_in, visible

_CURSOR = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands at the end of a command line while it is split, so that a blank before the cursor begins a word."""

_WIDEST_ABOUT = 60
"""So much is told about a value, in characters."""


class _Shell(ShellComplete):
    """A shell whose script stands beside this module."""

    shows_lines: ClassVar[bool] = False
    """Whether it shows a line as it is given for an item, and not its value beside a few words."""

    def source(self) -> str:
        """Return the script. Where what is typed is no program, as an alias, it runs the coach that has printed it."""
        script = Path(__file__).with_name(f"{self.prog_name}.{self.name}").read_text(encoding="utf-8")
        found = shutil.which(sys.argv[0])
        return script.replace("@PROGRAM@", shlex.quote(str(Path(found).absolute()) if found else self.prog_name))

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the one at the cursor, and what of that one stands before the cursor."""
        *words, last = split_arg_string(os.environ["COMP_LINE"] + _CURSOR)
        return words[1:], last.removesuffix(_CURSOR)

    def complete(self) -> str:
        """Return what can follow, in lines for the script."""
        words, typed = self.get_completion_args()
        name, sign, _ = typed.partition("=")
        head = f"{name}{sign}" if sign and name.startswith("-") else ""  # click completes what follows it
        kept = _kept(typed)
        items = [(item, f"{head}{_value(item)}".removeprefix(kept)) for item in self.get_completions(words, typed)]
        widest = max((len(value) for _, value in items), default=0)
        lines = []
        for item, value in items:
            about = shorten(visible(item.help or ""), _WIDEST_ABOUT, placeholder=" …")
            told = f"{value:<{widest}}  {about}".rstrip() if self.shows_lines else about
            if not control_in(value):
                lines.append(f"{_kind(item)}\t{value}\t{told}")
        return "\n".join(lines)


def _kept(typed: str) -> str:
    """Return what of the last word the shell leaves as it is."""
    word = os.environ.get("COMP_WORD")
    return typed.removesuffix(word) if word is not None and typed.endswith(word) else ""


def _value(item: "CompletionItem[Any]") -> str:
    return str(item.value) if item.type == "plain" else ""


def _kind(item: "CompletionItem[Any]") -> str:
    """Return what an item is to the scripts."""
    if item.type != "plain":
        return "file"
    return "part" if item.is_part else "word"


class Bash(_Shell):
    """Bash, from 4.4 on."""

    name = "bash"


class Zsh(_Shell):
    """Zsh."""

    name = "zsh"
    shows_lines = True


class Fish(_Shell):
    """Fish, from 3.1 on."""

    name = "fish"


SHELLS = {shell.name: shell for shell in (Bash, Zsh, Fish)}
"""The shells by their names."""

for _shell in SHELLS.values():
    add_completion_class(_shell)
