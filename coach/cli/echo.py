"""Prints what may hold words of others: names of files, voices and devices, or a journal that somebody has written."""

from typing import Any, TextIO

import click

from coach.errors import control_in, visible


def echo(text: str, file: TextIO | None = None, *, err: bool = False) -> None:
    """Print a line; control characters in it, which a terminal would obey, are shown as escapes."""
    click.echo(visible(text), file=file, err=err)


def echo_data(data: Any, indent: int | None = None) -> None:
    """Print data as JSON."""
    import json

    text = json.dumps(data, ensure_ascii=False, indent=indent)
    while sign := control_in(text.replace("\n", "")):  # JSON leaves some as they are, in texts alone
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    click.echo(text)
