"""A listener leads a session with keys, and what was heard is compared with a replay of the journal.

On a pseudo-terminal and the virtual sound card: next, pause at an arbitrary moment, resume, again, longer in a hold, a
key that gropes, back, and q. Then the journal's edits are replayed through `Session.edit`, the timeline that comes of
them is rendered, and the recording must be that, sample by sample, up to the fade at the end: so every command came
into force at its frame, no ramp was steeper than the 30 ms of the mixer, and every hold lasted as long as the timeline
says. It prints the edits, the holds and the comparison, and exits 1 if a sample differs.

Run it: .venv/bin/python tests/endurance/commands.py
"""

# ruff: noqa: T201  it is run to be read

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec
import numpy as np

sys.path.append(str(Path(__file__).parents[1]))

import terminal as terminals
from card import virtual_card

from coach.choices import Choices
from coach.health.listener import Listener
from coach.plan.heading import Continuation
from coach.sessions.compose import compose
from coach.units import FRAME_RATE, seconds

COACH = [sys.executable, "-m", "coach"]
SESSION = ["--voice", "fake", "--points", "GV26,BL40", "--hold", "12", "--pace", "0.25", "--rate", "180"]
LEFT, RIGHT = "\x1b[D", "\x1b[C"


terminals.PATIENCE_S = 90.0  # a hold may be waited for


def lead(shown) -> None:
    """Press keys as a listener would, each where it means something."""
    shown.wait_for("arriving")
    time.sleep(2.3)
    for key, awaited in ((RIGHT, "a word on safety"), (RIGHT, "Arriving"), (RIGHT, "moving there")):
        shown.type(key)
        shown.wait_for(awaited)
    time.sleep(1.7)
    for key in (" ", " "):  # pause in the midst of a sentence, and go on
        shown.type(key)
        time.sleep(2.1)
    shown.type("a")
    shown.wait_for("holding")
    time.sleep(3.2)
    shown.shown = ""
    shown.type("l")
    time.sleep(4.4)
    shown.type("z")  # a hand that gropes
    time.sleep(1.9)
    shown.type(" ")
    shown.wait_for("letting go")
    shown.shown = ""
    shown.type(LEFT)
    shown.wait_for("moving there")
    time.sleep(3.1)
    shown.type("q")
    shown.wait_for("heard")


def main() -> int:
    with tempfile.TemporaryDirectory() as name, virtual_card() as card:
        home = str(terminals.asked_before(Path(name)))
        kept = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"), home)
        environment = {**card.environment, **kept, "PYTHONPATH": str(Path(__file__).parents[2])}
        with card.record() as recording, terminals.terminal([*COACH, "start", *SESSION], environment) as shown:
            lead(shown)
        listed = subprocess.run([*COACH, "log", "--json"], env=environment, capture_output=True, check=True)
        (entry,) = json.loads(listed.stdout)
        os.environ |= kept
        return compare(recording.sound[:, 0], entry)


def compare(heard: np.ndarray, entry: dict) -> int:
    goes_on = Continuation(entry["resumed_at"], tuple(entry["along"]))
    choices, listener = msgspec.convert(entry["choices"], Choices), msgspec.convert(entry["listener"], Listener)
    with compose(choices, listener, goes_on=goes_on, begin_in_s=entry["begin_in_s"]) as session:
        timeline = session.compile()
        for command, frame in entry["edits"]:
            print(f"{seconds(frame):8.3f} s  {command}")
            *_, timeline = session.edit(timeline, command, frame)
        rendered = session.render(timeline, 0, len(heard) + FRAME_RATE)
    rendered = rendered[np.flatnonzero(rendered)[0] :]
    whole = len(heard) - FRAME_RATE // 2  # the fade at the end is the player's
    different = np.flatnonzero(heard[:whole] != rendered[:whole])
    for stage in timeline.stages:
        if stage.hold and stage.hold.onset < whole:
            print(f"{stage.id}: held {seconds(stage.hold.frames):.6f} s, after {seconds(stage.hold.held):.6f} s before")
    print(f"{seconds(whole):.1f} s compared, {len(different)} samples differ")
    return int(len(different) > 0)


if __name__ == "__main__":
    sys.exit(main())
