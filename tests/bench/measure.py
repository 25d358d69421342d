"""What the benchmarks share: commands that are timed, and a table of what they took against its bounds."""

# ruff: noqa: T201  a benchmark is run to be read

import os
import subprocess
import sys
import time
from pathlib import Path

_SCRIPT = Path(sys.executable).with_name("coach")

COACH = [str(_SCRIPT)] if _SCRIPT.exists() else [sys.executable, "-m", "coach"]
"""The command of the same environment as the interpreter that runs the benchmark."""


def with_cache(folder, base=os.environ):
    """Return the environment `base`, but with the clips of coach kept under a folder, and with nobody's profile."""
    kept = dict.fromkeys(("XDG_CACHE_HOME", "XDG_CONFIG_HOME"), str(folder))
    return {**base, **kept, "PYTHONPATH": str(Path(__file__).parents[2])}


def seconds(command, environment=None):
    """Run a command to its end and return the seconds that it took."""
    begin = time.perf_counter()
    subprocess.run(command, env=environment, check=True, capture_output=True, stdin=subprocess.DEVNULL)
    return time.perf_counter() - begin


class Table:
    """Figures, and the bounds that they should keep."""

    def __init__(self, title):
        self._broken = 0
        print(title)

    def add(self, what, value, unit, bound=None, note="", least=None):
        """Print a figure; `bound` is the most that it may be, `least` the least, or None."""
        kept = (bound is None or value <= bound) and (least is None or value >= least)
        self._broken += not kept
        limits = [f"{sign} {end:g}" for sign, end in (("<=", bound), (">=", least)) if end is not None]
        limit = " ".join([*limits, "kept" if kept else "BROKEN"]) if limits else ""
        print(f"  {what:<44}{value:9.3f} {unit:<8}{limit:<16}{note}", flush=True)

    def close(self):
        """End the process: with status 1 if a bound was broken."""
        sys.exit(self._broken > 0)
