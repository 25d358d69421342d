"""How long `coach log` takes for a journal of ten thousand sessions, and what a session takes to read it.

Run it on a quiet machine: .venv/bin/python tests/bench/long_journal.py [SESSIONS]
"""

import os
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

import msgspec
from measure import COACH, Table, seconds

from coach.choices import Choices
from coach.health.listener import Listener
from coach.journal.entry import encode, new_entry
from coach.journal.journal import Journal
from coach.plan.heading import Beginning, Heading
from coach.units import frames

ROUNDS = 7
POINTS = ("CV6", "BL23", "BL31-34", "BL40-left", "BL40-right", "BL57-left", "BL57-right", "BL60-left", "BL60-right")
STAGES = ("opening", "safety", "arriving", *POINTS, "GV26", "closing")


def write(folder, sessions):
    """Write a journal with a session a day up to today."""
    finished = tuple((stage, 12) for stage in STAGES)
    listener = Listener(whose="mine", finished=finished, sessions=30)
    heading = Heading("backache", "Backache", "fake", ("fake", "1"), 135, "bowl", {})
    usual = new_entry(Beginning(Choices(voice="fake"), listener, heading))
    known = {"stages": STAGES, "stage": "closing", "frame": frames(1200), "how": "finished", "felt_before": 6}
    today = datetime.now().astimezone()
    with (folder / "journal.jsonl").open("xb") as file:
        for number in range(1, sessions + 1):
            begun = today - timedelta(days=sessions - number)
            entry = msgspec.structs.replace(usual, id=f"{number:x}", begun=begun, number=number, **known)
            file.write(encode(entry))


def of_processor(call):
    """Return the seconds of processor time that a call takes."""
    begun = time.process_time()
    call()
    return time.process_time() - begun


def main(sessions):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "coach")
        folder.mkdir()
        write(folder, sessions)
        there, empty = os.environ | {"XDG_STATE_HOME": name}, os.environ | {"XDG_STATE_HOME": str(folder / "none")}
        table = Table(f"A journal of {sessions} sessions, median of {ROUNDS}")
        for command in (["log"], ["log", "--feel"], ["log", "--csv"]):
            taken = [(seconds([*COACH, *command], there), seconds([*COACH, *command], empty)) for _ in range(ROUNDS)]
            table.add(f"coach {' '.join(command)}", median(full for full, _ in taken), "s", 0.5)
            table.add("of an empty one", median(nothing for _, nothing in taken), "s")
        journal = Journal(folder)
        for what, read in (("at a glance, as a session does", journal.glances), ("as a whole", journal.entries)):
            times = [of_processor(read) for _ in range(ROUNDS)]
            table.add(f"read {what}", median(times), "s")
        table.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
