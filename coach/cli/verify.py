"""`coach verify`: a file that was exported, compared with its plan."""

from pathlib import Path

import click

from coach.cli.command import CommandWithExamples
from coach.cli.echo import echo
from coach.cli.progress import progress
from coach.cli.stopping import stopping


@click.command(
    cls=CommandWithExamples,
    examples=[
        "coach verify backache.mp3",
        "coach verify *.m4b",
    ],
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
def verify(files: tuple[Path, ...]) -> int:
    """Compare exported files with the plan that they carry: length, chapters, chimes, loudness, peaks, captions.

    Of an MP3 it is also told how far from a chapter players land that seek it. A caption file is compared if it lies
    beside its FILE, under the same name. Ends with status 1 if a file is not what was planned.
    """
    from coach.export import verify as examine

    failed = 0
    for number, file in enumerate(files):
        left = ", ".join(map(str, files[number:]))
        with stopping(f"not checked: {left}"), progress(f"checking {file.name}") as report:
            examined = examine(file, progress=report)
        for line in examined.lines():
            echo(f"{file}: {line}")
        failed += bool(examined.problems)
    return 1 if failed else 0
