"""What is done about a voice: a state machine that knows no clock and no device. Time and state are told to it.

What a command does that is heard surely, by where the session is (a dot: nothing, and the screen says so):

               preparing  playing    holding    waiting    paused     ended
    pause      .          pause      pause      pause      .          .
    go-on      .          .          .          ready      resume     .
    again      .          again      again      again      again      .
    next       .          next       next       next       next       .
    back       .          back       back       back       back       .
    longer     .          .          longer     ready      .          .
    shorter    .          .          shorter    ready      .          .
    louder     louder     louder     louder     louder     louder     .
    softer     softer     softer     softer     softer     softer     .
    stop       hear-stop  hear-stop  hear-stop  hear-stop  hear-stop  .
    ow         hear-stop  hear-stop  hear-stop  hear-stop  hear-stop  .
    how-long   .          how-long   how-long   how-long   .          .
    yes        .          .          .          ready      .          .
    no         .          .          .          .          .          .

One that is less sure is asked back ("Did you say next?"), which is a pause; it is done once the listener says "yes" or
the command itself. "pause", "stop" and "ow" then pause softly and ask what is wished ("hear-out"), as does a voice in a
hold that is no command. Without an answer the session goes on as it was; after "Say go on within ten seconds to
continue" (hear-stop), it ends.
"""

import math
from dataclasses import dataclass, replace
from typing import Literal

from coach.hearing.heard import Spoken, Understood
from coach.hearing.sureness import ASKED_BACK, CARRIED_OUT, CARRIED_OUT_SOON, FAVOURED
from coach.plan.timeline import Command, Timeline
from coach.plan.wishes import State, Wish, is_holding, state_at

VOICE_S = 0.4
"""How long a voice in a hold has to be to be heard out, in seconds."""

LONG_S = 2.0
"""A voice that goes on for so long is no command, in seconds: it is not waited for until it is over."""

ANSWER_S = 8.0
"""How long an answer is waited for after the coach's question, or the last voice, in seconds."""

STOP_S = 10.0
"""The same where the session ends without one; the coach says that number."""

TOLD_S = 0.5
"""How much later than it begins a voice may be told of, in seconds."""

LATE_S = 5.0
"""What was said longer ago is not done, in seconds: the session has gone on."""

TALK_S = 60.0
"""How long a voice that is no answer can keep a question open, in seconds: somebody talks, or it is a radio."""

CALM_S = 600.0
"""After a question that nobody answered, no voice pauses a hold until there was none for so long, in seconds."""

Place = Literal["holding"] | State
"""Where a session is: its state, of which "playing" is divided."""

PLACES: tuple[Place, ...] = ("preparing", "playing", "holding", "waiting", "paused", "ended")

_GOING_ON: tuple[Place, ...] = ("playing", "holding", "waiting")
_ANYWHERE: tuple[Place, ...] = PLACES[:-1]


def _in(places: tuple[Place, ...], wish: Wish) -> dict[Place, Wish]:
    return dict.fromkeys(places, wish)


MEANINGS: dict[Spoken, dict[Place, Wish]] = {
    "pause": _in(_GOING_ON, "pause"),
    "go-on": {"waiting": "ready", "paused": "resume"},
    "again": _in((*_GOING_ON, "paused"), "again"),
    "next": _in((*_GOING_ON, "paused"), "next"),
    "back": _in((*_GOING_ON, "paused"), "back"),
    "longer": {"holding": "longer", "waiting": "ready"},
    "shorter": {"holding": "shorter", "waiting": "ready"},
    "louder": _in(_ANYWHERE, "louder"),
    "softer": _in(_ANYWHERE, "softer"),
    "stop": _in(_ANYWHERE, "hear-stop"),
    "ow": _in(_ANYWHERE, "hear-stop"),
    "how-long": _in(_GOING_ON, "how-long"),
    "yes": {"waiting": "ready"},
    "no": {},
}
"""What a command does, by where the session is; where it is not named it means nothing."""

