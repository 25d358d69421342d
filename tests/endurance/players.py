"""What other people's programs read of the default session in every format: ffprobe and mutagen.

For each file: its length and how far it is off; how many chapters there are, and how far the one that is the farthest
from its stage is from it; the title; the kind and the size of the cover. Of M4A and M4B also whether the movie box
comes before the sound, and whether ffprobe opens the first 300 kB alone; of MP3 how far from a chapter players land
that seek by arithmetic. It exits 1 if a title or a chapter is not told, or if one is farther off than it may be.

Run it, with ffprobe installed: .venv/bin/python tests/endurance/players.py [--voice NAME] [SUFFIX ...]
"""

# ruff: noqa: T201  it is run to be read

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import mutagen
from mutagen.flac import Picture

from coach.choices import Choices
from coach.export import Wanted, write
from coach.export.formats import FORMATS
from coach.health.listener import Listener
from coach.plan.timeline import Timeline
from coach.sessions.compose import compose
from coach.units import seconds

HEAD = 300_000
"""Bytes of a file that has begun to arrive."""

BESIDE_S = 0.1


class Told(NamedTuple):
    """What a program tells of a file."""

    by: str
    length_s: float
    title: str
    cover: str
    chapters: list[tuple[float, str]] | None
    """Starts in seconds, and titles; None if the program does not read them in this format."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voice")
    parser.add_argument("suffixes", nargs="*", metavar="SUFFIX", default=list(FORMATS))
    given = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as name, compose(Choices(voice=given.voice), Listener()) as session:
        timeline = session.compile()
        for suffix in given.suffixes:
            path = Path(name) / f"a{suffix}"
            write(session, Wanted(path))
            print(f"{suffix}: {path.stat().st_size / 1e6:.1f} MB", flush=True)
            wrong += sum(not show(told, timeline, FORMATS[suffix].grain) for told in (probed(path), tagged(path)))
            wrong += suffix in {".m4a", ".m4b"} and not show_boxes(path)
            wrong += not show_landings(path, [stage.onset for stage in timeline.stages])
            path.unlink()
    return int(wrong > 0)


def show(told: Told, timeline: Timeline, grain: int) -> bool:
    """Print what a program tells; return whether it is right."""
    off_ms = 1000 * (told.length_s - seconds(timeline.frames))
    right = bool(told.title) and bool(told.cover)
    chapters = "no chapters"
    if told.chapters is not None:
        right &= [title for _, title in told.chapters] == [stage.title for stage in timeline.stages]
        starts = zip(told.chapters, timeline.stages, strict=False)
        worst_s = max((abs(start - seconds(stage.onset)) for (start, _), stage in starts), default=0.0)
        right &= worst_s <= max(seconds(grain), 0.001)
        chapters = f"{len(told.chapters)} chapters, {1000 * worst_s:.2f} ms off at most"
    length = f"{told.length_s:.3f} s ({off_ms:+.2f} ms)"
    print(
        f"  {told.by}: {length}, {chapters}, {told.title!r}, cover {told.cover}{'' if right else ': WRONG'}", flush=True
    )
    return right


def show_boxes(path: Path) -> bool:
    """Print where the movie box lies, and whether the beginning of the file can be opened; return whether all is so."""
    content = path.read_bytes()
    kinds, place = [], 0
    while place < len(content):
        size = int.from_bytes(content[place : place + 4])
        kinds.append(f"{content[place + 4 : place + 8].decode()} {size / 1000:.0f} kB")
        place += size
    head = path.with_stem("head")
    head.write_bytes(content[:HEAD])
    length_s = float(probe(head).get("format", {}).get("duration", 0))
    right = [kind.split()[0] for kind in kinds] == ["ftyp", "moov", "mdat"] and length_s > 0
    print(f"  boxes: {', '.join(kinds)}; of the first {HEAD // 1000} kB ffprobe reads a length of {length_s:.3f} s")
    return right


def show_landings(path: Path, onsets: list[int]) -> bool:
    """Print how far from the chapters players land that seek by arithmetic; return whether it is right."""
    right = True
    for by, landed in FORMATS[path.suffix].landings(path, onsets):
        off_s = max(seconds(abs(frame - onset)) for frame, onset in zip(landed, onsets, strict=True))
        right &= off_s <= BESIDE_S
        print(f"  seeking by {by}: {off_s:.3f} s off at most{'' if off_s <= BESIDE_S else ': WRONG'}")
    return right


def probe(path: Path) -> dict[str, Any]:
    """Return all that ffprobe tells of a file, or nothing if it cannot open it."""
    shown = ("-show_format", "-show_streams", "-show_chapters")
    command = ["ffprobe", "-v", "quiet", "-of", "json", *shown, path]
    found: dict[str, Any] = json.loads(subprocess.run(command, check=False, capture_output=True).stdout)
    return found


def probed(path: Path) -> Told:
    found = probe(path)
    pictures = [stream for stream in found["streams"] if stream["codec_type"] == "video"]
    tags = found["format"].get("tags", {}) or found["streams"][0].get("tags", {})
    # Older ones leave out the other ID3 tags of a WAV that has a private one, as that of the plan is.
    untold = "(none is read)" if path.suffix == ".wav" else ""
    return Told(
        "ffprobe",
        float(found["format"]["duration"]),
        {key.lower(): value for key, value in tags.items()}.get("title", untold),
        ", ".join(f"{picture['codec_name']} {picture['width']}x{picture['height']}" for picture in pictures),
        [(float(chapter["start_time"]), chapter["tags"]["title"]) for chapter in found["chapters"]]
        if FORMATS[path.suffix].chapters
        else None,
    )


def tagged(path: Path) -> Told:
    file: Any = mutagen.File(path)
    read = {".mp3": id3, ".wav": id3, ".m4a": boxed, ".m4b": boxed}.get(path.suffix, commented)
    return Told("mutagen", file.info.length, *read(file))


def id3(file: Any) -> tuple[str, str, list[tuple[float, str]] | None]:
    [picture] = file.tags.getall("APIC")
    chapters = [(chap.start_time / 1000, str(chap.sub_frames["TIT2"])) for chap in file.tags.getall("CHAP")]
    return str(file.tags["TIT2"]), cover(picture.mime, picture.data), sorted(chapters) or None


def boxed(file: Any) -> tuple[str, str, list[tuple[float, str]] | None]:
    [picture] = file["covr"]
    kinds = {picture.FORMAT_JPEG: "image/jpeg", picture.FORMAT_PNG: "image/png"}
    chapters = [(chapter.start, chapter.title) for chapter in file.chapters]
    return file["\xa9nam"][0], cover(kinds[picture.imageformat], picture), chapters


def commented(file: Any) -> tuple[str, str, list[tuple[float, str]] | None]:
    from base64 import b64decode

    pictures = getattr(file, "pictures", []) or [Picture(b64decode(file["METADATA_BLOCK_PICTURE"][0]))]
    chapters = []
    for key, (value,) in file.tags.as_dict().items():
        if re.fullmatch(r"chapter\d{3}", key, re.IGNORECASE):
            hours, minutes, rest = value.split(":")
            chapters.append((int(hours) * 3600 + int(minutes) * 60 + float(rest), file[f"{key}name"][0]))
    return file["title"][0], cover(pictures[0].mime, pictures[0].data), sorted(chapters)


def cover(kind: str, data: bytes) -> str:
    return f"{kind}, {len(data) / 1000:.0f} kB"


if __name__ == "__main__":
    sys.exit(main())
