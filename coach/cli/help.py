"""`coach help`: the help of coach, or of one of its commands, and its manual page."""

from typing import TYPE_CHECKING

import click

from coach.cli.command import CommandWithExamples
from coach.cli.echo import echo_as_is
from coach.errors import BadOption

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def _commands(context: click.Context, _argument: click.Parameter, typed: str) -> "list[CompletionItem[str]]":
    """Complete the name of a command, or of one of its own."""
    called = _context_of(context.params.get("command") or (), context.find_root())
    return called.command.shell_complete(called, typed) if isinstance(called.command, click.Group) else []


@click.command(
    "help",
    cls=CommandWithExamples,
    examples=["coach help", "coach help start", "coach help voices add", "coach help --man | man -l -"],
)
@click.argument("command", nargs=-1, metavar="[COMMAND]...", shell_complete=_commands)
@click.option("--man", is_flag=True, help="Print the manual page of all commands, in the form that `man` reads.")
def tell_help(command: tuple[str, ...], *, man: bool) -> None:
    """Tell how coach, or one of its commands, is used: the same as `--help` after it."""
    root = click.get_current_context().find_root()
    if man:
        from coach.cli.manual import manual

        if command:
            raise BadOption("man", "", "it tells of all commands; name none")
        echo_as_is(manual(root).rstrip("\n"))
        return
    echo_as_is(_context_of(command, root).get_help())


def _context_of(names: tuple[str, ...], root: click.Context) -> click.Context:
    """Return the context of a command by the words that call it; refuse one that there is not, as if it were called."""
    context = root
    for name in names:
        group = context.command
        if not isinstance(group, click.Group):
            raise click.UsageError(f"`{context.command_path}` has no commands of its own", context)
        _, command, _ = group.resolve_command(context, [name])
        if command is None:
            break
        context = click.Context(command, info_name=name, parent=context)
    return context