_ASK_BACK: dict[Spoken, Command] = {
    "go-on": "ask-go-on",
    "again": "ask-again",
    "next": "ask-next",
    "back": "ask-back",
    "longer": "ask-longer",
    "shorter": "ask-shorter",
    "louder": "ask-louder",
    "softer": "ask-softer",
    "how-long": "ask-how-long",
}
"""How the coach asks whether a command was meant. Those that pause have no such question: they are heard out."""


@dataclass(frozen=True, slots=True)
class Now:
    """When something is heard, and where the session is then."""

    at_s: float
    """On a steady clock."""

    place: Place
    is_asking: bool = False
    """Whether the words of the pause that it is in are still being said, or still to come."""


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody says something. Times are on the clock of the moments."""

    begin_s: float
    until_s: float
    """Until when it is known to go on, or when it was over."""

    understood: Understood | None = None
    """What it has said, or None while it goes on, or where nobody understands words."""

    @property
    def length_s(self) -> float:
        """How long it is, in seconds."""
        return self.until_s - self.begin_s


@dataclass(frozen=True, slots=True)
class Answer:
    """What is to be done."""

    wish: Wish | None
    """None: nothing, for what was heard means nothing now."""

    spoken: Spoken | None = None
    """The command that was heard, or None: it was any voice, or none."""

    sureness: float | None = None
    """How sure it is that the listener wants it, 0 to 1; None: time has run out, and nobody said anything."""


@dataclass(frozen=True, slots=True)
class _Question:
    """What the coach has asked, in a pause."""

    wish: Command
    spoken: Spoken | None
    """The command that may have been heard."""

    place: Place
    """Where the session was."""

    asked_s: float
    quiet_s: float
    """Since when nobody has said anything."""

    @property
    def is_asking_back(self) -> bool:
        """Whether it is whether a command was meant."""
        return self.spoken is not None and self.wish == _ASK_BACK.get(self.spoken)


def now_at(timeline: Timeline, frame: int, at_s: float) -> Now:
    """Return the moment in which `frame` of a session is heard, at a time on a steady clock."""
    state = state_at(timeline, frame)
    if state == "playing" and is_holding(timeline, frame):
        return Now(at_s, "holding")
    if state != "paused":
        return Now(at_s, state)
    words = [clip for clip in timeline.stages[-1].clips if clip.utterance]
    return Now(at_s, state, is_asking=not words or frame < words[-1].end)


class Dialogue:
    """Listens to one listener in one session. What it remembers is what it has asked.

    `has_words` says whether somebody recognises words. Without, there are voices alone: one that is waited for means
    that the fingers are there, and one in a hold is heard out. With, those wait for what the voice has said.
    """

    def __init__(self, *, has_words: bool) -> None:
        self._has_words = has_words
        self._question: _Question | None = None
        self._heeded_s = -math.inf
        """When a voice was answered while it went on, or because there was one."""

        self._in_vain_s: float | None = None
        """When there was last a voice, after a question that nobody answered."""

    @property
    def is_open(self) -> bool:
        """Whether the coach waits for an answer."""
        return self._question is not None

    def lose(self, *, words: bool = False) -> None:
        """Take note that nothing is heard any more, or no `words`. A session that was to end then stays paused."""
        self._has_words = self._has_words and not words
        if self._question and self._question.wish == "hear-stop":
            self._question = None

    def look(self, now: Now, *, is_hearing: bool) -> Answer | None:
        """Return what is to be done because nobody has said anything; `is_hearing`: somebody may just be doing so."""
        question = self._question
        if question is None:
            return None
        if now.place != "paused":  # a key has led on
            self._question = None
            return None
        if now.is_asking or is_hearing:
            self._question = question = replace(question, quiet_s=now.at_s)
        ends = question.wish == "hear-stop"
        is_over = now.at_s - question.quiet_s >= (STOP_S if ends else ANSWER_S) + TOLD_S
        if not is_over and (ends or now.at_s - question.asked_s < TALK_S):
            return None
        self._question = None
        if ends:
            return Answer("stop")
        if question.wish == "hear-out":
            self._in_vain_s = now.at_s
        return None if question.place == "paused" else Answer("resume")

    def hear(self, voice: Said, now: Now) -> Answer | None:
        """Return what is to be done about a voice; what was said too long ago is left alone."""
        if now.at_s - voice.until_s >= LATE_S:
            return None
        if self._question and now.place == "paused":
            self._question = replace(self._question, quiet_s=now.at_s)
        else:
            self._question = None
        understood = voice.understood
        if understood and understood.spoken and understood.sureness >= ASKED_BACK:
            return self._said(understood.spoken, understood.sureness, now)
        if understood is None and self._has_words and voice.length_s < LONG_S:
            return None  # it may be a command
        if voice.begin_s < self._heeded_s:
            return None  # it was answered while it went on
        answer = self._voice(voice, now)
        self._heeded_s = now.at_s if answer else self._heeded_s
        return answer

    def _voice(self, voice: Said, now: Now) -> Answer | None:
        """Answer a voice that is no command, or of which nobody knows."""
        if now.place == "waiting":
            return Answer("ready", None, 1.0)
        is_trusted = self._in_vain_s is None or now.at_s - self._in_vain_s >= CALM_S
        self._in_vain_s = None if is_trusted else now.at_s
        if now.place == "holding" and voice.length_s >= VOICE_S and is_trusted:
            return self._ask("hear-out", None, 1.0, now)
        return None

    def _said(self, spoken: Spoken, sureness: float, now: Now) -> Answer | None:
        """Answer a command."""
        is_sure = sureness >= (CARRIED_OUT_SOON if spoken in FAVOURED else CARRIED_OUT)
        if self._question:
            return self._answered(self._question, spoken, sureness, now, is_sure=is_sure)
        wish = MEANINGS[spoken].get(now.place)
        if wish is None:
            return Answer(None, spoken, sureness) if is_sure else None
        if wish == "hear-stop" and is_sure:
            return self._ask("hear-stop", spoken, sureness, now)
        if is_sure or wish == "ready":
            return Answer(wish, spoken, sureness)
        return self._ask(_ASK_BACK.get(spoken, "hear-out"), spoken, sureness, now)

    def _answered(
        self, question: _Question, spoken: Spoken, sureness: float, now: Now, *, is_sure: bool
    ) -> Answer | None:
        """Take a command as the answer to a question: what was asked for needs no more sureness than an answer has."""
        confirmed = question.spoken if spoken in {"yes", question.spoken} and question.is_asking_back else None
        meant = confirmed or spoken
        was_paused = question.place == "paused"
        if meant in {"stop", "ow"}:
            return self._stopped(question, meant, sureness, now, is_sure=is_sure)
        if meant == "no" or (meant == "go-on" and (confirmed or is_sure or not was_paused)):
            return self._closed(Answer(None if meant == "no" and was_paused else "resume", meant, sureness))
        wish = MEANINGS[meant].get(question.place)
        if not (confirmed or is_sure or meant == "pause"):
            is_asked = question.wish == "hear-out" and meant in _ASK_BACK and wish is not None
            return self._ask(_ASK_BACK[meant], meant, sureness, now, question.place) if is_asked else None
        answer = Answer(wish, meant, sureness)
        if wish in {"louder", "softer"} or (wish is None and meant != "pause"):
            if confirmed:  # nothing else is wished: the session goes on with the next look
                self._question = replace(question, asked_s=-TALK_S, quiet_s=-TALK_S)
            return answer
        return self._closed(answer)

    def _stopped(
        self, question: _Question, spoken: Spoken, sureness: float, now: Now, *, is_sure: bool
    ) -> Answer | None:
        """Ask who wants to stop once more; end where that is the answer to having asked."""
        if question.wish != "hear-stop":
            return self._ask("hear-stop", spoken, sureness, now, question.place)
        if spoken == "stop" and is_sure and not now.is_asking:
            return self._closed(Answer("stop", spoken, sureness))
        return None

    def _ask(
        self, wish: Command, spoken: Spoken | None, sureness: float, now: Now, place: Place | None = None
    ) -> Answer:
        self._question = _Question(wish, spoken, place or now.place, asked_s=now.at_s, quiet_s=now.at_s)
        return Answer(wish, spoken, sureness)

    def _closed(self, answer: Answer) -> Answer:
        self._question = None
        return answer
