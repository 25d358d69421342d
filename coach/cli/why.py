"""`coach why`: where the words about a point come from."""

import json

import click

from coach.cli.command import Command
from coach.cli.width import line_width


@click.command(
    cls=Command,
    examples=[
        "coach why BL40",
        "coach why bl31-34 --json",
    ],
)
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help="Print the same as one JSON object.")
def why(code: str, *, as_json: bool) -> None:
    """Tell why the coach says what it says about a point: every sentence, its facts, and how far they carry."""
    from coach.content.load import library
    from coach.report.data import plain
    from coach.report.evidence import explain, explanation_data
    from coach.report.pages import explanation_page

    explanation = explain(code, library())
    if as_json:
        click.echo(json.dumps(plain(explanation_data(explanation)), ensure_ascii=False))
        return
    for line in explanation_page(explanation, line_width()):
        click.echo(line)
