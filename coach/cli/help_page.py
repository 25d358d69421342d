"""A page of help: what a command's help holds, and how it is laid out; `coach/cli/manual.py` makes the manual of it."""

import inspect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import NamedTuple

import click

from coach.cli.grouped import COMMANDS, ToldArgument, grouped, groups_of
from coach.cli.width import line_width

_LISTED = "\b"
"""Click's mark of a paragraph whose lines stay: each is a term, two spaces or more, and what it means."""

_SIDE_BY_SIDE = 60
"""From so many columns on, terms stand beside what they mean, and above it in fewer."""

_WIDEST_TERM = 28
"""Longer terms stand above what they mean in any case."""

_TOGETHER = re.compile(r"`[^`]{1,28}`|\[[^]]{1,28}\]")
"""What is not torn at its blanks unless it is long: a command in a text, and what is usual."""

_ONE = re.compile(r'"[^"]*"|(?<= )--?[\w-]+ (?!-)')
"""What stays together in a command line: what a shell takes as one word, and a flag with what follows it."""

_KEPT = "\N{NO-BREAK SPACE}"


class Row(NamedTuple):
    """A term and what it means."""

    term: str
    text: str


class Section(NamedTuple):
    """Rows under a title."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """What the help of a command holds."""

    called: str
    """How it is called: "coach voices add"."""

    usage: str
    """What follows that: "[OPTIONS] NAME"."""

    text: tuple[str | tuple[Row, ...], ...]
    """Its paragraphs, some of which are lists."""

    sections: tuple[Section, ...]
    """Its arguments that need words, its commands, and its options, by groups."""

    examples: tuple[str, ...]


def page_of(context: click.Context) -> Page:
    """Return the help of the command of a context."""
    command = context.command
    told = inspect.cleandoc(command.help or "").split("\n\n")
    return Page(
        called=context.command_path,
        usage=" ".join(command.collect_usage_pieces(context)),
        text=tuple(map(_paragraph, filter(None, told))),
        sections=(*_arguments(context), *_commands(context), *_options(context)),
        examples=tuple(getattr(command, "examples", ())),
    )


def laid_out(page: Page) -> str:
    """Return a page as lines of the terminal's width."""
    return "\n".join(_lines(page, line_width()))


def _paragraph(told: str) -> str | tuple[Row, ...]:
    first, *lines = told.split("\n")
    if first.strip() != _LISTED:
        return " ".join([first, *lines])
    return tuple(Row(*re.split(r" {2,}", line, maxsplit=1)) for line in lines)


def _arguments(context: click.Context) -> Iterator[Section]:
    arguments = [each for each in context.command.params if isinstance(each, ToldArgument)]
    if arguments:
        rows = (Row(each.human_readable_name, _with_extras(each.told, each, context)) for each in arguments)
        yield Section("Arguments", tuple(rows))


def _options(context: click.Context) -> Iterator[Section]:
    shown = [
        option
        for option in context.command.get_params(context)
        if isinstance(option, click.Option) and not option.hidden
    ]
    for title, options in grouped(shown, groups_of(context.command)).items():
        yield Section(title, tuple(_row(option, context) for option in options))


def _row(option: click.Option, context: click.Context) -> Row:
    spelled, _ = option.get_help_record(context) or ("", "")
    return Row(spelled, _with_extras(option.help or "", option, context))


def _with_extras(told: str, parameter: click.Parameter, context: click.Context) -> str:
    """Return a help text with what is usual, all in one style."""
    extras = [f"default: {usual}"] if (usual := _usual(parameter, context)) else []
    if isinstance(parameter, click.Option):
        extras += ["required"] if parameter.required else []
        extras += [f"env var: {parameter.envvar}"] if parameter.show_envvar else []
    return f"{told} [{'; '.join(extras)}]" if extras else told


def _usual(parameter: click.Parameter, context: click.Context) -> str:
    """Return what is taken where a parameter is not given, or nothing if that is nothing."""
    shown = getattr(parameter, "show_default", None)
    if isinstance(shown, str):
        return shown
    value = parameter.get_default(context, call=False)
    if isinstance(value, bool):
        return ""
    if isinstance(value, list | tuple):
        return ",".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value) if isinstance(value, int | str) else ""


def _commands(context: click.Context) -> Iterator[Section]:
    group = context.command
    if not isinstance(group, click.Group):
        return
    found = {name: group.get_command(context, name) for name in group.list_commands(context)}
    left = {
        name: Row(name, command.get_short_help_str())
        for name, command in found.items()
        if command and not command.hidden
    }
    for title, names in COMMANDS.items():
        rows = tuple(left.pop(name) for name in names if name in left)
        if rows:
            yield Section(title, rows)
    if left:
        yield Section("Other commands" if len(left) < len(found) else "Commands", tuple(left.values()))


def _lines(page: Page, width: int) -> Iterator[str]:
    yield from _wrapped(f"Usage: {page.called} {page.usage}", width, hang=4)
    for paragraph in page.text:
        yield ""
        if isinstance(paragraph, str):
            yield from _wrapped(paragraph, width, indent=2)
        else:
            yield from _table(paragraph, width)
    for section in page.sections:
        yield from ("", f"{section.title}:")
        yield from _table(section.rows, width)
    if page.examples:
        yield from ("", "Examples:" if len(page.examples) > 1 else "Example:")
        for example in page.examples:
            yield from _continued(example, width)


def _table(rows: Sequence[Row], width: int) -> Iterator[str]:
    """Yield terms beside what they mean, or above it."""
    column = max((len(row.term) for row in rows if len(row.term) <= _WIDEST_TERM), default=0) + 4
    is_narrow = width < _SIDE_BY_SIDE
    indent = 6 if is_narrow else column
    for row in rows:
        first, *more = _wrapped(row.text, width, indent=indent) or [""]
        if is_narrow or len(row.term) + 4 > column:
            yield f"  {row.term}"
            yield first
        else:
            yield f"  {row.term:<{column - 2}}{first.lstrip()}".rstrip()
        yield from more


def _continued(example: str, width: int) -> list[str]:
    """Return a command line in lines that are no longer than a width, as a shell reads them."""
    lines = wrap(
        _ONE.sub(_unbroken, example),
        width - 2,
        initial_indent="  ",
        subsequent_indent="      ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace(_KEPT, " ") for line in (*(f"{line} \\" for line in lines[:-1]), *lines[-1:])]


def _unbroken(found: re.Match[str]) -> str:
    return found[0].replace(" ", _KEPT)


def _wrapped(text: str, width: int, indent: int = 0, hang: int = 0) -> list[str]:
    """Return a text in indented lines, those after the first by `hang` more; they are broken at blanks alone."""
    kept = _TOGETHER.sub(_unbroken, text)
    lines = wrap(
        kept,
        width,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + hang),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [line.replace(_KEPT, " ") for line in lines]
