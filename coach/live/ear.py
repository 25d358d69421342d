"""What listens beside a session: from the microphone to what was understood, in threads for which nobody waits.

It judges what lies between the words and chimes of the session, and nothing else. A burst is forgotten once it was
understood, and all other sound at once; none of it is ever written.
"""

import queue
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from types import TracebackType
from typing import NamedTuple, Protocol, Self

import numpy as np

from coach.hearing.bursts import Bursts, Speaking
from coach.hearing.dialogue import Said
from coach.hearing.gate import Gate
from coach.hearing.heard import HEARING_RATE, Block, Burst, Samples, Understood
from coach.hearing.room import CAREFUL, HEADPHONES
from coach.live.kept import Kept
from coach.live.listening import Listening
from coach.live.played import Played
from coach.live.probe import Probe
from coach.plan.timeline import Timeline
from coach.storage.log import Log

_log = Log(__name__)

_BLOCKS, _BURSTS = 512, 8
"""So many wait to be judged, or understood, at most; what comes beyond them is lost."""

_LOOK_S = 0.1
"""How often a thread that has nothing to do looks whether it is still needed, in seconds."""

_LEAVING_S = 1.0
"""How long the end of each thread is waited for, in seconds."""

_GOES_ON_S = 0.5
"""For so long after the last that was told of a voice it may go on, in seconds."""

_ENOUGH_S = 0.5
"""So much silence ends every burst, in seconds."""

_WARM_S = 0.5
"""So much silence is understood first, in seconds: what is loaded for the first answer keeps no listener waiting."""


class Microphone(Protocol):
    """A microphone that is open; see `coach.live.microphone`."""

    @property
    def name(self) -> str:
        """What the device is called."""
        ...

    def start(self) -> None:
        """Begin to hear."""
        ...

    def close(self) -> None:
        """Hear no more."""
        ...


class Recogniser(Protocol):
    """Tells the commands in what is said; see `coach.hearing.recogniser`."""

    def start(self) -> None:
        """Begin to load."""
        ...

    def hear(self, burst: Burst) -> Understood:
        """Return what is understood of a burst; raise HearingError if nobody can tell any more."""
        ...

    def close(self) -> None:
        """End it, whoever waits for it."""
        ...


class Source(Protocol):
    """What plays the session."""

    @property
    def timeline(self) -> Timeline:
        """What is decided of it so far."""
        ...

    def sound(self, start: int, count: int) -> Samples:
        """Return what the loudspeaker was given of some frames of it."""
        ...


@dataclass(frozen=True)
class Parts:
    """What an ear is made of, beside what it takes of `coach.hearing`."""

    open_microphone: Callable[..., Microphone]
    bursts: Callable[[], Bursts]
    recogniser: Callable[[], Recogniser]


class Ready(NamedTuple):
    """Commands are understood from now on."""


class Told(NamedTuple):
    """Something that the listener is to know."""

    line: str


class Deaf(NamedTuple):
    """Nothing is heard any more, and why."""

    why: str


class Wordless(NamedTuple):
    """Words are not understood any more, and why."""

    why: str


Event = Said | Ready | Told | Deaf | Wordless


