import re
from base64 import b64decode
from dataclasses import replace

import av
import ffmpeg
import mutagen
import numpy as np
import pytest
from mutagen.flac import Picture
from mutagen.id3 import ID3
from mutagen.mp4 import MP4, MP4Cover

from coach.errors import FileError
from coach.export.formats import FORMATS, Found, format_of
from coach.export.tags import Chapter
from coach.export.verify.digest import Digest
from coach.units import FRAME_RATE, seconds

WITH_CHAPTERS = [suffix for suffix, found in FORMATS.items() if found.chapters]

TITLES = (
    "Before we start",
    "委中 · left knee 🦵",
    "a;b#c=d\\e",
    "two\nlines",
    "[CHAPTER]",
    "x" * 200,
    "'\"<&>",
    "é" * 60,
)


@pytest.fixture
def tagged(tones, tags, tmp_path):
    """Give a function that encodes the tones, and writes tags into the file."""

    def encode(suffix, tags=tags):
        path = tmp_path / f"a{suffix}"
        format_of(path).encode([tones.samples()], path, "good", path)
        format_of(path).write_tags(path, tags, path)
        return path

    return encode


def tiling(frames, titles):
    """Return chapters with these titles, of unequal lengths."""
    cuts = np.sort(np.random.default_rng(len(titles)).integers(0, frames, len(titles) - 1)).tolist()
    return tuple(
        Chapter(title, onset, end - onset)
        for title, onset, end in zip(titles, [0, *cuts], [*cuts, frames], strict=True)
    )


@pytest.mark.parametrize("suffix", FORMATS)
def test_ffmpeg_reads_what_a_file_tells_about_itself(tagged, tags, suffix):
    told, _ = ffmpeg.told(tagged(suffix))
    assert (told["title"], told["album"], told["artist"]) == (tags.title, tags.album, "coach")
    assert told["comment"] == tags.comment
    if suffix not in {".m4a", ".m4b"}:  # where a language belongs to a track, and the length to the movie
        assert told["language"] in {"en", "eng"}
        assert told.get("tlen", told.get("length")) == str(round(seconds(tags.frames) * 1000))


@pytest.mark.parametrize("suffix", FORMATS)
def test_ffmpeg_finds_the_cover(tagged, tags, suffix):
    assert ffmpeg.cover(tagged(suffix)) == tags.cover


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_cover_says_that_it_is_a_jpeg_and_how_large(tagged, suffix):
    file = mutagen.File(tagged(suffix))
    if suffix in {".m4a", ".m4b"}:
        assert [cover.imageformat for cover in file["covr"]] == [MP4Cover.FORMAT_JPEG]
    elif suffix in {".mp3", ".wav"}:
        assert [picture.mime for picture in file.tags.getall("APIC")] == ["image/jpeg"]
    else:
        embedded = [Picture(b64decode(block)) for block in file.get("metadata_block_picture", [])]
        (picture,) = file.pictures if suffix == ".flac" else embedded
        assert (picture.mime, picture.width, picture.height) == ("image/jpeg", 100, 100)


@pytest.mark.parametrize("suffix", WITH_CHAPTERS)
@pytest.mark.parametrize("titles", [TITLES, tuple(map(str, range(300)))], ids=["odd", "many"])
def test_ffmpeg_reads_every_chapter_in_order_with_its_title_and_start(tagged, tags, suffix, titles):
    chapters = tiling(tags.frames, titles)
    _, told = ffmpeg.told(tagged(suffix, replace(tags, chapters=chapters)))
    assert [title for _, title in told] == list(titles)
    starts = [start * FRAME_RATE for start, _ in told]
    assert max(abs(start - chapter.onset) for start, chapter in zip(starts, chapters, strict=True)) <= 24


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_was_written_is_read_back(tagged, tags, suffix):
    chapters = tiling(tags.frames, (*TITLES, "", *map(str, range(300))))
    tags = replace(tags, chapters=chapters)
    found = FORMATS[suffix].read_tags(tagged(suffix, tags))
    assert (found.title, found.comment, found.plan) == (tags.title, tags.comment, tags.plan)
    if suffix in WITH_CHAPTERS:
        assert [chapter.title for chapter in found.chapters] == [chapter.title for chapter in chapters]
        for read, written in zip(found.chapters, chapters, strict=True):
            assert abs(read.onset - written.onset) <= 24
            assert abs(read.end - written.end) <= 24
    else:
        assert found.chapters is None


