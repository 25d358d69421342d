"""Where the sound goes: PortAudio if it is there and finds a device, else miniaudio."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from coach.errors import DeviceError
from coach.live import miniaudio_output, portaudio_output
from coach.live.output import CannotOpen, Fill, NoSoundDevice, Output, SoundLibrary
from coach.live.quiet import quiet_stderr

_IN_TURN: tuple[Callable[[Fill], Output], ...] = (portaudio_output.open_output, miniaudio_output.open_output)


def open_output(fill: Fill) -> Output:
    """Open the default sound device, which will ask `fill` for samples once it is started.

    Raises DeviceError if there is no device, or none that can be opened.
    """
    refused = None
    for open_one in _IN_TURN:
        try:
            return open_one(fill)
        except CannotOpen as error:
            refused = refused or error
        except DeviceError:
            continue
    raise refused or NoSoundDevice


def describe_devices() -> tuple[SoundLibrary, ...]:
    """Return what each sound library finds on this machine, in the order in which they are tried."""
    return portaudio_output.survey(), miniaudio_output.survey()


@contextmanager
def warm_up() -> Iterator[None]:
    """Load PortAudio in the background while the block gets the session ready.

    The block is not left before that is done, because file descriptor 2 is muted meanwhile:
    an error that is printed after the block is seen.
    """
    if sys.platform == "win32":  # some of PortAudio's Windows drivers work only in the thread that started them
        yield
        return
    loading = threading.Thread(target=_load, name="coach-warm-up", daemon=True)
    loading.start()
    try:
        yield
    finally:
        loading.join()


def _load() -> None:
    with suppress(DeviceError), quiet_stderr():  # whoever opens the device hears of the error
        portaudio_output.load()
