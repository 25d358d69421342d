"""Starting PortAudio, which may be missing or misconfigured. Light to import: it is the first thing to be done."""

import atexit
import ctypes
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from coach.errors import DeviceError
from coach.live.terminal.quiet import quiet_stderr
from coach.storage.log import Log

if TYPE_CHECKING:
    from coach.live.devices.device import Closing

_log = Log(__name__)

NO_DEVICE = "switch a sound device on or connect it; on Linux its sound server must run"
_NO_LIBRARY = (
    "install it (Debian, Ubuntu: `sudo apt install libportaudio2`), or let coach play through miniaudio as it does now"
)
_ALSA_DEFAULTS = (b"pcm.default", b"pcm.dmix")
"""PortAudio's list of ALSA devices asserts that there is one of these (BuildDeviceList in pa_linux_alsa.c)."""

_STARTING_S = 5.0
"""How long PortAudio may take to start, in seconds, before it is left to itself: a frozen server never answers."""

_OF_NUMPY = ("OPENBLAS_MAIN_FREE", "1")
"""What numpy adds to the environment while it is imported, and takes away again if it was not there.

That moves the environment, and whoever reads it in C at this moment crashes the process: PortAudio, in its thread.
"""

CLOSING = "coach-close"
"""Name of a thread that closes a device of PortAudio."""

_opening = threading.RLock()
"""Is held by whoever opens a device: PortAudio promises nothing to two threads that do so at once."""

attached: set[Callable[[], None]] = set()
"""Closes each microphone that is open, before PortAudio is started anew under it."""

_one_at_a_time = threading.Lock()
"""Python hands a thread that waits for another's import a half-made module if that import fails."""


@contextmanager
def turn() -> Iterator[None]:
    """Let nobody else open a device while the block lasts; raise DeviceError if somebody does not come to an end."""
    if not _opening.acquire(timeout=_STARTING_S):
        raise DeviceError("PortAudio is still opening another device", NO_DEVICE)
    try:
        yield
    finally:
        _opening.release()


def close_for_good(closing: "Closing", sounddevice: Any) -> None:
    """Close a stream; one that does not come to an end is left to itself, also when Python ends."""
    closing()
    if closing.hangs:
        # sounddevice would close the stream once more when Python ends, and hang there for good.
        atexit.unregister(sounddevice._exit_handler)  # noqa: SLF001 - there is no public way


@contextmanager
def warm_up() -> Iterator[None]:
    """Start PortAudio in the background while the block gets the session ready.

    The block is not left before that is done, because file descriptor 2 is muted meanwhile:
    an error that is printed after the block is seen.
    """
    if sys.platform == "win32":  # some of PortAudio's Windows drivers work only in the thread that started them
        yield
        return
    os.environ.setdefault(*_OF_NUMPY)
    loading = threading.Thread(target=_load_quietly, name="coach-warm-up", daemon=True)
    try:
        loading.start()
    except RuntimeError as error:  # the system lets no more threads begin
        _log.warning("PortAudio is started later: %s", error)
    try:
        yield
    finally:
        if loading.ident is not None:
            loading.join(_STARTING_S)


def load() -> Any:
    """Import sounddevice, which starts PortAudio; raise DeviceError if that cannot be done.

    The wheel of sounddevice brings PortAudio on macOS and Windows, not on Linux.
    """
    with _one_at_a_time:
        if "sounddevice" not in sys.modules and not _alsa_is_sound():
            raise DeviceError("ALSA is configured without a default device", "look at ALSA_CONFIG_PATH and ~/.asoundrc")
        try:
            import sounddevice
        except OSError as error:
            raise DeviceError("PortAudio was not found", _NO_LIBRARY) from error
        except Exception as error:  # its own PortAudioError cannot be named when the import that defines it fails
            raise DeviceError(f"PortAudio does not start ({error})", NO_DEVICE) from error
        return sounddevice


def restart() -> Any:
    """Start PortAudio anew, because it looks for devices only when it starts; raise DeviceError if that cannot be done.

    No device may be open; microphones are closed. One that cannot be closed, because its server is frozen, stands in
    the way.
    """
    sounddevice = load()
    for let_go in tuple(attached):
        let_go()
    if any(thread.name == CLOSING for thread in threading.enumerate()):
        raise DeviceError("PortAudio is still closing a device", NO_DEVICE)
    try:
        if sounddevice._initialized:  # noqa: SLF001 - as its own documentation has it
            sounddevice._terminate()  # noqa: SLF001
        sounddevice._initialize()  # noqa: SLF001
    except sounddevice.PortAudioError as error:
        raise DeviceError(f"PortAudio does not start again ({error})", NO_DEVICE) from error
    return sounddevice


def _load_quietly() -> None:
    with quiet_stderr():
        try:
            load()
        except Exception as error:  # noqa: BLE001 - whoever opens the device hears of it
            _log.warning("PortAudio cannot be used: %s", error)


def _alsa_is_sound() -> bool:
    """Return False if ALSA is configured in a way that makes PortAudio abort the whole process when it starts."""
    if sys.platform != "linux":
        return True
    try:
        alsa = ctypes.CDLL("libasound.so.2")
    except OSError:  # no ALSA, and then no PortAudio that needs it
        return True
    if alsa.snd_config_update() < 0:
        return False
    configuration, found = ctypes.c_void_p.in_dll(alsa, "snd_config"), ctypes.c_void_p()
    return any(alsa.snd_config_search(configuration, key, ctypes.byref(found)) == 0 for key in _ALSA_DEFAULTS)
