"""An option that is given, and says nothing."""

from collections.abc import Iterator

import click
import pytest

from coach.cli import COMMANDS, coach

REQUIRED = {
    "export": ("-o", "a.wav"),
    "say": ("Rest.", "--voice", "fake", "-o", "a.wav"),
    "verify": ("a.wav",),
    "why": ("CV6",),
    "add": ("en_US-lessac-medium",),
    "try": ("fake",),
    "profile": ("--list",),
}
"""What a command needs beside the option, so that nothing else is wrong."""


def told() -> Iterator[tuple[str, ...]]:
    """Yield each option of each command that takes a value, once where commands share it.

    A device is left out: where no card is, none is looked for.
    """
    seen = set()
    context = click.Context(coach)
    for name in COMMANDS:
        command = coach.get_command(context, name)
        inner = command.commands.values() if isinstance(command, click.Group) else ()
        for path, each in (((name,), command), *(((name, one.name), one) for one in inner)):
            for parameter in each.params:
                flag, takes_text = parameter.opts[-1], isinstance(parameter, click.Option) and not parameter.is_flag
                if takes_text and flag != "--device" and (flag, parameter.help) not in seen:
                    seen.add((flag, parameter.help))
                    yield *path, flag


@pytest.mark.parametrize("blank", ["", " "], ids=["empty", "blank"])
@pytest.mark.parametrize("option", [*told()], ids=" ".join)
def test_an_option_that_says_nothing_is_told_in_one_line_and_nothing_is_written(
    run, tmp_path, monkeypatch, option, blank
):
    monkeypatch.chdir(tmp_path)
    *command, flag = option
    result = run(*command, *REQUIRED.get(command[-1], ()), flag, blank)
    assert result.status in {1, 2}
    assert "should not have happened" not in result.err
    (line,) = result.err.splitlines() if result.status == 1 else result.err.splitlines()[-1:]
    assert line
    assert not [path for path in tmp_path.iterdir() if path.name != "home"]
