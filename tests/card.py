"""Sound cards that exist only for a test: one that keeps time and can be recorded, and one that runs free."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes.util import find_library
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

CHANNELS = 2
RATE = 48_000
PATIENCE_S = 20.0
"""How long a part of the card may take to get going on a busy machine before the test gives up."""

SERVER_MODULES = """\
load-module module-native-protocol-unix socket={folder}/{socket} auth-anonymous=1
load-module module-null-sink norewinds=1 sink_name=coach_out format=float32le rate={rate} channels={channels}
set-default-sink coach_out
"""
"""`norewinds` matters: without it the server rewrites what it has played, and a recording's start is lost."""


class NoCard(Exception):
    """The programs that a virtual sound card is made of are not there; says which."""


@dataclass
class Recording:
    """What a loudspeaker on the card would have given out; complete once the `with` block of `record` is left."""

    samples: np.ndarray = field(default_factory=lambda: np.zeros((0, CHANNELS), np.float32))
    """Everything from before the first to after the last sound, with a shape of (frames, channels)."""

    @property
    def sound(self) -> np.ndarray:
        """The recording from the first to the last sample that is not zero, with a shape of (frames, channels)."""
        loud = self.samples.any(axis=1)
        return self.samples[loud.argmax() : len(loud) - loud[::-1].argmax()] if loud.any() else self.samples[:0]


