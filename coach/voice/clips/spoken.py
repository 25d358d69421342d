"""Spoken clips: what the schedule measures and the mixer plays."""

import contextlib
import os
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from coach.choices import USUAL_RATE, VOICE_LUFS
from coach.errors import VoiceError
from coach.plan.timeline import Utterance
from coach.storage.log import Log
from coach.voice.base import Voice
from coach.voice.clips.cache import ClipCache
from coach.voice.clips.clip_file import stored_bytes
from coach.voice.clips.stand_in import StandIn
from coach.voice.clips.takes import Takes
from coach.voice.clips.treatment import Take, levelled

_log = Log(__name__)

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
    is the loudness of the voice stem, which no clip in the cache depends on; `rate` are the words a minute that the
    voice says, against which the length of each clip is held (default: what it tells itself, or any there may be).
    """

    def __init__(
        self,
        voice: Voice,
        cache: ClipCache | None = None,
        threads: int | None = None,
        target_lufs: float = VOICE_LUFS,
        rate: int | None = None,
    ) -> None:
        self._voice = voice
        self._rate = rate
        self._cache = cache or ClipCache()
        self._takes = Takes(voice, self._cache, rate)
        self._stand_in: StandIn | None = None
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

        Raises VoiceError; while a `stand_in` is there, only if nobody can say the first one of all.
        """
        stand_in = self._stand_in
        if stand_in and (length := stand_in.frames(utterance)) is not None:
            return length
        frames = self._known_length(utterance)
        if frames is None:
            try:
                frames = self._made(utterance).frames
            except VoiceError as error:
                if stand_in is None or self._closed:
                    raise
                length = stand_in.take_over(utterance, error, is_first=not self._lengths)
                if stand_in.is_alone:
                    self._drop_queue(error)
                return length
            self._lengths[utterance] = frames
            if stand_in:
                stand_in.went_well()
        return frames

    def samples(self, utterance: Utterance) -> Samples:
        """Return an utterance with a shape of (frames,), as many as `measure` says; read-only.

        Waits for its synthesis if there is need of one. Raises VoiceError; see `measure`.
        """
        with self._lock:
            if utterance in self._ready:
                self._ready.move_to_end(utterance)
                return self._ready[utterance]
        samples = self._levelled(utterance)
        samples.flags.writeable = False
        with self._lock:
            if utterance not in self._ready:
                self._ready[utterance] = samples
                self._ready_bytes += samples.nbytes
            while self._ready_bytes > MEMORY_BYTES and len(self._ready) > 1:
                _, oldest = self._ready.popitem(last=False)
                self._ready_bytes -= oldest.nbytes
        return samples

    @contextlib.contextmanager
    def stand_in(self, voice: Callable[[], Voice | None]) -> Iterator[StandIn]:
        """Let another voice say what this one cannot, or nobody, while the block runs; and yield what it does.

        `voice` is called if there is need of it; it returns None or raises a CoachError if there is no other voice.
        What is heard in place of an utterance is forgotten after the block, and is never kept as its clip.
        """

        def opened() -> Takes | None:
            other = voice()
            return Takes(other, self._cache, self._rate) if other else None

        self._stand_in = stand_in = StandIn(self._voice.name, self._rate or USUAL_RATE, opened)
        try:
            yield stand_in
        finally:
            self._stand_in = None
            with self._lock:
                self._ready.clear()
                self._ready_bytes = 0
            stand_in.close()

    def prepare(self, utterances: Iterable[Utterance]) -> None:
        """Begin to synthesise in the background, in the given order, whatever is not in the cache yet.

        An error waits for the call that needs the utterance.
        """
        for utterance in utterances:
            with contextlib.suppress(VoiceError):
                if self._known_length(utterance) is None and not self._is_given_up:
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
        kept = self._takes.kept(utterance) or self._made(utterance)
        self._cache.require_lasting()
        return stored_bytes(kept)

    def close(self) -> None:
        """Stop all synthesis and end the voice's processes; who still waits for a clip gets a VoiceError."""
        with self._lock:
            self._closed = True
            self._news.notify_all()
        self._drop_queue(self._closed_error())
        self._voice.close()
        for thread in self._threads:
            thread.join(timeout=1)
        self._cache.close()

    @property
    def _is_given_up(self) -> bool:
        """Whether another voice, or nobody, says all that is still to be made."""
        return self._stand_in is not None and self._stand_in.is_alone

    def _levelled(self, utterance: Utterance) -> Samples:
        stand_in = self._stand_in
        length = self.measure(utterance) if stand_in else 0
        if stand_in and stand_in.frames(utterance) is not None:
            return stand_in.samples(utterance, self._target_lufs)
        try:
            kept = self._takes.kept(utterance) or self._made(utterance)
        except VoiceError:
            if stand_in is None or self._closed:
                raise
            return stand_in.silence(utterance, length)  # its clip was lost since it was measured
        return levelled(kept, self._target_lufs, self._takes.edges_lu)

    def _known_length(self, utterance: Utterance) -> int | None:
        frames = self._lengths.get(utterance)
        if frames is None:
            frames = self._takes.frames(utterance)
            if frames is not None:
                self._lengths[utterance] = frames
        return frames

    def _made(self, utterance: Utterance) -> Take:
        if self._is_given_up:
            raise VoiceError(self._voice.name, "cannot speak any more")
        return self._job(utterance, urgent=True).result()

    def _job(self, utterance: Utterance, *, urgent: bool) -> _Job:
        """Return the job of an utterance: done, begun, waiting or new; an urgent one that waits goes to the front."""
        with self._lock:
            if self._closed:
                raise self._closed_error()
            job = self._jobs.get(utterance)
            if job is None:
                job = _Job(utterance)
                if urgent and (kept := self._takes.kept(utterance)):  # it was finished since somebody looked for it
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
                made = self._takes.make(job.utterance)
            except Exception as error:  # noqa: BLE001 - it is raised where the clip is waited for
                if isinstance(error, VoiceError):
                    _log.warning("a sentence cannot be made")  # the error quotes it
                else:
                    _log.error("a sentence cannot be made", cause=error)
                self._finish(job, None, error)
            else:
                self._new.add(job.utterance)
                self._finish(job, made, None)

    def _next_job(self) -> _Job | None:
        with self._lock:
            self._waiting += 1
            self._news.wait_for(lambda: self._queue or self._closed)
            self._waiting -= 1
            return self._queue.popleft() if self._queue and not self._closed else None

    def _drop_queue(self, error: VoiceError) -> None:
        """Have nothing made that has not begun; who waits for it gets an error."""
        with self._lock:
            left = list(self._queue)
            self._queue.clear()
        for job in left:
            self._finish(job, None, error)

    def _finish(self, job: _Job, made: Take | None, error: Exception | None) -> None:
        with self._lock:
            job.take, job.error = made, error
            if made or job.wanted:
                self._jobs.pop(job.utterance, None)
            job.done.set()

    def _closed_error(self) -> VoiceError:
        return VoiceError(self._voice.name, "has been closed", "start again")
