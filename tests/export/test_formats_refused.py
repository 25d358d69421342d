"""What the system refuses while a file is encoded and tagged."""

from dataclasses import replace
from pathlib import Path

import pytest

from coach.errors import FileError
from coach.export.formats import FORMATS
from coach.units import frames

refusing = pytest.importorskip("refusing", reason="POSIX ways to refuse a file")


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_byte_that_is_refused_is_told_whenever_it_happens(tones, tmp_path, suffix):
    """Even when only the very last one, written on closing, finds no room: libsndfile says nothing about that."""
    sound_format, path = FORMATS[suffix], tmp_path / "a"
    sound_format.encode([tones.samples()], path, "good", path)
    size = path.stat().st_size
    for room in (0, 100, size // 2, size - 2000, size - 1):
        with (
            refusing.no_file_larger_than(room),
            pytest.raises(FileError, match=r"^cannot write b: .* no file of this size"),
        ):
            sound_format.encode([tones.samples()], path, "good", path.with_name("b").relative_to(tmp_path))


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_disk_that_fills_up_is_told_by_its_name(make_tones, tmp_path, suffix):
    path = tmp_path / "disk" / f"a{suffix}"
    blocks = (make_tones(frames(1.0)).samples() for _ in range(60))
    told = "there is no space left on the device; free some"
    with refusing.small_disk(path.parent), pytest.raises(FileError, match=told):
        FORMATS[suffix].encode(blocks, path, "best", path)


@pytest.mark.parametrize("suffix", FORMATS)
def test_tags_that_find_no_room_are_told(tones, tags, tmp_path, suffix):
    sound_format, path = FORMATS[suffix], tmp_path / "a"
    sound_format.encode([tones.samples()], path, "good", path)
    size = path.stat().st_size
    larger = replace(tags, cover=tags.cover + bytes(50_000))
    with refusing.no_file_larger_than(size + 10_000), pytest.raises(FileError, match="no file of this size"):
        sound_format.write_tags(path, larger, path)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
@pytest.mark.parametrize("suffix", FORMATS)
def test_a_full_disk_is_told_by_its_name(tones, suffix):
    with pytest.raises(FileError, match=r"cannot write a\.wav: there is no space left on the device; free some"):
        FORMATS[suffix].encode([tones.samples()], Path("/dev/full"), "good", Path("a.wav"))
