"""What is heard in place of sentences that a voice cannot say, so that no such sentence ends a session that plays."""

import threading
from collections import deque
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from coach.errors import CoachError, VoiceError
from coach.plan.timeline import Utterance
from coach.storage.log import Log
from coach.units import frames
from coach.voice.clips.plausible import usual_s
from coach.voice.clips.takes import Takes
from coach.voice.clips.treatment import levelled

_log = Log(__name__)

MOST_FAILURES = 3
"""A voice that cannot say so many sentences in a row is asked no more: each of them takes its time to fail."""

Samples = npt.NDArray[np.float32]


class StandIn:
    """Says what a voice cannot say, or is silent for as long as the words would take; for one sitting.

    `voice` is the name of the voice that fails, `rate` its words a minute; `opened` returns the takes of another one,
    None if there is none, or raises a CoachError. Whatever is said once in another voice stays so.
    """

    def __init__(self, voice: str, rate: float, opened: Callable[[], Takes | None]) -> None:
        self._voice, self._rate = voice, rate
        self._opened = opened
        self._takes: Takes | None = None
        self._is_open = False
        self._lengths: dict[Utterance, int] = {}
        self._failures = 0
        self._told: set[str] = set()
        self._lock = threading.Lock()
        self.unsaid: set[Utterance] = set()
        """What is not heard, and can only be read."""

        self.notices: deque[str] = deque()
        """What the listener is to know, in short texts; whoever shows them takes them out."""

    @property
    def is_alone(self) -> bool:
        """Whether the voice is asked no more."""
        return self._failures >= MOST_FAILURES

    def frames(self, utterance: Utterance) -> int | None:
        """Return the length of what is heard in place of an utterance, in frames at 48 kHz, or None if nothing is."""
        return self._lengths.get(utterance)

    def went_well(self) -> None:
        """Take note that the voice has said something."""
        self._failures = 0

    def take_over(self, utterance: Utterance, error: VoiceError, *, is_first: bool) -> int:
        """Put something in the place of an utterance, and return its length in frames at 48 kHz.

        Raises `error` if nobody can say it and it is the first one: such a session need not begin.
        """
        with self._lock:
            if utterance in self._lengths:
                return self._lengths[utterance]
            self._failures += 1
            length = self._said(utterance)
            if length is None:
                if is_first:
                    raise error
                self.unsaid.add(utterance)
                length = frames(usual_s(utterance.text, self._rate * utterance.speed))
            self._lengths[utterance] = length
        return length

    def silence(self, utterance: Utterance, length: int) -> Samples:
        """Return the silence of an utterance whose length is known, and which cannot be had any more."""
        self.unsaid.add(utterance)
        return np.zeros(length, np.float32)

    def samples(self, utterance: Utterance, target_lufs: float) -> Samples:
        """Return what is heard in place of an utterance, with a shape of (frames,) as `frames` says."""
        length = self._lengths[utterance]
        if utterance not in self.unsaid and self._takes:
            try:
                made = self._takes.kept(utterance) or self._takes.make(utterance)
                return levelled(made, target_lufs, self._takes.edges_lu)
            except CoachError as error:
                _log.warning("a sentence is lost: %s", type(error).__name__)
        return self.silence(utterance, length)

    def close(self) -> None:
        """End the processes of the other voice."""
        if self._takes:
            self._takes.voice.close()

    def _said(self, utterance: Utterance) -> int | None:
        """Have another voice say an utterance; return its length in frames at 48 kHz, or None if there is nobody."""
        try:
            if not self._is_open:
                self._is_open = True
                self._takes = self._opened()
            if not self._takes:
                self._tell(f"the voice {self._voice!r} cannot say a sentence, which is left silent")
                return None
            made = self._takes.kept(utterance) or self._takes.make(utterance)
        except CoachError as error:
            _log.warning("nobody can say a sentence: %s", type(error).__name__)
            self._tell(f"the voice {self._voice!r} cannot say a sentence, nor can another, and it is left silent")
            return None
        whole = "any more" if self.is_alone else "a sentence"
        self._tell(f"the voice {self._voice!r} cannot speak {whole}: {self._takes.voice.name!r} speaks instead")
        return made.frames

    def _tell(self, text: str) -> None:
        if text not in self._told:
            self._told.add(text)
            self.notices.append(text)
            _log.warning("%s", text)
