"""A session as an audio file: what is written, in which order, and what is left when it breaks off."""

import io
import json
import wave
from pathlib import Path

import ffmpeg
import numpy as np
import pytest
import soundfile
from PIL import Image

from coach.errors import BadOption, FileError, UnknownName, VoiceError
from coach.export import STREAM, Wanted, stream, verify, write
from coach.export.audio import BLOCK
from coach.export.captions import CAPTIONS
from coach.export.formats import FORMATS
from coach.plan.timeline import TimedStage, Timeline
from coach.units import FRAME_RATE, frames

EXACT = [suffix for suffix, found in FORMATS.items() if found.exact]
SAME_BYTES = [".wav", ".flac", ".mp3", ".m4a"]


@pytest.mark.parametrize("suffix", EXACT)
def test_an_exact_file_holds_the_rendered_samples_with_error_zero(tones, tmp_path, suffix):
    write(tones, Wanted(tmp_path / f"a{suffix}"))
    samples, rate = soundfile.read(tmp_path / f"a{suffix}", dtype="float32")
    assert rate == FRAME_RATE
    assert np.array_equal(samples, tones.samples())


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_file_is_checked_when_it_is_written_and_can_be_verified_later(tones, tmp_path, suffix):
    written = write(tones, Wanted(tmp_path / f"a{suffix}"))
    assert written.frames == tones.frames
    assert written.report.problems == ()
    report = verify(tmp_path / f"a{suffix}")
    assert report.problems == ()
    assert report.line == written.report.line
    assert any(line.startswith("true peak ") for line in report.lines())


def test_a_check_can_be_left_out(tones, tmp_path):
    assert write(tones, Wanted(tmp_path / "a.wav"), checked=False).report is None
    assert verify(tmp_path / "a.wav").problems == ()


@pytest.mark.parametrize("suffix", SAME_BYTES)
def test_the_same_session_gives_the_same_bytes_tags_and_all(tones, tmp_path, suffix):
    for name in "ab":
        write(tones, Wanted(tmp_path / f"{name}{suffix}"))
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


def test_a_file_tells_its_title_its_length_its_language_and_what_to_beware_of(tones, tmp_path):
    write(tones, Wanted(tmp_path / "a.mp3"))
    tags, chapters = ffmpeg.told(tmp_path / "a.mp3")
    assert tags["title"] == "Tones, 1 minute"
    assert tags["album"] == "Tones"
    assert tags["language"] == "eng"
    assert tags["comment"] == "Sound alone, in 3 stages.\nSources: none"
    assert [title for _, title in chapters] == ["Stage 0", "Stage 1", "Stage 2"]


def test_a_stem_says_in_its_title_that_it_is_one(tones, tmp_path):
    write(tones, Wanted(tmp_path / "a.flac", stem="voice"))
    assert soundfile.info(tmp_path / "a.flac").frames == tones.frames
    assert not soundfile.read(tmp_path / "a.flac")[0].any()
    assert ffmpeg.told(tmp_path / "a.flac")[0]["title"] == "Tones, 1 minute (voice alone)"


def test_what_lies_beside_the_file_has_its_name_or_the_one_that_was_given(tones, tmp_path):
    wanted = Wanted(
        tmp_path / "a.b.ogg",
        captions=tuple(CAPTIONS),
        chapters_file=tmp_path / "chapters.json",
        labels=tmp_path / "labels.txt",
        cover=tmp_path / "cover.jpg",
    )
    write(tones, wanted)
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"a.b.ogg", "a.b.vtt", "a.b.srt", "a.b.lrc", "chapters.json", "labels.txt", "cover.jpg"}
    assert [chapter["title"] for chapter in json.loads((tmp_path / "chapters.json").read_text())["chapters"]] == [
        "Stage 0",
        "Stage 1",
        "Stage 2",
    ]
    assert len((tmp_path / "labels.txt").read_text().splitlines()) == 3
    assert ffmpeg.cover(tmp_path / "a.b.ogg") == (tmp_path / "cover.jpg").read_bytes()


def test_a_name_without_a_suffix_keeps_its_dots_and_gets_the_captions_beside_it(tones, tmp_path):
    write(tones, Wanted(tmp_path / "dr. who", format="flac", captions=("vtt",)))
    assert {path.name for path in tmp_path.iterdir()} == {"dr. who", "dr. who.vtt"}
    assert soundfile.info(tmp_path / "dr. who").format == "FLAC"


def test_progress_tells_what_is_being_done_and_how_much_of_it(make_tones, tmp_path):
    session = make_tones(BLOCK + 1, 5)
    seen = []
    write(session, Wanted(tmp_path / "a.wav"), progress=lambda *told: seen.append(told))
    assert seen[:2] == [("preparing the words", BLOCK + 1, None), ("preparing the words", BLOCK + 6, None)]
    # A block may have been written before the length was known.
    assert seen[2:-3] in ([], [("writing", BLOCK, BLOCK + 6)])
    assert seen[-3:] == [
        ("writing", BLOCK + 6, BLOCK + 6),
        ("checking", BLOCK, BLOCK + 6),
        ("checking", BLOCK + 6, BLOCK + 6),
    ]


