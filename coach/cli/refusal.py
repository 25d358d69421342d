"""What is told of errors, in one line: what, where, and what to do; what click refuses as every other error."""

import click
from click.exceptions import NoSuchOption

from coach.cli.flags import flags, option_of
from coach.errors import LONGEST_WORD, UNFORESEEN, CoachError, Given, cut, quoted, shortage
from coach.slips import nearest


class GuessingGroup(click.Group):
    """A group of commands that knows which one is meant by a name that is nearly right."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is named; refuse an unknown one, and name the one that may be meant."""
        name = args[0]
        if name.startswith("-") or self.get_command(ctx, name):
            return super().resolve_command(ctx, args)
        match = nearest(name, self.list_commands(ctx))
        known = f"did you mean `{ctx.command_path} {match}`?" if match else f"`{ctx.command_path} --help` lists them"
        raise _Told(f"unknown command {quoted(name)}; {known}", ctx)


class _Told(click.UsageError):
    """A refusal that says itself what to do."""


def told_of(error: Exception) -> str:
    """Return the line that tells what has ended a command before its time."""
    if isinstance(error, CoachError):
        return error.told(flags)
    if isinstance(error, click.ClickException):
        return " ".join(cut(word, LONGEST_WORD) for word in refused(error).split())
    if lack := shortage(error):
        return lack
    if isinstance(error, OSError):
        return f"the system refuses to print or to store ({cut(str(error), LONGEST_WORD)}); look for a full disk"
    return UNFORESEEN.format(type(error).__name__)


def refused(error: click.ClickException) -> str:
    """Return the line that tells what click refuses."""
    if isinstance(error, _Told) or not isinstance(error, click.UsageError) or not error.ctx:
        return _problem(error)
    path = error.ctx.command_path
    told, match = _problem(error), None
    if isinstance(error, NoSuchOption):
        told = f"unknown option {cut(error.option_name)}"
        known = [flag for option in error.ctx.command.params for flag in option.opts if flag.startswith("--")]
        match = nearest(error.option_name, known) if error.option_name.startswith("--") else None
    elif isinstance(error, click.MissingParameter) and error.param:
        name = error.param.metavar or error.param.human_readable_name.upper()
        is_option = isinstance(error.param, click.Option)
        told = f"`{path}` needs {flags(Given(option_of(error.param), name)) if is_option else name}"
    return f"{told}; did you mean {match}?" if match else f"{told}; `{path} --help` tells more"


def _problem(error: click.ClickException) -> str:
    said = cut(error.format_message().rstrip("."), LONGEST_WORD)
    return said[:1].lower() + said[1:]
