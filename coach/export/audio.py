"""A session as an audio file."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from coach.errors import FileError
from coach.export.encoder import check, encode
from coach.export.files import replacing
from coach.export.formats import Format, format_of
from coach.timeline import Playable, Timeline
from coach.units import clock

BLOCK = 2**18
"""Frames that are rendered at a time: 5.5 s, 1 MB. Ctrl-C waits for the encoding of one."""

Progress = Callable[[int, int | None], None]
"""Is told how many frames have been rendered, and of how many, or None while the length is not decided."""


@dataclass(frozen=True, slots=True)
class Written:
    """What has been written."""

    path: Path
    frames: int
    """Length of the session in frames."""


def write(playable: Playable, target: Path, *, progress: Progress | None = None) -> Written:
    """Write a session to an audio file in the format of its suffix: .wav, .flac, .mp3, .ogg or .opus.

    WAV and FLAC hold exactly the rendered samples, in 24 bits; the others play for exactly as many frames. Each
    stage is written as soon as it is decided (in a WAV, whose length is limited, once all are), and memory does not
    grow with the session.

    Raises UnknownName for another suffix and FileError for a file that cannot be written: everything that can be
    known about the target is checked before the session is asked for anything. Whatever is raised, here or by the
    session, an older file is left as it was and nothing else stays behind.
    """
    sound_format = format_of(target)
    check(sound_format, target)
    with replacing(target) as file:
        frames = encode(_blocks(playable, sound_format, target, progress), file, sound_format, target)
    return Written(target, frames)


def _blocks(
    playable: Playable, sound_format: Format, target: Path, progress: Progress | None
) -> Iterator[npt.NDArray[np.float32]]:
    done = 0
    timelines: Iterable[Timeline] = playable.timelines()
    if sound_format.longest:
        timelines = deque(timelines, maxlen=1)  # gigabytes would have been written before it turned out to be too long
        if timelines[0].frames > sound_format.longest:
            problem = f"a {target.suffix} file cannot be longer than {clock(sound_format.longest)} hours"
            raise FileError(str(target), problem, "choose .flac, or shorter holds")
    for timeline in timelines:
        total = timeline.frames if timeline.complete else None
        while done < timeline.frames:
            yield playable.render(timeline, done, min(BLOCK, timeline.frames - done))
            done = min(done + BLOCK, timeline.frames)
            if progress:
                progress(done, total)
