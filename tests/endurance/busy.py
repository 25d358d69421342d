"""Ten minutes on the virtual sound card while four busy processes occupy the machine: nothing may be lost.

The recording is compared sample by sample with the export of the same session. It prints the length, the largest
difference, the frames that are missing, and the dropouts that the journal tells of; it exits 1 if anything was lost.
The card takes what docs/developing.md names for it.

Run it on a machine that does nothing else: .venv/bin/python tests/endurance/busy.py [--seconds 600]
"""

# ruff: noqa: T201  it is run to be read

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import soundfile

sys.path.append(str(Path(__file__).parents[1]))

from card import virtual_card

BUSY = 4
SESSION = ["--voice", "fake", "--hold", "60"]
COACH = [sys.executable, "-m", "coach"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    length_s = parser.parse_args().seconds
    with tempfile.TemporaryDirectory() as name, virtual_card() as card:
        folder = Path(name)
        kept = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"), name)
        environment = {**card.environment, **kept, "PYTHONPATH": str(Path(__file__).parents[2])}
        subprocess.run([*COACH, "export", *SESSION, "-o", folder / "session.wav"], env=environment, check=True)
        expected, _ = soundfile.read(folder / "session.wav", dtype="float32")
        busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(BUSY)]
        try:
            with card.record() as recording:
                player = subprocess.Popen(
                    [*COACH, "start", *SESSION], env=environment, stderr=subprocess.PIPE, text=True
                )
                time.sleep(length_s)
                player.terminate()
                player.communicate(timeout=30)
        finally:
            for process in busy:
                process.kill()
        heard = recording.sound[:, 0]
        fade = 48_000
        played = heard[:-fade]
        begin = int(np.flatnonzero(expected)[0])
        wanted = expected[begin : begin + len(played)]
        different = np.flatnonzero(played != wanted)
        print(f"{len(played) / 48_000:.1f} s compared, largest difference {np.abs(played - wanted).max():.2e},")
        print(
            f"{len(different)} samples differ" + (f", first at {different[0] / 48_000:.2f} s" if len(different) else "")
        )
        told = subprocess.run([*COACH, "log", "--json"], env=environment, capture_output=True, check=True).stdout
        dropouts = json.loads(told)[-1]["dropouts"]
        print(f"{dropouts} dropouts in the journal")
        return int(len(different) > 0 or dropouts > 0)


if __name__ == "__main__":
    sys.exit(main())
