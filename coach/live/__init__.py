"""The live room: a session on the loudspeakers. Importing it is cheap; what plays is imported by what needs it."""

from typing import TYPE_CHECKING

from coach.live.portaudio import warm_up

if TYPE_CHECKING:
    from coach.live.output import SoundLibrary
    from coach.timeline import Playable

__all__ = ["describe_devices", "play", "warm_up"]


def play(session: "Playable") -> None:
    """Play a session to its end on the default sound device, and show on the terminal where it is.

    Raises DeviceError if there is no device or it stops, and whatever the session raises, after a fade-out;
    KeyboardInterrupt fades out too. What others write to stderr meanwhile is lost: sound libraries chat there.
    """
    from coach.live.player import Player
    from coach.live.quiet import quiet_stderr
    from coach.live.screen import Screen

    with quiet_stderr() as terminal, Screen(terminal) as screen:
        Player(session).play(screen.watch)


def describe_devices() -> "tuple[SoundLibrary, ...]":
    """Return what each sound library finds on this machine, in the order in which they are tried."""
    from coach.live import devices

    return devices.describe_devices()