@pytest.mark.parametrize("suffix", FORMATS)
def test_tags_change_no_sample(tones, tags, tmp_path, suffix):
    path = tmp_path / "a"
    sound_format = FORMATS[suffix]
    sound_format.encode([tones.samples()], path, "small", path)
    digests = [Digest(), Digest()]
    for digest in digests:
        for block in sound_format.read(path):
            digest.update(block)
        sound_format.write_tags(path, tags, path)
    assert digests[0].hexdigest() == digests[1].hexdigest()
    assert len(ffmpeg.decoded(path)) == tones.frames


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".mp3", ".m4a", ".m4b"])
def test_tags_are_written_in_place_of_those_there_are_and_with_the_same_bytes(tagged, tags, suffix):
    path = tagged(suffix)
    content = path.read_bytes()
    FORMATS[suffix].write_tags(
        path, replace(tags, title="Another", comment="x" * 5000, chapters=tags.chapters[:1]), path
    )
    assert FORMATS[suffix].read_tags(path).title == "Another"
    FORMATS[suffix].write_tags(path, tags, path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_without_tags_tells_nothing(tones, tmp_path, suffix):
    path = tmp_path / "a"
    FORMATS[suffix].encode([tones.samples()], path, "good", path)
    assert FORMATS[suffix].read_tags(path) == Found(chapters=() if suffix in WITH_CHAPTERS else None)


@pytest.mark.parametrize("suffix", [".flac", ".ogg", ".opus"])
def test_more_chapters_than_a_file_can_number_are_refused_and_the_file_is_left_as_it_is(tagged, tags, suffix):
    path = tagged(suffix)
    content = path.read_bytes()
    too_many = replace(tags, chapters=tiling(tags.frames, tuple(map(str, range(1000)))))
    with pytest.raises(FileError, match=rf"a {suffix} file cannot have more than 999 chapters; choose \.mp3 or \.m4b"):
        FORMATS[suffix].write_tags(path, too_many, path)
    assert path.read_bytes() == content


@pytest.mark.parametrize("count", [8, 300])
def test_the_table_of_contents_of_an_mp3_names_its_chapters_in_order(tagged, tags, count):
    titles = tuple(f"{'long ' * (number % 3)}{number}" for number in range(count))
    id3 = ID3(tagged(".mp3", replace(tags, chapters=tiling(tags.frames, titles))))
    [top] = [table for table in id3.getall("CTOC") if table.flags & 2]
    names = [
        name
        for child in top.child_element_ids
        for name in (id3[f"CTOC:{child}"].child_element_ids if f"CTOC:{child}" in id3 else [child])
    ]
    assert [str(id3[f"CHAP:{name}"].sub_frames["TIT2"]) for name in names] == list(titles)


@pytest.mark.parametrize("count", [1, 8, 99, 100, 300])
def test_chapters_of_an_mp3_have_short_names_and_every_table_of_contents_a_title(tagged, tags, count):
    """Some players show the name of an element."""
    id3 = ID3(tagged(".mp3", replace(tags, chapters=tiling(tags.frames, tuple(map(str, range(count)))))))
    names = [frame.element_id for frame in id3.getall("CHAP")]
    assert {len(name) for name in names} == {4 if count < 100 else 5}
    assert {str(table.sub_frames["TIT2"]) for table in id3.getall("CTOC")} == {tags.title}


@pytest.mark.parametrize("count", [8, 300])
def test_chapters_of_an_mp3_stand_in_the_order_of_their_times_however_long_their_titles_are(tagged, tags, count):
    titles = tuple("é" * (37 * number % 50) + str(number) for number in range(count))
    content = tagged(".mp3", replace(tags, chapters=tiling(tags.frames, titles))).read_bytes()
    names = re.findall(rb"CHAP.{6}(ch\d+)\0", content, re.DOTALL)
    assert len(names) == count
    assert names == sorted(names)


def test_an_m4b_is_an_audiobook_whose_chapters_stand_in_the_list_of_nero_too(tagged, tags):
    file = MP4(tagged(".m4b"))
    assert file["stik"] == [2]
    assert [chapter.title for chapter in file.chapters] == [chapter.title for chapter in tags.chapters]
    for listed, chapter in zip(file.chapters, tags.chapters, strict=True):
        assert listed.start == pytest.approx(seconds(chapter.onset), abs=1e-6)


@pytest.mark.parametrize("suffix", WITH_CHAPTERS)
def test_a_session_without_chapters_can_be_tagged(tagged, tags, suffix):
    path = tagged(suffix, replace(tags, chapters=()))
    assert ffmpeg.told(path)[1] == []
    assert FORMATS[suffix].read_tags(path).chapters == ()


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_tag_is_text_for_other_readers(tagged, tags, suffix):
    """PyAV refuses a file with a tag that is no UTF-8."""
    with av.open(str(tagged(suffix, tags))) as container:
        told = container.metadata or container.streams.audio[0].metadata
        assert {key.lower(): value for key, value in told.items()}["title"] == tags.title
