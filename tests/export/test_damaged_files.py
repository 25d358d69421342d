"""Files that claim more of their parts than there is, read under a limit of memory; and what is missing to read one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from coach.errors import BadFile
from coach.export import verify
from coach.export.formats import FORMATS

READ = """
import resource, sys
from pathlib import Path
import av, mutagen.flac, mutagen.id3, mutagen.mp4, mutagen.oggopus, mutagen.oggvorbis, mutagen.wave, soundfile
from coach.errors import BadFile
from coach.export.formats import format_of
from coach.export.verify.carried import unpack

size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (size + 2**28, size + 2**28))
for name in sys.stdin.read().split():
    path = Path(name)
    told = set()
    for read in (
        lambda: format_of(path).read_tags(path),
        lambda: [None for _ in format_of(path).read(path)],
        lambda: format_of(path).landings(path, [0, 500]),
    ):
        try:
            read()
        except BadFile as error:
            told.add(str(error))
    print(path.name, sorted(told), flush=True)
"""

HUGE = {
    "little": (b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f"),
    "big": (b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x0f\xff\xff\xff"),
}

CLAIMS = {
    ".wav": [(4, "little"), (16, "little"), (40, "little")],
    ".flac": [(4, "big"), (42, "big"), (46, "little")],
    ".mp3": [(6, "big"), (14, "big")],
    ".ogg": [(26, "big"), (100, "little")],
    ".opus": [(26, "big"), (84, "little")],
}
"""Where sizes stand in the beginnings of files, and in which order of bytes."""

IN_BOXES = (b"moov", b"trak", b"mdia", b"stbl", b"stsd", b"esds", b"stts", b"stsc", b"stsz", b"stco", b"udta", b"ilst")


def claims(suffix, content):
    """Yield places in a file at which the size or the number of something stands, with the order of its bytes."""
    yield from CLAIMS.get(suffix, [])
    for kind, order in ((b"data", "little"), (b"id3 ", "little"), (b"TIT2", "big"), (b"CHAP", "big"), (b"PRIV", "big")):
        if suffix in {".wav", ".mp3"} and kind in content:
            yield content.index(kind) + 4, order
    for kind in (b"TITLE=", b"title=", b"METADATA_BLOCK_PICTURE=", b"image/png"):
        if suffix in {".flac", ".ogg", ".opus"} and kind in content:
            yield content.index(kind) - 4, "big" if kind == b"image/png" else "little"
    if suffix == ".m4a":
        for kind in IN_BOXES:
            places = [place for place in range(len(content)) if content.startswith(kind, place)]
            for place in places:
                yield from ((place + offset, "big") for offset in (-4, 8, 12, 16, 20))


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="what limits memory is told by Linux")
def test_a_file_that_claims_gigabytes_is_read_or_called_damaged_under_a_limit_of_memory(tones, tags, tmp_path):
    paths = []
    for suffix, sound_format in FORMATS.items():
        if suffix == ".m4b":
            continue
        whole = tmp_path / f"a{suffix}"
        sound_format.encode([tones.samples()[:9000]], whole, "small", whole)
        sound_format.write_tags(whole, tags, whole)
        content = whole.read_bytes()
        for place, order in claims(suffix, content):
            for number, size in enumerate(HUGE[order]):
                paths.append(tmp_path / f"{place}-{number}{suffix}")
                paths[-1].write_bytes(content[:place] + size + content[place + 4 :])
    read = subprocess.run(
        [sys.executable, "-c", READ],
        input="\n".join(map(str, paths)),
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert read.returncode == 0, read.stderr[-2000:]
    told = read.stdout.splitlines()
    assert len(told) == len(paths) > 200
    assert [line for line in told if "memory" in line] == []
    assert sum("it is damaged, or no" in line for line in told) > len(told) / 3


@pytest.mark.parametrize("kind", [b"fmt ", b"data", b"id3 "])
@pytest.mark.parametrize("size", [2**32 - 1, 2**31, 10**6])
def test_a_wav_whose_chunk_claims_more_than_there_is_is_damaged(tones, tags, tmp_path, kind, size):
    path = tmp_path / "a.wav"
    FORMATS[".wav"].encode([tones.samples()], path, "good", path)
    FORMATS[".wav"].write_tags(path, tags, path)
    assert FORMATS[".wav"].read_tags(path).title == tags.title
    content = bytearray(path.read_bytes())
    place = content.rindex(kind) + 4
    content[place : place + 4] = size.to_bytes(4, "little")
    path.write_bytes(content)
    with pytest.raises(BadFile, match=r"a\.wav: it is damaged, or no \.wav file; choose a file"):
        verify(path)


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("missing", ["av", "soundfile"])
def test_a_file_whose_library_is_missing_cannot_be_read_without_it(monkeypatch, tmp_path, suffix, missing):
    needed = {"av": (".m4a", ".m4b"), "soundfile": (".flac", ".mp3", ".ogg", ".opus")}[missing]
    if suffix not in needed:
        FORMATS[suffix].check_reading(Path("a"))
        return
    path = tmp_path / f"a{suffix}"
    path.write_bytes(b"")
    monkeypatch.setitem(sys.modules, missing, None)
    told = {"av": r"the package av \(PyAV\); run", "soundfile": r"a libsndfile that knows \w+; install"}[missing]
    with pytest.raises(BadFile, match=rf"a{suffix}: it cannot be read without {told} "):
        verify(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.mp3")
    with pytest.raises(BadFile, match="it is a pipe"):
        verify(tmp_path / "a.mp3")
