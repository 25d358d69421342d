"""What ffmpeg, a program that no one here wrote, finds in a file."""

import re
import subprocess

import imageio_ffmpeg
import numpy as np

_SECOND = ("-map", "0:a", "-t", "1", "-ac", "1", "-ar", "48000", "-f", "f32le", "-")


def decoded(path):
    """Return the samples of a file, shape (frames,), as ffmpeg decodes them to 48 kHz."""
    raw = _run("-i", path, "-map", "0:a", "-ac", "1", "-ar", "48000", "-f", "f32le", "-")
    return np.frombuffer(raw, "<f4")


def sought(path, time_s):
    """Return what is heard of an MP3 after a jump to a time for which ffmpeg reckons with bytes: a second."""
    raw = _run("-fflags", "+fastseek", "-noaccurate_seek", "-ss", str(time_s), "-i", path, *_SECOND)
    return np.frombuffer(raw, "<f4")


def decoded_from(path, place):
    """Return what is heard of a file that begins at a byte: a second."""
    return np.frombuffer(_run("-skip_initial_bytes", str(place), "-f", "mp3", "-i", path, *_SECOND), "<f4")


def decoded_as_far_as_it_goes(path):
    """Return the samples of a file that ends too early, as `decoded` does."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "quiet", "-i", path, "-map", "0:a", "-f", "f32le", "-"]
    return np.frombuffer(subprocess.run(command, check=False, capture_output=True).stdout, "<f4")


def probed(path):
    """Return what ffmpeg tells of a file when it opens it, as text for people."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-i", path]
    return subprocess.run(command, check=False, capture_output=True).stderr.decode()


def cover(path):
    """Return the picture that is attached to a file, as it lies there."""
    return _run("-i", path, "-map", "0:v", "-c", "copy", "-f", "image2pipe", "-")


def told(path):
    """Return the tags of a file, with names in lower case, and its chapters as (start in seconds, title)."""
    copied = ("-map_metadata:g", "0:s:a:0") if path.suffix in {".ogg", ".opus"} else ()
    text = _run("-copyts", "-i", path, "-map", "0:a", "-c", "copy", *copied, "-f", "ffmetadata", "-").decode()
    head, *chapters = text.split("\n[CHAPTER]\n")
    tags = {key.lower(): value for key, value in _pairs(head)}
    return tags, [_chapter(dict(_pairs(chapter))) for chapter in chapters]


def ebur128(path):
    """Return the integrated loudness of a file in LUFS, and its true peak in dBTP."""
    arguments = ["-nostats", "-i", path, "-map", "0:a", "-af", "ebur128=peak=true:framelog=quiet", "-f", "null", "-"]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", *arguments]
    told = subprocess.run(command, check=True, capture_output=True).stderr.decode().rpartition("Summary:")[2]
    lufs, dbtp = (float(re.search(rf"{name}:\s+(\S+)", told)[1]) for name in ("I", "Peak"))
    return lufs, dbtp


def _chapter(fields):
    over, under = map(int, fields["TIMEBASE"].split("/"))
    return int(fields["START"]) * over / under, fields.get("title", "")


def _pairs(text):
    for key, value in re.findall(r"^([^;=\n][^=\n]*)=((?:\\.|[^\\\n])*)$", text, re.DOTALL | re.MULTILINE):
        yield key, re.sub(r"\\(.)", r"\1", value, flags=re.DOTALL)


def write_tone(path):
    """Write a file that is none of ours: a short tone."""
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "lavfi", "-i", "sine=duration=0.2", path]
    subprocess.run(command, check=True)


def _run(*arguments):
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *arguments]
    return subprocess.run(command, check=True, capture_output=True).stdout
