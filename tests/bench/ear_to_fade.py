"""How long it takes from the end of a spoken "pause" to the fade, and what listening costs while nobody speaks.

On the virtual sound card, beside as many busy processes as are asked for, "pause" is said again and again in a silent
hold. The loudspeaker and the microphone count the same samples; the tick that answers begins with the fade. Printed are
the times in seconds, their median and their worst, and the load; then the share of one core that a session takes
without `--listen` and with it, all its processes together, while nobody speaks.

Run it: .venv/bin/python tests/bench/ear_to_fade.py [BUSY=1] [TIMES=8]
"""

# ruff: noqa: T201  it is run to be read

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[1]))

import spoken
from card import Card, virtual_card

SPIN = [sys.executable, "-c", "while True: pass"]
QUIET_S = 20.0
"""For how long nobody speaks."""


def answered_after(put: spoken.Microphone, end: int) -> float:
    """Return after how many seconds from a sample on the loudspeaker sounds: the tick comes with the fade."""
    loud = np.flatnonzero(np.abs(put.played[end:]) > 1e-3)
    return float(loud[0]) / put.rate if len(loud) else float("nan")


def seconds_of(home: Path) -> float:
    """Return the seconds of processor time that the processes with a home have taken."""
    ticks = 0
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if f"HOME={home}\0" in (entry / "environ").read_bytes().decode(errors="replace"):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                ticks += int(fields[11]) + int(fields[12])
        except OSError:
            continue
    return ticks / os.sysconf("SC_CLK_TCK")


def latency(card: Card, voice: spoken.Voice, home: Path, times: int) -> list[float]:
    """Say "pause" so often, and return how long each took."""
    found = []
    with spoken.hands_free(card, home, "--plain", "--headphones") as led:
        led.go_to_hold()
        for _ in range(times):
            said = led.say(voice.say("pause"), after_s=2)
            led.microphone.wait_until(said.end + 3 * led.microphone.rate)
            found.append(answered_after(led.microphone, said.end))
            led.press(" ", "oing on" if found[-1] == found[-1] else "aused")
            led.wait_for_coach()
        led.leave()
    return found


def idle(card: Card, home: Path, *, listens: bool) -> float:
    """Return the share of one core that a session takes in a hold while nobody speaks."""
    with spoken.hands_free(card, home, "--plain", *([] if listens else ["--no-listen"])) as led:
        led.go_to_hold(is_ready=listens)
        time.sleep(2)
        before, since = seconds_of(home), time.monotonic()
        time.sleep(QUIET_S)
        share = (seconds_of(home) - before) / (time.monotonic() - since)
        led.leave()
    return share


def main() -> None:
    busy, times = (int(given) for given in (*sys.argv[1:], *("1", "8")[len(sys.argv) - 1 :]))
    voice = spoken.Voice()
    with tempfile.TemporaryDirectory() as name, virtual_card() as card:
        others = [subprocess.Popen(SPIN) for _ in range(busy)]
        try:
            found = latency(card, voice, Path(name) / "led", times)
        finally:
            for other in others:
                other.kill()
                other.wait()
        print(f"beside {busy} busy, load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
        print("from the end of a spoken pause to the fade:", " ".join(f"{one:.2f}" for one in found))
        print(f"median {np.nanmedian(found):.2f} s, worst {np.nanmax(found):.2f} s, not heard {np.isnan(found).sum()}")
        shares = {listens: idle(card, Path(name) / f"idle-{listens}", listens=listens) for listens in (False, True)}
        print(f"of one core while nobody speaks: {shares[False]:.1%} without, {shares[True]:.1%} with --listen")
        print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
