"""`coach devices`: what a session can be played on, and heard with."""

from collections.abc import Iterable

import click

from coach.cli.command import CommandWithExamples
from coach.cli.echo import echo, echo_data


@click.command(
    cls=CommandWithExamples,
    examples=[
        "coach devices",
        "coach devices --json",
    ],
)
@click.option("--json", "as_json", is_flag=True, help="Print what each sound library finds as JSON.")
def devices(*, as_json: bool) -> None:
    """List the sound devices that `coach start --device NAME` can play on; a star marks the usual one.

    Below them stand the microphones for `coach start --listen --microphone NAME`, if there are any.

    A part of the name is enough, in small or capital letters, if no other device has it. Devices of one name have
    numbers, and what is also reached by another part of the system is named with it, as in "Speakers [Windows WASAPI]".
    """
    from dataclasses import asdict

    from coach.live import describe_devices
    from coach.live.devices.device import NoSoundDevice

    libraries = describe_devices()
    if as_json:
        echo_data([asdict(library) for library in libraries])
        return
    names = dict.fromkeys(name for library in libraries for name in library.devices)
    if not names:
        raise NoSoundDevice
    _list(names, next((library.default for library in libraries if library.default), ""))
    microphones = dict.fromkeys(name for library in libraries for name in library.microphones)
    if microphones:
        echo("")
        echo("microphones:")
        _list(microphones, next((one.default_microphone for one in libraries if one.default_microphone), ""))


def _list(names: Iterable[str], usual: str) -> None:
    for name in names:
        echo(f"{'*' if name == usual else ' '} {name}")
