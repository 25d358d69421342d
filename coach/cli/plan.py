"""`coach plan`: the session on paper."""

from typing import Any

import click

from coach.cli.echo import echo, echo_data, is_plain
from coach.cli.flags import flags
from coach.cli.options import composed, require_alone, session_options, tell_faults, tell_voice
from coach.cli.progress import progress
from coach.cli.taken import CommandWithSettings, taken_settings
from coach.cli.width import line_width


@click.command(
    cls=CommandWithSettings,
    examples=[
        "coach plan",
        "coach plan --order guide --hold 90",
        "coach plan --position lying",
        "coach plan --points BL40 --sources",
        "coach plan --json > plan.json",
        "coach plan --schema > plan.schema.json",
    ],
)
@session_options()
@click.option("--sources", is_flag=True, help="Tell also the facts behind every sentence, and their works.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print the plan as one JSON object; times in frames of 1/48000 s."
)
@click.option(
    "--schema", is_flag=True, help="Print the JSON Schema (draft 2020-12) of what --json prints, and plan nothing."
)
def plan(*, sources: bool, as_json: bool, schema: bool, **given: Any) -> None:
    """Print a session as a cue sheet: what is said and sounded when, with the sources of every sentence.

    What is known of safety stands below it: when it is spoken, what you have answered, and all the rest in full.
    """
    if schema:
        from coach.report.schema import plan_schema

        require_alone("schema", "it describes the plan of any session")
        echo_data(plan_schema(), indent=2)
        return
    from coach.sessions.time_left import SENTENCE_S

    with composed(**given) as session:
        tell_voice(session)
        tell_faults(session)
        with progress("measuring the words", each_s=SENTENCE_S) as report:
            timeline = session.compile(lambda _doing, done, whole: report("measuring the words", done, whole))
    behind, safety = session.evidence(timeline) if sources else None, session.safety(timeline, flags)
    if as_json:
        from coach.report.as_data import plan_data
        from coach.report.data import plain

        told = plan_data(session.heading, timeline, behind, safety)
        echo_data(plain(told))
        return
    from coach.report.sheet import cue_sheet

    for line in cue_sheet(session.heading, timeline, flags, taken_settings(), safety, in_words=is_plain()):
        echo(line, hang=5)
    if behind:
        from coach.report.pages import evidence_page

        echo()
        for line in evidence_page(timeline, behind, line_width()):
            echo(line)
