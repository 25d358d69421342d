import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest

from coach.export.formats import FORMATS
from coach.storage.files import replacing

HALF_WAY = """
import sys
from pathlib import Path
from coach.storage.files import replacing
with replacing(Path(sys.argv[1])) as file:
    file.write(b"half")
    file.flush()
    print("half", flush=True)
    sys.stdin.read()
"""

EXPORTS = Path(__file__).parents[1] / "export"
KILLED = """
import itertools, os, random, signal, sys, time
from pathlib import Path
from conftest import Tones
from coach.export import Wanted, verify, write
from coach.export.formats import FORMATS

def export(target, number):
    write(Tones(48_000 + 4_800 * (number % 4)), Wanted(target))

targets = [Path(sys.argv[1]) / f"a{suffix}" for suffix in FORMATS]
for target in targets:
    export(target, 0)
chance = random.Random(4)
for number, target in zip(range(30), itertools.cycle(targets)):
    if not (child := os.fork()):
        for again in itertools.count():
            export(target, again)
    time.sleep(chance.uniform(0.02, 0.3))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    print(target.name, *verify(target).problems, flush=True)
"""


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_takes_its_name_only_when_it_is_whole(tmp_path):
    target = tmp_path / "a.wav"
    target.write_bytes(b"older")
    with replacing(target) as file:
        file.write(b"newer")
        assert target.read_bytes() == b"older"
        temporary = next(name for name in names(tmp_path) if name != "a.wav")
        assert temporary.startswith(".")
    assert target.read_bytes() == b"newer"
    assert names(tmp_path) == ["a.wav"]


@pytest.fixture
def half_written(tmp_path):
    """A target with an older file, and a process in the middle of replacing it."""
    target = tmp_path / "a.wav"
    target.write_bytes(b"older")
    with subprocess.Popen(
        [sys.executable, "-c", HALF_WAY, target], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout.readline() == b"half\n"
        yield target, writer
        writer.kill()


def test_a_killed_export_leaves_the_older_file_and_a_hidden_one_that_the_next_export_removes(half_written, tmp_path):
    target, writer = half_written
    writer.kill()
    writer.wait()
    assert target.read_bytes() == b"older"
    left = [name for name in names(tmp_path) if name != "a.wav"]
    assert [name.startswith(".") for name in left] == [True]
    with replacing(tmp_path / "other.wav"):
        pass
    assert left[0] in names(tmp_path)
    with replacing(target) as file:
        file.write(b"newer")
    assert names(tmp_path) == ["a.wav", "other.wav"]
    assert target.read_bytes() == b"newer"


def test_two_exports_to_one_target_do_not_disturb_each_other(half_written, tmp_path):
    target, writer = half_written
    with replacing(target) as file:
        file.write(b"newer")
    assert target.read_bytes() == b"newer"
    writer.stdin.close()
    assert writer.wait() == 0
    assert target.read_bytes() == b"half"
    assert names(tmp_path) == ["a.wav"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork")
def test_thirty_kills_at_random_moments_leave_whole_files_under_their_names(tmp_path):
    """Processes that write one session after another are killed; `tests/endurance` kills the command itself."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(EXPORTS), *sys.path])}
    command = [sys.executable, "-c", KILLED, tmp_path]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.split("\n")
    targets = [f"a{suffix}" for suffix in FORMATS]
    assert told == [*itertools.islice(itertools.cycle(targets), 30), ""]
    assert any(name.startswith(".") for name in names(tmp_path))
    for target in targets:
        with replacing(tmp_path / target):
            pass
    assert names(tmp_path) == sorted(targets)
