"""`coach plan`: the session on paper."""

import json
from typing import Any

import click

from coach.cli.command import Command
from coach.cli.options import composed, session_options
from coach.cli.progress import waiting
from coach.cli.width import line_width


@click.command(
    cls=Command,
    examples=[
        "coach plan",
        "coach plan --order guide --hold 90",
        "coach plan --points BL40 --sources",
        "coach plan --json > plan.json",
    ],
)
@session_options()
@click.option("--sources", is_flag=True, help="Tell also the facts behind every sentence, and their works.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print the plan as one JSON object; times in frames of 1/48000 s."
)
def plan(*, sources: bool, as_json: bool, **given: Any) -> None:
    """Print a session as a cue sheet: what is said and sounded when, with the sources of every sentence."""
    from coach.report.data import plain, plan_data
    from coach.report.pages import evidence_page
    from coach.report.sheet import cue_sheet

    with composed(**given) as session, waiting("measuring the words"):
        timeline = session.compile()
    behind = session.evidence(timeline) if sources else None
    if as_json:
        told = plan_data(session.heading, timeline, behind)
        click.echo(json.dumps(plain(told), ensure_ascii=False))
        return
    for line in cue_sheet(session.heading, timeline):
        click.echo(line)
    if behind:
        click.echo()
        for line in evidence_page(timeline, behind, line_width()):
            click.echo(line)
