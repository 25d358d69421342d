"""The cache of spoken clips."""

import os
import subprocess
import sys
import tempfile
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.errors import BadFile, FileError
from coach.storage.files import replacing
from coach.voice.base import Speech
from coach.voice.clips.cache import CLIP, ClipCache, default_folder
from coach.voice.clips.clip_file import FIELDS, HEADER_BYTES, MAGIC, checksum
from coach.voice.clips.treatment import Take

TAKE = Take(Speech(np.arange(-500, 500, dtype=np.int16), 22_050), 2177, -36.25, -31.5)
TAKE_BYTES = HEADER_BYTES + 2000


def same(kept: Take | None, other: Take) -> bool:
    return (
        kept is not None
        and np.array_equal(kept.speech.samples, other.speech.samples)
        and (kept.speech.rate, *kept[1:]) == (other.speech.rate, *other[1:])
    )


@pytest.fixture
def cache(tmp_path):
    return ClipCache(tmp_path / "clips")


def test_what_was_written_is_read_back(cache):
    assert cache.frames("a") is None
    assert cache.read("a") is None
    cache.write("a", TAKE)
    assert cache.frames("a") == 2177
    assert same(cache.read("a"), TAKE)
    assert [path.name for path in cache.folder.iterdir()] == ["a.clip"]
    assert cache.size_bytes() == HEADER_BYTES + 2000


@pytest.mark.parametrize("left", [0, 5, HEADER_BYTES - 1, HEADER_BYTES, HEADER_BYTES + 1, 1500])
def test_a_file_that_was_cut_short_is_no_clip(cache, left):
    cache.write("a", TAKE)
    os.truncate(cache.folder / "a.clip", left)
    assert cache.frames("a") is None
    assert cache.read("a") is None


def test_a_file_with_more_behind_it_is_no_clip(cache):
    cache.write("a", TAKE)
    with (cache.folder / "a.clip").open("ab") as file:
        file.write(b"more")
    assert cache.frames("a") is None
    assert cache.read("a") is None


@given(at=st.integers(0, HEADER_BYTES + 1999), byte=st.integers(1, 255))
def test_a_changed_byte_anywhere_is_noticed_before_it_is_played(at, byte):
    with tempfile.TemporaryDirectory() as folder:
        cache = ClipCache(Path(folder))
        cache.write("a", TAKE)
        path = cache.folder / "a.clip"
        content = bytearray(path.read_bytes())
        content[at] ^= byte
        path.write_bytes(content)
        assert cache.read("a") is None
        assert (cache.frames("a") is None) == (at < HEADER_BYTES)


@pytest.mark.parametrize(
    "content", [b"", b"garbage", b"\x00" * 5000, os.urandom(5000)], ids=["nothing", "a word", "zeros", "noise"]
)
def test_a_file_of_garbage_is_no_clip_and_is_written_anew(cache, content):
    cache.write("b", TAKE)
    (cache.folder / "a.clip").write_bytes(content)
    assert cache.frames("a") is None
    assert cache.read("a") is None
    cache.write("a", TAKE)
    assert same(cache.read("a"), TAKE)


def test_a_clip_in_an_older_format_is_no_clip_and_is_written_anew(cache):
    cache.write("a", TAKE)
    path = cache.folder / "a.clip"
    fields = MAGIC[:-1] + b"1" + path.read_bytes()[len(MAGIC) : FIELDS.size]
    path.write_bytes(fields + checksum(fields, "a") + path.read_bytes()[HEADER_BYTES:])
    assert cache.frames("a") is None
    assert cache.read("a") is None
    cache.write("a", TAKE)
    assert same(cache.read("a"), TAKE)


def test_the_cache_stays_below_its_limit_and_keeps_what_was_used_last(tmp_path):
    cache = ClipCache(tmp_path, limit_bytes=10 * (HEADER_BYTES + 2000))
    for number in range(10):
        cache.write(f"{number}", TAKE)
        os.utime(tmp_path / f"{number}.clip", (number, number))
    cache.read("0")
    cache.write("new", TAKE)
    kept = {path.stem for path in tmp_path.iterdir()}
    assert kept == {"0", "new", *"3456789"}
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 10 * (HEADER_BYTES + 2000)


