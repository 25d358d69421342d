"""Options as they are written on the command line."""

import click

from coach.errors import Given

_OTHERWISE = {"output": "-o", "text": "TEXT", "begin_in": "--in", "assignment": "OPTION=VALUE", "time": "TIME"}
"""Options that are usually given by a short flag, and arguments."""


def flags(given: Given) -> str:
    """Write an option as on the command line: "--hold 60"."""
    flag = _OTHERWISE.get(given.option, f"--{given.option.replace('_', '-')}")
    return f"{flag} {given.value}".rstrip()


def option_of(parameter: click.Parameter) -> str:
    """Return the name that an option of the command line has in Python: "chapters_file" for `--chapters-file`."""
    return max(parameter.opts, key=len).lstrip("-").replace("-", "_")
