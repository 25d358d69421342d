"""A microphone on a virtual sound card: it hears what a test says into it, and the loudspeaker through a room."""

import array
import fcntl
import os
import subprocess
import termios
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import soxr
from card import Card, wait_until
from scipy import fft

Samples = npt.NDArray[np.float32]

BLOCK_S = 0.02
"""The microphone gives what it hears in pieces of this length, in seconds, and is behind the loudspeaker by as much."""

Worsen = Callable[[Samples, int], Samples]
"""What is done to a piece of what the microphone gives, with the number of its first sample: noise, hum, clipping."""


@dataclass(frozen=True)
class Said:
    """Something that was said into the microphone: its first sample, and the one after its last."""

    begin: int
    end: int


class Microphone:
    """Hears whatever is said to it, and the loudspeaker of the card through a room, until it is taken away.

    It gives one sample for each that the loudspeaker plays: both are counted from the moment at which it was put there.
    """

    def __init__(self, card: Card, name: str, rate: int, channels: int, module: str) -> None:
        self.card, self.name, self.rate, self.channels = card, name, rate, channels
        self.worsen: Worsen = lambda samples, _: samples
        self.hiss = 1e-4
        """RMS of the noise that it makes itself; without any it gives zeros, as one that is muted."""

        self.is_stalled = False
        """Whether it is there and gives nothing, as one that hangs."""

        self._random = np.random.default_rng(1)
        self._module = module
        self._response = np.zeros(0, np.complex64)
        self._past = np.zeros(0, np.float32)
        self._lock = threading.Lock()
        self._to_say: list[tuple[int, Samples]] = []
        self._played: list[Samples] = []
        self._given: list[Samples] = []
        self._frames = 0
        self._last_loud = 0
        self._ended = threading.Event()
        self.hear_through(None)

    @property
    def now(self) -> int:
        """How many samples it has given so far."""
        return self._frames

    @property
    def played(self) -> Samples:
        """What the loudspeaker has played so far, mono, with a shape of (samples,)."""
        return np.concatenate([np.zeros(0, np.float32), *self._played])

    @property
    def given(self) -> Samples:
        """What the microphone has given so far, mono, with a shape of (samples,)."""
        return np.concatenate([np.zeros(0, np.float32), *self._given])

    @property
    def silent_s(self) -> float:
        """For how long the loudspeaker has now been silent, or as quiet as a bed, in seconds."""
        return (self._frames - self._last_loud) / self.rate

    def hear_through(self, room: Samples | None, gain_db: float = 0.0) -> None:
        """From now on hear the loudspeaker through a room, by its response at 48 kHz; None: do not hear it at all."""
        block = round(BLOCK_S * self.rate)
        taps = np.zeros(1) if room is None else soxr.resample(room, 48_000, self.rate) * (48_000 / self.rate)
        size = fft.next_fast_len(len(taps) + block, real=True)
        with self._lock:
            self._response = fft.rfft((taps * 10 ** (gain_db / 20)).astype(np.float32), size)
            self._past = np.zeros(size, np.float32)

    def say(self, samples: Samples, rate: int = 16_000, *, at: int | None = None) -> Said:
        """Say mono samples into the microphone, at once or from its sample `at`; return where they are heard."""
        spoken = np.asarray(soxr.resample(samples, rate, self.rate), np.float32)
        with self._lock:
            begin = self._frames if at is None else at
            self._to_say.append((begin, spoken))
        return Said(begin, begin + len(spoken))

    def wait_until(self, frame: int) -> None:
        """Wait until it has given so many samples."""
        wait_until(lambda: self._frames >= frame, f"sample {frame} of the microphone")

    def take_away(self) -> None:
        """Pull it out; the sound server lets whoever hears it hear its loudspeaker in its place."""
        subprocess.run(["pactl", "unload-module", self._module], env=self.card.environment, check=True)

    def listen(self, loudspeaker: int, out: int) -> None:
        """Read what the loudspeaker plays and write what is heard, until the microphone has gone."""
        block = round(BLOCK_S * self.rate)
        with open(loudspeaker, "rb", closefd=False) as played, suppress(BrokenPipeError):
            while not self._ended.is_set() and len(piece := played.read(4 * block)) == 4 * block:
                heard = np.repeat(self._hear(np.frombuffer(piece, np.float32)), self.channels).astype(np.float32)
                # The server takes none while nobody hears it.
                if not self.is_stalled and _waiting(out) < 3 * heard.nbytes:
                    os.write(out, heard.tobytes())

    def end(self) -> None:
        self._ended.set()

    def _hear(self, played: Samples) -> Samples:
        """Return what is heard while the loudspeaker plays these samples."""
        with self._lock:
            begin, end = self._frames, self._frames + len(played)
            self._past = np.concatenate([self._past[len(played) :], played])
            heard = fft.irfft(fft.rfft(self._past) * self._response, len(self._past))[-len(played) :]
            for at, spoken in self._to_say:
                first, last = max(at, begin), min(at + len(spoken), end)
                if first < last:
                    heard[first - begin : last - begin] += spoken[first - at : last - at]
            self._to_say = [one for one in self._to_say if one[0] + len(one[1]) > end]
            heard += self.hiss * self._random.standard_normal(len(heard))
            heard = self.worsen(heard, begin)
            self._played.append(played)
            self._given.append(heard)
            loud = np.flatnonzero(np.abs(played) > 1e-3)
            if len(loud):
                self._last_loud = begin + int(loud[-1]) + 1
            self._frames = end
        return heard


def _waiting(pipe: int) -> int:
    """Return how many bytes were written to a pipe and not yet read."""
    count = array.array("i", [0])
    fcntl.ioctl(pipe, termios.FIONREAD, count)
    return count[0]


@contextmanager
def microphone(card: Card, *, rate: int = 48_000, channels: int = 1, name: str = "coach_mic") -> Iterator[Microphone]:
    """Put a microphone on the card, as its default one, for as long as the block lasts.

    Processes with `card.environment` find it. It gives but its own hiss until something is said, and hears the
    loudspeaker once `hear_through` tells through which room.
    """
    pipe = card.folder / f"{name}.pipe"
    described = f"source_properties=\"device.description='{name}'\""
    form = ["format=float32le", f"rate={rate}", f"channels={channels}"]
    load = ["pactl", "load-module", "module-pipe-source", f"source_name={name}", f"file={pipe}", *form, described]
    module = subprocess.run(load, env=card.environment, stdout=subprocess.PIPE, check=True, text=True).stdout.strip()
    command = ["parec", "-d", "coach_out.monitor", "--raw", "--format=float32le", "--latency-msec=10"]
    put = Microphone(card, name, rate, channels, module)
    parec = subprocess.Popen(
        [*command, f"--rate={rate}", "--channels=1"],
        env=card.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    out = os.open(pipe, os.O_WRONLY)
    ear = threading.Thread(target=put.listen, args=(parec.stdout.fileno(), out), daemon=True)
    try:
        subprocess.run(["pactl", "set-default-source", name], env=card.environment, check=True)
        ear.start()
        wait_until(lambda: put.now > 0, "the microphone to begin")
        yield put
    finally:
        put.end()
        parec.terminate()
        parec.wait()
        ear.join()
        parec.stdout.close()
        os.close(out)
        subprocess.run(["pactl", "unload-module", module], env=card.environment, check=False, stderr=subprocess.DEVNULL)
