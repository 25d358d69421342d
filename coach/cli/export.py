"""`coach export`: the session as an audio file."""

from pathlib import Path
from typing import Any

import click

from coach.cli.command import Command
from coach.cli.options import choices, session_options
from coach.cli.progress import progress


@click.command(
    cls=Command,
    examples=[
        "coach export -o backache.mp3",
        'coach export --points CV6,BL23 --hold 60 -o "short session.flac"',
    ],
)
@session_options
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The file to write; its suffix says how.",
)
def export(output: Path, **given: Any) -> None:
    """Write a session to an audio file: .wav, .flac, .mp3, .ogg or .opus.

    It is the session that `coach start` plays with the same options, sample for sample in .wav and .flac.
    ROUTINE is a name from `coach routines` or the path of a routine file.
    """
    from coach.export import write
    from coach.session import compose
    from coach.units import clock

    with compose(choices(**given)) as session, progress("writing") as report:
        written = write(session, output, progress=report)
    size = output.stat().st_size / 1e6
    click.echo(f"{output}: {clock(written.frames)}, {size:.1f} MB", err=True)
