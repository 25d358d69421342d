"""How long it takes from pressing a key to hearing what it does, on a virtual sound card.

The space bar is pressed on a pseudo-terminal while the opening bowl sounds, and the bowl falls silent. What the sound
device holds, 0.4 s, has to be heard first. The card takes what docs/developing.md names for it.

Run it on a quiet machine: .venv/bin/python tests/bench/key_to_sound.py
"""

import os
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
from terminal import asked_before, terminal

from coach.live.devices.device import LATENCY_S

ROUNDS = 7
PATIENCE_S = 20.0
BOWL = 1e-3
"""A level between the noise floor and the opening bowl."""

START = [*COACH, "start", "--points", "CV6", "--hold", "5", "--voice", "fake"]
RECORD = ["parec", "-d", "coach_out.monitor", "--raw", "--format=float32le", "--channels=1", "--latency-msec=10"]


def from_key_to_silence(environment):
    """Return the seconds from the press of the space bar to the last sample of the bowl."""
    with (
        subprocess.Popen([*RECORD, f"--rate={RATE}"], env=environment, stdout=subprocess.PIPE) as recorder,
        terminal(START, environment) as coach,
    ):
        os.set_blocking(recorder.stdout.fileno(), False)
        try:
            _sounds_until(recorder.stdout, coach, silent_s=0, sounding=True)
            _sounds_until(recorder.stdout, coach, silent_s=0, sounding=True, for_s=0.4)
            pressed = time.monotonic()
            coach.type(" ")
            return _sounds_until(recorder.stdout, coach, silent_s=1, sounding=False) - pressed
        finally:
            recorder.kill()


def _sounds_until(stream, coach, *, silent_s, sounding, for_s=0.0):
    """Listen until there is sound, for a time, or until there was none for a time; return when the last was heard."""
    begin = last = time.monotonic()
    rest = b""
    while (now := time.monotonic()) < begin + PATIENCE_S:
        coach.look(0)
        data = rest + (stream.read(2**16) or b"")
        rest = data[len(data) // 4 * 4 :]
        loud = np.flatnonzero(abs(np.frombuffer(data[: len(data) // 4 * 4], np.float32)) > BOWL)
        if len(loud):
            last = now - (len(data) // 4 - 1 - loud[-1]) / RATE
            if sounding and now >= begin + for_s:
                return last
        if not sounding and now > last + silent_s:
            return last
        time.sleep(0.002)
    raise SystemExit("nothing was heard, or it did not end")


def main():
    table = Table(f"From a key to the sound, {ROUNDS} times")
    with virtual_card() as card, tempfile.TemporaryDirectory() as folder:
        environment = with_cache(Path(folder), {**card.environment, "TERM": "xterm"})
        environment["XDG_STATE_HOME"] = str(asked_before(Path(folder)))
        took = [from_key_to_silence(environment) for _ in range(ROUNDS)]
    table.add("space to silence, median", median(took), "s")
    table.add("space to silence, at most", max(took), "s", LATENCY_S + 0.15)
    table.close()


if __name__ == "__main__":
    main()
