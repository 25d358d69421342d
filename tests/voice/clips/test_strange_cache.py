"""A cache in which others have been, or whose clock went back."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.plan.timeline import Utterance
from coach.voice import pace
from coach.voice.base import Speech
from coach.voice.clips.cache import CLIP, ClipCache
from coach.voice.clips.clip_file import FIELDS, HEADER_BYTES, MAGIC, checksum
from coach.voice.clips.spoken import SpokenClips
from coach.voice.clips.treatment import Take
from coach.voice.engines.fake import FakeVoice

TAKE = Take(Speech(np.arange(-500, 500, dtype=np.int16), 22_050), 2177, -36.25, -31.5)
TAKE_BYTES = HEADER_BYTES + 2000
YEAR_S = 365 * 24 * 3600
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="there are no such files")


@pytest.fixture
def cache(tmp_path):
    return ClipCache(tmp_path / "clips")


def names(folder: Path) -> set[str]:
    return {path.stem for path in folder.glob(f"*{CLIP}")}


def copied(path: Path, outside: Path) -> None:
    shutil.copy(outside.with_name("other.clip"), path)


def piped(path: Path, _outside: Path) -> None:
    os.mkfifo(path)


def linked_to_a_device(path: Path, _outside: Path) -> None:
    path.symlink_to("/dev/zero")


def linked_to_a_file(path: Path, outside: Path) -> None:
    path.symlink_to(outside)


def sparse(path: Path, _outside: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


@POSIX
@pytest.mark.parametrize("put", [copied, piped, linked_to_a_device, linked_to_a_file, sparse])
def test_what_lies_at_the_name_of_a_clip_and_is_not_that_clip_is_made_anew(tmp_path, put):
    folder = tmp_path / "clips"
    said = Utterance("Behind the left knee."), Utterance("Now the right side, and breathe.")
    with SpokenClips(FakeVoice(120), ClipCache(folder)) as clips:
        right, other = map(clips.samples, said)
        path, second = (folder / f"{clips._takes._key(utterance)}{CLIP}" for utterance in said)
    outside = tmp_path / "outside"
    outside.write_bytes(path.read_bytes())
    second.rename(tmp_path / "other.clip")
    path.unlink()
    put(path, outside)
    kept = outside.read_bytes()
    with SpokenClips(FakeVoice(120), ClipCache(folder)) as clips:
        assert clips.measure(said[0]) == right.size != other.size
        np.testing.assert_array_equal(clips.samples(said[0]), right)
    assert path.is_file()
    assert not path.is_symlink()
    assert path.read_bytes() == kept == outside.read_bytes()
    assert not Path("/dev/zero").is_file()


@POSIX
@pytest.mark.parametrize("put", [copied, piped, linked_to_a_device, linked_to_a_file, sparse])
def test_what_lies_at_the_name_of_a_pace_and_is_not_that_pace_is_measured_anew(tmp_path, monkeypatch, put):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    right, other = ((0.6, 70.0), (1.0, 110.0)), ((0.6, 90.0), (1.0, 150.0))
    pace.known("engine other", lambda: other)
    (file,) = tmp_path.rglob("paces/*.json")
    file.rename(tmp_path / "other.clip")
    pace.known("engine voice", lambda: right)
    (path,) = tmp_path.rglob("paces/*.json")
    outside = tmp_path / "outside"
    path.rename(outside)
    put(path, outside)
    asked = []

    def measure():
        asked.append(1)
        return right

    assert pace.known("engine voice", measure) == pace.known("engine voice", measure) == right
    assert asked == [1]
    assert path.is_file()
    assert not path.is_symlink()


@pytest.mark.parametrize("content", ["[]", '{"pace": [], "check": ""}', "[[0.6, 70.0], [1.0, 110.0]]", "{}", "\0" * 99])
def test_a_stored_pace_that_is_none_is_measured_anew(tmp_path, monkeypatch, content):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    right = ((0.6, 70.0), (1.0, 110.0))
    pace.known("engine voice", lambda: right)
    (path,) = tmp_path.rglob("paces/*.json")
    whole = path.read_bytes()
    path.write_text(content)
    assert pace.known("engine voice", lambda: right) == right
    assert path.read_bytes() == whole


def older(path: Path) -> None:
    """Make a clip one of the format before."""
    content = path.read_bytes()
    fields = MAGIC[:-1] + b"2" + content[len(MAGIC) : FIELDS.size]
    path.write_bytes(fields + checksum(fields) + content[HEADER_BYTES:])
    os.utime(path, (1000, 1000))


def test_clips_of_an_older_format_are_tidied_away_with_the_first_clip_that_is_new(cache):
    for key in "abcd":
        cache.write(key, TAKE)
    for key in "abc":
        older(cache.folder / f"{key}{CLIP}")
    later = ClipCache(cache.folder)
    assert later.frames("a") is None
    later.write("new", TAKE)
    assert names(cache.folder) == {"d", "new"}
    assert later.usage().size_bytes == 2 * TAKE_BYTES


def test_what_is_being_written_beside_clips_of_an_older_format_stays(cache):
    cache.write("a", TAKE)
    older(cache.folder / f"a{CLIP}")
    part = cache.folder / ".coach-1-2.part"
    part.write_bytes(b"half a clip")
    os.utime(part, (1, 1))
    ClipCache(cache.folder).write("new", TAKE)
    assert names(cache.folder) == {"new"}
    assert part.exists()


@pytest.mark.parametrize("ahead_s", [1, 3600, YEAR_S, 70 * YEAR_S])
def test_after_the_clock_went_back_the_clips_go_that_were_not_used_for_longest(tmp_path, ahead_s):
    """What was used before has dates that are still to come."""
    cache = ClipCache(tmp_path)
    then = time.time() + ahead_s
    for number in range(10):
        cache.write(f"{number}", TAKE)
        os.utime(tmp_path / f"{number}{CLIP}", (then + number, then + number))
    later = ClipCache(tmp_path, limit_bytes=10 * TAKE_BYTES)
    later.read("0")
    later.write("new", TAKE)
    assert names(tmp_path) == {"0", "new", *"3456789"}
    assert later.usage().oldest_s <= time.time()


def test_a_clock_that_goes_back_during_a_session_changes_no_order(tmp_path, monkeypatch):
    cache = ClipCache(tmp_path, limit_bytes=5 * TAKE_BYTES)
    clock = iter(range(10**18, 0, -(10**16)))
    monkeypatch.setattr(time, "time_ns", lambda: next(clock))
    for key in "abcde":
        cache.write(key, TAKE)
    cache.read("a")
    cache.write("f", TAKE)
    assert names(tmp_path) == set("adef")


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from(["read", "write", "reopen"]), st.integers(0, 9), st.integers(10**15, 2 * 10**18)),
        max_size=40,
    )
)
def test_whatever_the_clock_says_the_clips_that_were_used_last_stay(tmp_path_factory, uses):
    folder = tmp_path_factory.mktemp("clips")
    used: dict[str, None] = {}
    with pytest.MonkeyPatch.context() as patch:
        cache = ClipCache(folder, limit_bytes=5 * TAKE_BYTES)
        for use, number, clock_ns in uses:
            patch.setattr(time, "time_ns", lambda moment=clock_ns: moment)
            key = str(number)
            if use == "reopen":
                cache = ClipCache(folder, limit_bytes=5 * TAKE_BYTES)
                continue
            if use == "write":
                cache.write(key, TAKE)
            elif cache.read(key) is None:
                continue
            used.pop(key, None)
            used[key] = None
            kept = names(folder)
            assert kept == set(list(used)[-len(kept) :])
            used = dict.fromkeys(key for key in used if key in kept)


HANGS = """
import sys
from pathlib import Path
from coach.voice.clips.cache import ClipCache
cache = ClipCache(Path(sys.argv[1]))
print(cache.frames("a"), cache.read("a"), cache.usage().clips, cache.clear())
"""


@POSIX
def test_a_pipe_or_an_endless_device_in_the_cache_hangs_nobody(cache):
    cache.write("b", TAKE)
    for put in (piped, linked_to_a_device):
        path = cache.folder / f"a{CLIP}"
        path.unlink(missing_ok=True)
        put(path, path)
        told = subprocess.run(
            [sys.executable, "-c", HANGS, cache.folder], stdout=subprocess.PIPE, text=True, check=True
        )
        assert told.stdout.split()[:2] == ["None", "None"]
