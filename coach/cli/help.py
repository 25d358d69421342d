"""`coach help`: the help of coach, or of one of its commands, and its manual page."""

from typing import TYPE_CHECKING

import click

from coach.cli.command import CommandWithExamples
from coach.cli.options import require_alone
from coach.errors import UnknownName

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def _commands(context: click.Context, _argument: click.Parameter, typed: str) -> "list[CompletionItem[str]]":
    """Complete the name of a command, or of one of its own."""
    called = _context_of(context.params.get("command") or (), context.find_root())
    return called.command.shell_complete(called, typed) if isinstance(called.command, click.Group) else []


@click.command(
    cls=CommandWithExamples,
    examples=["coach help", "coach help start", "coach help voices add", "coach help --man | man -l -"],
)
@click.argument("command", nargs=-1, metavar="[COMMAND]...", shell_complete=_commands)
@click.option("--man", is_flag=True, help="Print the manual page of all commands, in the form that `man` reads.")
def help(command: tuple[str, ...], *, man: bool) -> None:
    """Tell how coach, or one of its commands, is used: the same as `--help` after it."""
    root = click.get_current_context().find_root()
    if man:
        from coach.cli.manual import manual

        require_alone("man", "it tells of all commands")
        click.echo(manual(root), nl=False)
        return
    called = _context_of(command, root)
    click.echo(called.get_help())


def _context_of(names: tuple[str, ...], root: click.Context) -> click.Context:
    """Return the context of a command by the words that call it; raise UnknownName for one that there is not."""
    context = root
    for name in names:
        group = context.command
        known = group.list_commands(context) if isinstance(group, click.Group) else []
        found = group.get_command(context, name) if isinstance(group, click.Group) and name in known else None
        if found is None:
            own = "" if known else f"`{context.command_path}` has no commands of its own"
            raise UnknownName(f"command of {context.command_path}", name, known, hint=own)
        context = click.Context(found, info_name=name, parent=context)
    return context