def test_a_cache_that_was_filled_by_others_is_cut_back_to_its_limit(tmp_path):
    for number in range(20):
        ClipCache(tmp_path).write(f"{number}", TAKE)
    ClipCache(tmp_path, limit_bytes=10 * 2000).write("new", TAKE)
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 10 * 2000


@given(st.lists(st.tuples(st.sampled_from(["read", "write"]), st.integers(0, 9)), max_size=60))
def test_whatever_is_used_the_cache_stays_bounded_and_loses_what_was_not_used_for_longest(uses):
    with tempfile.TemporaryDirectory() as folder:
        cache = ClipCache(Path(folder), limit_bytes=5 * TAKE_BYTES)
        used: OrderedDict[str, None] = OrderedDict()
        for moment, (use, number) in enumerate(uses):
            key = str(number)
            path = Path(folder, f"{key}{CLIP}")
            if use == "write":
                cache.write(key, TAKE)
            elif cache.read(key) is None:
                continue
            os.utime(path, (moment, moment))  # the clock of a file system may be coarse
            used[key] = None
            used.move_to_end(key)
            kept = {file.stem for file in Path(folder).iterdir()}
            assert cache.usage().size_bytes <= 5 * TAKE_BYTES
            assert kept == set(list(used)[-len(kept) :])
            used = OrderedDict.fromkeys(key for key in used if key in kept)


@pytest.fixture
def crowded(cache, tmp_path):
    """A cache with two clips among everything else that may lie in a folder."""
    cache.write("a", TAKE)
    cache.write("b", TAKE)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / f"far{CLIP}").write_text("of somebody else")
    (cache.folder / "notes.txt").write_text("of somebody else")
    (cache.folder / "clip").write_text("of somebody else")
    (cache.folder / f"folder{CLIP}").mkdir()
    (cache.folder / f"link{CLIP}").symlink_to(outside / f"far{CLIP}")
    (cache.folder / f"way-out{CLIP}").symlink_to(outside, target_is_directory=True)
    (cache.folder / "broken.clip").symlink_to(outside / "none")
    return cache


def others(cache: ClipCache) -> set[str]:
    outside = cache.folder.parent / "outside"
    assert [path.read_text() for path in outside.iterdir()] == ["of somebody else"]
    return {path.name for path in cache.folder.iterdir()} - {f"a{CLIP}", f"b{CLIP}"}


LEFT_ALONE = {"notes.txt", "clip", "folder.clip", "link.clip", "way-out.clip", "broken.clip"}


def test_a_cache_tells_how_much_is_in_it_and_what_was_not_used_for_longest(crowded):
    os.utime(crowded.folder / f"b{CLIP}", (1_000_000, 1_000_000))
    assert crowded.usage() == (2, 2 * TAKE_BYTES, 512 << 20, 1_000_000)


def test_a_folder_that_does_not_exist_is_an_empty_cache(cache):
    assert cache.usage() == (0, 0, 512 << 20, None)
    assert cache.clear() == 0
    assert not cache.folder.exists()


def test_clearing_deletes_the_clips_and_nothing_else(crowded):
    assert crowded.clear() == 2 * TAKE_BYTES
    assert others(crowded) == LEFT_ALONE
    assert crowded.usage().clips == 0


def test_making_room_deletes_clips_and_nothing_else(crowded):
    ClipCache(crowded.folder, limit_bytes=10).write("a", TAKE)
    assert crowded.usage().clips == 0
    assert others(crowded) == LEFT_ALONE


def test_clearing_deletes_what_a_killed_process_has_left_but_not_what_is_being_written(cache):
    cache.write("a", TAKE)
    (cache.folder / ".coach-left.part").write_bytes(b"half a clip")
    with replacing(cache.folder / "b.clip") as growing:
        growing.write(b"half a clip")
        growing.flush()
        assert cache.clear() == TAKE_BYTES + len(b"half a clip")
        assert list(cache.folder.iterdir()) == [Path(growing.name)]


