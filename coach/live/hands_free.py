"""A session that is led by the voice: what is heard beside the player becomes wishes, which wait for its next look.

Nothing here holds up or ends a session: what listens has threads of its own, and what goes wrong there is one line.
"""

import time
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Self

from coach.hearing.dialogue import Answer, Dialogue, Now, Said, now_at
from coach.live.ear import Deaf, Ear, Event, Parts, Ready, Source, Told, Wordless
from coach.live.listening import Listening
from coach.live.played import Played
from coach.plan.timeline import Timeline

READY = "the coach hears you now"
"""What is told once commands are understood."""


def shipped() -> Parts:
    """Return the parts that come with coach."""
    from coach.content.load import commands
    from coach.hearing.bursts import Bursts
    from coach.hearing.recogniser import Recogniser, knows
    from coach.live.microphone import open_microphone

    return Parts(
        open_microphone=open_microphone,
        bursts=Bursts,
        recogniser=lambda: Recogniser(commands(knows=knows)),
    )


class HandsFree:
    """Listens beside a session while a `with` block lasts, from the first look at which something was heard.

    What the listener is to know is put into `notices`, one line each, and what passes by into `remarks`.
    """

    def __init__(self, source: Source, listening: Listening, parts: Callable[[], Parts] = shipped) -> None:
        self._played = Played()
        self._ear = Ear(parts, listening, source, self._played)
        self._dialogue = Dialogue(has_words=True)
        self._has_begun = False
        self.notices: deque[str] = deque()
        self.remarks: deque[str] = deque()

    @property
    def stuck(self) -> bool:
        """Whether, after the block, a thread hangs that could keep the process from ending."""
        return self._ear.stuck

    def __enter__(self) -> Self:
        self._ear.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ear.__exit__(kind, error, trace)

    def look(self, timeline: Timeline, frame: int) -> Answer | None:
        """Return what is to be done now, if anything, while `frame` is heard; the rest waits for the next look."""
        now_s = time.monotonic()
        self._played.note(now_s, frame)
        if frame and not self._has_begun:  # there is sound: it had the processor to itself until now
            self._has_begun = True
            self._ear.begin()
        now = now_at(timeline, frame, now_s)
        while self._ear.events:
            answer = self._take(self._ear.events.popleft(), now)
            if answer:
                return answer
        return self._dialogue.look(now, is_hearing=self._ear.is_hearing)

    def _take(self, event: Event, now: Now) -> Answer | None:
        match event:
            case Said():
                return self._dialogue.hear(event, now)
            case Ready():
                self.remarks.append(READY)
            case Told(line):
                self.notices.append(line)
            case Deaf(why):
                self._dialogue.lose()
                self.notices.append(f"the coach does not hear you: {why}")
            case Wordless(why):
                self._dialogue.lose(words=True)
                self.notices.append(f"the coach understands no words, and only hears a voice: {why}")
        return None
