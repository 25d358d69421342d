"""An M4A or M4B of which only the beginning has arrived."""

from dataclasses import replace

import ffmpeg
import numpy as np
import pytest

from coach.export.formats import FORMATS
from coach.export.tags import Chapter
from coach.units import FRAME_RATE, frames, seconds

BOXED = [".m4a", ".m4b"]


def boxes(content):
    """Return the kinds of the boxes of a file with their sizes, in order."""
    found = []
    while content:
        size = int.from_bytes(content[:4])
        found.append((content[4:8], size))
        content = content[size:]
    return found


@pytest.fixture
def written(make_tones, tags, tmp_path):
    """Give a function that writes ten seconds with their tags, and returns the file and how it sounds."""

    def write(suffix, **changes):
        path = tmp_path / f"a{suffix}"
        tones = make_tones(frames(10.0))
        FORMATS[suffix].encode([tones.samples()], path, "good", path)
        sound = np.concatenate(list(FORMATS[suffix].read(path)))
        FORMATS[suffix].write_tags(path, replace(tags, **changes), path)
        return path, sound

    return write


@pytest.mark.parametrize("suffix", BOXED)
@pytest.mark.parametrize("is_tagged_again", [False, True])
def test_what_is_told_of_the_sound_stands_before_it(written, tags, suffix, is_tagged_again):
    path, sound = written(suffix)
    if is_tagged_again:
        FORMATS[suffix].write_tags(path, replace(tags, chapters=(), comment="x" * 9000), path)
    assert [kind for kind, _ in boxes(path.read_bytes())] == [b"ftyp", b"moov", b"mdat"]
    assert np.array_equal(np.concatenate(list(FORMATS[suffix].read(path))), sound)


@pytest.mark.parametrize("suffix", BOXED)
def test_the_beginning_can_be_heard_while_the_rest_is_still_arriving(written, suffix):
    path, sound = written(suffix)
    whole = ffmpeg.decoded(path)
    assert len(whole) == len(sound)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) - boxes(content)[-1][1] // 2])
    arrived = ffmpeg.decoded_as_far_as_it_goes(path)
    assert len(arrived) > FRAME_RATE * 3
    assert np.array_equal(arrived[: FRAME_RATE * 3], whole[: FRAME_RATE * 3])


@pytest.mark.parametrize("suffix", BOXED)
def test_title_length_and_chapters_are_known_before_the_table_of_sizes_has_arrived(written, tags, suffix):
    """That table has four bytes for each packet: more than all the rest in a session of half an hour."""
    listed = tuple(Chapter(f"Stage {index}", frames(index * 2.0), frames(2.0)) for index in range(5))
    path, _ = written(suffix, chapters=listed)
    content = path.read_bytes()
    path.write_bytes(content[: content.rindex(b"stsz") + 20])
    told = ffmpeg.probed(path)
    assert tags.title in told
    assert all(f"start {seconds(chapter.onset):.6f}" in told for chapter in listed)
