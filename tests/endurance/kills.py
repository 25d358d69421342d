"""`kill -9` of `coach start` at random moments: the journal parses, and `--resume` goes on at the right stage.

After each kill the journal must list every session so far, the last one as interrupted, at the stage that was being
heard: the one that the keys led to, or up to two before it, since keys come faster than what they do is heard and the
last second may be lost. Then the session is resumed, and must open a record that resumes it. It prints one line a kill
and exits 1 if anything was wrong.

Run it: .venv/bin/python tests/endurance/kills.py [--kills 50]
"""

# ruff: noqa: T201  it is run to be read

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))

from card import virtual_card
from terminal import asked_before, terminal

COACH = [sys.executable, "-m", "coach"]
RIGHT = "\x1b[C"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    kills = parser.parse_args().kills
    chance = random.Random(1)
    wrong = 0
    with tempfile.TemporaryDirectory() as name, virtual_card() as card:
        home = str(asked_before(Path(name)))
        kept = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"), home)
        environment = {**card.environment, **kept, "PYTHONPATH": str(Path(__file__).parents[2])}
        options = ["--voice", "fake"]
        plan = subprocess.run([*COACH, "plan", *options, "--json"], env=environment, capture_output=True, check=True)
        stages = [stage["id"] for stage in json.loads(plan.stdout)["stages"]]
        for number in range(1, kills + 1):
            steps = chance.randrange(len(stages) - 1)
            with terminal([*COACH, "start", *options], environment) as shown:
                shown.wait_for("arriving")
                for _ in range(steps):
                    shown.type(RIGHT)
                    time.sleep(0.3)
                time.sleep(chance.random() * 2)
                shown.program.kill()
            listed = subprocess.run([*COACH, "log", "--json"], env=environment, capture_output=True, check=True)
            entries = json.loads(listed.stdout)
            last = entries[-1]
            at = stages.index(last["stage"]) if last["stage"] else 0
            right = last["how"] == "interrupted" and 0 <= steps - at <= 2
            with terminal([*COACH, "start", "--resume"], environment) as shown:
                shown.wait_for("arriving")
                shown.type("q")
                shown.wait_for("heard")
            listed = subprocess.run([*COACH, "log", "--json"], env=environment, capture_output=True, check=True)
            resumed = json.loads(listed.stdout)[-1]
            right = right and resumed["resumes"] == last["id"] and len(json.loads(listed.stdout)) == 2 * number
            wrong += not right
            verdict = "right" if right else "WRONG"
            print(f"kill {number}: after {steps} steps, journal says {last['how']} at {last['stage']}: {verdict}")
    print(f"{kills - wrong} of {kills} right")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
