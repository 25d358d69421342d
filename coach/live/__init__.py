"""The live room: a session on the loudspeakers."""

from coach.live.devices import describe_devices, warm_up
from coach.live.output import SoundLibrary
from coach.live.player import Playable, Player
from coach.live.quiet import quiet_stderr
from coach.live.screen import Screen

__all__ = ["Playable", "SoundLibrary", "describe_devices", "play", "warm_up"]


def play(session: Playable) -> None:
    """Play a session to its end on the default sound device, and show on the terminal where it is.

    Raises DeviceError if there is no device or it stops, and whatever the session raises, after a fade-out;
    KeyboardInterrupt fades out too. What others write to stderr meanwhile is lost: sound libraries chat there.
    """
    with quiet_stderr() as terminal, Screen(terminal) as screen:
        Player(session).play(screen.watch)
