"""The default session in every format at every quality, measured by ffmpeg, a program that no one here wrote.

For each file: its chapters, whose titles must be the stages' and whose starts may be off by a millisecond, or by one
packet of a lossy codec; the loudness of its voice stem, -19 LUFS give or take 0.5; and the true peak of the stem and of
the whole, -1 dBTP at most. It takes some minutes, prints a line for each file, and exits 1 if anything is off.

Run it: .venv/bin/python tests/endurance/files.py [--voice NAME] [SUFFIX ...]
"""

# ruff: noqa: T201  it is run to be read

import argparse
import sys
import tempfile
from pathlib import Path
from typing import get_args

sys.path.insert(0, str(Path(__file__).parents[1]))
import ffmpeg

from coach.choices import Choices
from coach.export import Wanted, write
from coach.export.formats import FORMATS, Quality
from coach.health.listener import Listener
from coach.sessions.compose import compose
from coach.units import FRAME_RATE, frames

LUFS, LUFS_APART, DBTP = -19.0, 0.5, -1.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voice")
    parser.add_argument("suffixes", nargs="*", metavar="SUFFIX", default=list(FORMATS))
    given = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as name, compose(Choices(voice=given.voice), Listener()) as session:
        timeline = session.compile()
        for suffix in given.suffixes:
            sound_format = FORMATS[suffix]
            for quality in get_args(Quality)[slice(1, 2) if sound_format.exact else slice(None)]:
                whole, voice = (Path(name) / f"{part}{suffix}" for part in ("whole", "voice"))
                write(session, Wanted(whole, quality=quality))
                write(session, Wanted(voice, quality=quality, stem="voice"))
                off = chapters_off(whole, timeline)
                (lufs, voice_peak), (_, peak) = ffmpeg.ebur128(voice), ffmpeg.ebur128(whole)
                tolerance = frames(0.001) if sound_format.exact else sound_format.grain
                right = abs(lufs - LUFS) <= LUFS_APART and max(peak, voice_peak) <= DBTP
                right &= not sound_format.chapters or (off is not None and off <= tolerance)
                wrong += not right
                told = "no chapters" if not sound_format.chapters else f"chapters {show(off)}"
                kbits = whole.stat().st_size * 8 * FRAME_RATE / timeline.frames / 1000
                print(
                    f"{suffix} {quality}: {kbits:.0f} kbit/s, {told}, voice {lufs:.1f} LUFS and {voice_peak:.1f} dBTP, "
                    f"whole {peak:.1f} dBTP: {'right' if right else 'WRONG'}",
                    flush=True,
                )
    return int(wrong > 0)


def chapters_off(path, timeline):
    """Return how many frames the chapter that is the farthest from its stage is from it; None if others are told."""
    _, told = ffmpeg.told(path)
    if [title for _, title in told] != [stage.title for stage in timeline.stages]:
        return None
    return max(abs(start * FRAME_RATE - stage.onset) for (start, _), stage in zip(told, timeline.stages, strict=True))


def show(off):
    return "WRONG" if off is None else f"{off * 1000 / FRAME_RATE:.2f} ms off"


if __name__ == "__main__":
    sys.exit(main())
