import signal
import subprocess
import sys
import wave

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.errors import FileError, UnknownName, VoiceError
from coach.export.audio import BLOCK, write
from coach.export.encoder import encode
from coach.export.formats import FORMATS
from coach.timeline import TimedStage, Timeline
from coach.units import FRAME_RATE, frames

EXACT = [suffix for suffix, found in FORMATS.items() if found.exact]
LOSSY = [suffix for suffix, found in FORMATS.items() if not found.exact]


EIGHT_HOURS = """
import sys
from pathlib import Path
import numpy as np
from coach.export.audio import write
from coach.timeline import TimedStage, Timeline

class Silence:
    def timelines(self):
        yield Timeline((TimedStage("a", "A", None, None, 0, 8 * 3600 * 48_000),), complete=True)
    def render(self, timeline, start, frames):
        return np.zeros(frames, np.float32)

try:
    write(Silence(), Path(sys.argv[1]), progress=lambda done, total: print(done, flush=True))
except KeyboardInterrupt:
    print("interrupted")
"""


def grid(steps):
    return (np.array(steps) / 2**23).astype(np.float32)


@pytest.mark.parametrize("suffix", EXACT)
def test_an_exact_file_holds_the_rendered_samples_with_error_zero(tones, tmp_path, suffix):
    write(tones, tmp_path / f"a{suffix}")
    samples, rate = soundfile.read(tmp_path / f"a{suffix}", dtype="float32")
    assert rate == FRAME_RATE
    assert np.array_equal(samples, tones.samples())
    assert soundfile.info(tmp_path / f"a{suffix}").subtype == "PCM_24"


def test_another_reader_finds_the_same_samples_in_a_wav(tones, tmp_path):
    write(tones, tmp_path / "a.wav")
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 3, FRAME_RATE)
        raw = np.frombuffer(file.readframes(file.getnframes()), np.uint8).reshape(-1, 3)
    words = np.zeros((len(raw), 4), np.uint8)
    words[:, 1:] = raw
    assert np.array_equal(words.view("<i4").ravel() / 2**31, tones.samples())


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.integers(-(2**23), 2**23 - 1), max_size=50), max_size=5))
def test_every_step_of_the_24_bit_grid_survives_a_file(tmp_path_factory, blocks):
    target = tmp_path_factory.mktemp("grid") / "a.flac"
    with target.open("x+b") as file:
        assert encode((grid(block) for block in blocks), file, FORMATS[".flac"], target) == sum(map(len, blocks))
    expected = np.concatenate([np.empty(0, np.float32), *map(grid, blocks)])
    if len(expected):  # libsndfile opens no FLAC without frames
        assert np.array_equal(soundfile.read(target, dtype="float32")[0], expected)


def test_a_sample_over_full_scale_is_clipped_and_does_not_wrap(tmp_path):
    target = tmp_path / "a.wav"
    with target.open("x+b") as file:
        encode([np.array([1.0, 1.5, -1.5], np.float32)], file, FORMATS[".wav"], target)
    assert np.array_equal(soundfile.read(target, dtype="float32")[0], grid([2**23 - 1, 2**23 - 1, -(2**23)]))


@pytest.mark.parametrize("suffix", LOSSY)
def test_a_lossy_file_plays_for_exactly_as_many_frames_and_sounds_like_the_session(tones, tmp_path, suffix):
    write(tones, tmp_path / f"a{suffix}")
    samples, rate = soundfile.read(tmp_path / f"a{suffix}", dtype="float32")
    assert rate == FRAME_RATE
    assert len(samples) == tones.frames
    band = slice(0, int(4000 / FRAME_RATE * tones.frames))
    original, decoded = (np.fft.rfft(signal)[band] for signal in (tones.samples(), samples))
    error_db = 10 * np.log10(np.sum(abs(original - decoded) ** 2) / np.sum(abs(original) ** 2))
    assert error_db < -15


