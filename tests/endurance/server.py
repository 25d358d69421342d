"""The sound server is killed five times in one session, each time away for 2 s, and then frozen for 5 s.

Between the kills all that is heard is recorded, and looked for in the export of the same session. It prints, for each
kill and for the freeze, how many milliseconds were lost (or, with a minus, repeated), and exits 1 if that is more than
0.1 s, or if a sample that was heard is not the exported one. A recorder loses the last of what was heard when its
server is killed, which looks like up to 50 ms lost. The card takes what docs/developing.md names for it.

Run it: .venv/bin/python tests/endurance/server.py
"""

# ruff: noqa: T201  it is run to be read

import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import soundfile

sys.path.append(str(Path(__file__).parents[1]))

from card import RATE, virtual_card

COACH = [sys.executable, "-m", "coach"]
SESSION = ["--voice", "fake", "--hold", "60"]
KILLS = 5
PLAYED_S, AWAY_S, FROZEN_S = 8.0, 2.0, 5.0
LIMIT_S = 0.1
UNRECORDED_S = 0.05


def place(part: np.ndarray, whole: np.ndarray) -> int:
    """Return where a part begins in the whole; the noise floor makes every place unlike all others."""
    head = part[:64]
    for at in np.flatnonzero(whole[: -len(head)] == head[0]):
        if np.array_equal(whole[at : at + len(head)], head):
            return int(at)
    raise ValueError("what was heard is not in the export")


def main() -> int:
    heard: list[np.ndarray] = []
    with tempfile.TemporaryDirectory() as name, virtual_card() as card:
        kept = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"), name)
        environment = {**card.environment, **kept, "PYTHONPATH": str(Path(__file__).parents[2])}
        target = Path(name) / "session.wav"
        subprocess.run(
            [*COACH, "export", *SESSION, "-o", target], env=environment, check=True, stderr=subprocess.DEVNULL
        )
        expected, _ = soundfile.read(target, dtype="float32")
        recording = card.record()
        with recording as first:
            player = subprocess.Popen([*COACH, "start", *SESSION], env=environment, stderr=subprocess.PIPE, text=True)
            time.sleep(PLAYED_S)
            card.server.kill()
            card.server.wait()
        heard.append(first.sound[:, 0])
        for kill in range(1, KILLS + 1):
            time.sleep(AWAY_S)
            with card.restart() as after:
                time.sleep(PLAYED_S)
                if kill < KILLS:
                    card.server.kill()
                    card.server.wait()
                else:
                    card.server.send_signal(signal.SIGSTOP)
                    time.sleep(FROZEN_S)
                    card.server.send_signal(signal.SIGCONT)
                    time.sleep(PLAYED_S)
                    player.terminate()
                    said = player.communicate(timeout=30)[1].strip().splitlines()[-1]
            heard.append(after.sound[:, 0])
    return report(heard, expected, said)


def report(heard: list[np.ndarray], expected: np.ndarray, said: str) -> int:
    last = heard.pop()
    silent = np.flatnonzero(np.convolve(last == 0, np.ones(RATE // 10), "valid") >= RATE // 10)
    pieces = [*heard, last[: silent[0]], np.trim_zeros(last[silent[-1] + RATE // 10 :])[:-RATE]]
    places = [place(piece, expected) for piece in pieces]
    wrong = 0
    for number, (piece, at) in enumerate(zip(pieces, places, strict=True)):
        exact = np.array_equal(piece, expected[at : at + len(piece)])
        wrong += not exact
        gap_s = (at - places[number - 1] - len(pieces[number - 1])) / RATE if number else 0.0
        wrong += abs(gap_s) > LIMIT_S + (UNRECORDED_S if 0 < number <= KILLS else 0)
        what = "the start" if not number else "the freeze" if number > KILLS else f"kill {number}"
        lost = f"{1000 * gap_s:+.1f} ms lost" if number else ""
        print(f"after {what}: {len(piece) / RATE:.1f} s, {'exact' if exact else 'NOT the exported samples'} {lost}")
    print(f"coach says: {said}")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
