"""`coach voices`: the voices that are installed, and how to try and to add others."""

from typing import TYPE_CHECKING

import click

from coach.cli import values
from coach.cli.command import CommandWithExamples, GroupWithExamples
from coach.cli.echo import aside, echo, look, tell
from coach.cli.flags import flags
from coach.cli.options import rate_option, tell_voice
from coach.cli.progress import progress, waiting

if TYPE_CHECKING:
    from coach.voice.base import VoiceInfo

SAMPLE = (
    "This is the voice that will guide you.",
    "Place your fingertips in the hollow behind the left knee, and press firmly but gently.",
    "Breathe in, and let the breath flow out.",
)
"""What a voice says to be tried."""

MORE = (
    "Add a voice of Piper with `coach voices add NAME`, or `coach voices add FILE.onnx` for one that you have.",
    "Names look like en_US-lessac-medium; hear them all at https://rhasspy.github.io/piper-samples",
)


MOST_SPEAKERS = 12
"""Of one voice that are listed unless all are wanted."""


@click.group(
    cls=GroupWithExamples,
    invoke_without_command=True,
    examples=[
        "coach voices",
        "coach voices --all",
        "coach voices try system:en-gb-x-rp",
        "coach voices try piper:en_GB-vctk-medium:p226",
        "coach voices add hibari:emma",
        "coach voices add en_GB-alba-medium",
    ],
)
@click.option("--all", "every", is_flag=True, help="List those of other languages than English, and all speakers, too.")
@click.pass_context
def voices(context: click.Context, *, every: bool) -> None:
    """List the voices that are installed, which of them is the usual one, and what can be added."""
    if context.invoked_subcommand:
        return
    from coach.report.notices import told_voices
    from coach.voice.catalog import find, offered, survey

    with waiting("asking the engines"):
        listed, problems = survey()
        offers = offered()
        usual = find()
    usual.voice.close()
    others = [error for error in usual.passed_over if error not in problems]
    rows = [_row(engine, info) for engine, info in listed if every or info.speaks_english]
    head = ("NAME", "LANGUAGE", "HERTZ", "QUALITY", "LICENCE")
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    for row in (head, *rows):
        echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    for told in (*(problem.told(flags) for problem in problems), *told_voices(others, usual.voice.name)):
        tell(told)
    for engine, info in listed:
        if info.speakers and (every or info.speaks_english):
            echo()
            echo(_about_speakers(f"{engine}:{info.label}", info, every=every))
    echo()
    echo(f"Without --voice it is {usual.voice.name}.")
    if offers:
        echo(f"Further voices: {', '.join(f'{name} ({about})' for name, about in offers.items())}.")
        echo(f"Fetch one with `coach voices add {next(iter(offers))}`.")
    for line in MORE:
        echo(line)


@voices.command(
    "try", cls=CommandWithExamples, examples=["coach voices try piper", "coach voices try system:en-us --rate 140"]
)
@click.argument("name", shell_complete=values.one_of(values.voices))
@rate_option
def try_voice(name: str, rate: int) -> None:
    """Hear a voice say three sentences of a session."""
    from coach.choices import Choices
    from coach.live import play
    from coach.sessions.compose import sample

    with sample(" ".join(SAMPLE), Choices(voice=name, rate=rate)) as session:
        tell_voice(session)
        play(session, look=look())


@voices.command(
    "add",
    cls=CommandWithExamples,
    examples=[
        "coach voices add hibari:emma",
        "coach voices add ./bf_emma.int8.onnx",
        "coach voices add en_US-lessac-medium",
        "coach voices add ./my-voice.onnx",
    ],
)
@click.argument(
    "voice", metavar="NAME|FILE.onnx|FOLDER", shell_complete=values.one_of(values.offered_voices, or_file=True)
)
def add_voice(voice: str) -> None:
    """Add a voice of hibari or of Piper: by its name, or from a file.

    A name is fetched, which needs the internet: hibari:NAME from where hibari has it, any other by Piper's own
    downloader. A voice of hibari is one file, which has to be the very one that hibari tells of; one of Piper is a file
    with its NAME.onnx.json beside it, or the folder of both, and has to know the sounds of English. Before a voice is
    accepted it has to speak.
    """
    from coach.voice.adding import add

    with progress(f"adding {voice}") as report:
        added = add(voice, report)
    aside(f"{added.name} was added: {added.words_a_minute:.0f} words a minute at its own speed")
    if not added.info.speaks_english:
        aside(f"It is a voice for {added.info.language}; what the coach says is English.")
    if added.missing:
        aside(f"It leaves out what it does not know: {' '.join(added.missing)}")
    if added.info.speakers:
        aside(_about_speakers(added.name, added.info))
    if added.are_alike:
        aside("Its speakers sound alike: its model seems to have one alone.")
    aside(f"Hear it with `coach voices try {added.name}`, and use it with --voice {added.name}")


def _about_speakers(name: str, info: "VoiceInfo", *, every: bool = False) -> str:
    """Return who speaks with a voice that has several speakers, the first few of many unless all are wanted."""
    shown = info.speakers if every else info.speakers[:MOST_SPEAKERS]
    more = " …, all with `coach voices --all`" if len(shown) < len(info.speakers) else ""
    return (
        f"{name} has {len(info.speakers)} speakers: {', '.join(shown)}{more}. Without a name it is {info.speaker}; "
        f"choose one by name or by number, as in --voice {name}:{info.speakers[-1]}"
    )


def _row(engine: str, info: "VoiceInfo") -> tuple[str, ...]:
    return f"{engine}:{info.label}", info.language, str(info.hertz or "?"), info.quality or "?", info.licence or "?"
