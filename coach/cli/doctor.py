"""`coach doctor`: what this machine can do, and what to do about the rest."""

import platform
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from coach.cli.command import CommandWithExamples
from coach.cli.echo import echo, look, tell
from coach.cli.flags import flags
from coach.errors import BadOption, CoachError, Given, NoHome
from coach.units import counted

if TYPE_CHECKING:
    from coach.live.devices.device import SoundLibrary
    from coach.live.player import Dropouts
    from coach.voice.clips.cache import ClipCache

_SESSIONS = 5
"""So many sessions are looked at, the last ones."""

SENTENCE = "This is the voice that will guide you."


@click.command(
    cls=CommandWithExamples,
    examples=["coach doctor", "coach doctor --sound", "coach doctor --listen --microphone headset"],
)
@click.option("--sound", is_flag=True, help="Play a chime and a sentence.")
@click.option(
    "--listen",
    is_flag=True,
    help="Listen for 20 seconds, and tell how loud what you say is and which command it is; nothing is stored.",
)
@click.option(
    "--microphone",
    metavar="NAME",
    show_default="the system's",
    help="With --listen: which one, by its name or a part of it.",
)
def doctor(*, sound: bool, listen: bool, microphone: str | None) -> None:
    """Check what coach needs: Python, sound devices, voices, the cache of spoken clips; and how the sound fared lately.

    Everything that is missing is named with what to do about it; the exit status is then 1.
    """
    if microphone is not None and not listen:
        raise BadOption("microphone", microphone, f"it is what is listened with; give {flags(Given('listen'))}, too")
    problems = 0
    for line, is_problem in _findings():
        echo(line, hang=13)
        problems += is_problem
    if sound:
        count, are_all_seen = _play_sample()
        unseen = "" if are_all_seen else " that coach could see, for this device does not tell of its own"
        played = (
            f"a chime and a sentence were played with {counted(count, 'dropout') if count else 'no dropouts'}{unseen}"
        )
        echo(f"sound        {played}; if you heard nothing, check the volume")
    if listen:
        for line in _heard(microphone):
            echo(f"{'hearing':<12} {line}", hang=13)
    if problems:
        raise click.exceptions.Exit(1)


def _findings() -> Iterator[tuple[str, bool]]:
    """Yield a line for everything that was looked at, and whether it keeps a session from being heard."""
    from coach.live import describe_devices
    from coach.report.notices import told_voices
    from coach.voice.catalog import find, survey
    from coach.voice.clips.cache import ClipCache

    yield f"python       {platform.python_version()} on {platform.system()} {platform.machine()}", False
    libraries = describe_devices()
    for library in libraries:
        yield from ((line, False) for line in _about(library))
    if not any(library.default for library in libraries):
        yield "devices      none: connect a loudspeaker, or write files with `coach export -o session.mp3`", True
    try:
        voices, faults = survey()
        found = find()
        found.voice.close()
        others = [error for error in found.passed_over if error not in faults]
        yield f"voice        {found.voice.name}; `coach voices` lists all {len(voices)}", False
        yield from ((f"voice        {told}", True) for told in told_voices(others, found.voice.name))
        yield from ((f"voice        {fault.told(flags)}", True) for fault in faults)
    except CoachError as error:
        yield f"voice        {error.told(flags)}", True
    yield _about_cache(ClipCache()), False
    yield from ((f"dropouts     {line}", False) for line in _about_dropouts())


def _about_cache(cache: "ClipCache") -> str:
    try:
        problem = cache.problem()
    except NoHome as error:
        return f"cache        {error.told(flags)}; sessions work, but start slowly"
    if problem:
        return f"cache        nothing can be written to {cache.folder} ({problem}): sessions work, but start slowly"
    return f"cache        {cache.size_bytes() / 1e6:.1f} MB of spoken clips in {cache.folder}"


def _about_dropouts() -> Iterator[str]:
    """Yield a line on the holes in the sound of the last sessions, if any were played."""
    from coach.journal.journal import Journal

    try:
        last = Journal().glances()[-_SESSIONS:]
    except NoHome:
        return
    if last:
        of = f"the last {len(last)} sessions" if len(last) > 1 else "the last session"
        found = [f"{entry.dropouts} on {entry.begun:%Y-%m-%d at %H:%M}" for entry in last if entry.dropouts]
        yield f"in {of}: {', '.join(found)}; close what else keeps this machine busy" if found else f"none in {of}"


def _about(library: "SoundLibrary") -> Iterator[str]:
    name = f"{library.name:<12}"
    if library.problem:
        yield f"{name} {library.problem}" + (f": {library.advice}" if library.advice else "")
        return
    yield f"{name} {library.version}, plays on {library.default}"
    for device in library.devices:
        yield f"{'':12}   {device}"


def _heard(microphone: str | None) -> Iterator[str]:
    """Yield a line for all that is heard while somebody tries what they can say."""
    from coach.live.try_hearing import FOR_S, try_hearing

    with try_hearing(microphone, tell=tell) as trial:
        yield f"the microphone is on: {trial.name}; nothing is stored, and nothing leaves this machine"
        yield f"say “pause”, “next”, “how long” and so on; it listens for {FOR_S:g} seconds, or until Ctrl-C"
        is_heard = False
        for voice in trial.voices(FOR_S):
            is_heard = True
            said, sure = voice.understood.spoken, round(100 * voice.understood.sureness)
            what = f"“{said.replace('-', ' ')}”, {sure} per cent sure" if said else "no command"
            yield f"{what}, at {voice.level_db:.0f} dB, {voice.level_db - voice.noise_db:.0f} dB over the noise"
        if not is_heard:
            yield f"no voice, and {trial.noise_db:.0f} dB of noise; speak louder or nearer, or try another microphone"


def _play_sample() -> "Dropouts":
    """Play the opening of a session with one sentence, through the same voice, mixer and player as any session."""
    from coach.choices import Choices
    from coach.live import play
    from coach.sessions.compose import sample

    with sample(SENTENCE, Choices(), chime=True) as session:
        return play(session, look=look())
