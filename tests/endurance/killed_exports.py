"""`kill -9` of `coach export` at random moments: the older file stays as it was, and no half file has its name.

The moments are spread over the time that an undisturbed export takes, every other one over its last tenth. After each
kill the audio file must hold the older bytes, or be new and whole, with captions that are its own: `coach verify` finds
that. A hidden file may be left, which the export that follows the kills removes. It prints one line a kill and exits 1
if anything was wrong.

Run it: .venv/bin/python tests/endurance/killed_exports.py [--kills 30]
"""

# ruff: noqa: T201  it is run to be read

import argparse
import itertools
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COACH = [sys.executable, "-m", "coach"]
SUFFIXES = (".wav", ".flac", ".mp3", ".ogg", ".opus", ".m4b")
SESSION = ["--voice", "fake", "--points", "CV6,BL40", "--captions", "vtt"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=30)
    kills = parser.parse_args().kills
    chance = random.Random(1)
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kept = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"), str(folder / "home"))
        environment = {**os.environ, **kept, "PYTHONPATH": str(Path(__file__).parents[2])}
        taken_s = {}
        for suffix in SUFFIXES:  # the first of them fills the cache
            begun = time.monotonic()
            export(folder / f"older{suffix}", "1", environment).wait()
            taken_s[suffix] = time.monotonic() - begun
        for number, suffix in zip(range(1, kills + 1), itertools.cycle(SUFFIXES)):
            target = folder / f"older{suffix}"
            older = target.read_bytes()
            moment_s = (chance.random() if number % 2 else chance.uniform(0.9, 1.05)) * taken_s[suffix]
            process = export(target, str(number + 1), environment)
            time.sleep(moment_s)
            process.kill()
            ended = process.wait() == 0
            right = target.read_bytes() == older or is_verified(target, environment)
            wrong += not right
            verdict = "right" if right else "WRONG"
            print(f"kill {number}: {suffix} after {moment_s:.2f} s{', when it had ended' if ended else ''}: {verdict}")
        for suffix in SUFFIXES:
            wrong += export(folder / f"older{suffix}", "1", environment).wait() != 0
        left = [path.name for path in folder.iterdir() if path.name.startswith(".")]
        print(f"{kills - wrong} of {kills} right; left behind by all of them: {', '.join(left) or 'nothing'}")
    return int(wrong > 0 or bool(left))


def is_verified(target: Path, environment: dict[str, str]) -> bool:
    """Tell whether a file and its captions are what was planned."""
    command = [*COACH, "verify", str(target)]
    return subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL).returncode == 0


def export(target: Path, seed: str, environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    command = [*COACH, "export", *SESSION, "--seed", seed, "-o", str(target)]
    return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