@dataclass
class Card:
    """A private sound server with one loudspeaker, whose every sample can be recorded."""

    folder: Path
    environment: dict[str, str]
    """What a process needs in its environment to play on the card."""

    server: subprocess.Popen

    @contextmanager
    def restart(self) -> Iterator[Recording]:
        """Run the server again after its end, and record all that is played on it while the block runs."""
        hidden = {**self.environment, "PULSE_SERVER": f"unix:{self.folder / 'hidden'}"}
        self.server = _start_server(self.folder, "hidden", hidden)
        with self.record(hidden) as recording:
            (self.folder / "hidden").rename(self.folder / "socket")  # now others can reach it, and not before
            yield recording

    @contextmanager
    def sink(self, name: str, *arguments: str, called: str = "") -> Iterator[dict[str, str]]:
        """Add a loudspeaker for a block; yield the environment of a process that plays on it without asking.

        Without `norewinds=1` among the `arguments` it is slow: at first it may ask for nothing for 2 s.
        """
        described = f"sink_properties=\"device.description='{called or name}'\""
        load = ["pactl", "load-module", "module-null-sink", f"sink_name={name}", *arguments, described]
        module = subprocess.run(load, env=self.environment, stdout=subprocess.PIPE, check=True).stdout.strip()
        try:
            yield {**self.environment, "PULSE_SINK": name}
        finally:
            subprocess.run(["pactl", "unload-module", module], env=self.environment, check=False)

    @contextmanager
    def record(self, environment: dict[str, str] | None = None, sink: str = "coach_out") -> Iterator[Recording]:
        """Record all that is played while the block runs, or until the server ends."""
        recording = Recording()
        file = Path(tempfile.mkstemp(suffix=".raw", dir=self.folder)[1])
        command = ["parec", "-d", f"{sink}.monitor", "--raw", "--format=float32le", "--latency-msec=10"]
        with file.open("wb") as raw:
            parec = subprocess.Popen(
                [*command, f"--rate={RATE}", f"--channels={CHANNELS}"],
                env=environment or self.environment,
                stdout=raw,
                stderr=subprocess.DEVNULL,
            )
        try:
            wait_until(lambda: file.stat().st_size > 0, "the recorder to begin")
            yield recording
            enough = file.stat().st_size + RATE * CHANNELS * 4 // 2
            wait_until(lambda: file.stat().st_size >= enough or parec.poll() is not None, "the recorder to catch up")
        finally:
            parec.terminate()
            parec.wait()
            raw_samples = np.fromfile(file, np.float32)
            recording.samples = raw_samples[: len(raw_samples) // CHANNELS * CHANNELS].reshape(-1, CHANNELS)
            file.unlink()


@dataclass(frozen=True)
class UnclockedCard:
    """A sound card that takes samples as fast as they come and writes them to a file."""

    file: Path
    environment: dict[str, str]

    def recording(self) -> Recording:
        """Return all that was played so far; it stays on disk, for a long session is larger than memory likes."""
        return Recording(np.memmap(self.file, np.float32, "r").reshape(-1, CHANNELS))


@contextmanager
def virtual_card() -> Iterator[Card]:
    """Run a sound server of our own for as long as the block lasts; raise NoCard if it does not start."""
    # A socket's path may have 107 characters at most, and pytest's own folders can be longer.
    with tempfile.TemporaryDirectory(prefix="coach-card-") as name:
        folder = Path(name)
        environment = _environment(folder)
        (folder / "asound.conf").write_text("pcm.!default { type pulse }\nctl.!default { type pulse }\n")
        card = Card(folder, environment, _start_server(folder, "socket", environment))
        try:
            _require_device(environment)
            yield card
        finally:
            card.server.kill()
            card.server.wait()


@contextmanager
def unclocked_card() -> Iterator[UnclockedCard]:
    """Configure ALSA, for as long as the block lasts, with a device that has no clock."""
    with tempfile.TemporaryDirectory(prefix="coach-card-") as name:
        folder = Path(name)
        file = folder / "played.raw"
        if find_library("portaudio") is None:
            raise NoCard("libportaudio2 is not installed")
        (folder / "asound.conf").write_text(
            f'pcm.!default {{ type file file "{file}" format raw slave.pcm nowhere }}\npcm.nowhere {{ type null }}\n'
        )
        yield UnclockedCard(file, _environment(folder))


def wait_until(true: Callable[[], bool], what: str) -> None:
    """Wait for something to become true; raise TimeoutError when patience ends."""
    give_up = time.monotonic() + PATIENCE_S
    while not true():
        if time.monotonic() > give_up:
            raise TimeoutError(f"waited {PATIENCE_S:g} s for {what}")
        time.sleep(0.02)


def _start_server(folder: Path, socket: str, environment: dict[str, str]) -> subprocess.Popen:
    """Run a sound server that listens on a socket in `folder`; raise NoCard if it does not start."""
    modules = SERVER_MODULES.format(folder=folder, socket=socket, rate=RATE, channels=CHANNELS)
    (folder / "server.pa").write_text(modules)
    options = ["--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--disable-shm=yes", "--realtime=no"]
    with (folder / "server.log").open("wb") as log:
        try:
            server = subprocess.Popen(
                ["pulseaudio", "-n", f"--file={folder / 'server.pa'}", *options],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        except FileNotFoundError as error:
            raise NoCard("pulseaudio is not installed") from error
    try:
        _wait_for_server(server, folder, environment)
    except BaseException:
        server.kill()
        server.wait()
        raise
    return server


def _wait_for_server(server: subprocess.Popen, folder: Path, environment: dict[str, str]) -> None:
    def answers() -> bool:
        if server.poll() is not None:
            raise NoCard(f"pulseaudio ended: {(folder / 'server.log').read_text(errors='replace').strip()}")
        return subprocess.run(["pactl", "info"], env=environment, capture_output=True, check=False).returncode == 0

    try:
        wait_until(answers, "pulseaudio to answer")
    except FileNotFoundError as error:
        raise NoCard("pulseaudio-utils is not installed") from error


def _require_device(environment: dict[str, str]) -> None:
    query = "import sounddevice; sounddevice.query_devices(kind='output')"
    asked = subprocess.run([sys.executable, "-c", query], env=environment, capture_output=True, text=True, check=False)
    if asked.returncode:
        raise NoCard(f"libportaudio2 or libasound2-plugins is not installed: {asked.stderr.strip()}")


def _environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "HOME": str(folder),
        "XDG_RUNTIME_DIR": str(folder),
        "XDG_CONFIG_HOME": str(folder),
        "PULSE_RUNTIME_PATH": str(folder),
        "PULSE_STATE_PATH": str(folder),
        "PULSE_COOKIE": str(folder / "cookie"),
        "PULSE_SERVER": f"unix:{folder / 'socket'}",
        "ALSA_CONFIG_PATH": str(folder / "asound.conf"),
    }
