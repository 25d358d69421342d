"""`coach devices`: what a session can be played on."""

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
    usual = next((library.default for library in libraries if library.default), "")
    names = dict.fromkeys(name for library in libraries for name in library.devices)
    if not names:
        raise NoSoundDevice
    for name in names:
        echo(f"{'*' if name == usual else ' '} {name}")
