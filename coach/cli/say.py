"""`coach say`: one line in the voice of a session."""

import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING

import click

from coach.cli.echo import aside, echo, look
from coach.cli.options import force_option, loudness_option, rate_option, tell_voice, voice_option
from coach.cli.progress import progress
from coach.cli.stopping import stopping_before
from coach.cli.taken import CommandWithSettings
from coach.errors import BadOption
from coach.units import seconds

if TYPE_CHECKING:
    from coach.sessions.session import Session

STANDARD_INPUT = "-"


@click.command(
    cls=CommandWithSettings,
    examples=[
        'coach say "Find BL40, called Weizhong, behind the left knee."',
        'coach say --rate 100 "Breathe in."',
        'coach say --spelled "BL40, called Weizhong"',
        'coach say -o line.wav "Breathe in."',
        "coach say - < lines.txt",
    ],
)
@click.argument("text")
@voice_option
@rate_option
@loudness_option
@click.option(
    "-o",
    "--output",
    type=click.Path(),
    metavar="FILE",
    help="Write an audio file instead of playing; its suffix says how, as in `coach export`.",
)
@force_option
@click.option("--spelled", is_flag=True, help="Print what the engine is given, and say nothing.")
def say(
    *, text: str, voice: str | None, rate: int, loudness: float, output: str | None, force: bool, spelled: bool
) -> None:
    """Say TEXT as a session would: the same voice, pronunciation and loudness, on the speakers or in a file.

    -: the text is read from standard input, in UTF-8, or as its byte order mark says. It is said sentence by sentence.
    """
    from coach.choices import Choices
    from coach.live import play
    from coach.sessions.compose import sample

    if text == STANDARD_INPUT:
        text = _standard_input()
    if spelled:
        if output is not None:
            raise BadOption("spelled", "", "it prints, and writes no sound; leave -o out")
        _spell(text, voice)
        return
    with sample(text, Choices(voice=voice, rate=rate, loudness=loudness)) as session:
        tell_voice(session)
        if output is not None:
            _write(session, output, force=force)
        else:
            play(session, look=look())


def _standard_input() -> str:
    from coach.content.load import read_stream

    if isinstance(sys.stdin, TextIOWrapper):
        return read_stream(sys.stdin.buffer, "standard input", sys.stdin.encoding)
    return sys.stdin.read() if sys.stdin else ""


def _spell(text: str, voice: str | None) -> None:
    from coach.voice.catalog import find_voice
    from coach.voice.pronounce import portions, spoken

    found = find_voice(voice)
    found.close()
    for portion in portions(text):
        echo(spoken(portion, found.phonemes))


def _write(session: "Session", output: str, *, force: bool) -> None:
    from coach.export import write
    from coach.export.wanted import want

    wanted = want(output, force=force)
    with stopping_before(wanted.files()), progress("preparing the words") as report:
        written = write(session, wanted, progress=report)
    aside(f"{output}: {seconds(written.frames):.1f} s")
