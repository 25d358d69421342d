"""The manual page of coach, made of the help of all its commands, in the language that `man` reads."""

import os
import re
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from textwrap import wrap

import click

from coach.cli.help_page import Page, Row, page_of
from coach.version import __version__

_STATUS = (
    Row("0", "All went well."),
    Row("1", "It did not; one line on standard error says what, where, and what to do."),
    Row("2", "The command line cannot be understood."),
    Row("130", "Somebody has ended it, as with Ctrl-C."),
)

_SPECIAL = {"\\": r"\e", "-": r"\-", "'": r"\(aq", "^": r"\(ha", "~": r"\(ti", '"': r"\(dq"}
"""What would be taken for something else, or shown as a sign that no shell knows."""

_CODE = re.compile(r"`([^`]*)`")


def manual(root: click.Context) -> str:
    """Return the manual page of all commands, by the context of coach itself; it is dated as it is made."""
    return "\n".join([*_lines(root), ""])


def _lines(root: click.Context) -> Iterator[str]:
    page = page_of(root)
    summary, *text = map(str, page.text)
    yield r".\" Made of the help of all commands, by: coach help --man"
    yield f'.TH COACH 1 {_today()} "coach {__version__}" "User Commands"'
    yield from (".nh", ".ad l")  # what is typed is neither hyphenated nor stretched
    yield from (".SH NAME", rf"coach \- {_escaped(_decapitalised(summary))}")
    yield from (".SH SYNOPSIS", f"{_bold(page.called)} {_escaped(page.usage)}")
    yield from (".SH DESCRIPTION", *_paragraphs(text))
    common = [row for section in page.sections for row in section.rows if row.term.startswith("-")]
    yield from (".SH OPTIONS", *_tagged(common))
    yield ".SH COMMANDS"
    contexts = list(_contexts(root))
    for context in contexts:
        yield from _command(page_of(context), {row.term for row in common})
    yield from (".SH ENVIRONMENT", *_tagged(_variables([root, *contexts])))
    yield from (".SH EXIT STATUS", *_tagged(_STATUS))


def _today() -> str:
    """Return the day of the page; `SOURCE_DATE_EPOCH` may set another, as for builds that are to be the same."""
    made = os.environ.get("SOURCE_DATE_EPOCH")
    return f"{datetime.fromtimestamp(int(made), UTC) if made else datetime.now(UTC):%Y-%m-%d}"


def _contexts(parent: click.Context) -> Iterator[click.Context]:
    """Yield the context of each command, one of a group after it."""
    group = parent.command
    if not isinstance(group, click.Group):
        return
    for name in group.list_commands(parent):
        if command := group.get_command(parent, name):
            context = click.Context(command, info_name=name, parent=parent)
            yield context
            yield from _contexts(context)


def _command(page: Page, common: Collection[str]) -> Iterator[str]:
    """Yield the part of a command, without its options that are `common` to all."""
    yield f".SS {_escaped(page.called)}"
    yield f"{_bold(page.called)} {_escaped(page.usage)}"
    yield from (".PP", *_paragraphs(page.text))
    for section in page.sections:
        if rows := [row for row in section.rows if row.term not in common]:
            yield from (".PP", rf"\fI{_escaped(section.title)}:\fR", *_tagged(rows))
    if page.examples:
        yield from (".PP", r"\fIExamples:\fR", ".PP", ".RS 4", ".nf", *map(_escaped, page.examples), ".fi", ".RE")


def _paragraphs(text: Iterable[str | tuple[Row, ...]]) -> Iterator[str]:
    for number, paragraph in enumerate(text):
        if isinstance(paragraph, str):
            yield from ([".PP"] if number else [])
            yield from _filled(paragraph)
        else:
            yield from _tagged(paragraph)


def _tagged(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        yield from (".TP", _bold(row.term), *_filled(row.text))


def _variables(contexts: Iterable[click.Context]) -> list[Row]:
    """Return the variables of the environment that stand for an option."""
    options = [option for context in contexts for option in context.command.params if isinstance(option, click.Option)]
    named = {str(option.envvar): option.opts[0] for option in options if option.envvar}
    return [Row(variable, f"The same as `{option}`.") for variable, option in named.items()]


def _decapitalised(sentence: str) -> str:
    return f"{sentence[0].lower()}{sentence[1:]}".rstrip(".")


def _bold(text: str) -> str:
    return rf"\fB{_escaped(text)}\fR"


def _filled(text: str) -> list[str]:
    """Return a text in lines as they are usual in such a file, with commands in bold."""
    shown = _CODE.sub(r"\\fB\1\\fR", _escaped(text))
    lines = wrap(shown, 78, break_long_words=False, break_on_hyphens=False)
    return [rf"\&{line}" if line.startswith(".") else line for line in lines]


def _escaped(text: str) -> str:
    """Return a text as `man` is told to show it, sign by sign."""
    return "".join(_SPECIAL.get(sign, sign) if sign.isascii() else rf"\[u{ord(sign):04X}]" for sign in text)
