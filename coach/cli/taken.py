"""What a command takes from the settings: each option that the command line does not give."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from coach.cli.command import CommandWithExamples
from coach.cli.echo import NO_SETTINGS, WITHOUT_SETTINGS
from coach.cli.flags import flags, option_of
from coach.errors import CoachError, Given

if TYPE_CHECKING:
    from coach.settings_file import Settings

_TAKEN = "coach.settings"
"""Under which the context of a command knows what was taken from the settings."""


def _leave_out(context: click.Context, _option: click.Parameter, value: bool) -> None:
    context.meta[WITHOUT_SETTINGS] = value


class CommandWithSettings(CommandWithExamples):
    """A command whose options have their usual values in the settings, all of them or those that it `takes`."""

    def __init__(self, *arguments: Any, takes: Collection[str] | None = None, **given: Any) -> None:
        super().__init__(*arguments, **given)
        self._takes = takes
        self.params.append(
            click.Option(
                ["--no-settings"],
                is_flag=True,
                envvar=NO_SETTINGS,
                show_envvar=True,
                expose_value=False,
                callback=_leave_out,
                help="Take nothing from the settings that `coach config` keeps.",
            )
        )

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command with what it takes from the settings."""
        if ctx.meta[WITHOUT_SETTINGS]:
            return super().invoke(ctx)
        from coach.settings_file import find

        own = {option_of(option): option for option in self.params if option.name in ctx.params}
        given = {name: ctx.params[option.name] for name, option in own.items() if _is_given(ctx, option)}
        try:
            settings = find()
        except CoachError as error:
            error.args = (*error.args, "; mend that, or leave the settings out with ", Given("no_settings"))
            raise
        if ctx.params.get("resume"):
            settings = settings.for_resumed()
        taken = settings.beside(given).among([*own] if self._takes is None else self._takes)
        for name, value in taken.values.items():
            ctx.params[own[name].name or ""] = value
        ctx.meta[_TAKEN] = taken
        with taken.blamed():
            return super().invoke(ctx)


def _is_given(context: click.Context, option: click.Parameter) -> bool:
    return context.get_parameter_source(option.name or "") is not ParameterSource.DEFAULT


def taken_settings() -> str:
    """Return in a line what the command that runs has taken from the settings; nothing if it has taken nothing."""
    taken: Settings | None = click.get_current_context().meta.get(_TAKEN)
    return f"from the settings in {taken.file}: {taken.told(flags)}" if taken and taken.values else ""
