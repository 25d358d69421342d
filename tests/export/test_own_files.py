"""An export replaces what coach has written, and nothing else unless it is told to."""

import json
from pathlib import Path

import ffmpeg
import pytest
from PIL import Image

import coach
from coach import Listener
from coach.errors import FileError, OthersFile
from coach.export import write
from coach.export.cover import _picture, is_cover
from coach.export.formats import FORMATS
from coach.export.wanted import want

OLD = Path(__file__).parent / "old"

SHORT = {"voice": "fake", "rate": 180, "hold": 5, "pace": 0.25, "talk": "chimes", "points": ["GV26"]}

FOREIGN = {
    "a.srt": "1\r\n00:00:01,000 --> 00:00:02,000\r\nSomebody's own.\r\n",
    "a.vtt": "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nSomebody's own.\n",
    "a.lrc": "[00:01.00]Somebody's own.\n",
    "a.json": json.dumps({"version": "1.2.0", "title": "x", "chapters": [{"title": "Intro", "startTime": 0}]}),
    "a.txt": "0.000000\t1.000000\tVerse\n",
    "a.png": "picture",
}


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_sound_that_coach_has_not_written_is_left_as_it_is_until_it_is_told_to_replace_it(tones, tmp_path, suffix):
    path = tmp_path / f"mine{suffix}"
    ffmpeg.write_tone(path)
    content = path.read_bytes()
    with pytest.raises(OthersFile, match="it is there, and coach has not written it; choose another name, or replace"):
        want(path)
    assert path.read_bytes() == content
    write(tones, want(path, force=True))
    want(path)


@pytest.mark.parametrize("name", ["of-0.2.m4a", "of-0.2.mp3"])
def test_a_sound_of_an_older_coach_is_one_of_ours(name):
    want(OLD / name)


def test_an_empty_file_is_nobodys(tmp_path):
    (tmp_path / "a.mp3").touch()
    want(tmp_path / "a.mp3")


@pytest.mark.parametrize("content", [b"notes", b"RIFF\xff\xff\xff\xffWAVEfmt ", b"\0" * 99])
def test_whatever_cannot_be_read_is_not_ours(tmp_path, content):
    for suffix in FORMATS:
        (tmp_path / f"a{suffix}").write_bytes(content)
        with pytest.raises(OthersFile):
            want(tmp_path / f"a{suffix}")


def beside(folder):
    return {"captions": "vtt,srt,lrc", "chapters_file": folder / "a.json", "labels": folder / "a.txt"}


@pytest.mark.parametrize("name", FOREIGN)
def test_what_lies_beside_a_sound_and_coach_has_not_written_is_left_as_it_is(tmp_path, name):
    (tmp_path / name).write_bytes(FOREIGN[name].encode())
    with pytest.raises(OthersFile, match=name):
        want(tmp_path / "a.flac", **beside(tmp_path), cover=tmp_path / "a.png")
    want(tmp_path / "a.flac", **beside(tmp_path), cover=tmp_path / "a.png", force=True)


def test_an_export_can_be_made_again_with_other_options_over_all_that_it_has_written(tmp_path):
    files = {**beside(tmp_path), "cover": tmp_path / "a.jpg"}
    for hold in (5, 6):
        with coach.session(**SHORT | {"hold": hold}, listener=Listener.nobody()) as session:
            session.export(tmp_path / "a.flac", **files)
    want(tmp_path / "a.mp3", **files)  # another format beside it
    (tmp_path / "a.flac").unlink()
    with pytest.raises(OthersFile, match=r"a\.vtt"):
        want(tmp_path / "a.flac", **files)


@pytest.mark.parametrize("name", ["a.jpg", "a.png"])
def test_a_cover_without_a_signature_as_older_ones_are_is_known_by_its_bowl(tmp_path, name):
    bowl = Image.fromarray(_picture())
    bowl.putpalette([value for level in range(80) for value in (level * 2, level * 3, level * 2 + 40)])
    bowl.convert("RGB").save(tmp_path / name)
    assert is_cover(tmp_path / name)


@pytest.mark.parametrize("colour", ["black", "white"])
def test_another_picture_of_the_size_of_a_cover_is_none(tmp_path, colour):
    Image.new("RGB", (1000, 1000), colour).save(tmp_path / "a.png")
    assert not is_cover(tmp_path / "a.png")
    Image.linear_gradient("L").resize((1000, 1000)).save(tmp_path / "a.png")
    assert not is_cover(tmp_path / "a.png")


def test_the_picture_that_is_to_be_shown_is_not_replaced_by_the_cover(tmp_path):
    Image.new("RGB", (50, 50), "red").save(tmp_path / "sign.png")
    with pytest.raises(FileError, match=r"sign\.png: it is there"):
        want(tmp_path / "a.mp3", picture=tmp_path / "sign.png", cover=tmp_path / "sign.png")
