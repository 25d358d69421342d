"""Click commands whose help ends with examples."""

from collections.abc import Sequence
from typing import Any

import click


class _WithExamples(click.Command):
    """A command with `examples`: whole command lines that its help shows as they are."""

    def __init__(self, *arguments: Any, examples: Sequence[str], **given: Any) -> None:
        super().__init__(*arguments, **given)
        self.examples = tuple(examples)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 click's signature
        """Write the examples under the options."""
        with formatter.section("Examples"):
            for example in self.examples:
                formatter.write(f"{'':{formatter.current_indent}}{example}\n")


class Command(_WithExamples):
    """A command with examples."""


class Group(_WithExamples, click.Group):
    """A group of commands with examples."""
