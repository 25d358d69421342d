"""What tells in a long silence that the session goes on: soft chimes, or words where there are no chimes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from coach.plan.timeline import Clip, Length, Utterance
from coach.script.cues import Phase, Say, SoundedCue, Strike
from coach.units import frames

Measure = Callable[[Utterance], int]
"""Tells how long an utterance lasts, in frames."""

SILENCE_LIMIT = frames(15)
"""A longer silence is divided by signs."""

PRESENCE: SoundedCue = "presence"
"""The chime that tells in a long silence that the session goes on."""

PRESENCE_SPACING = frames(12)
"""Largest distance between two signs."""

SPOKEN_LIMIT = frames(10)
"""Where words are the signs, no shorter silence is divided: they would be a nuisance (our choice)."""

SPOKEN_MARGIN = frames(0.4)
"""Least silence between the words of a sign and what comes after it."""

SHORT_WAIT = frames(3)
"""A shorter wait has no words in it."""

_TURN = frames(4)
"""By so much time the words of signs take turns: those of two signs, one after the other, then differ."""


class ChimeLengths(Protocol):
    """What the schedule has to know about chimes."""

    def frames(self, chime: str, /) -> int:
        """Return the length of a chime in frames."""
        ...

    def quiet_frames(self, chime: str, /) -> int:
        """Return how long it takes a chime to fall 15 dB, in frames from its onset."""
        ...


@dataclass(frozen=True, slots=True)
class SpokenSigns:
    """Stands for chimes where there are none: they take no time, and in long silences words are said in their place."""

    holding: tuple[Say, ...]
    """What is said in a hold, in turn."""

    waiting: tuple[Say, ...]
    """What is said anywhere else, in turn."""

    def frames(self, _chime: str, /) -> int:
        """Return the length of a chime that is not there."""
        return 0

    def quiet_frames(self, _chime: str, /) -> int:
        """Return how long a chime is heard that is not there."""
        return 0

    def at(self, onset: int, phase: Phase) -> Say:
        """Return what is said at a frame."""
        words = self.holding if phase == "hold" else self.waiting
        return words[onset // _TURN % len(words)]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of frames, the end exclusive."""

    onset: int
    end: int

    def meets(self, other: "Span") -> bool:
        """Tell whether the two have a frame in common."""
        return self.onset < other.end and other.onset < self.end

    def widened(self, margin: int) -> "Span":
        """Return the stretch with a margin on both sides."""
        return Span(self.onset - margin, self.end + margin)


def signs(
    sounding: Sequence[Span],
    within: Span,
    phase: Phase,
    chimes: ChimeLengths,
    measure: Measure,
    limit: int = SILENCE_LIMIT,
) -> list[Clip]:
    """Return the signs that divide every silence of a stretch that is longer than the limit.

    Words that have no room in their part of a silence are left out: only a voice that hardly moves is so slow.
    """
    if isinstance(chimes, SpokenSigns):
        limit = max(limit, SPOKEN_LIMIT)
    found: list[Clip] = []
    silent_since = within.onset
    for span in [*sorted(sounding, key=lambda span: span.onset), Span(within.end, within.end)]:
        gap = span.onset - silent_since
        if gap > limit:
            parts = -(-gap // min(limit, PRESENCE_SPACING))
            onsets = [silent_since + gap * part // parts for part in range(1, parts)]
            clips = [_sign(onset, phase, chimes, measure) for onset in onsets]
            room = gap // parts - SPOKEN_MARGIN
            found += [clip for clip in clips if clip.bus == "chimes" or clip.frames <= room]
        silent_since = max(silent_since, span.end)
    return found


def signs_in_wait(
    quiet_since: int, wait: Span, phase: Phase, signs: SpokenSigns, measure: Measure, limit: int
) -> list[Clip]:
    """Return the words that are said in a wait, so that no silence since `quiet_since` is longer than the limit.

    Waits that follow one another are one silence. Short ones have no words: they can be placed before these are known.
    """
    limit = max(limit, SPOKEN_LIMIT)
    most = min(limit, SILENCE_LIMIT - SHORT_WAIT)  # a short wait may follow
    found: list[Clip] = []
    while wait.end - wait.onset >= SHORT_WAIT and wait.end - quiet_since > most:
        due = max(wait.onset, quiet_since + min(limit, PRESENCE_SPACING))
        clip = _sign(due, phase, signs, measure)
        clip = replace(clip, onset=min(due, wait.end - SPOKEN_MARGIN - clip.frames))
        if clip.onset < max(wait.onset, quiet_since + SPOKEN_MARGIN):
            break
        found.append(clip)
        quiet_since = clip.end
    return found


def _sign(onset: int, phase: Phase, chimes: ChimeLengths, measure: Measure) -> Clip:
    if isinstance(chimes, SpokenSigns):
        say = replace(chimes.at(onset, phase), phase=phase)
        return spoken(say, "full", Utterance(say.text), onset, measure)
    return struck(Strike(PRESENCE, phase, PRESENCE), onset, chimes)


def spoken(say: Say, length: Length, utterance: Utterance, onset: int, measure: Measure) -> Clip:
    """Return words at a frame."""
    return Clip(
        bus="voice",
        onset=onset,
        frames=measure(utterance),
        phase=say.phase,
        cue=say.cue,
        utterance=utterance,
        length=length,
        sources=say.sources,
    )


def struck(strike: Strike, onset: int, chimes: ChimeLengths) -> Clip:
    """Return a chime at a frame."""
    return Clip(
        bus="chimes",
        onset=onset,
        frames=chimes.frames(strike.chime),
        phase=strike.phase,
        cue=strike.cue,
        chime=strike.chime,
    )
