"""A microphone that may go and come back: its pieces become blocks, mono at 16 kHz, in a thread of its own."""

import threading
import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import soxr

from coach.errors import UNFORESEEN, CoachError
from coach.hearing.heard import HEARING_RATE, Block
from coach.live.microphone.source import Inbox, Piece, Source, Take
from coach.storage.log import Log

_log = Log(__name__)

SILENT_S = 5.0
"""Who gives nothing but zeros for so long, in seconds, is muted, or nobody may hear it."""

_LOOK_S = 0.1
_BLOCK = HEARING_RATE // 50
"""Pieces are taken together until there are so many samples: some devices hand over very few at a time."""

_GONE_S = 1.0
"""Who hands over nothing for so long, in seconds, has gone: not every library says so."""

_WATCH_S = 2.0
"""How often is looked whether it hears what the system plays, in seconds.

PulseAudio hands on whoever hears a microphone that is taken away to what the loudspeaker plays.
"""

_AGAIN_S = 2.0
"""How long is waited before a microphone that has gone is opened again, in seconds."""

_LEAVING_S = 1.0

GONE = "the microphone has gone"
BACK = "the microphone is back, and the coach hears you"
SILENT = "the microphone gives nothing but silence: is it muted, or not allowed to be heard?"


class _Opened(NamedTuple):
    source: Source
    inbox: Inbox
    """What it alone has given."""


class Microphone:
    """Hears from `start` to `close`; see `open_microphone`."""

    def __init__(
        self,
        open_source: Callable[[Take], Source],
        hears_itself: Callable[[], bool],
        *,
        take: Callable[[Block], None],
        failed: Callable[[str], None],
        told: Callable[[str], None],
    ) -> None:
        self._open_source = open_source
        self._hears_itself = hears_itself
        self._take = take
        self._failed = failed
        self._told = told
        self._over = threading.Event()
        self._ending = threading.Lock()
        self._opened = self._open()
        self._thread = threading.Thread(target=self._run, name="coach-microphone", daemon=True)
        self.failed = False
        """Whether it has gone, and is not back yet."""

        self.lost = 0
        """How many samples were lost so far, at 16 kHz."""

    @property
    def name(self) -> str:
        """What the device is called."""
        return self._opened.source.name

    def start(self) -> None:
        """Begin to hear; raise DeviceError if the device refuses."""
        self._begin(self._opened)
        self._thread.start()

    def close(self) -> None:
        """Hear no more. A sound library that does not answer is left to itself after some seconds."""
        with self._ending:
            self._over.set()
        if self._thread.ident is not None:
            self._thread.join(_LEAVING_S)
        self._opened.source.close()

    def _open(self) -> _Opened:
        inbox = Inbox()
        return _Opened(self._open_source(inbox.put), inbox)

    def _begin(self, opened: _Opened) -> None:
        """Let one begin to hear; one that refuses is closed."""
        try:
            opened.source.start()
        except BaseException:
            opened.source.close()
            raise

    def _run(self) -> None:
        try:
            while not self._over.is_set():
                self._hear(*self._opened)
                if not self._over.is_set():
                    self._lose(GONE)
                    self._reopen()
        except Exception as error:  # noqa: BLE001 - who waits for what is heard has to know that nothing comes any more
            _log.error("the microphone is heard no more", cause=error)
            self._lose(UNFORESEEN.format(type(error).__name__))

    def _lose(self, why: str) -> None:
        self.failed = True
        self._failed(why)
        self._opened.source.close()

    def _hear(self, source: Source, inbox: Inbox) -> None:
        """Take pieces until the microphone has gone, or is to be closed."""
        to_16_khz = soxr.ResampleStream(source.rate, HEARING_RATE, 1, dtype="float32", quality="LQ")
        lost, held = (
            0,
            0.0,
        )  # what was lost before the next block, and what the conversion has not given yet, in samples at 16 kHz
        silent_since_s, has_told = time.monotonic(), False
        pieces: list[Piece] = []
        heard_s = watched_s = time.monotonic()
        while not self._over.is_set():
            piece = inbox.get(_LOOK_S)
            now_s = time.monotonic()
            if piece is None:
                if source.failed or now_s - heard_s > _GONE_S:
                    return
                continue
            heard_s = now_s
            if now_s - watched_s > _WATCH_S:
                watched_s = now_s
                if self._hears_itself():
                    return
            pieces.append(piece)
            if sum(len(one.samples) for one in pieces) * HEARING_RATE < _BLOCK * source.rate:
                continue
            samples = np.concatenate([one.samples for one in pieces])
            if samples.any():
                silent_since_s = now_s
            elif now_s - silent_since_s >= SILENT_S and not has_told:
                has_told = True  # once: one that suppresses noise gives nothing but zeros whenever nobody speaks
                self._told(SILENT)
            lost += round(sum(one.lost for one in pieces) * HEARING_RATE / source.rate)
            at_s = pieces[0].at_s - held / HEARING_RATE
            converted = to_16_khz.resample_chunk(samples)
            held += len(samples) * HEARING_RATE / source.rate - len(converted)
            pieces.clear()
            if len(converted):
                self.lost += lost
                self._take(Block(converted, at_s, lost))
                lost = 0

    def _reopen(self) -> None:
        while not self._over.wait(_AGAIN_S):
            try:
                opened = self._open()
                self._begin(opened)
            except CoachError as error:
                _log.debug("not yet: %s", error)
                continue
            with self._ending:
                is_wanted = not self._over.is_set()
                if is_wanted:
                    self._opened, self.failed = opened, False
            if is_wanted:
                self._told(BACK)
            else:
                opened.source.close()
            return