def test_no_more_than_a_block_is_rendered_at_a_time(make_tones, tmp_path):
    session = make_tones(5 * BLOCK + 1)
    asked = []
    render = session.render

    def noting(timeline, start, frames):
        asked.append(frames)
        return render(timeline, start, frames)

    session.render = noting
    write(session, Wanted(tmp_path / "a.wav"))
    assert asked == [BLOCK] * 5 + [1]


def test_a_stream_is_the_sound_of_the_file(tones, tmp_path):
    write(tones, Wanted(tmp_path / "a.wav"))
    told = io.BytesIO()
    stream(tones, Wanted(STREAM, labels=tmp_path / "labels.txt"), told)
    with wave.open(io.BytesIO(told.getvalue())) as streamed, wave.open(str(tmp_path / "a.wav")) as file:
        assert streamed.getparams() == file.getparams()
        assert streamed.readframes(tones.frames) == file.readframes(tones.frames)
    assert (tmp_path / "labels.txt").exists()


@pytest.mark.parametrize("name", ["a.mp4", "a", ".wav", "a.wav.txt"])
def test_an_unknown_suffix_is_told_with_those_there_are_before_anything_is_made(tones, tmp_path, name):
    with pytest.raises(UnknownName, match="unknown file suffix") as caught:
        write(tones, Wanted(tmp_path / name))
    assert all(suffix in str(caught.value) for suffix in FORMATS)
    assert tones.asked == 0
    assert not list(tmp_path.iterdir())


def test_a_suffix_that_says_another_format_is_refused_and_one_that_says_none_is_not(tones, tmp_path):
    with pytest.raises(BadOption, match=r"^format mp3: a\.wav says another one"):
        Wanted(tmp_path / "a.wav", format="mp3")
    write(tones, Wanted(tmp_path / "a.sound", format="ogg"))
    assert soundfile.info(tmp_path / "a.sound").subtype == "VORBIS"


def test_a_format_that_this_machine_lacks_is_told_before_anything_is_made(tones, tmp_path, monkeypatch):
    monkeypatch.setattr(soundfile, "check_format", lambda *_: False)
    with pytest.raises(FileError, match="knows no MPEG_LAYER_III"):
        write(tones, Wanted(tmp_path / "a.mp3"))
    assert tones.asked == 0


def test_a_wav_of_over_eight_hours_is_refused_before_it_overflows_its_header(make_tones, tmp_path):
    class Endless(make_tones):
        def timelines(self):
            yield Timeline((TimedStage("a", "A", None, None, 0, frames(9 * 3600.0)),), complete=True)

        def render(self, *_):
            raise AssertionError("nothing is to be rendered")

    with pytest.raises(FileError, match=r"cannot be longer than 8:17:\d\d hours; choose \.flac"):
        write(Endless(), Wanted(tmp_path / "a.wav"))
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_not_what_was_planned_is_an_error_and_does_not_get_its_name(tones, tmp_path, monkeypatch):
    target = tmp_path / "a.flac"
    target.write_bytes(b"older")
    sound_format = FORMATS[".flac"]
    read = sound_format.read

    def damaged(path):
        for block in read(path):
            yield np.where(np.arange(block.size) == 1, np.float32(0.5), block)

    monkeypatch.setattr(sound_format, "read", damaged)
    told = "what has been written is not what was planned: its samples are not those that were rendered"
    with pytest.raises(FileError, match=told):
        write(tones, Wanted(target, captions=("vtt",)))
    assert [path.name for path in tmp_path.iterdir()] == [target.name]
    assert target.read_bytes() == b"older"


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("doing", ["preparing the words", "writing", "checking"])
@pytest.mark.parametrize("error", [VoiceError("sam", "hangs"), KeyboardInterrupt()], ids=["voice", "ctrl-c"])
def test_what_breaks_off_leaves_nothing_and_the_older_files_as_they_were(tones, tmp_path, suffix, doing, error):
    target = tmp_path / f"a{suffix}"
    older = {path: path.name.encode() for path in (target, target.with_suffix(".lrc"))}
    for path, content in older.items():
        path.write_bytes(content)

    def breaking(now, _done, _whole):
        if now == doing:
            raise error

    with pytest.raises(type(error)):
        write(tones, Wanted(target, captions=("lrc", "vtt")), progress=breaking)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == older


def test_the_audio_file_takes_its_name_when_all_beside_it_have_theirs(tones, tmp_path, monkeypatch):
    taken = []
    take = Path.replace
    monkeypatch.setattr(Path, "replace", lambda path, target: taken.append(target.name) or take(path, target))
    files = {"chapters_file": tmp_path / "a.json", "labels": tmp_path / "a.txt", "cover": tmp_path / "a.jpg"}
    write(tones, Wanted(tmp_path / "a.wav", captions=("vtt",), **files))
    assert sorted(taken[:-1]) == ["a.jpg", "a.json", "a.txt", "a.vtt"]
    assert taken[-1] == "a.wav"


@pytest.mark.parametrize("name", ["c.jpg", "c.JPEG", "c.Png", "c"])
def test_a_cover_is_the_picture_that_its_name_says(tones, tmp_path, name):
    write(tones, Wanted(tmp_path / "a.mp3", cover=tmp_path / name))
    with Image.open(tmp_path / name) as picture:
        assert picture.format == ("PNG" if name == "c.Png" else "JPEG")
        assert picture.size == (1000, 1000)
    assert ((tmp_path / name).read_bytes() == ffmpeg.cover(tmp_path / "a.mp3")) == (name != "c.Png")
