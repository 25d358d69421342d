"""A program whose children write journals: it tells what has been noted only when it is, so that a test can kill them.

Each line on stdin is a number of sessions: a child is forked that plays so many (0: until it is killed). On stdout
stand the child's process id, then what it did, then "gone".
"""

import os
import sys
import time
from pathlib import Path

from coach.choices import Choices
from coach.health.listener import Listener
from coach.journal.journal import Journal
from coach.plan.heading import Beginning, Heading
from coach.plan.timeline import TimedStage, Timeline
from coach.units import FRAME_RATE

HEADING = Heading("backache", "Backache", "fake", ("fake", "1"), 120, "bowl", {})
STAGES = ("opening", "CV6", "BL40-left", "closing")
LENGTH = 3 * FRAME_RATE
TIMELINE = Timeline(
    tuple(TimedStage(name, name, None, None, LENGTH * number, LENGTH) for number, name in enumerate(STAGES)),
    complete=True,
)


def say(*words: object) -> None:
    """Write a line at once, whatever happens next."""
    os.write(1, f"{' '.join(map(str, words))}\n".encode())


def play(journal: Journal) -> None:
    """Play a session without sound, in a few milliseconds."""
    record = journal.begin(Beginning(Choices(), Listener(), HEADING))
    name = Path(record._file.name).stem.removeprefix("running-")
    say(name, "begun")
    for frame in range(0, TIMELINE.frames, FRAME_RATE // 4):
        record.follow(TIMELINE, frame)
        say(name, "heard", frame)
        time.sleep(0.0002)  # a kill shall not find it in its beginnings and endings only
        if frame % LENGTH == FRAME_RATE:
            record.edit("longer", frame)
            say(name, "edit", frame)
    record.end("finished")
    say(name, "ended")


def main(folder: str) -> None:
    """Fork a child for every line of stdin."""
    for line in sys.stdin:
        sessions = int(line)
        child = os.fork()
        if child == 0:
            say("child", os.getpid())  # itself, so that it is the first thing said
            journal = Journal(Path(folder), lambda text: say("all", "notice", text))
            played = 0
            while played < sessions or not sessions:
                play(journal)
                played += 1
            os._exit(0)
        os.waitpid(child, 0)
        say("gone")


if __name__ == "__main__":
    main(sys.argv[1])