@pytest.mark.parametrize("suffix", LOSSY)
def test_six_seconds_of_a_lossy_file_are_under_a_hundred_kilobytes(make_tones, tmp_path, suffix):
    """That is a megabyte a minute, 133 kbit/s; the noise of the tones is harder to encode than speech."""
    write(make_tones(frames(6.0)), tmp_path / f"a{suffix}")
    assert (tmp_path / f"a{suffix}").stat().st_size < 100_000


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".mp3"])
def test_the_same_session_gives_the_same_bytes(tones, tmp_path, suffix):
    for name in "ab":
        write(tones, tmp_path / f"{name}{suffix}")
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


def test_the_suffix_may_be_in_upper_case(tones, tmp_path):
    write(tones, tmp_path / "A.FLAC")
    assert soundfile.info(tmp_path / "A.FLAC").format == "FLAC"


def test_what_was_written_is_told(tones, tmp_path):
    written = write(tones, tmp_path / "a.wav")
    assert (written.path, written.frames) == (tmp_path / "a.wav", tones.frames)


def test_progress_rises_to_the_whole_and_knows_the_total_once_it_is_decided(make_tones, tmp_path):
    playable = make_tones(BLOCK + 1, 5)
    seen = []
    write(playable, tmp_path / "a.flac", progress=lambda done, total: seen.append((done, total)))
    assert seen == [(BLOCK, None), (BLOCK + 1, None), (BLOCK + 6, BLOCK + 6)]


def test_no_more_than_a_block_is_rendered_at_a_time(make_tones, tmp_path):
    playable = make_tones(5 * BLOCK + 1)
    asked = []
    render = playable.render

    def noting(timeline, start, frames):
        asked.append(frames)
        return render(timeline, start, frames)

    playable.render = noting
    write(playable, tmp_path / "a.wav")
    assert asked == [BLOCK] * 5 + [1]


@pytest.mark.parametrize("name", ["a.mp4", "a", ".wav", "a.wav.txt"])
def test_an_unknown_suffix_is_told_with_those_there_are_before_anything_is_made(tones, tmp_path, name):
    with pytest.raises(UnknownName, match="unknown file suffix") as caught:
        write(tones, tmp_path / name)
    assert all(suffix in str(caught.value) for suffix in FORMATS)
    assert tones.asked == 0
    assert not list(tmp_path.iterdir())


def test_a_wav_of_over_eight_hours_is_refused_before_it_overflows_its_header(tmp_path):
    class Endless:
        def timelines(self):
            hours = frames(9 * 3600.0)
            yield Timeline((TimedStage("a", "A", None, None, 0, hours),), complete=True)

        def render(self, *_):
            raise AssertionError("nothing is to be rendered")

    with pytest.raises(FileError, match=r"cannot be longer than 8:17:\d\d hours; choose \.flac"):
        write(Endless(), tmp_path / "a.wav")
    assert not list(tmp_path.iterdir())


def test_a_libsndfile_without_mp3_is_told_with_what_to_do(tones, tmp_path, monkeypatch):
    monkeypatch.setattr(soundfile, "check_format", lambda _container, subtype: subtype == "PCM_24")
    with pytest.raises(FileError, match=r"knows no MPEG_LAYER_III; choose \.wav or \.flac"):
        write(tones, tmp_path / "a.mp3")


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("error", [VoiceError("sam", "hangs"), KeyboardInterrupt()], ids=["voice", "ctrl-c"])
def test_a_session_that_breaks_off_leaves_nothing_and_the_older_file_as_it_was(tones, tmp_path, suffix, error):
    target = tmp_path / f"a{suffix}"
    target.write_bytes(b"older")

    def breaking(done, _total):
        if done > FRAME_RATE:
            raise error

    with pytest.raises(type(error)):
        write(tones, target, progress=breaking)
    assert [path.name for path in tmp_path.iterdir()] == [target.name]
    assert target.read_bytes() == b"older"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to a whole console")
@pytest.mark.parametrize("suffix", [".wav", ".opus"])
def test_ctrl_c_is_never_lost_in_the_encoder(tmp_path, suffix):
    """An exception that Python raises while libsndfile calls it back would be printed, and the export go on."""
    command = [sys.executable, "-c", EIGHT_HOURS, tmp_path / f"a{suffix}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as export:
        export.stdout.readline()
        export.send_signal(signal.SIGINT)
        output, errors = export.communicate()
    assert output.endswith(b"interrupted\n")
    assert errors == b""
    assert not list(tmp_path.iterdir())