class Ear:
    """Hears and understands while a `with` block lasts, from when it is told to `begin`, and raises nothing.

    `source` plays the session, of which `played` tells what is heard when.
    """

    def __init__(self, make: Callable[[], Parts], listening: Listening, source: Source, played: Played) -> None:
        self._make = make
        self._listening = listening
        self._source = source
        self._played = played
        self._over = threading.Event()
        self._blocks: queue.Queue[Block] = queue.Queue(_BLOCKS)
        self._bursts: queue.Queue[Burst] = queue.Queue(_BURSTS)
        self._recogniser: Recogniser | None = None
        self._has_words = True
        self._lost = self._given = self._told = 0
        self._voice_until_s = -_GOES_ON_S
        self._threads: list[threading.Thread] = []
        self.events: deque[Event] = deque()
        """What has come and was not taken out."""

    @property
    def is_hearing(self) -> bool:
        """Whether somebody may be saying something, or what they have said is not understood yet."""
        is_awaited = self._has_words and self._given > self._told
        return is_awaited or time.monotonic() < self._voice_until_s + _GOES_ON_S

    @property
    def stuck(self) -> bool:
        """Whether, after the block, a thread hangs that could keep the process from ending."""
        return any(thread.is_alive() for thread in self._threads)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._recogniser:
            with Kept(_log.warning):
                self._recogniser.close()
        for thread in self._threads:
            thread.join(_LEAVING_S)

    def begin(self) -> None:
        """Open the microphone, and load what understands, in threads; once there is sound: that must not wait."""
        self._run(self._listen, "coach-ear", self._lose)

    def _run(self, work: Callable[[], None], name: str, lose: Callable[[str], None]) -> None:
        def guarded() -> None:
            with Kept(lose):
                work()

        thread = threading.Thread(target=guarded, name=name, daemon=True)
        with Kept(lose):  # the system may let no more threads begin
            thread.start()
            self._threads.append(thread)

    def _listen(self) -> None:
        parts = self._make()
        wanted = self._listening.microphone
        microphone = parts.open_microphone(self._take, wanted, failed=self._lose, told=self._tell)
        try:
            microphone.start()
            self._run(lambda: self._understand(parts), "coach-words", self._lose_words)
            self._judge(parts)
        finally:
            microphone.close()

    def _take(self, block: Block) -> None:
        try:
            self._blocks.put_nowait(replace(block, lost=block.lost + self._lost))
        except queue.Full:
            self._lost += block.lost + len(block.samples)
        else:
            self._lost = 0

    def _judge(self, parts: Parts) -> None:
        """Find the voices where the session is silent."""
        bursts = parts.bursts()
        room = HEADPHONES if self._listening.has_headphones else CAREFUL
        gate = Gate(room, self._listening.chime)
        probe = None if room.is_headphones else Probe(self._source.sound, self._played)
        was_open = False
        while not self._over.is_set():
            try:
                block = self._blocks.get(timeout=_LOOK_S)
            except queue.Empty:
                continue
            timeline = self._source.timeline  # after the block: what was heard in it is decided
            if probe and (measured := probe.hear(block, timeline)):
                room, probe = measured, None
                gate = Gate(room, self._listening.chime)
            at_s, until_s = block.at_s, block.at_s + len(block.samples) / HEARING_RATE
            span = self._played.span(at_s - room.delay_s, until_s - room.delay_s)
            if span is None or not gate.is_open(timeline, *span):
                if was_open:
                    self._end_burst(bursts, at_s)
                bursts.deafen(block)
                was_open = False
                continue
            was_open = True
            for found in bursts.hear(block):
                self._hand_over(found)

    def _end_burst(self, bursts: Bursts, at_s: float) -> None:
        """Hand over a voice that has fallen silent just before the coach may be heard, and none that it cuts short."""
        silence = Block(np.zeros(round(_ENOUGH_S * HEARING_RATE), np.float32), at_s)
        for found in bursts.hear(silence):
            if isinstance(found, Burst) and found.end_s <= at_s:
                self._hand_over(found)

    def _hand_over(self, found: Speaking | Burst) -> None:
        if isinstance(found, Burst):
            self._voice_until_s = -_GOES_ON_S
            with suppress(queue.Full):
                self._bursts.put_nowait(found)
                self._given += 1
        else:
            self._voice_until_s = found.until_s
            self.events.append(Said(found.begin_s, found.until_s))

    def _understand(self, parts: Parts) -> None:
        self._recogniser = recogniser = parts.recogniser()
        recogniser.start()
        silence = np.zeros(round(_WARM_S * HEARING_RATE), np.float32)
        recogniser.hear(Burst(silence, begin_s=0.0, end_s=_WARM_S))
        self.events.append(Ready())
        while not self._over.is_set():
            try:
                burst = self._bursts.get(timeout=_LOOK_S)
            except queue.Empty:
                continue
            try:
                self.events.append(Said(burst.begin_s, burst.end_s, recogniser.hear(burst)))
            finally:
                self._told += 1

    def _tell(self, line: str) -> None:
        self.events.append(Told(line))

    def _lose(self, why: str) -> None:
        if not self._over.is_set():
            self.events.append(Deaf(why))

    def _lose_words(self, why: str) -> None:
        self._has_words = False
        if not self._over.is_set():
            self.events.append(Wordless(why))
