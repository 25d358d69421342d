"""Caption files, read by libraries that other people's players are made of.

Two timelines are written as VTT, SRT and LRC: the default session, and one of awkward words that goes on beyond 99
minutes. Libraries of npm read them (in a temporary folder, which needs node and the internet), those of Python that
the tests use, and ffmpeg's. For each of them a line tells how many cues it has found, how far the worst time is off
(the times of LRC are hundredths), and how many cues have other words. It exits 1 if anything is wrong.

Run it: .venv/bin/python tests/endurance/caption_readers.py [FOLDER for the files]
"""

# ruff: noqa: T201  it is run to be read

import io
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

from coach.choices import Choices
from coach.export.captions import CAPTIONS, GRAIN_MS
from coach.health.listener import Listener
from coach.plan.timeline import Clip, TimedStage, Timeline, Utterance
from coach.sessions.compose import compose
from coach.units import FRAME_RATE, frames

PACKAGES = (
    *("node-webvtt", "webvtt-parser"),
    *("srt-parser-2", "subtitle", "subsrt"),
    *("lrc-kit", "clrc", "paroles"),
)
NODE = Path(__file__).with_suffix(".mjs")

AWKWARD = (
    "Keep pain <five and effort >two, or stop.",
    "a --> b <i>c</i> & {d} [00:01.00] [e] &amp; &lt;",
    "Two\n\nlines\rand\u2028more",
    "7 and 60 seconds, two finger-widths and ≥ 3 cm of it, one after the other",
    "NOTE this",
    "WEBVTT",
    "委中 · Füße 🦵 \u200e‎שלום",
    "x" * 100,
)

Cue = tuple[int, int | None, str]
"""Start and end in milliseconds, and words; None for an end that a format or a library does not tell."""


def main() -> int:
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(sys.argv[1] if len(sys.argv) > 1 else name)
        shutil.copy(NODE, name)
        subprocess.run(["npm", "install", "--silent", "--prefix", name, *PACKAGES], check=True, stdout=sys.stderr)
        print(f"{'timeline':9} {'file':5} {'reader':16} {'cues':>9} {'worst ms':>9}  other words")
        for title, timeline in {"default": default(), "awkward": awkward()}.items():
            for kind, write in CAPTIONS.items():
                file = folder / f"{title}.{kind}"
                file.write_bytes(write(timeline, title=f"{title} [of] <them>").encode())
                for reader, found in read(file, Path(name)):
                    told, is_right = compared(found, planned(timeline), GRAIN_MS[kind])
                    wrong += not is_right
                    print(f"{title:9} {kind:5} {reader:16} {told}{'' if is_right else '  WRONG'}")
    return int(wrong > 0)


def default() -> Timeline:
    with compose(Choices(voice="fake"), Listener()) as session:
        return session.compile()


def awkward() -> Timeline:
    """Return a timeline that says each text in each quarter of an hour, for two hours; half of them without a gap."""
    clips = [
        Clip(
            "voice",
            frames(900.0 * quarter + 3 * number) + 17 * number,
            3 * FRAME_RATE,
            "opening",
            "words",
            Utterance(text, 1.0),
        )
        for quarter in range(8)
        for number, text in enumerate(AWKWARD)
    ]
    return Timeline((TimedStage("a", "A", None, None, 0, frames(8000.0), clips=tuple(clips)),), complete=True)


def planned(timeline: Timeline) -> list[Cue]:
    spoken = [clip for stage in timeline.stages for clip in stage.clips if clip.utterance]
    return [(round(clip.onset / 48), round(clip.end / 48), clip.utterance.text) for clip in spoken]


def read(file: Path, folder: Path) -> Iterator[tuple[str, list[Cue] | str]]:
    """Yield what each library finds in a file, or what it complains of."""
    command = ["node", str(folder / NODE.name), str(file)]
    by_node = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    for name, found in by_node.items():
        yield name, found.get("problem") or [tuple(cue) for cue in found["cues"]]
    kind = file.suffix[1:]
    for name, reads in BY_PYTHON.items():
        if kind in reads:
            try:
                yield name, reads[kind](file)
            except Exception as error:  # noqa: BLE001 whatever a library raises is what it complains of
                yield name, repr(error)


def by_webvtt(file: Path) -> list[Cue]:
    import webvtt

    text = file.read_text(encoding="utf-8")
    found = (
        webvtt.from_string(text, strict=True) if file.suffix == ".vtt" else webvtt.from_buffer(io.StringIO(text), "srt")
    )
    return [(cue.start_time.in_milliseconds(), cue.end_time.in_milliseconds(), plain(cue.text, file)) for cue in found]


def by_pysubs2(file: Path) -> list[Cue]:
    import pysubs2

    return [(cue.start, cue.end, plain(cue.text, file)) for cue in pysubs2.load(str(file), keep_html_tags=True)]


def by_ffmpeg(file: Path) -> list[Cue]:
    import av

    with av.open(str(file)) as container:
        packets = [packet for packet in container.demux() if packet.size]
    return [
        (
            round(packet.pts * packet.time_base * 1000),
            round((packet.pts + packet.duration) * packet.time_base * 1000) if file.suffix != ".lrc" else None,
            plain(bytes(packet).decode(), file),
        )
        for packet in packets
    ]


def plain(text: str, file: Path) -> str:
    """Return a text without the escapes that VTT alone has."""
    return unescape(text) if file.suffix == ".vtt" else text


BY_PYTHON: dict[str, dict[str, Callable[[Path], list[Cue]]]] = {
    "webvtt-py": {"vtt": by_webvtt, "srt": by_webvtt},
    "pysubs2": {"vtt": by_pysubs2, "srt": by_pysubs2},
    "ffmpeg": {"vtt": by_ffmpeg, "srt": by_ffmpeg, "lrc": by_ffmpeg},
}


def compared(found: list[Cue] | str, expected: list[Cue], grain_ms: int) -> tuple[str, bool]:
    """Return what is told of the cues that a library has found, and whether it is right."""
    if isinstance(found, str):
        return found, False
    heard = [cue for cue in found if cue[2].strip()]  # an LRC has empty lines where a cue ends
    pairs = list(zip(heard, expected, strict=False))
    apart = [
        abs(told - due)
        for cue, right in pairs
        for told, due in zip(cue[:2], right[:2], strict=True)
        if told is not None
    ]
    others = sum(words(cue[2]) != words(right[2]) for cue, right in pairs)
    worst = max(apart, default=0)
    told = f"{len(heard):4}/{len(expected):4} {worst:9}  {others}"
    return told, len(heard) == len(expected) and worst <= grain_ms // 2 + 1 and not others


def words(text: str) -> str:
    """Return the letters and digits of a text: lines may be broken, and brackets may be others."""
    return "".join(re.findall(r"\w", text.replace("\\N", "\n")))


if __name__ == "__main__":
    sys.exit(main())
