"""The takes of one voice: in the cache, or made into it, each of them held against its words."""

from hashlib import blake2b

from coach.errors import VoiceError
from coach.plan.timeline import Utterance
from coach.storage.log import Log
from coach.voice import pronounce
from coach.voice.base import Even, Paced, Restarting, Speech, Voice, guarded, is_speech
from coach.voice.clips import plausible
from coach.voice.clips.cache import ClipCache
from coach.voice.clips.treatment import EDGES_LU, Take, take

_log = Log(__name__)

VERSION = "3"
"""Of everything between a text and its samples that the voice's identity does not tell: raise it to make all anew."""

ANY_RATE = (60.0, 240.0)
"""Words a minute of a voice of which nobody knows them: the slowest and the fastest there may be."""


class Takes:
    """What a voice says, as the cache keeps it. `rate` are its words a minute, or None if it alone may know them."""

    def __init__(self, voice: Voice, cache: ClipCache, rate: int | None = None) -> None:
        self.voice = voice
        self.edges_lu = voice.edges_lu if isinstance(voice, Even) else EDGES_LU
        """How much quieter a stem measures than most of the voice's clips."""

        self._cache = cache
        self._identity = (VERSION, *voice.identity)
        told = rate or (voice.rate if isinstance(voice, Paced) else None)
        self._rates = (float(told), float(told)) if told else ANY_RATE

    def frames(self, utterance: Utterance) -> int | None:
        """Return the length of an utterance in frames at 48 kHz, or None if it is not in the cache."""
        frames = self._cache.frames(self._key(utterance))
        return frames if frames is not None and self._can_last(frames, utterance) else None

    def kept(self, utterance: Utterance) -> Take | None:
        """Return an utterance from the cache, or None if it is not there."""
        found = self._cache.read(self._key(utterance))
        return found if found and self._can_last(found.frames, utterance) else None

    def make(self, utterance: Utterance) -> Take:
        """Have the voice say an utterance, and keep it; one more time, by a fresh engine, if that has a hiccup.

        Raises VoiceError.
        """
        try:
            made = self._said(utterance)
        except _Hiccup as hiccup:
            _log.warning("%s stumbles, and tries again: it %s", self.voice.name, hiccup.problem)
            if isinstance(self.voice, Restarting):
                self.voice.restart()
            try:
                made = self._said(utterance)
            except _Hiccup as second:
                raise second.error from None
        self._cache.write(self._key(utterance), made)
        return made

    def _key(self, utterance: Utterance) -> str:
        """Return the address of an utterance in the cache; raises VoiceError if there is nothing to say in it."""
        parts = (*self._identity, f"{utterance.speed:.6f}", self._text(utterance))
        return blake2b("\0".join(parts).encode(errors="surrogateescape"), digest_size=20).hexdigest()

    def _text(self, utterance: Utterance) -> str:
        text = pronounce.spoken(utterance.text, self.voice.phonemes)
        if not text:
            raise VoiceError(self.voice.name, f"finds no word in {utterance.text[:60]!r}", "give it a text to say")
        return text

    def _can_last(self, frames: int, utterance: Utterance) -> bool:
        slowest, fastest = self._rates_at(utterance.speed)
        return plausible.lasts_plausibly(frames, self._text(utterance), slowest, fastest)

    def _rates_at(self, speed: float) -> tuple[float, float]:
        slowest, fastest = self._rates
        return slowest * speed, fastest * speed

    def _said(self, utterance: Utterance) -> Take:
        """Have the voice say an utterance once; raise _Hiccup if that is worth another try, or else VoiceError."""
        text = self._text(utterance)
        slowest, fastest = self._rates_at(utterance.speed)
        speech = self._answer(text, utterance.speed)
        if plausible.is_endless(speech, text, slowest):
            raise self._hiccup("gives too long a sound", utterance)
        made = take(speech, text)
        if made is None:
            raise self._hiccup("gives no sound", utterance)
        fault = plausible.fault(speech, made, text, slowest, fastest)
        if fault:
            raise self._hiccup(f"gives {fault}", utterance)
        return made

    def _answer(self, text: str, speed: float) -> Speech:
        try:
            speech = guarded(self.voice.name, "fails", lambda: self.voice.say(text, speed))
        except VoiceError as error:
            if isinstance(self.voice, Restarting):
                raise
            raise _Hiccup(error, "fails") from error
        if not is_speech(speech):
            problem = "gives something that is no speech"
            raise _Hiccup(VoiceError(self.voice.name, problem, "see what its engine has to offer"), problem)
        return speech

    def _hiccup(self, problem: str, utterance: Utterance) -> "_Hiccup":
        return _Hiccup(VoiceError(self.voice.name, f"{problem} for {utterance.text[:60]!r}"), problem)


class _Hiccup(Exception):
    """An answer that the same voice may mend when it is asked again: `problem` is told without what was to be said."""

    def __init__(self, error: VoiceError, problem: str) -> None:
        super().__init__(problem)
        self.error, self.problem = error, problem
