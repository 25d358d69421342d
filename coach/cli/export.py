"""`coach export`: the session as an audio file."""

import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import click
from click.core import ParameterSource

from coach.cli import values
from coach.cli.echo import aside, tell
from coach.cli.options import Decorated, composed, force_option, session_options, tell_changes
from coach.cli.progress import progress
from coach.cli.stopping import stopping, stopping_before
from coach.cli.taken import CommandWithSettings, taken_settings
from coach.errors import BadOption, NoHome


def _file(name: str, parameter: str, text: str) -> Callable[[Decorated], Decorated]:
    """Return an option that names a file to write."""
    return click.option(name, parameter, type=click.Path(), metavar="FILE", help=text)


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
@_file("--chapters-file", "chapters_file", "Write the chapters too, as .json for podcasts (Podcasting 2.0).")
@_file("--labels", "labels", "Write the chapters too, as .txt: labels for Audacity.")
@_file("--cover", "cover", "Write the cover too, as .jpg or .png; the file carries it in any case.")
@click.option(
    "--title",
    metavar="TEXT",
    show_default="the routine's, with its length",
    help="Title of the file, also on its cover.",
)
@click.option(
    "--artist",
    metavar="TEXT",
    show_default="coach",
    help="Who gives the file, as the name of a practice.",
)
@click.option(
    "--practice",
    metavar="LINE",
    show_default="none",
    help="A line at the foot of the cover, as a name with a telephone number.",
)
@_file("--picture", "picture", "A JPEG, PNG or WebP to show in the bowl of the cover, as a practice's sign.")
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
        _tell_unused_profile()
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


def _tell_unused_profile() -> None:
    """Say that the stored profile does not shape the file, unless the user has chosen so."""
    from coach.health.profile import stored_at
    from coach.storage.reading import is_stored

    unasked = click.get_current_context().get_parameter_source("profile") is ParameterSource.DEFAULT
    with suppress(NoHome):  # where none can be stored
        if unasked and is_stored(stored_at()):
            tell("your stored answers do not shape this file; `--profile mine` has them do so")
