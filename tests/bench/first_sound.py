"""How long it takes from the start of the process to the first sound on a virtual sound card.

The first sound is the noise floor; the opening bowl should follow one second later. The floor of the figure is a
process that imports numpy and sounddevice and plays at once. The card takes what docs/developing.md names for it.

Run it on a quiet machine: .venv/bin/python tests/bench/first_sound.py [VOICE]   (default: system)
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np
from measure import COACH, Table, with_cache

sys.path.append(str(Path(__file__).parents[1]))

from card import RATE, virtual_card

ROUNDS = 5
PATIENCE_S = 20.0
BOWL = 3e-3
"""A level between the noise floor and the opening bowl."""

VOICE = sys.argv[1] if sys.argv[1:] else "system"
COLD_S, WARM_S = (0.6, 0.35) if VOICE == "system" else (2.0, 0.4)
START = [*COACH, "start", "--points", "CV6", "--hold", "5", "--voice", VOICE]
AT_ONCE = """
import numpy as np, sounddevice
sounddevice.play(np.full((24000, 1), 0.1, np.float32), 48000, blocking=True)
"""


def heard(command, environment, until):
    """Run a command until the card gives out a sample over a level.

    Returns the seconds from its start to the first sample that is not zero, and from that one to the first over
    `until`.
    """
    record = ["parec", "-d", "coach_out.monitor", "--raw", "--format=float32le", "--channels=1", "--latency-msec=10"]
    with subprocess.Popen([*record, f"--rate={RATE}"], env=environment, stdout=subprocess.PIPE) as recorder:
        recorder.stdout.read(4 * RATE // 10)
        os.set_blocking(recorder.stdout.fileno(), False)
        while recorder.stdout.read(2**20):
            pass
        begin = time.monotonic()
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(command, env=environment, **quiet) as player:
            try:
                return _listen(recorder.stdout, begin, until)
            finally:
                player.send_signal(signal.SIGINT)
                recorder.kill()


def _listen(stream, begin, until):
    sound, first, rest = np.zeros(0, np.float32), None, b""
    while time.monotonic() - begin < PATIENCE_S:
        data = rest + (stream.read(2**16) or b"")
        rest = data[len(data) // 4 * 4 :]
        samples = np.frombuffer(data[: len(data) // 4 * 4], np.float32)
        if first is None and samples.any():
            first = time.monotonic() - begin
            samples = samples[np.flatnonzero(samples)[0] :]
        if first is not None:
            sound = np.concatenate([sound, samples])
            over = np.flatnonzero(abs(sound) > until)
            if len(over):
                return first, over[0] / RATE
        time.sleep(0.002)
    raise SystemExit("nothing was heard")


def main():
    table = Table(f"First sound with the voice {VOICE}, median of {ROUNDS}")
    with virtual_card() as card, tempfile.TemporaryDirectory() as folder:
        floor, cold, warm, bowl = [], [], [], []
        for index in range(ROUNDS):
            floor.append(heard([sys.executable, "-c", AT_ONCE], card.environment, 0)[0])
            environment = with_cache(Path(folder) / str(index), card.environment)
            cold.append(heard(START, environment, BOWL))
            warm.append(heard(START, environment, BOWL))
            bowl += [cold[-1][1], warm[-1][1]]
    table.add("python + numpy + sounddevice", median(floor), "s")
    for name, runs, bound in (("cold", cold, COLD_S), ("warm", warm, WARM_S)):
        first = median(run[0] for run in runs)
        table.add(f"coach start, {name} cache", first, "s", bound, f"{first / median(floor):.1f} x the floor")
    table.add("from the first sound to the bowl, at least", min(bowl), "s")
    table.add("from the first sound to the bowl, at most", max(bowl), "s", 1.05)
    table.close()


if __name__ == "__main__":
    main()
