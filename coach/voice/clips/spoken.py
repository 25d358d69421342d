"""Spoken clips: what the schedule measures and the mixer plays."""

import contextlib
import os
import threading
from collections import OrderedDict, deque
from collections.abc import Iterable
from hashlib import blake2b
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from coach.choices import VOICE_LUFS
from coach.errors import VoiceError
from coach.plan.timeline import Utterance
from coach.storage.log import Log
from coach.voice import pronounce
from coach.voice.base import Speech, Voice, guarded, is_speech
from coach.voice.clips.cache import ClipCache
from coach.voice.clips.clip_file import stored_bytes
from coach.voice.clips.treatment import Take, levelled, take

_log = Log(__name__)

VERSION = "3"
"""Of everything between a text and its samples that the voice's identity does not tell: raise it to make all anew."""

MEMORY_BYTES = 24 << 20
"""Most samples that are kept ready for the mixer: two minutes of speech."""

MOST_THREADS = 4

Samples = npt.NDArray[np.float32]


class _Job:
    """One synthesis, asked for by any number of threads and done once."""

    def __init__(self, utterance: Utterance) -> None:
        self.utterance = utterance
        self.wanted = False
        """Whether somebody waits for it, and will hear of a failure."""

        self.done = threading.Event()
        self.take: Take | None = None
        self.error: Exception | None = None

    def result(self) -> Take:
        """Wait until it is done and return the take, or raise what went wrong."""
        self.done.wait()
        if self.take is None:
            raise self.error or AssertionError
        return self.take


