"""`coach export`: the session as an audio file."""

import sys
from typing import Any

import click

from coach.cli import values
from coach.cli.echo import aside, tell
from coach.cli.on_files import file_option, imprint_options, tell_unused_profile
from coach.cli.options import composed, force_option, session_options, tell_changes
from coach.cli.progress import progress
from coach.cli.stopping import stopping, stopping_before
from coach.cli.taken import CommandWithSettings, taken_settings
from coach.errors import BadOption


@click.command(
    cls=CommandWithSettings,
    examples=[
        "coach export -o backache.mp3",
        "coach export -o backache.m4b --captions vtt,lrc",
        'coach export --points CV6,BL23 --hold 60 --quality small -o "short session.opus"',
        'coach export -o weber.mp3 --title "For Ms Weber" --artist "Light Hands" --picture sign.png',
        "coach export -o - | aplay",
    ],
)
@session_options(profile="none")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(allow_dash=True),
    metavar="FILE",
    help="The file to write; its suffix says how. -: a WAV to standard output.",
)
@click.option(
    "--format",
    metavar="NAME",
    show_default="as the suffix says",
    shell_complete=values.one_of(values.formats),
    help="wav, flac, mp3, ogg, opus, m4a or m4b, for a name without a suffix.",
)
@click.option(
    "--quality",
    default="good",
    metavar="small|good|best",
    shell_complete=values.one_of(values.qualities),
    help="small files, good sound, or the best; .wav and .flac are always exact.",
)
@click.option(
    "--captions",
    metavar="vtt,srt,lrc",
    show_default="none",
    shell_complete=values.several_of(values.captions),
    help="Write what is said, with its times, beside the file.",
)
@file_option("--chapters-file", "chapters_file", "Write the chapters too, as .json for podcasts (Podcasting 2.0).")
@file_option("--labels", "labels", "Write the chapters too, as .txt: labels for Audacity.")
@file_option("--cover", "cover", "Write the cover too, as .jpg or .png; the file carries it in any case.")
@imprint_options
@click.option(
    "--stem",
    metavar="voice|chimes|bed",
    show_default="all three, mixed",
    shell_complete=values.one_of(values.stems),
    help="Write the voice, the chimes or the bed alone, for mixing.",
)
@force_option
def export(output: str, **given: Any) -> None:
    """Write a session to an audio file: .wav, .flac, .mp3, .ogg, .opus, .m4a or .m4b.

    It is the session that `coach start` plays with the same options, sample for sample in .wav and .flac. The file
    has a title, a cover, and a chapter for each stage; when it is written it is read again and compared with the plan.
    Its tags tell no answers on health; what is said aloud tells those that change something.

    The answers that you have stored with `coach profile` do not shape a file, which may be for somebody else:
    `--profile mine` has them do so.
    """
    from coach.export import STREAM, stream, write
    from coach.export.wanted import Files, want
    from coach.units import clock

    wanted = want(output, **{name: given.pop(name) for name in Files.__annotations__})
    if wanted.target == STREAM and sys.stdout.isatty():
        raise BadOption("output", "-", "standard output is the terminal; send it on, as in `coach export -o - | aplay`")
    with stopping_before(wanted.files()), composed(**given) as session:
        tell_unused_profile()
        if taken := taken_settings():
            tell(taken)
        tell_changes(session)
        with progress("preparing the words") as report:
            if wanted.target == STREAM:
                with stopping("what has come to standard output is not all of it"):
                    stream(session, wanted, sys.stdout.buffer, progress=report)
                return
            written = write(session, wanted, progress=report)
    size = wanted.target.stat().st_size / 1e6
    checked = f", {written.report.line}" if written.report else ""
    aside(f"{output}: {clock(written.frames)}, {size:.1f} MB{checked}")
