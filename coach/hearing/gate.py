"""The gate: in which frames of a session the coach itself may be heard at the microphone, and in which it is silent.

Words close it from their first frame until the room has carried them down to its noise, for they are a voice. Chimes,
with breath tones, close it until what is left of them is so faint that nothing would take it for one: between two
breath tones a word is heard.

A bed and the noise floor do not close it: they sound nearly always, at 22 and 50 LU under the words, and are no voice.
Silero's voice activity, for which a voice begins at 0.5, gave 0.26 at most to any shipped bed, in rooms of 0 to 1.2 s
and at levels of up to -26 LUFS. It gave up to 0.9 to chimes, up to 0.4 to breath tones, and less than 0.3 to both once
they were 20 dB softer.
"""

from collections.abc import Callable, Iterator

import numpy as np

from coach.hearing.heard import Samples
from coach.hearing.room import WORDS_DB, Room
from coach.plan.signs import Span
from coach.plan.timeline import Clip, Timeline
from coach.units import frames

CHIME_DB = -55.0
"""A chime that is fainter at the microphone is taken for no voice, RMS in dBFS: 10 dB under where none ever was."""

LOUDER_DB = 10.0
"""So much louder than measured a sound may be: somebody turns it up, or a small loudspeaker gives words more than tones
(our choice)."""

_RANGE_DB = 60.0
"""Nothing is followed further down than this."""

_STEP = frames(0.01)
"""The level of a chime is looked at in pieces of this length."""


class Gate:
    """Tells where nothing of the coach's own words and chimes is heard in a room; with headphones that is everywhere.

    `chime` returns the samples of a chime by its name, at 48 kHz, as `Palette.samples` does: then the tail of a chime
    counts for as long as it is loud enough. Without it, each counts to its end.

    Frames are those at the loudspeaker: who knows when something was heard takes off the room's delay. By how much that
    is unsure, every sound is longer here, at both ends. The timeline must be no older than what was heard: an edit
    changes nothing that has sounded, and what is not decided has not. So frames after the last decided one are silent,
    as those of a pause are. While the device waits for what comes, the same frame is at the loudspeaker all the time,
    and the gate stays as it is there.
    """

    def __init__(self, room: Room, chime: Callable[[str], Samples] | None = None) -> None:
        self._room = room
        self._chime = chime
        self._unsure = frames(room.unsure_s)
        fall_db = min(max(WORDS_DB + room.level_db + LOUDER_DB - room.noise_db, 0), _RANGE_DB)
        self._after_words = frames(room.decay_s * fall_db / 60)
        self._rings: dict[str, int] = {}

    def is_open(self, timeline: Timeline, begin: int, end: int) -> bool:
        """Return whether nothing of the coach is heard in the frames `begin` to `end` (exclusive)."""
        return next(self._closing(timeline, begin, end), None) is None

    def closed_between(self, timeline: Timeline, begin: int, end: int) -> list[Span]:
        """Return the stretches between two frames in which the coach is heard, in order and apart from one another."""
        found: list[Span] = []
        for span in sorted(self._closing(timeline, begin, end), key=lambda span: span.onset):
            onset, last = max(span.onset, begin), min(span.end, end)
            if found and onset <= found[-1].end:
                found[-1] = Span(found[-1].onset, max(found[-1].end, last))
            else:
                found.append(Span(onset, last))
        return found

    def open_for(self, timeline: Timeline, frame: int, limit: int) -> int:
        """Return for how many frames from `frame` on nothing of the coach is heard, `limit` at most."""
        closing = self._closing(timeline, frame, frame + limit)
        return max(min((span.onset - frame for span in closing), default=limit), 0)

    def _closing(self, timeline: Timeline, begin: int, end: int) -> Iterator[Span]:
        """Yield the stretches in which single sounds are heard, as far as they meet the frames `begin` to `end`."""
        if self._room.is_headphones:
            return
        sought = Span(begin, max(end, begin + 1))
        longest = self._unsure + max(self._after_words, frames(self._room.decay_s))
        for clip in timeline.clips_between(sought.onset - longest, sought.end + self._unsure):
            span = Span(clip.onset, self._silent_at(clip)).widened(self._unsure)
            if clip.frames and span.meets(sought):
                yield span

    def _silent_at(self, clip: Clip) -> int:
        if clip.bus == "voice":
            return clip.end + self._after_words
        until = clip.end + frames(self._room.decay_s)
        if self._chime is None:
            return until
        if clip.chime not in self._rings:
            self._rings[clip.chime] = self._rings_for(self._chime(clip.chime))
        return min(clip.onset + self._rings[clip.chime], until)

    def _rings_for(self, samples: Samples) -> int:
        """Return for how long a chime is loud enough at the microphone to be taken for a voice, from its onset on."""
        room = self._room
        padded = np.pad(samples, (0, frames(room.decay_s) + _STEP))
        pieces = padded[: padded.size // _STEP * _STEP].reshape(-1, _STEP)
        levels_db = 10 * np.log10(np.einsum("ij,ij->i", pieces, pieces) / _STEP + 1e-15)
        # What the room still holds falls by 60 dB in the time of its decay, and what is new comes on top of it.
        falling = np.arange(levels_db.size) * (60 * _STEP / max(frames(room.decay_s), 1))
        held_db = np.maximum.accumulate(levels_db + falling) - falling
        heard = np.flatnonzero(held_db + room.level_db + LOUDER_DB > max(room.noise_db, CHIME_DB))
        return int(heard[-1] + 1) * _STEP if heard.size else 0
