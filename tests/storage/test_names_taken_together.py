"""Files that take their names together: what stands where when that is cut short."""

import os
import subprocess
import sys

import pytest

from coach.errors import FileError
from coach.storage.files import is_part, replacing_all

NAMES = ("a.vtt", "a.json", "a.mp3")

KILLED = """
import os, signal, sys
from pathlib import Path
from coach.storage.files import replacing_all

replace = Path.replace
folder, left, *names = sys.argv[1:]
left = int(left)

def dying(path, target):
    global left
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1
    return replace(path, target)

Path.replace = dying
with replacing_all([Path(folder) / name for name in names]) as files:
    for file, name in zip(files, names):
        file.write(b"newer " + name.encode())
"""
"""Is killed when it has given so many files their names."""


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if not is_part(path.name)}


def replace_all(folder):
    with replacing_all([folder / name for name in NAMES]) as files:
        for file, name in zip(files, NAMES, strict=True):
            file.write(b"newer " + name.encode())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("count", range(len(NAMES) + 1))
@pytest.mark.parametrize("was_there", [True, False], ids=["over older files", "into an empty folder"])
def test_a_kill_between_two_names_leaves_whole_files_the_first_ones_new(tmp_path, was_there, count):
    older = dict.fromkeys(NAMES, b"older") if was_there else {}
    for name in older:
        (tmp_path / name).write_bytes(b"older")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", KILLED, tmp_path, str(count), *NAMES], env=environment, check=False)
    assert contents(tmp_path) == older | {name: b"newer " + name.encode() for name in NAMES[:count]}
    replace_all(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(NAMES)


def test_no_file_takes_its_name_before_all_of_them_have_found_room(tmp_path):
    refusing = pytest.importorskip("refusing", reason="POSIX ways to refuse a file")
    (tmp_path / "a.vtt").write_bytes(b"older")
    with refusing.no_file_larger_than(11), pytest.raises(FileError, match="no file of this size"):
        replace_all(tmp_path)  # the second is the only one of more than 11 bytes
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.vtt": b"older"}


@pytest.mark.parametrize("name", ["a\0b", "a\ud800b"], ids=["a null", "half of a character"])
def test_a_name_that_no_file_can_have_is_told(tmp_path, name):
    with pytest.raises(FileError, match="a character that no name can have"):
        replace_all(tmp_path / name)
