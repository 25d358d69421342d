import signal
import subprocess
import sys
import wave
from pathlib import Path

import ffmpeg
import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.errors import BadFile, FileError, UnknownName
from coach.export.formats import FORMATS, format_of
from coach.export.formats.base import LONGEST_BLOCK
from coach.export.formats.wav import write_stream
from coach.export.verify.digest import Digest
from coach.sound.loudness import true_peak
from coach.units import FRAME_RATE, amplitude, frames

EXACT = [suffix for suffix, found in FORMATS.items() if found.exact]
LOSSY = [suffix for suffix, found in FORMATS.items() if not found.exact]
QUALITIES = ("small", "good", "best")

CAT = [sys.executable, "-c", "import shutil, sys; shutil.copyfileobj(sys.stdin.buffer, sys.stdout.buffer)"]

EIGHT_HOURS = """
import sys
from pathlib import Path
import numpy as np
from coach.export.formats import format_of

def hours():
    for block in range(8 * 3600):
        print(block, flush=True)
        yield np.zeros(48_000, np.float32)

target = Path(sys.argv[1])
try:
    format_of(target).encode(hours(), target, "good", target)
except KeyboardInterrupt:
    print("interrupted")
"""


def grid(steps):
    return (np.array(steps) / 2**23).astype(np.float32)


