"""A short session with known samples, and a program that plays it: the tests run it on the virtual sound card."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import card as cards
import numpy as np

from coach.live import player
from coach.live.devices import loudspeaker, miniaudio_device, portaudio_device
from coach.live.devices.device import Fill
from coach.live.terminal.quiet import quiet_stderr
from coach.plan.timeline import Command, TimedStage, Timeline
from coach.units import frames, seconds


def noise(length: int) -> np.ndarray:
    """Samples that are all different from their neighbours and never zero, with a shape of (frames,)."""
    counter = np.arange(1, length + 1, dtype=np.uint64) * 0x9E3779B1
    return ((counter % 2**20 + 1) / 2**21).astype(np.float32)


def hum(length: int) -> np.ndarray:
    """A tone of 50 Hz, whose neighbouring samples differ by 0.0033 at most, with a shape of (frames,)."""
    return (0.5 * np.sin(2 * np.pi * 50 * seconds(1) * np.arange(length))).astype(np.float32)


def timeline(ends: list[int], complete: bool) -> Timeline:
    """Stages one after the other that end at the given frames."""
    stages = [
        TimedStage(f"stage-{number}", f"Stage {number}", None, None, onset, end - onset)
        for number, (onset, end) in enumerate(zip([0, *ends], ends, strict=False))
    ]
    return Timeline(tuple(stages), complete)


class Piece:
    """A session of two stages, which are decided one by one. No command has any effect on it."""

    def __init__(self, samples: np.ndarray) -> None:
        self.samples = samples
        self.ends = [min(frames(1), len(samples) - 1), len(samples)]

    def timelines(self) -> Iterator[Timeline]:
        yield timeline(self.ends[:1], complete=False)
        yield timeline(self.ends, complete=True)

    def edit(self, _timeline: Timeline, _command: Command, _frame: int, **_how: bool) -> Iterator[Timeline]:
        yield timeline(self.ends, complete=True)

    def render(self, timeline: Timeline, start: int, frames: int) -> np.ndarray:
        assert 0 <= start <= start + frames <= timeline.frames
        return self.samples[start : start + frames]


class EagerDevice:
    """Asks for 10 ms at a time, without a clock, from `start` until it is closed or breaks."""

    latency_s = 0.1
    dropouts = None
    stuck = False

    def __init__(self, breaks_after: int | None = None) -> None:
        self.failed = False
        self.closed = False
        self._breaks_after = breaks_after
        self._blocks: list[np.ndarray] = []
        self._thread = threading.Thread(target=self._run)

    def open(self, fill: Fill) -> "EagerDevice":
        self._fill = fill
        return self

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self.closed = True
        if self._thread.ident:
            self._thread.join()

    @property
    def heard(self) -> np.ndarray:
        return np.concatenate(self._blocks)[:, 0]

    def _run(self) -> None:
        pause = threading.Event()
        while not (self.closed or self.failed):
            block = np.empty((480, 2), np.float32)
            self._fill(block)
            self._blocks.append(block)
            self.failed = len(self._blocks) == self._breaks_after
            pause.wait(0.0005)


PROGRAM = Path(__file__)
ROOT = PROGRAM.parents[1]


@contextmanager
def playing(environment: dict[str, str], *arguments: str) -> Iterator[subprocess.Popen]:
    """Run the program that plays a piece, and end it if the test fails."""
    environment = {**environment, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, PROGRAM, *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def finish(process: subprocess.Popen) -> tuple[int, str, str]:
    """Wait for a program's end; return its status and what it wrote."""
    out, err = process.communicate(timeout=cards.PATIENCE_S)
    return process.returncode, out, err


def main(library: str, sound: str, length_s: str, ring_s: str = "2", dead_s: str = "6") -> None:
    """Play a piece, and say "playing" on stdout when its first second has been heard."""
    loudspeaker._DEAD_S = float(dead_s)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
    said = False

    def watch(_timeline: Timeline, frame: int) -> None:
        nonlocal said
        while played.notices:
            print(played.notices.popleft(), flush=True)  # noqa: T201 - the test waits for it
        if frame > frames(1) and not said:
            said = True
            print("playing", flush=True)  # noqa: T201 - the test waits for it

    open_device = {"portaudio": portaudio_device, "miniaudio": miniaudio_device}[library].open_device
    piece = Piece({"noise": noise, "hum": hum}[sound](frames(float(length_s))))
    length = {"ring_s": float(ring_s), "prefill_s": float(ring_s)} if float(ring_s) > 2 else {}
    played = player.Player(piece, open_device, **length)
    try:
        with quiet_stderr():
            played.play(watch)
    except KeyboardInterrupt:
        sys.exit(130)
    except player.DeviceError as error:
        sys.exit(str(error))
    print("dropouts", played.dropouts)  # noqa: T201 - the test reads it


if __name__ == "__main__":
    main(*sys.argv[1:])
