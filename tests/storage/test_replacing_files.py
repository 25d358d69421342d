import itertools
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from coach.export.formats import FORMATS
from coach.storage.files import is_part, remove_abandoned, replacing, write

HALF_WAY = """
import sys
from pathlib import Path
from coach.storage.files import is_part, remove_abandoned, replacing, write
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


def test_a_file_that_is_being_written_is_no_leftover_and_one_whose_writer_is_gone_is(half_written, tmp_path):
    _, writer = half_written
    (part,) = [path for path in tmp_path.iterdir() if is_part(path.name)]
    assert not remove_abandoned(part)
    writer.kill()
    writer.wait()
    assert remove_abandoned(part)
    assert names(tmp_path) == ["a.wav"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights of its own")
@pytest.mark.parametrize(("is_private", "modes"), [(True, (0o600, 0o700)), (False, (0o644, 0o755))])
def test_a_private_file_and_the_folders_that_are_made_for_it_are_for_their_owner_alone(tmp_path, is_private, modes):
    before = os.umask(0o022)
    try:
        write(tmp_path / "new" / "a.toml", b"mine", is_private=is_private)
    finally:
        os.umask(before)
    assert tuple(stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "new" / "a.toml", tmp_path / "new")) == modes


def test_what_cannot_be_written_leaves_the_older_file_and_nothing_else(tmp_path, monkeypatch):
    def refuse(_file):
        raise OSError(28, "No space left on device")

    write(tmp_path / "a.toml", b"older", is_durable=True)
    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="No space left"):
        write(tmp_path / "a.toml", b"newer", is_durable=True)
    assert names(tmp_path) == ["a.toml"]
    assert (tmp_path / "a.toml").read_bytes() == b"older"


def test_writers_of_one_file_who_clear_up_after_each_other_lose_nothing(tmp_path):
    """A new file has no lock for a moment, in which somebody may take it for abandoned."""
    program = "import sys; from pathlib import Path; from coach.storage.files import write\n"
    program += "for turn in range(300): write(Path(sys.argv[1]), b'whole')"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", program, tmp_path / "a.toml"]
    writers = [subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) for _ in "abc"]
    assert [writer.communicate()[1] for writer in writers] == [b"", b"", b""]
    assert names(tmp_path) == ["a.toml"]


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
