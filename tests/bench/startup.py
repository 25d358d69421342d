"""How long `coach --help` takes, against what its command-line library takes alone.

Run it on a quiet machine: .venv/bin/python tests/bench/startup.py
"""

import os
import sys
from statistics import median

from measure import COACH, Table, seconds

ROUNDS = 21

COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "python -c 'import click'": [sys.executable, "-c", "import click"],
    "coach --help": [*COACH, "--help"],
}


def main():
    taken = {name: [] for name in COMMANDS}
    for _ in range(ROUNDS):  # in turn, so that a busy moment of the machine hits all of them
        for name, command in COMMANDS.items():
            taken[name].append(seconds(command, os.environ))
    table = Table(f"Start-up, median of {ROUNDS}")
    for name, times in taken.items():
        table.add(name, median(times), "s")
    ratio = median(taken["coach --help"]) / median(taken["python -c 'import click'"])
    table.add("coach --help : import click", ratio, "times", 2.0)
    table.close()


if __name__ == "__main__":
    main()
