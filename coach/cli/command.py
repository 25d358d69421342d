"""Click commands with the options that all have, whose help ends with examples, and which refuse in one line."""

from collections.abc import Sequence
from typing import Any

import click

from coach.cli.echo import PLAIN, QUIET
from coach.cli.flags import flags, option_of
from coach.cli.refusal import GuessingGroup
from coach.errors import BadOption

_NUMBERS = {click.FLOAT: "write a number, with a point before a fraction", click.INT: "write a whole number"}
"""What can be given for an option of each type."""

HELP = {"help_option_names": ["-h", "--help"]}
"""How the help is asked for. Each command says so itself: click remembers how it was where a command was used first."""

_LOG = "coach.log"
"""Under which the log file that is asked for stands in the context of a command."""


def help_of(context: click.Context) -> str:
    """Return the help of the command of a context, as wide as the terminal."""
    from coach.cli.help_page import laid_out, page_of

    return laid_out(page_of(context))


def _log_option(**given: Any) -> click.Option:
    """Return the option that asks for a log file; it may stand before and after the name of a command."""
    return click.Option(
        ["--log"],
        type=click.Path(),
        metavar="FILE",
        expose_value=False,
        callback=_asked_for,
        help="Add to a file what is done and what goes wrong, without your answers on health.",
        **given,
    )


def options_of_all(**of_log: Any) -> list[click.Option]:
    """Return the options that all commands have, before and after their names; the log's may have more to it."""
    return [
        _switch(
            "--plain",
            PLAIN,
            "Plain lines of text and no pictures, for screen readers and logs; `coach config plain=true`, "
            "COACH_PLAIN=1 or ACCESSIBLE=1 asks for it always.",
        ),
        _switch("--quiet", QUIET, "Tell errors alone."),
        _log_option(**of_log),
    ]


def _switch(flag: str, what: str, text: str) -> click.Option:
    def remember(context: click.Context, _option: click.Parameter, is_on: bool) -> None:
        if is_on:
            context.meta[what] = True

    return click.Option([flag], is_flag=True, expose_value=False, callback=remember, help=text)


def _asked_for(context: click.Context, _option: click.Parameter, value: str | None) -> None:
    if value is not None:
        context.meta[_LOG] = value


class _WithExamples(click.Command):
    """A command with `examples`: whole command lines that its help shows as they are."""

    def __init__(self, *arguments: Any, examples: Sequence[str], **given: Any) -> None:
        given["params"] = [*(given.get("params") or ()), *options_of_all()]
        given["context_settings"] = {**HELP, **(given.get("context_settings") or {})}
        super().__init__(*arguments, **given)
        self.examples = tuple(examples)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse a command line as click does, and say in one line which option is no number."""
        given = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.BadParameter as refused:
            option = refused.param
            if option is None or option.type not in _NUMBERS:
                raise
            from coach.choices import equal_sides

            written, _, _ = self.make_parser(ctx).parse_args(args=given)  # click's error does not carry the value
            value = written.get(option.name or "") or "''"
            name = option_of(option)
            wanted = equal_sides(name, value) or _NUMBERS[option.type]
            told = BadOption(name, value, f"{wanted}; `{ctx.command_path} --help` tells more").told(flags)
            raise click.UsageError(told) from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, with a log file if one is asked for."""
        if _LOG in ctx.meta:
            from coach.cli.logged import begin
            from coach.storage.files import file_named

            begin(file_named(ctx.meta[_LOG]))
        return super().invoke(ctx)

    def get_short_help_str(self, limit: int = 1000) -> str:
        """Return the first sentence of the help, whole: what shows it wraps it."""
        return super().get_short_help_str(limit)

    def get_help(self, ctx: click.Context) -> str:
        """Return the page of help, as wide as the terminal."""
        return help_of(ctx)


class CommandWithExamples(_WithExamples):
    """A command with examples."""


class GroupWithExamples(_WithExamples, GuessingGroup):
    """A group of commands with examples."""