class SpokenClips:
    """What a voice says, as clips at 48 kHz and at the loudness of the voice stem; callable from several threads.

    Clips come from the cache (default: the user's own) or are synthesised into it, each in a fresh engine, so that
    an utterance always has the same samples. The voice and the cache are closed together with the clips.
    `threads` is how many utterances are synthesised at once (default: one for each core, at most 4); `target_lufs`
    is the loudness of the voice stem, which no clip in the cache depends on.
    """

    def __init__(
        self,
        voice: Voice,
        cache: ClipCache | None = None,
        threads: int | None = None,
        target_lufs: float = VOICE_LUFS,
    ) -> None:
        self._voice = voice
        self._cache = cache or ClipCache()
        self._identity = (VERSION, *voice.identity)
        self._target_lufs = target_lufs
        self._most_threads = threads or min(os.cpu_count() or 1, MOST_THREADS)
        self._lengths: dict[Utterance, int] = {}
        self._new: set[Utterance] = set()
        self._ready: OrderedDict[Utterance, Samples] = OrderedDict()
        self._ready_bytes = 0
        self._lock = threading.Lock()
        self._news = threading.Condition(self._lock)
        self._jobs: dict[Utterance, _Job] = {}
        self._queue: deque[_Job] = deque()
        self._threads: list[threading.Thread] = []
        self._waiting = 0
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def measure(self, utterance: Utterance) -> int:
        """Return the length of an utterance in frames at 48 kHz; waits for its synthesis if there is need of one.

        Raises VoiceError.
        """
        frames = self._known_length(utterance)
        if frames is None:
            frames = self._lengths[utterance] = self._made(utterance).frames
        return frames

    def samples(self, utterance: Utterance) -> Samples:
        """Return an utterance with a shape of (frames,), as many as `measure` says; read-only.

        Waits for its synthesis if there is need of one. Raises VoiceError.
        """
        with self._lock:
            if utterance in self._ready:
                self._ready.move_to_end(utterance)
                return self._ready[utterance]
        kept = self._cache.read(self._key(utterance)) or self._made(utterance)
        samples = levelled(kept, self._target_lufs)
        samples.flags.writeable = False
        with self._lock:
            if utterance not in self._ready:
                self._ready[utterance] = samples
                self._ready_bytes += samples.nbytes
            while self._ready_bytes > MEMORY_BYTES and len(self._ready) > 1:
                _, oldest = self._ready.popitem(last=False)
                self._ready_bytes -= oldest.nbytes
        return samples

    def prepare(self, utterances: Iterable[Utterance]) -> None:
        """Begin to synthesise in the background, in the given order, whatever is not in the cache yet.

        An error waits for the call that needs the utterance.
        """
        for utterance in utterances:
            with contextlib.suppress(VoiceError):
                if self._known_length(utterance) is None:
                    self._job(utterance, urgent=False)

    @property
    def measured(self) -> tuple[Utterance, ...]:
        """The utterances whose length has been asked for so far."""
        return tuple(self._lengths)

    @property
    def new(self) -> int:
        """How many utterances have been synthesised so far."""
        return len(self._new)

    def keep(self, utterance: Utterance) -> int:
        """Have an utterance in the cache, whole and used just now, and return how many bytes it takes there.

        Waits for its synthesis if there is need of one. Raises VoiceError, and FileError if the cache cannot keep it.
        """
        kept = self._cache.read(self._key(utterance)) or self._made(utterance)
        self._cache.require_lasting()
        return stored_bytes(kept)

    def close(self) -> None:
        """Stop all synthesis and end the voice's processes; who still waits for a clip gets a VoiceError."""
        with self._lock:
            self._closed = True
            left = list(self._queue)
            self._queue.clear()
            self._news.notify_all()
        for job in left:
            self._finish(job, None, self._closed_error())
        self._voice.close()
        for thread in self._threads:
            thread.join(timeout=1)
        self._cache.close()

    def _key(self, utterance: Utterance) -> str:
        """Return the address of an utterance in the cache; raises VoiceError if there is nothing to say in it."""
        parts = (*self._identity, f"{utterance.speed:.6f}", self._spoken(utterance))
        return blake2b("\0".join(parts).encode(errors="surrogateescape"), digest_size=20).hexdigest()

    def _spoken(self, utterance: Utterance) -> str:
        text = pronounce.spoken(utterance.text, self._voice.phonemes)
        if not text:
            raise VoiceError(self._voice.name, f"finds no word in {utterance.text[:60]!r}", "give it a text to say")
        return text

    def _known_length(self, utterance: Utterance) -> int | None:
        frames = self._lengths.get(utterance)
        if frames is None:
            frames = self._cache.frames(self._key(utterance))
            if frames is not None:
                self._lengths[utterance] = frames
        return frames

    def _made(self, utterance: Utterance) -> Take:
        return self._job(utterance, urgent=True).result()

    def _job(self, utterance: Utterance, *, urgent: bool) -> _Job:
        """Return the job of an utterance: done, begun, waiting or new; an urgent one that waits goes to the front."""
        key = self._key(utterance)
        with self._lock:
            if self._closed:
                raise self._closed_error()
            job = self._jobs.get(utterance)
            if job is None:
                job = _Job(utterance)
                if urgent and (kept := self._cache.read(key)):  # it was finished since somebody looked for it
                    job.take = kept
                    job.done.set()
                    return job
                self._queue.append(job)
                try:
                    self._need_thread()
                except RuntimeError:
                    self._queue.remove(job)
                    raise
                self._jobs[utterance] = job
            if urgent:
                job.wanted = True
                if job.done.is_set():
                    del self._jobs[utterance]  # it failed: that is told once, and who asks again gets another try
                elif job in self._queue:
                    self._queue.remove(job)
                    self._queue.appendleft(job)
        return job

    def _need_thread(self) -> None:
        if self._waiting < len(self._queue) and len(self._threads) < self._most_threads:
            # A daemon, because nobody should have to wait for a clip that will not be heard.
            thread = threading.Thread(target=self._work, name="coach-voice", daemon=True)
            try:
                thread.start()
            except RuntimeError as error:  # the system lets no more threads begin; one is enough
                _log.warning("sentences wait for each other: %s", error)
                if not self._threads:
                    raise
            else:
                self._threads.append(thread)
        self._news.notify()

    def _work(self) -> None:
        while job := self._next_job():
            try:
                made = self._synthesised(job.utterance)
            except Exception as error:  # noqa: BLE001 - it is raised where the clip is waited for
                if isinstance(error, VoiceError):
                    _log.warning("a sentence cannot be made")  # the error quotes it
                else:
                    _log.error("a sentence cannot be made", cause=error)
                self._finish(job, None, error)
            else:
                self._finish(job, made, None)

    def _next_job(self) -> _Job | None:
        with self._lock:
            self._waiting += 1
            self._news.wait_for(lambda: self._queue or self._closed)
            self._waiting -= 1
            return self._queue.popleft() if self._queue else None

    def _finish(self, job: _Job, made: Take | None, error: Exception | None) -> None:
        with self._lock:
            job.take, job.error = made, error
            if made or job.wanted:
                self._jobs.pop(job.utterance, None)
            job.done.set()

    def _synthesised(self, utterance: Utterance) -> Take:
        text = self._spoken(utterance)
        made = take(self._said(text, utterance.speed), text)
        if made is None:
            raise VoiceError(self._voice.name, f"gives no sound for {utterance.text[:60]!r}")
        self._cache.write(self._key(utterance), made)
        self._new.add(utterance)
        return made

    def _said(self, text: str, speed: float) -> Speech:
        """Have the voice say a text; raise VoiceError whatever it does, also if it gives no speech."""
        speech = guarded(self._voice.name, "fails", lambda: self._voice.say(text, speed))
        if not is_speech(speech):
            raise VoiceError(self._voice.name, "gives something that is no speech", "see what its engine has to offer")
        return speech

    def _closed_error(self) -> VoiceError:
        return VoiceError(self._voice.name, "has been closed", "start again")
