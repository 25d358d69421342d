"""`coach why`: where the words about a point come from."""

import click

from coach.cli import values
from coach.cli.command import CommandWithExamples
from coach.cli.echo import echo, echo_data, tell
from coach.cli.flags import flags
from coach.cli.width import line_width
from coach.errors import CoachError

ELSEWHERE = "The other words of a session, on safety among them, are told with their facts by: coach plan --sources"


@click.command(
    cls=CommandWithExamples,
    examples=[
        "coach why BL40",
        "coach why bl31-34 --json",
    ],
)
@click.argument("code", shell_complete=values.one_of(values.points))
@click.option("--json", "as_json", is_flag=True, help="Print the same as one JSON object.")
def why(code: str, *, as_json: bool) -> None:
    """Tell why the coach says what it says about a point: every sentence, its facts, and how far they carry."""
    from textwrap import wrap

    from coach.content.load import library
    from coach.report.data import plain
    from coach.report.evidence import explain
    from coach.report.explanation_data import explanation_data
    from coach.report.pages import explanation_page

    explanation = explain(code, library(), _skipped())
    if as_json:
        echo_data(plain(explanation_data(explanation)))
        return
    width = line_width()
    for line in (*explanation_page(explanation, width), "", *wrap(ELSEWHERE, width, break_on_hyphens=False)):
        echo(line)


def _skipped() -> tuple[str, ...]:
    """Return the points that the stored profile skips; one that cannot be read is told of, and hides no words."""
    from coach.content.load import library
    from coach.health.profile import find

    try:
        return find(None, library()).skip
    except CoachError as error:
        tell(error.told(flags))
        return ()
