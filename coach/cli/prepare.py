"""`coach prepare`: the words of a session, synthesised ahead."""

from typing import Any

import click

from coach.cli.echo import aside
from coach.cli.options import composed, session_options, tell_changes
from coach.cli.progress import progress
from coach.cli.stopping import stopping
from coach.cli.taken import CommandWithSettings


@click.command(
    cls=CommandWithSettings,
    examples=[
        "coach prepare",
        "coach prepare --rate 110 --seed 2",
        "coach prepare ./legs.toml",
    ],
)
@session_options()
def prepare(**given: Any) -> None:
    """Synthesise the words of a session ahead, so that nothing is left to wait for when it is played or written.

    Give it the options that you will give to `coach start`; for `coach export`, which uses nobody's answers unless told
    to, also --profile none. Ctrl-C keeps what is done by then.
    """
    with stopping("what was made by then is kept, and need not be made again"), composed(**given) as session:
        tell_changes(session)
        with progress("preparing the words") as report:
            ready = session.prepare(lambda _doing, done, whole: report(f"sentence {done} of {whole}", done, whole))
    aside(
        f"{session.heading.routine}: {ready.sentences} sentences, {ready.new} of them new, "
        f"{ready.size_bytes / 1e6:.1f} MB in the cache"
    )