def encode(samples, path, quality="good"):
    """Encode samples in blocks of unequal lengths."""
    blocks = np.split(samples, [len(samples) // 3, len(samples) // 3 + 1])
    return format_of(path).encode(blocks, path, quality, path)


def read(path):
    return np.concatenate(list(format_of(path).read(path)))


def lag(original, decoded):
    """Return by how many frames a sound is late, by correlation."""
    size = 2 * len(original)
    product = np.fft.rfft(decoded, size) * np.fft.rfft(original, size).conj()
    found = int(np.argmax(np.fft.irfft(product, size)))
    return found - size if found > size // 2 else found


@pytest.fixture(scope="module")
def voiced():
    """Three seconds like the loudest speech there is: pulses in syllables, which peak at -2 dBTP."""
    frame = np.arange(frames(3.0))
    pulses = (np.diff(np.floor(np.cumsum(110 + 20 * np.sin(frame / 15_000)) / FRAME_RATE), prepend=0) > 0) * 1.0
    formants = sum(
        gain * np.exp(-np.arange(2000) / 250) * np.sin(2 * np.pi * hertz * np.arange(2000) / FRAME_RATE)
        for hertz, gain in ((600, 1.0), (1200, 0.7), (2600, 0.4), (3500, 0.25))
    )
    size = 2**18
    speech = np.fft.irfft(np.fft.rfft(pulses, size) * np.fft.rfft(formants, size), size)[: len(frame)]
    speech *= np.sin(np.pi * frame / 9_600).clip(0, 1)
    speech = (speech * amplitude(-2.0) / max(abs(speech))).astype(np.float32)
    return (speech * amplitude(-2.0 - true_peak(speech))).astype(np.float32)


@pytest.mark.parametrize("suffix", EXACT)
def test_an_exact_file_holds_the_samples_with_error_zero_at_any_quality(tones, tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    for quality in QUALITIES:
        encode(tones.samples(), path, quality)
        assert np.array_equal(read(path), tones.samples())
        samples, rate = soundfile.read(path, dtype="float32")
        assert rate == FRAME_RATE
        assert np.array_equal(samples, tones.samples())
        assert soundfile.info(path).subtype == "PCM_24"


@pytest.mark.parametrize("suffix", EXACT)
def test_ffmpeg_finds_the_same_samples_in_an_exact_file(tones, tmp_path, suffix):
    encode(tones.samples(), tmp_path / f"a{suffix}")
    assert np.array_equal(ffmpeg.decoded(tmp_path / f"a{suffix}"), tones.samples())


@pytest.mark.parametrize("quality", QUALITIES)
@pytest.mark.parametrize("suffix", LOSSY)
def test_a_lossy_file_is_as_loud_as_what_it_was_given(voiced, tmp_path, suffix, quality):
    path = tmp_path / f"a{suffix}"
    encode(voiced, path, quality)
    gain = float(np.dot(read(path), voiced) / np.dot(voiced, voiced))
    assert abs(20 * np.log10(gain)) < 0.25


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_the_size_of_a_wav_is_in_its_header_and_every_chunk_is_even(tmp_path, count):
    encode(grid(range(count)), tmp_path / "a.wav")
    content = (tmp_path / "a.wav").read_bytes()
    assert int.from_bytes(content[4:8], "little") == len(content) - 8
    assert len(content) % 2 == 0
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 3, FRAME_RATE)
        assert file.getnframes() == count


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(EXACT), st.lists(st.lists(st.integers(-(2**23), 2**23 - 1), max_size=50), max_size=5))
def test_every_step_of_the_24_bit_grid_survives_a_file(tmp_path_factory, suffix, blocks):
    path = tmp_path_factory.mktemp("grid") / f"a{suffix}"
    encoded = FORMATS[suffix].encode(map(grid, blocks), path, "good", path)
    assert encoded.frames == sum(map(len, blocks))
    if encoded.frames:  # libsndfile opens no FLAC without frames
        assert np.array_equal(read(path), np.concatenate([*map(grid, blocks)]))


@pytest.mark.parametrize("suffix", EXACT)
def test_a_sample_over_full_scale_is_clipped_and_does_not_wrap(tmp_path, suffix):
    encode(np.array([1.0, 1.5, -1.5], np.float32), tmp_path / f"a{suffix}")
    assert np.array_equal(read(tmp_path / f"a{suffix}"), grid([2**23 - 1, 2**23 - 1, -(2**23)]))


@pytest.mark.parametrize("suffix", EXACT)
def test_the_digest_of_what_is_read_is_that_of_what_was_written(tones, tmp_path, suffix):
    samples = np.append(tones.samples(), [-0.0, 0.0]).astype(np.float32)
    encoded = encode(samples, tmp_path / f"a{suffix}")
    digest = Digest()
    for block in FORMATS[suffix].read(tmp_path / f"a{suffix}"):
        digest.update(block)
    assert digest.hexdigest() == encoded.digest


def test_another_sample_gives_another_digest_and_another_sign_of_zero_does_not():
    digests = [Digest(), Digest(), Digest()]
    for digest, steps in zip(digests, ([5.0, 0.0], [5.0, -0.0], [5.0, 1.0]), strict=True):
        digest.update(grid(steps))
    first, second, third = (digest.hexdigest() for digest in digests)
    assert first == second != third


@pytest.mark.parametrize("suffix", LOSSY)
def test_a_lossy_file_has_no_digest(tones, tmp_path, suffix):
    assert encode(tones.samples(), tmp_path / f"a{suffix}").digest is None


@pytest.mark.parametrize("suffix", LOSSY)
@pytest.mark.parametrize("quality", QUALITIES)
def test_a_lossy_file_has_every_frame_in_its_place_and_its_true_peak_stays_low(voiced, tmp_path, suffix, quality):
    """An encoder may overshoot: clips are limited to -2 dBTP so that what is decoded stays under -1 dBTP."""
    path = tmp_path / f"a{suffix}"
    encode(voiced, path, quality)
    for samples in (read(path), ffmpeg.decoded(path)):
        assert len(samples) == len(voiced)
        assert abs(lag(voiced, samples)) <= 2
        assert true_peak(samples) <= -1.0


@pytest.mark.parametrize("suffix", LOSSY)
def test_a_lossy_file_sounds_like_the_session(tones, tmp_path, suffix):
    encode(tones.samples(), tmp_path / f"a{suffix}")
    band = slice(0, int(4000 / FRAME_RATE * tones.frames))
    original, decoded = (np.fft.rfft(signal)[band] for signal in (tones.samples(), read(tmp_path / f"a{suffix}")))
    error_db = 10 * np.log10(np.sum(abs(original - decoded) ** 2) / np.sum(abs(original) ** 2))
    assert error_db < -15


@pytest.mark.parametrize("suffix", LOSSY)
def test_a_better_quality_takes_more_room_and_good_is_under_a_megabyte_a_minute(voiced, tmp_path, suffix):
    sizes = []
    for quality in QUALITIES:
        encode(voiced, tmp_path / f"a{suffix}", quality)
        sizes.append((tmp_path / f"a{suffix}").stat().st_size)
    small, good, best = sizes
    assert small < good < best
    assert good * 60 * FRAME_RATE / len(voiced) < 1_000_000


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_is_read_in_blocks_that_are_not_too_long(make_tones, tmp_path, suffix):
    samples = make_tones(LONGEST_BLOCK + 5).samples()
    encode(samples, tmp_path / f"a{suffix}")
    sizes = [len(block) for block in FORMATS[suffix].read(tmp_path / f"a{suffix}")]
    assert sum(sizes) == len(samples)
    assert max(sizes) <= LONGEST_BLOCK


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_same_samples_give_the_same_bytes_or_decode_to_the_same(tones, tmp_path, suffix):
    for name in "ab":
        encode(tones.samples(), tmp_path / f"{name}{suffix}")
    if suffix in {".ogg", ".opus"}:  # an Ogg stream has a number that is drawn at random
        assert np.array_equal(read(tmp_path / f"a{suffix}"), read(tmp_path / f"b{suffix}"))
    else:
        assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


def test_a_stream_is_the_file_without_tags(tones, tmp_path):
    encode(tones.samples(), tmp_path / "a.wav")
    with (tmp_path / "b.wav").open("wb") as file, subprocess.Popen(CAT, stdin=subprocess.PIPE, stdout=file) as pipe:
        write_stream(np.array_split(tones.samples(), 4), tones.frames, pipe.stdin)
        pipe.communicate()
    assert (tmp_path / "b.wav").read_bytes() == (tmp_path / "a.wav").read_bytes()


def test_a_stream_that_no_one_reads_any_more_is_told_as_such(tones):
    with subprocess.Popen([sys.executable, "-c", ""], stdin=subprocess.PIPE, bufsize=0) as pipe:
        pipe.wait()
        with pytest.raises(BrokenPipeError):
            write_stream([tones.samples()], tones.frames, pipe.stdin)


def test_a_format_is_known_by_the_suffix_in_upper_or_lower_case():
    assert format_of(Path("a.M4B")) is FORMATS[".m4b"]
    with pytest.raises(UnknownName, match="unknown file suffix") as caught:
        format_of(Path("a.txt"))
    assert all(suffix in str(caught.value) for suffix in FORMATS)


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_session_of_eight_hours_fits_into_every_format(suffix):
    FORMATS[suffix].check_size(Path("a"), frames(8 * 3600.0), 200)


@pytest.mark.parametrize(("suffix", "hours"), [(".wav", r"8:17:\d\d"), (".m4a", r"24:51:\d\d")])
def test_a_session_that_a_format_has_no_numbers_for_is_refused(suffix, hours):
    with pytest.raises(FileError, match=rf"a {suffix} file cannot be longer than {hours} hours; choose \.flac"):
        FORMATS[suffix].check_size(Path("a"), frames(25 * 3600.0), 1)


def test_a_libsndfile_without_mp3_is_told_with_what_to_do(monkeypatch):
    monkeypatch.setattr(soundfile, "check_format", lambda _container, subtype: subtype == "PCM_24")
    FORMATS[".flac"].check(Path("a.flac"))
    with pytest.raises(FileError, match=r"cannot write a\.mp3: .* knows no MPEG_LAYER_III; choose \.wav or \.flac"):
        FORMATS[".mp3"].check(Path("a.mp3"))


@pytest.mark.parametrize("suffix", [".m4a", ".m4b"])
def test_pyav_that_is_missing_is_told_with_what_to_install(monkeypatch, suffix):
    FORMATS[suffix].check(Path("a"))
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(FileError, match=rf"{suffix} files need the package av \(PyAV\); .* install 'av>=14,<19'`"):
        FORMATS[suffix].check(Path("a"))


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_that_is_missing_or_of_another_kind_is_told_in_one_line(tones, tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    sound_format = FORMATS[suffix]
    with pytest.raises(BadFile, match="no such file or directory"):
        list(sound_format.read(path))
    path.mkdir()
    with pytest.raises(BadFile, match="it is a folder"):
        sound_format.read_tags(path)
    path.rmdir()
    encode(tones.samples(), tmp_path / "other.flac" if suffix != ".flac" else tmp_path / "other.wav")
    other = next(tmp_path.glob("other*")).read_bytes()
    for content in (b"", b"\0" * 5000, b"RIFF", b"fLaC" * 500, b"OggS" * 500, b"\0\0\0\x20ftypM4A " * 50, other):
        path.write_bytes(content)
        with pytest.raises(BadFile, match=rf"it is damaged, or no {suffix} file"):
            list(sound_format.read(path))


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_that_was_cut_off_is_shorter_or_refused(tones, tmp_path, suffix):
    path = tmp_path / f"a{suffix}"
    encode(tones.samples(), path)
    content = path.read_bytes()
    for size in (40, 3000, len(content) // 2, len(content) - 1500):
        path.write_bytes(content[:size])
        try:
            length = sum(map(len, FORMATS[suffix].read(path)))
        except BadFile:
            continue
        assert length < tones.frames


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("error", [FileNotFoundError(2, "a clip"), KeyboardInterrupt()], ids=["error", "ctrl-c"])
def test_what_breaks_off_the_rendering_breaks_off_the_encoding(tones, tmp_path, suffix, error):
    def broken():
        yield tones.samples()
        raise error

    with pytest.raises(type(error)) as caught:
        FORMATS[suffix].encode(broken(), tmp_path / "a", "good", tmp_path / "a")
    assert caught.value is error
    (tmp_path / "a").unlink()  # closed: Windows would refuse otherwise


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to a whole console")
@pytest.mark.parametrize("suffix", [".wav", ".opus", ".m4a"])
def test_ctrl_c_is_never_lost_in_an_encoder(tmp_path, suffix):
    """An exception that Python raises while a library calls it back would be printed, and the encoding go on."""
    command = [sys.executable, "-c", EIGHT_HOURS, tmp_path / f"a{suffix}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as export:
        for _ in range(3):
            export.stdout.readline()
        export.send_signal(signal.SIGINT)
        output, errors = export.communicate()
    assert output.endswith(b"interrupted\n")
    assert errors == b""
