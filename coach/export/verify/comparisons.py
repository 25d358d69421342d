"""What of a file is compared with its plan: one class each, which sees the blocks of the decoded file as they pass."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import groupby
from math import ceil
from pathlib import Path
from statistics import median
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from coach.choices import NO_CHIMES
from coach.export import captions
from coach.export.tags import Chapter
from coach.export.verify.carried import Carried
from coach.export.verify.digest import Digest, steps
from coach.export.verify.onsets import Cutter, Due, Onsets, Stretch
from coach.sound.chimes import load_palette
from coach.sound.loudness import Meter, clip_loudness, true_peak
from coach.units import FRAME_RATE, clock, counted, frames
from coach.voice.clips.treatment import CEILING_DBTP, EDGES_LU

NEAR = frames(0.001)
"""How far a chime, or a chapter of an exact format, may be from its place, in frames."""

LOUDNESS_LU = 0.5
"""How far the voice may be from its level, in loudness units."""

HIGHEST_DBTP = -1.0
"""No file may peak above this."""

_PAUSE = np.zeros(frames(0.4), np.float32)
"""Keeps clips apart where loudness is measured."""

_MS = FRAME_RATE / 1000
"""Frames in a millisecond."""

Samples = npt.NDArray[np.float32]
Read = Callable[[], Iterator[Samples]]
"""Decodes the file from its beginning, in blocks with a shape of (frames,)."""


class Finding(NamedTuple):
    """The outcome of a comparison."""

    compared: str
    """What was compared, in a few words; nothing if there was nothing to compare."""

    problems: tuple[str, ...] = ()
    """What is not as it was planned, in sentences: what, where, how far."""

    worst_ms: float = 0.0
    """The greatest distance of a hold chime from its place, in milliseconds."""


class Comparison(Protocol):
    """A comparison of a file with its plan."""

    def add(self, block: Samples) -> None:
        """See the next block of the file."""

    def finding(self) -> Finding:
        """Return the outcome, once all blocks have passed."""


class SessionLength:
    """The length of the sound, in frames."""

    def __init__(self, carried: Carried) -> None:
        self._planned = carried.frames
        self._frames = 0

    def add(self, block: Samples) -> None:
        """Count the frames of a block."""
        self._frames += block.size

    def finding(self) -> Finding:
        """Return the length, and whether it is the planned one."""
        apart = self._frames - self._planned
        count = "1 frame" if abs(apart) == 1 else f"{abs(apart)} frames"
        problem = f"it is too {'long' if apart > 0 else 'short'}, by {count} ({_ms(apart)} ms)"
        return Finding(clock(self._frames), (problem,) if apart else ())


class Digested:
    """Every sample of an exact format. Only if one is different, the file is decoded again to find the chimes."""

    def __init__(self, carried: Carried, read: Read) -> None:
        self._carried = carried
        self._read = read
        self._digest = Digest()
        # Digesting takes as long as decoding a WAV: it is done while the next block is decoded.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="digest")
        self._pending: Future[None] | None = None

    def add(self, block: Samples) -> None:
        """Digest a block."""
        integers = steps(block)
        self._wait()
        self._pending = self._thread.submit(self._digest.update_steps, integers)

    def finding(self) -> Finding:
        """Return whether the samples are those that were rendered, and if not, what has become of the hold chimes."""
        self._wait()
        self._thread.shutdown()
        chimes = HoldChimes(self._carried)
        if self._digest.hexdigest() == self._carried.file.digest:
            return Finding(", ".join(filter(None, (chimes.named(), "every sample as it was rendered"))))
        for block in self._read():
            chimes.add(block)
        found = chimes.finding()
        return found._replace(problems=("its samples are not those that were rendered", *found.problems))

    def _wait(self) -> None:
        if self._pending:
            self._pending.result()


class HoldChimes:
    """The onsets of the chimes that begin and end the holds."""

    def __init__(self, carried: Carried) -> None:
        has_chimes = _holds(carried, "chimes") and carried.chimes != NO_CHIMES
        holds = [stage.hold for stage in carried.stages if stage.hold] if has_chimes else []
        due = [Due(hold.onset, "hold-open") for hold in holds] + [Due(hold.end, "hold-close") for hold in holds]
        self._due = sorted(due)
        self._onsets = Onsets(self._due, load_palette(carried.chimes)) if has_chimes else None

    def add(self, block: Samples) -> None:
        """Look for the chimes of a block."""
        if self._onsets:
            self._onsets.add(block)

    def named(self, count: str = "") -> str:
        """Return how many chimes there should be, in words; nothing for none."""
        return f"{count}{len(self._due)} hold chimes" if self._due else ""

    def finding(self) -> Finding:
        """Return how far the chimes are from their places, and which of them are missing or too far off."""
        offsets: dict[Due, float | None] = {}
        if self._onsets:
            self._onsets.finish()
            offsets = self._onsets.offsets
        found = {due: apart for due, apart in offsets.items() if apart is not None}
        missing = [due for due, apart in offsets.items() if apart is None]
        off = [due for due, apart in found.items() if abs(apart) > NEAR]
        worst = max(map(abs, found.values()), default=0.0)
        problems = []
        if missing:
            more = f", and {others(len(missing) - 1, 'hold chime')} neither" if len(missing) > 1 else ""
            problems.append(f"no chime sounds {_place(missing[0])}{more}")
        if off:
            more = f", and {others(len(off) - 1, 'chime')} by up to {_ms(worst)} ms" if len(off) > 1 else ""
            problems.append(f"the chime {_place(off[0])}, is {_late(found[off[0]])}{more}")
        named = self.named(f"{len(found)} of " if missing else "")
        compared = f"{named} within {ceil(100 * worst / _MS) / 100:.2f} ms" if found else named
        return Finding(compared, tuple(problems), worst / _MS)


class Chapters:
    """The titles and the onsets of the chapters; no sound is needed for them."""

    def __init__(self, carried: Carried, found: Sequence[Chapter] | None, tolerance: int) -> None:
        pieces = (list(group) for _, group in groupby(carried.stages, lambda stage: stage.id))
        self._planned = [(stages[0].title, stages[0].onset) for stages in pieces]
        self._found = found or ()
        self._tolerance = tolerance

    def add(self, block: Samples) -> None:
        """Do nothing."""

    def finding(self) -> Finding:
        """Return how many chapters there are, and which of them are called or begin otherwise than planned."""
        compared = f"{len(self._found)} chapters"
        if len(self._found) != len(self._planned):
            return Finding(compared, (f"it has {len(self._found)} chapters, not {len(self._planned)}",))
        problems = []
        for number, (chapter, (title, onset)) in enumerate(zip(self._found, self._planned, strict=True), 1):
            if chapter.title != title:
                problems.append(f"chapter {number} is called {chapter.title!r}, not {title!r}")
            if abs(chapter.onset - onset) > self._tolerance:
                problems.append(f"chapter {number} at {clock(onset)}, {title!r}, begins {_late(chapter.onset - onset)}")
        return Finding(compared, _first(problems))


class Loudness:
    """The loudness of the voice: of what lies in the stretches of its clips.

    The loudness of the whole depends on how much of it are short clips and high peaks. A clip alone has either the
    loudness that was asked for or the highest peak that it may have, and so tells whether its level is right.
    """

    def __init__(self, carried: Carried) -> None:
        self._asked = carried.file.loudness
        clips = carried.spoken if _holds(carried, "voice") else []
        self._cutter = Cutter([Stretch(clip.onset, clip.end) for clip in clips])
        self._whole = Meter()
        self._excess = array("f")

    def add(self, block: Samples) -> None:
        """Measure the clips that end in a block."""
        for _, samples in self._cutter.add(block):
            self._whole.add(samples)
            self._whole.add(_PAUSE)
            over_asked = clip_loudness(samples) - (self._asked + EDGES_LU)
            self._excess.append(max(over_asked, true_peak(samples) - CEILING_DBTP))

    def finding(self) -> Finding:
        """Return the loudness, and whether most clips are louder or quieter than they should be."""
        if not self._excess:
            return Finding("")
        lufs = self._whole.integrated()
        compared = f"voice {lufs:.1f} LUFS, asked for {self._asked:g}"
        excess = median(self._excess)
        if abs(excess) > LOUDNESS_LU:
            apart = f"{abs(excess):.1f} LU too {'loud' if excess > 0 else 'quiet'}"
            return Finding(compared, (f"the voice, at {lufs:.1f} LUFS, is {apart}",))
        if abs(lufs - self._asked) > LOUDNESS_LU:
            compared += ": each clip as loud as that or as its peaks allow"
        return Finding(compared)


class Peak:
    """The true peak of the whole file."""

    def __init__(self) -> None:
        self._meter = Meter()
        self._frame = self._highest_at = 0
        self._highest = 0.0

    def add(self, block: Samples) -> None:
        """Measure a block."""
        self._meter.add(block)
        magnitudes = np.abs(block)
        if block.size and magnitudes.max() > self._highest:
            self._highest = float(magnitudes.max())
            self._highest_at = self._frame + int(magnitudes.argmax())
        self._frame += block.size

    def finding(self) -> Finding:
        """Return the true peak, and whether it is too high."""
        peak = self._meter.true_peak()
        where = f"the true peak, near {clock(self._highest_at)}, is {peak:.2f} dBTP, above {HIGHEST_DBTP:g}"
        return Finding(f"true peak {peak:.1f} dBTP", (where,) if peak > HIGHEST_DBTP else ())


class Captions:
    """The times of the caption files that lie beside the file, under its name."""

    def __init__(self, carried: Carried, path: Path) -> None:
        self._clips = carried.spoken
        self._files = {kind: path.with_suffix(f".{kind}") for kind in captions.CAPTIONS}

    def add(self, block: Samples) -> None:
        """Do nothing: captions are compared with the plan."""

    def finding(self) -> Finding:
        """Return which files there are, and which cues are not at the times of their clips, in milliseconds."""
        there = {kind: file for kind, file in self._files.items() if file.is_file()}
        named = ", ".join(file.name for file in there.values())
        problems = [problem for kind, file in there.items() for problem in self._problems(kind, file)]
        return Finding(f"captions {named}" if named else "", tuple(problems))

    def _problems(self, kind: str, file: Path) -> tuple[str, ...]:
        try:
            cues = captions.times(file.read_text(encoding="utf-8-sig"), kind)
        except (OSError, ValueError) as error:
            return (f"{file.name} cannot be read: {error}",)
        if len(cues) != len(self._clips):
            return (f"{file.name} has {len(cues)} cues, not {len(self._clips)}",)
        problems = []
        for clip, (start_ms, end_ms) in zip(self._clips, cues, strict=True):
            for word, told_ms, frame in (("begins", start_ms, clip.onset), ("ends", end_ms, clip.end)):
                apart = 0 if told_ms is None else told_ms * _MS - frame
                if abs(apart) > captions.GRAIN_MS[kind] * _MS / 2:
                    problems.append(f"{file.name}: the cue at {clock(clip.onset)} {word} {_late(apart)}")
        return _first(problems)


def _holds(carried: Carried, bus: str) -> bool:
    """Return whether a bus is in the file."""
    return carried.file.stem in {None, bus}


def _place(due: Due) -> str:
    return f"at {clock(due.onset)}, where a hold {'begins' if due.chime == 'hold-open' else 'ends'}"


def _late(apart: float) -> str:
    return f"{_ms(apart)} ms {'late' if apart > 0 else 'early'}"


def _ms(apart: float) -> str:
    return f"{abs(apart) / _MS:.2f}"


def others(count: int, thing: str) -> str:
    """Return how many others there are, as in "1 other chime"."""
    return counted(count, f"other {thing}")


def _first(problems: Sequence[str]) -> tuple[str, ...]:
    """Return the first problem alone; it tells how many there are."""
    if len(problems) < 2:
        return tuple(problems)
    return (f"{problems[0]}, and {others(len(problems) - 1, 'difference')}",)
