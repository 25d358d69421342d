"""How much memory `coach export` takes at most, for sessions of 20 minutes, 2 hours and 8 hours.

The figure is the peak resident size of the largest process of each run, its speech workers included.

Run it with: .venv/bin/python tests/bench/memory.py [SUFFIX]   (default: .flac; 8 hours of .opus take ten minutes)
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import COACH, Table, with_cache


def peak(command, environment):
    """Run a command and return its peak resident size in MiB (Linux counts in KiB)."""
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with status {process.returncode}")
    return usage.ru_maxrss / 1024


def hold_for(minutes, environment):
    """Return the seconds of each hold that make the default session about so many minutes long."""
    plan = subprocess.run(
        [*COACH, "plan", "--voice", "system", "--json", "--hold", "60"],
        env=environment,
        check=True,
        capture_output=True,
    )
    parsed = json.loads(plan.stdout)
    holds = sum(1 for stage in parsed["stages"] if stage["hold"])
    return round(60 + (minutes * 60 - parsed["frames"] / parsed["frame_rate"]) / holds)


def main():
    suffix = sys.argv[1] if sys.argv[1:] else ".flac"
    table = Table(f"Peak memory of an export to {suffix}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        full = with_cache(folder / "full")
        peaks = []
        for minutes in (20, 120, 480):
            hold = hold_for(minutes, full)
            command = [*COACH, "export", "--voice", "system", "--hold", str(hold), "-o", str(folder / f"a{suffix}")]
            for state, environment in (("empty", with_cache(folder / str(minutes))), ("full", full)):
                peaks.append(peak(command, environment))
                table.add(f"{minutes} minutes, {state} cache", peaks[-1], "MiB", 200, f"--hold {hold}")
    table.add("largest : smallest", max(peaks) / min(peaks), "times", 1.1)
    table.close()


if __name__ == "__main__":
    main()
