"""Whether players that know only a file's size and length find a chapter in it, as far as MP3 goes."""

import sys
from dataclasses import replace
from pathlib import Path

import ffmpeg
import numpy as np
import pytest
import soundfile
from mutagen.mp3 import MP3, BitrateMode

from coach.errors import FileError
from coach.export.formats import FORMATS
from coach.export.tags import Chapter
from coach.units import FRAME_RATE, frames

FORMAT = FORMATS[".mp3"]
QUALITIES = ("small", "good", "best")
BESIDE = frames(0.1)

HEADER = 21
"""Bytes of a frame before what Xing and LAME tell in it, with one channel."""


@pytest.fixture(scope="module")
def clicks():
    """A minute in which each tenth of a second sounds of its own; the second half is dull, and takes fewer bits."""
    noise = np.random.default_rng(3).standard_normal(frames(60.0)).astype(np.float32) * np.float32(0.05)
    noise[frames(30.0) :] = np.convolve(noise[frames(30.0) :], np.ones(64, np.float32) / 16, "same")
    return noise


@pytest.fixture(scope="module")
def encoded(clicks, tmp_path_factory):
    """Give a function that encodes the clicks at a quality."""
    folder = tmp_path_factory.mktemp("encoded")

    def encode(quality):
        path = folder / f"{quality}.mp3"
        if not path.exists():
            FORMAT.encode([clicks], path, quality, path)
        return path

    return encode


def as_before(path, samples):
    """Write what coach has written before: a variable bit rate and a table, by libsndfile."""
    options = {"format": "MP3", "compression_level": 0.25, "bitrate_mode": "VARIABLE"}
    with soundfile.SoundFile(path, "w", FRAME_RATE, 1, "MPEG_LAYER_III", **options) as sound:
        sound.write(samples)


def place_of(piece, samples, about):
    """Return where in the samples a piece of them was cut, by correlation, within ten seconds of a frame."""
    start = max(about - frames(10.0), 0)
    window = samples[start : about + frames(10.0)]
    size = 1 << (len(window) + len(piece)).bit_length()
    product = np.fft.irfft(np.fft.rfft(window, size) * np.fft.rfft(piece, size).conj(), size)
    return start + int(np.argmax(product[: len(window)]))


@pytest.mark.parametrize("quality", QUALITIES)
def test_ffmpeg_seeks_by_the_bytes_and_is_within_a_tenth_of_a_second(clicks, encoded, quality):
    """It reckons with the size of the file, since its header says that the bit rate is constant."""
    for time in (0.0, 13.21, 27.77, 43.3, 58.0):
        heard = ffmpeg.sought(encoded(quality), time)[FRAME_RATE // 10 : FRAME_RATE]  # it is whole after two frames
        at = frames(time)
        assert abs(place_of(heard, clicks, at) - FRAME_RATE // 10 - at) <= BESIDE


@pytest.mark.parametrize("quality", QUALITIES)
def test_the_first_frame_says_that_the_bit_rate_is_constant_and_has_no_table(encoded, quality):
    found = MP3(encoded(quality)).info
    assert found.bitrate_mode is BitrateMode.CBR
    content = encoded(quality).read_bytes()
    assert content[HEADER : HEADER + 4] == b"Info"
    assert content[HEADER + 4 : HEADER + 8] == bytes([0, 0, 0, 3])
    size = len(content) // (int.from_bytes(content[HEADER + 8 : HEADER + 12]) + 1)
    assert int.from_bytes(content[HEADER + 12 : HEADER + 16]) == len(content)
    assert {content[place : place + 4] for place in range(0, len(content), size)} == {content[:4]}


@pytest.mark.parametrize("length", [1, 528, 529, 576, 577, 1151, 1153, 48_000])
def test_every_decoder_plays_as_many_frames_as_there_were(clicks, tmp_path, length):
    path = tmp_path / "a.mp3"
    FORMAT.encode(np.array_split(clicks[:length], 3), path, "good", path)
    assert sum(map(len, FORMAT.read(path))) == length
    assert round(MP3(path).info.length * FRAME_RATE) == length
    assert len(ffmpeg.decoded(path)) == length


@pytest.mark.parametrize("quality", QUALITIES)
@pytest.mark.parametrize("tagged", [False, True])
def test_players_are_found_to_land_where_the_chapters_are(encoded, tags, tmp_path, quality, tagged):
    path = tmp_path / "a.mp3"
    path.write_bytes(encoded(quality).read_bytes())
    times = [*range(0, frames(60.0), 54_321)]
    if tagged:
        FORMAT.write_tags(path, replace(tags, chapters=(Chapter("x", 0, frames(60.0)),)), path)
    ways = FORMAT.landings(path, times)
    assert [way.by for way in ways] == ["its bit rate", "its size"]
    for way in ways:
        assert max(abs(frame - time) for frame, time in zip(way.frames, times, strict=True)) <= BESIDE


def test_a_table_is_used_as_players_use_it(clicks, tmp_path):
    path = tmp_path / "a.mp3"
    as_before(path, clicks)
    times = [frames(10.0), frames(25.0), frames(45.0)]
    by_table, by_size = FORMAT.landings(path, times)
    assert (by_table.by, by_size.by) == ("its table", "its size")
    length = MP3(path).info.length
    content = path.read_bytes()
    table = content[HEADER + 16 : HEADER + 116]
    for time, frame in zip(times, by_table.frames, strict=True):
        percent = 100 * time / (length * FRAME_RATE)
        entry = int(percent)
        share = table[entry] + (percent - entry) * (table[entry + 1] - table[entry])
        rest = ffmpeg.decoded_from(path, round(share / 256 * len(content)))
        piece = rest[FRAME_RATE // 5 : FRAME_RATE]
        assert abs(place_of(piece, clicks, time) - FRAME_RATE // 5 - frame) <= 2 * FORMAT.grain
    assert max(abs(frame - time) for frame, time in zip(by_size.frames, times, strict=True)) > BESIDE


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(bytes(5000), id="zeros"),
        pytest.param(b"ID3\4\0\0\x7f\x7f\x7f\x7f", id="tag"),
        pytest.param(b"\xff" * 70_000, id="ones"),
    ],
)
def test_a_file_without_frames_has_no_place_to_land(tmp_path, content):
    path = tmp_path / "a.mp3"
    path.write_bytes(content)
    with pytest.raises(Exception, match=r"it is damaged, or no \.mp3 file"):
        FORMAT.landings(path, [0])


def test_lame_that_is_missing_is_told_with_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "lameenc", None)
    told = r"cannot write a\.mp3: \.mp3 files need the package lameenc; choose .*, or run `.* 'lameenc>=1\.8,<2'`"
    with pytest.raises(FileError, match=told):
        FORMAT.check(Path("a.mp3"))
    FORMAT.check_reading(Path("a.mp3"))
