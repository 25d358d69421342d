"""Settings as they are written on the command line."""

import click

from coach.errors import Setting

_OTHERWISE = {"output": "-o", "text": "TEXT"}
"""Options that are usually given by a short flag, and arguments."""


def flags(setting: Setting) -> str:
    """Write a setting as on the command line: "--hold 60"."""
    flag = _OTHERWISE.get(setting.option, f"--{setting.option.replace('_', '-')}")
    return f"{flag} {setting.value}".rstrip()


def option_of(parameter: click.Parameter) -> str:
    """Return the name that an option of the command line has in settings: "chapters_file" for `--chapters-file`."""
    return max(parameter.opts, key=len).lstrip("-").replace("-", "_")
