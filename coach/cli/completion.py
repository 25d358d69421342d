"""`coach completion`: what lets a shell complete the words of coach."""

import click

from coach.cli import values
from coach.cli.command import CommandWithExamples
from coach.cli.echo import echo_as_is


@click.command(
    cls=CommandWithExamples,
    examples=[
        "coach completion bash >> ~/.bashrc",
        "coach completion zsh >> ~/.zshrc",
        "coach completion fish > ~/.config/fish/conf.d/coach.fish",
    ],
)
@click.argument("shell", metavar="bash|zsh|fish", shell_complete=values.one_of(values.shells))
def completion(shell: str) -> None:
    """Print a script that lets bash, zsh or fish complete what you type: press Tab after a part of a word.

    It completes commands, options and their values, such as points, voices, beds and conditions; in a list, the next
    one after each comma. Add it to a file that your shell reads, as in the examples; a new terminal then knows it.
    """
    from coach.cli.shells import SHELLS
    from coach.errors import UnknownName

    if shell not in SHELLS:
        raise UnknownName("shell", shell, SHELLS)
    root = click.get_current_context().find_root()
    echo_as_is(SHELLS[shell](root.command, {}, "coach", "").source().rstrip("\n"))
