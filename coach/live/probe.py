"""Measures the room with the first sounds of a session that the microphone hears from their beginning."""

from collections import deque
from collections.abc import Callable

import numpy as np

from coach.hearing.heard import HEARING_RATE, Block, Samples
from coach.hearing.room import Room, measured
from coach.live.played import Played
from coach.plan.timeline import Clip, Timeline
from coach.script.cues import SIT_DOWN
from coach.units import frames, seconds

_SOUND_S = 8.0
"""How much is compared, in seconds: the opening bowl, and the first words, which show how the room rings."""

_BEFORE_S, _AFTER_S = 0.6, 0.8
"""How much more is heard before and after it, in seconds: what plays and what hears need not agree on the time."""

_TRIES = 5
"""How often it is tried; a room in which nothing is heard of the session is known by then."""


class Probe:
    """Keeps what is heard until there is enough to measure the room with, and no longer.

    `sound` returns what the loudspeaker was given of some frames of the session.
    """

    def __init__(self, sound: Callable[[int, int], Samples], played: Played) -> None:
        self._sound = sound
        self._played = played
        self._blocks: deque[Block] = deque()
        self._clip: Clip | None = None
        self._tries = _TRIES

    def hear(self, block: Block, timeline: Timeline) -> Room | None:
        """Take a block, and return the room if that is enough to know it, or to give up; None while it is not."""
        if block.lost:  # what was heard before it no longer lies where it seems
            self._blocks.clear()
            self._clip = None
        self._blocks.append(block)
        since, until = (self._played.frame(each.at_s) for each in (self._blocks[0], block))
        if since is None or until is None:
            return None
        self._clip = self._clip or _first(timeline, since + frames(_BEFORE_S), until)
        if self._clip is None:
            while block.at_s - self._blocks[0].at_s > 2 * _BEFORE_S:
                self._blocks.popleft()
            return None
        if until < self._clip.onset + frames(_SOUND_S + _AFTER_S):
            return None
        room = self._room(since, self._clip.onset)
        self._blocks.clear()
        self._clip = None
        self._tries -= 1
        return room if room.is_measured or not self._tries else None

    def _room(self, since: int, onset: int) -> Room:
        """Return the room as what is kept shows it, whose first frame at the loudspeaker was `since`."""
        heard, at_s = np.concatenate([block.samples for block in self._blocks]), self._blocks[0].at_s
        played_at_s = at_s + seconds(onset - since)
        begin = max(round((played_at_s - _BEFORE_S - at_s) * HEARING_RATE), 0)
        return measured(heard[begin:], at_s + begin / HEARING_RATE, self._sound(onset, frames(_SOUND_S)), played_at_s)


def _first(timeline: Timeline, since: int, until: int) -> Clip | None:
    """Return the first sound that begins between two frames and is none of the ticks while somebody sits down."""
    stages = (stage for stage in timeline.stages if stage.id != SIT_DOWN)
    return next((clip for stage in stages for clip in stage.clips if since <= clip.onset < until), None)
