"""Makes a session ahead of the device that plays it: a planner decides, a feeder renders, edits cut in."""

import threading
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from coach.live.ring import Ring
from coach.plan.timeline import Command, Timeline
from coach.sessions.playable import Editable
from coach.storage.log import Log
from coach.units import frames

_log = Log(__name__)

BLOCK = 8192
"""Frames that are rendered at a time."""

RAMP = frames(0.03)
"""What lies between the first frame that an edit may change and the edit: sounds that are cut fall silent there."""

_SPLICED = frames(0.5)
"""Frames that are rendered before an edit takes effect: the feeder has that long to go on."""

_STEP = frames(0.01)
"""How much later an edit is tried first if the device was quicker; each further time it is twice that."""

_LOOK_S = 0.05
"""How often the feeder looks for room in the ring, in seconds."""

_LEAVING_S = 1.0
"""How long the end of a block's rendering is waited for, in seconds."""


class Feeder:
    """Keeps a ring full of the samples of a session, in two threads of its own.

    `prefill` is how many frames are ready, unless the session is shorter, when `primed` is set.
    """

    def __init__(self, session: Editable, ring: Ring, prefill: int) -> None:
        self._session = session
        self._ring = ring
        self._prefill = min(prefill, ring.capacity)
        self._changed = threading.Condition()
        self._rendering = threading.Lock()  # a session is rendered from one thread at a time
        self._generation = 0
        """Changes whenever the ring does not go on where the feeder left it: what is being rendered is then dropped."""

        self._growing: Iterator[Timeline] | None = session.timelines()
        self._left = False
        self._planner = threading.Thread(target=self._guard, args=(self._plan,), name="coach-planner", daemon=True)
        self._feeder = threading.Thread(target=self._guard, args=(self._feed,), name="coach-feeder", daemon=True)
        self.timeline = Timeline()
        """What is decided of the session so far."""

        self.primed = threading.Event()
        """Set when there is enough in the ring for a device to start."""

        self.error: Exception | None = None
        """What went wrong in the session."""

        self.edits: list[tuple[Command, int]] = []
        """The commands that were carried out, each with the frame that it came into force at."""

        self.spoken: dict[int, float] = {}
        """Which of `edits` came by voice, by their index, and how sure it is that they were meant, 0 to 1."""

    @property
    def stuck(self) -> bool:
        """Whether, after `leave`, a block is still being rendered."""
        return self._feeder.is_alive()

    def start(self) -> None:
        """Begin to plan and to render."""
        self._planner.start()
        self._feeder.start()

    def leave(self) -> None:
        """Let the feeder end, which may be rendering; the planner may be waiting for speech and is left to itself."""
        with self._changed:
            self._left = True
            self._changed.notify_all()
        self._feeder.join(_LEAVING_S)

    def edit(self, command: Command, sureness: float | None = None) -> None:
        """Carry out a command as soon as it can be heard: 30 ms after the last frame that the device has taken.

        One that came by voice has a sureness, and is answered by a soft tick. Raises what the session raises. A command
        that comes before anything is decided waits for that, and one after the end of the threads is lost.
        """
        with self._changed:
            self._changed.wait_for(lambda: self.timeline.frames or self._is_over())
            # A device that was lost takes up again before the last edit, which must stay behind the new one.
            while self._ring.end <= self._least_start() and not (self._ring.closed or self._is_over()):
                self._changed.wait(_LOOK_S)
        with self._rendering:
            late = 0
            while not (self._is_over() or self._try_edit(command, sureness, late)):
                late = 2 * late or _STEP

    def sound(self, start: int, count: int) -> npt.NDArray[np.float32]:
        """Return the samples of a stretch of what is decided; for any thread, and never long in the feeder's way."""
        blocks = [np.zeros(0, np.float32)]
        for at in range(start, start + count, BLOCK):
            with self._rendering:
                blocks.append(self._session.render(self.timeline, at, min(BLOCK, start + count - at)))
        return np.concatenate(blocks)

    def restart(self, frame: int) -> None:
        """Go on at another frame than the ring does, one that was handed out before."""
        with self._changed:
            self._ring.restart(frame)
            self._begin_generation()

    def _try_edit(self, command: Command, sureness: float | None, late: int) -> bool:
        """Carry out a command at least `late` frames after what the device has taken; return False if it is quicker."""
        timeline = self.timeline
        start = min(max(self._ring.position + late, self._least_start()), self._ring.end)
        frame = min(start + RAMP, timeline.frames)
        growing = self._session.edit(timeline, command, frame, by_voice=sureness is not None)
        edited = next(growing)
        block = self._session.render(edited, start, max(min(_SPLICED, edited.frames - start), 0))
        with self._changed:
            if not self._ring.splice(start, block):
                return False
            self._ring.rests = edited.paused
            self.timeline, self._growing = edited, growing
            if sureness is not None:
                self.spoken[len(self.edits)] = sureness
            self.edits.append((command, frame))
            self._begin_generation()
        return True

    def _least_start(self) -> int:
        """Return the first frame that may change so that an edit comes after the one before it."""
        return self.edits[-1][1] + 1 - RAMP if self.edits else 0

    def _begin_generation(self) -> None:
        self._generation += 1
        self.primed.clear()
        self._look_if_primed()
        self._changed.notify_all()

    def _is_over(self) -> bool:
        return self._left or self.error is not None

    def _guard(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - it is raised again in the thread of the user
            _log.error("the session fails", cause=error)
            with self._changed:
                self.error = error
                self._changed.notify_all()

    def _plan(self) -> None:
        while (growing := self._await_plan()) is not None:
            timeline = next(growing, None)
            with self._changed:
                if self._growing is not growing:  # an edit has come: what was planned is not to be
                    continue
                if timeline is None:
                    self._growing = None
                else:
                    self.timeline = timeline
                self._changed.notify_all()

    def _await_plan(self) -> Iterator[Timeline] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._growing is not None or self._left)
            return None if self._left else self._growing

    def _feed(self) -> None:
        while (task := self._await_task()) is not None:
            generation, timeline, frame = task
            with self._rendering:
                block = self._session.render(timeline, frame, min(BLOCK, timeline.frames - frame))
            self._hand_over(generation, block)

    def _await_task(self) -> tuple[int, Timeline, int] | None:
        """Wait until there is something to render: return the generation, the timeline and the frame it begins at."""
        with self._changed:
            while not self._left:
                end = self._ring.end
                if self.timeline.frames > end:
                    return self._generation, self.timeline, end
                if self.timeline.complete and not self._ring.closed:
                    self._ring.close()
                    self._look_if_primed()
                self._changed.wait()
            return None

    def _hand_over(self, generation: int, block: npt.NDArray[np.float32]) -> None:
        with self._changed:
            while len(block) and generation == self._generation and not self._left:
                block = block[self._ring.write(block) :]
                self._look_if_primed()
                if len(block):
                    self._changed.wait(_LOOK_S)

    def _look_if_primed(self) -> None:
        if self._ring.level >= self._prefill or self._ring.closed:
            self.primed.set()
