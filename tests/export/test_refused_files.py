import os
import stat
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

from coach.errors import FileError
from coach.export import Wanted, write
from coach.export.formats import FORMATS
from coach.storage.files import replacing
from coach.units import frames

refusing = pytest.importorskip("refusing", reason="POSIX ways to refuse a file")

NOBODY = 65_534


@contextmanager
def without_root():
    was_root = os.geteuid() == 0
    if was_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if was_root:
            os.seteuid(0)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o077, 0o600)])
def test_a_new_file_may_be_read_by_whom_the_umask_allows(tmp_path, mask, mode):
    before = os.umask(mask)
    try:
        with replacing(tmp_path / "a.wav"):
            pass
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a.wav").stat().st_mode) == mode


def test_a_link_stays_a_link_and_its_file_is_replaced(tmp_path):
    (tmp_path / "phone").mkdir()
    (tmp_path / "a.wav").symlink_to(tmp_path / "phone" / "b.wav")
    with replacing(tmp_path / "a.wav") as file:
        file.write(b"newer")
    assert (tmp_path / "a.wav").is_symlink()
    assert (tmp_path / "phone" / "b.wav").read_bytes() == b"newer"


def test_the_longest_name_that_the_disk_takes_can_be_written(tmp_path):
    name = "a" * (os.pathconf(tmp_path, "PC_NAME_MAX") - 4) + ".wav"
    with replacing(tmp_path / name):
        pass
    assert names(tmp_path) == [name]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("missing/a.wav", "its folder does not exist"),
        ("folder.wav", "it is a folder"),
        ("file/a.wav", "its folder is a file"),
        ("pipe.wav", "it is a device, not a file"),
        ("a" * 300 + ".wav", "its name is too long"),
    ],
)
def test_a_target_that_cannot_be_is_told_before_anything_is_rendered(tones, tmp_path, name, told):
    (tmp_path / "folder.wav").mkdir()
    (tmp_path / "file").touch()
    os.mkfifo(tmp_path / "pipe.wav")
    before = names(tmp_path)
    with pytest.raises(FileError, match=f"^cannot write {tmp_path}/{name}: {told}; ") as caught:
        write(tones, Wanted(tmp_path / name))
    assert "\n" not in str(caught.value)
    assert tones.asked == 0
    assert names(tmp_path) == before


def test_a_folder_or_a_file_that_may_not_be_written_is_told_before_anything_is_rendered(tones):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "a.wav").touch()
        (folder / "a.wav").chmod(0o444)
        (folder / "open").mkdir()
        (folder / "open").chmod(0o777)
        (folder / "open" / "a.wav").touch()
        (folder / "open" / "a.wav").chmod(0o444)
        folder.chmod(0o555)
        with without_root():
            for target in (folder / "new.wav", folder / "a.wav", folder / "open" / "a.wav"):
                with pytest.raises(FileError, match="it may not be written to"):
                    write(tones, Wanted(target))
        folder.chmod(0o755)
    assert tones.asked == 0


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_disk_that_fills_up_is_told_whenever_it_happens_and_harms_nothing(tones, tmp_path, suffix):
    """Even when only the very last byte, written on closing, finds no room: libsndfile says nothing about that."""
    target = tmp_path / f"a{suffix}"
    write(tones, Wanted(target))
    size = target.stat().st_size
    target.write_bytes(b"older")
    for room in (0, 1, 100, size // 2, size - 2000, size - 300, size - 100):
        with refusing.no_file_larger_than(room), pytest.raises(FileError, match=r"no file of this size; choose"):
            write(tones, Wanted(target))
        assert names(tmp_path) == [target.name]
        assert target.read_bytes() == b"older"


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_disk_that_fills_up_half_way_leaves_the_older_file_and_nothing_else(make_tones, tmp_path, suffix):
    session = make_tones(frames(60.0))
    target = tmp_path / "disk" / f"a{suffix}"
    with refusing.small_disk(target.parent):
        target.write_bytes(b"older")
        target.with_suffix(".vtt").write_bytes(b"older captions")
        with pytest.raises(FileError, match="there is no space left on the device; free some"):
            write(session, Wanted(target, quality="best", captions=("vtt",)))
        assert names(target.parent) == sorted([target.name, "a.vtt"])
        assert target.read_bytes() == b"older"
        assert target.with_suffix(".vtt").read_bytes() == b"older captions"
