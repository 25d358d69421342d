"""How long `coach export` of the default session takes, with an empty and with a full cache of clips.

Run it on a quiet machine: .venv/bin/python tests/bench/export_speed.py
Another voice, and further suffixes with a full cache: .venv/bin/python tests/bench/export_speed.py piper .mp3 .opus
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from measure import COACH, Table, seconds, with_cache

ROUNDS = 3
VOICE = next((given for given in sys.argv[1:] if not given.startswith(".")), "system")
COLD_S = 8.0 if VOICE == "system" else 20.0


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environments = [with_cache(folder / str(index)) for index in range(ROUNDS)]

        def export(suffix, environment):
            return seconds([*COACH, "export", "--voice", VOICE, "-o", str(folder / f"a{suffix}")], environment)

        table = Table(f"Export of the default session in the voice {VOICE}, median of {ROUNDS}")
        table.add("WAV, empty cache", median(export(".wav", cache) for cache in environments), "s", COLD_S)
        warm = median(export(".wav", cache) for cache in environments)
        plan = subprocess.run(
            [*COACH, "plan", "--voice", VOICE, "--json"], env=environments[0], check=True, capture_output=True
        )
        parsed = json.loads(plan.stdout)
        length_s = parsed["frames"] / parsed["frame_rate"]
        table.add("WAV, full cache", warm, "s", 2.0, f"{length_s / warm:.0f} x real time")
        for suffix in (given for given in sys.argv[1:] if given.startswith(".")):
            taken = export(suffix, environments[0])
            rate = (folder / f"a{suffix}").stat().st_size * 8 / length_s / 1000
            table.add(suffix, taken, "s", None, f"{length_s / taken:.0f} x real time, {rate:.0f} kbit/s")
    table.close()


if __name__ == "__main__":
    main()