def test_a_cache_that_was_cleared_by_others_goes_on(cache):
    cache.write("a", TAKE)
    ClipCache(cache.folder).clear()
    assert cache.frames("a") is None
    assert cache.read("a") is None
    cache.write("a", TAKE)
    assert same(cache.read("a"), TAKE)


def test_two_may_clear_a_cache_at_once(cache, monkeypatch):
    cache.write("a", TAKE)
    unlink = Path.unlink

    def second(path):
        unlink(path)
        unlink(path)

    monkeypatch.setattr(Path, "unlink", second)
    assert cache.clear() == 0


def test_a_clip_that_cannot_be_deleted_is_told_when_the_others_are_gone(cache, monkeypatch):
    for key in "abc":
        cache.write(key, TAKE)
    unlink = Path.unlink

    def refuse(path):
        if path.name == "b.clip":
            raise PermissionError(13, "Permission denied")
        unlink(path)

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(BadFile, match=r"clips that cannot be deleted: 1 \(Permission denied\)"):
        cache.clear()
    assert [path.name for path in cache.folder.iterdir()] == ["b.clip"]


@pytest.fixture
def impossible(tmp_path):
    (tmp_path / "file").write_text("in the way")
    return tmp_path / "file" / "clips"


def test_a_folder_that_cannot_be_written_does_not_stop_the_session(impossible, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    cache = ClipCache(impossible)
    cache.write("a", TAKE)
    cache.write("b", TAKE)
    assert same(cache.read("a"), TAKE)
    assert cache.frames("b") == 2177
    cache.close()
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("look", [ClipCache.usage, ClipCache.clear])
def test_a_folder_that_cannot_be_read_is_told(impossible, look):
    with pytest.raises(BadFile, match=r"clips: it cannot be read \(Not a directory\); "):
        look(ClipCache(impossible))


def test_who_wants_clips_to_last_is_told_when_they_do_not(cache, impossible):
    cache.write("a", TAKE)
    cache.require_lasting()
    cache = ClipCache(impossible)
    cache.require_lasting()
    cache.write("a", TAKE)
    with pytest.raises(FileError, match=r"cannot write clips to .*file.clips: .*; make room"):
        cache.require_lasting()
    cache.close()


def test_without_any_room_the_error_says_so(impossible, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    with pytest.raises(FileError, match="make room"):
        ClipCache(impossible).write("a", TAKE)


def test_what_was_kept_before_the_disk_was_full_is_still_found(tmp_path):
    cache = ClipCache(tmp_path / "clips")
    cache.write("a", TAKE)
    (tmp_path / "clips").rename(tmp_path / "moved")
    (tmp_path / "clips").write_text("in the way")
    cache.write("b", TAKE)
    (tmp_path / "clips").unlink()
    (tmp_path / "moved").rename(tmp_path / "clips")
    assert same(cache.read("a"), TAKE)
    assert same(cache.read("b"), TAKE)
    cache.close()


WRITER = """
import sys
from pathlib import Path
import numpy as np
from coach.voice.base import Speech
from coach.voice.clips.cache import ClipCache
from coach.voice.clips.treatment import Take
cache = ClipCache(Path(sys.argv[1]), limit_bytes=300_000)
for turn in range(50):
    for key in range(5):
        cache.write(str(key), Take(Speech(np.full(20_000, key, np.int16), 22_050), 40_000 + key, -30.0, -12.0))
"""


def test_two_processes_that_write_at_once_never_show_a_broken_clip(tmp_path):
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stderr=subprocess.PIPE) for _ in "ab"]
    cache = ClipCache(tmp_path)
    seen = 0
    while any(writer.poll() is None for writer in writers):
        for key in range(5):
            kept = cache.read(str(key))
            assert kept is None or (set(kept.speech.samples) == {key} and kept.frames == 40_000 + key)
            seen += kept is not None
    for writer in writers:
        assert writer.communicate()[1] == b""
        assert writer.returncode == 0
    assert seen
    assert {path.suffix for path in tmp_path.iterdir()} == {".clip"}


def test_the_cache_lives_where_the_platform_wants_caches(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    if sys.platform == "linux":
        assert default_folder() == tmp_path / "coach" / "clips"
    assert "coach" in default_folder().parts
