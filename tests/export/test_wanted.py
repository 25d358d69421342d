"""What may be wanted of an export, as far as it can be known before anything is made."""

from dataclasses import replace
from pathlib import Path

import pytest

from coach.errors import BadOption, FileError, UnknownName
from coach.export import Wanted
from coach.export.wanted import want


def test_two_things_under_one_name_are_refused(tmp_path):
    wanted = Wanted(tmp_path / "a.wav", labels=tmp_path / "b.txt")
    with pytest.raises(FileError, match="named for two things at once"):
        replace(wanted, cover=Path(tmp_path / "b.txt"))


def test_two_ways_to_one_file_are_one_name(tmp_path):
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.wav")
    (tmp_path / "folder").mkdir()
    for labels in (tmp_path / "b.txt", tmp_path / "folder" / ".." / "a.wav"):
        with pytest.raises(FileError, match="named for two things at once"):
            Wanted(tmp_path / "a.wav", labels=labels)


@pytest.mark.parametrize(
    ("option", "name"),
    [
        ("cover", "c.gif"),
        ("cover", "c.webp"),
        ("cover", "c.png.txt"),
        ("cover", "c.mp3"),
        ("chapters_file", "c.xml"),
        ("chapters_file", "c.JPG"),
        ("labels", "c.csv"),
        ("labels", "c.vtt"),
        ("labels", "c.json"),
    ],
)
def test_a_file_whose_name_says_something_else_than_it_holds_is_refused(option, name):
    with pytest.raises(BadOption, match=rf"^{option} {name}: it is no \.\w+ file; let its name end in \.[\w., ]+$"):
        Wanted(Path("a.wav"), **{option: Path(name)})


@pytest.mark.parametrize("name", ["a.vtt", "a.SRT", "a.lrc"])
def test_captions_alone_are_refused_with_what_to_name(name):
    with pytest.raises(BadOption, match=f"^output {name}: captions lie beside an audio file; name one"):
        Wanted(Path(name))


@pytest.mark.parametrize("name", ["a.json", "a.txt", "a.png", "a.vtt", "a.flac"])
def test_a_format_is_refused_for_a_name_that_says_another_kind_of_file(name):
    with pytest.raises(BadOption, match=f"^format wav: {name} says another one"):
        Wanted(Path(name), format="wav")


@pytest.mark.parametrize("name", ["", ".", "..", "/", "new/", "new.mp3/"])
@pytest.mark.parametrize("captions", [(), "vtt"])
def test_a_folder_is_told_before_anything_else(name, captions):
    with pytest.raises(FileError, match=r"^cannot write \S+: it is a folder; name a file in it$"):
        want(name, captions=captions)
    for option in ("chapters_file", "labels", "cover"):
        with pytest.raises(FileError, match="it is a folder"):
            want("a.mp3", **{option: name})


def test_kinds_of_captions_are_named_as_one_text_or_one_by_one():
    assert want("a.mp3", captions="vtt, SRT,").captions == ("vtt", "srt")
    assert want("a.mp3", captions=["LRC"]).captions == ("lrc",)
    assert want("a.mp3", captions=[]).captions == want("a.mp3").captions == want("a.mp3", captions=None).captions == ()


@pytest.mark.parametrize("given", ["", " ", ","])
def test_a_text_that_names_no_kind_of_captions_is_refused(given):
    with pytest.raises(BadOption, match=r"^captions '[ ,]*': choose one or more of vtt, srt, lrc$"):
        want("a.mp3", captions=given)


@pytest.mark.parametrize("option", ["format", "quality", "stem"])
def test_an_empty_choice_is_no_choice_that_was_left_out(option):
    with pytest.raises(UnknownName, match=f"^unknown {option} ''; there is: "):
        want("a.mp3", **{option: ""})
