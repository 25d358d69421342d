"""The cues of one stop, from the way to the point to its release."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from coach.choices import Options
from coach.content.phrases import PhraseKey, Phrases
from coach.content.sentences import Sentence, Sentences
from coach.script.breathing import Cycle, cycles, tones
from coach.script.cues import (
    FIXED,
    GAP_RANGE,
    MOVE_RANGE,
    Beat,
    Cue,
    HoldOn,
    Phase,
    Say,
    SpokenCue,
    Stage,
    Strike,
    Wait,
    Window,
)
from coach.script.reasons import Why
from coach.script.stops import Stop, base, posture
from coach.script.wording import Picker, briefly, spoken_time, worded

MOVE_S = 5.0
"""Time in seconds to take another posture, after it has been described."""

REACH_S = 2.5
"""Time in seconds to bring the hands to the next point in the same posture."""

FIND_S = 5.0
"""Usual time in seconds to find a landmark, after each sentence about it."""

SETTLE_S = 1.0
"""Pause in seconds after the last words before a hold."""

REST_S = 1.5
"""Time in seconds to let go, after the release."""

BREATHS_SPOKEN = (2, 1)
"""Breaths that words lead, at the beginning of the first hold and of the second; tones lead them all."""

COUNTED_HOLDS = 2
"""In so many holds a word tells that ten seconds are left; by then the closing notes are known. From then on, too, a
time is told only where it is another than before."""

TOLD_S = 1.6
"""How long before the last ten seconds a word begins to tell of them: so the next breath has its tone (our choice)."""

EASED_OF = 3
"""One hold in so many has leave to press less, in place of an image; in the next session it is another one. Images take
turns by twos: by threes, this keeps no image of a place from ever being heard."""

OPENED_S = 0.8
"""Time from the onset of a hold to the first tone of the breath, in seconds: its opening notes have their room."""

AFTER_TONE_S = 1.0
"""Time from a breath tone to the words for the same breath, in seconds: the tone explains itself by them."""

SPOKEN_BREATH_S = 3.0
"""Shortest breath in that leaves time for its words, in seconds; a quicker one is led by tones alone."""

BREATH_LEAD_S = 8.0
"""Least time between the words about the breath where no tones lead it, in seconds (our choice: at 6 breaths a minute,
at each breath out)."""

BEFORE_END_S = 13.0
"""Least time from such words to the end of the hold, in seconds: "ten seconds more" must have room."""

WAITING_SIGN_S = 10.0
"""Time from one sign of life to the next while the coach waits for the listener's fingers, in seconds."""


@dataclass(frozen=True, slots=True)
class StopWriter:
    """Writes the cues of one stop."""

    phrases: Phrases
    part: str
    """The part of the body that the point lies on: "the {side} leg"."""

    options: Options
    is_answered: bool
    is_hurried: bool
    picker: Picker
    stop: Stop
    before: Stop | None
    again: bool
    """Whether the point has been pressed on the other side already: it is then said in fewer words."""

    number: int
    """How many stops come before it."""

    is_seated: bool
    """Whether the listener was told to sit as the point needs it, and has sat so ever since."""

    why: Why | None
    """Why less than all is said, or None."""

    heed: tuple[Say, ...] = ()
    """What is to be heeded while any point is pressed, where it has not been said yet."""

    def stage(self) -> Stage:
        """Write the stage of the stop."""
        point, side = self.stop.point, self.stop.side
        place = point.en.place.format(**sides(self.stop))
        write = {"full": self._in_full, "brief": self._in_brief, "chimes": self._by_chimes}[self.stop.talk]
        return Stage(
            id=self.stop.id,
            title=f"{point.en.name} ({point.code}), {place}",
            point=point.code,
            side=side,
            cues=tuple(write()),
            place=place,
            again=tuple(self._wordings()),
            talk=self.stop.talk,
            talk_why=self.why,
        )

    def _in_full(self) -> list[Cue]:
        words = self.stop.point.en
        locate = self._locate(words.locate_again if self.again and words.locate_again else words.locate)
        return [*self._travel(), *locate, *self._press(), *self._held(), *self._release()]

    def _in_brief(self) -> list[Cue]:
        """Name the side, the point and the tool."""
        words = self.stop.point.en
        moved = [briefly(say, self.why) for say in self._posture()]
        return [
            *(briefly(say, self.why) for say in self._leave()),
            *self._switch(),
            *self._words(words.short, "travel", "travel"),
            *moved,
            *self.heed,
            *self._heed(),
            *self._find(),
            *self._held(),
            self._rest(),
        ]

    def _by_chimes(self) -> list[Cue]:
        """Say nothing but safety words, and where the point is, in a word."""
        spot = Sentence(say=f"{self.stop.point.en.spot}.", sources=("own",))
        named = self._words((spot,), "travel", "travel")
        return [*named, *self.heed, *self._heed(), *self._find(), self._hold(), self._rest()]

    def _words(self, sentences: Sentences, cue: SpokenCue, phase: Phase, pause_s: float | None = None) -> list[Say]:
        return [worded(sentence, cue, phase, pause_s, **sides(self.stop)) for sentence in sentences]

    def _phrase(self, key: PhraseKey, cue: SpokenCue, phase: Phase, pause_s: float | None, **filling: str) -> Say:
        sentence = self.picker.pick(key, self.phrases.variants(key))
        return worded(sentence, cue, phase, pause_s, **sides(self.stop), **filling)

    def _switch(self) -> list[Say]:
        """Announce the other side of the body."""
        if not self.before or {self.before.side, self.stop.side} != {"left", "right"}:
            return []
        if "{side}" not in self.part or self.before.point.region != self.stop.point.region:
            return []  # the way to the point names the side
        part = self.part.format(**sides(self.stop))
        return [self._phrase("switch", "switch", "travel", None, part=part)]

    def _leave(self) -> list[Say]:
        """Lead out of the posture of the stop before, unless it leads into this one."""
        if not self.before or base(self.before, self.phrases) == base(self.stop, self.phrases):
            return []
        return leaving(self.before, self.phrases, "travel")

    def _heed(self) -> list[Say]:
        """Return the safety words of the point, brief where the questions have told the cautions, or time is short."""
        words = self.stop.point.en
        says = self._words(_safety_among((*words.travel, *words.press)), "safety", "travel")
        if self.stop.is_soft:
            lightly = replace(self._phrase("lightly", "safety", "travel", None), is_safety=True)
            says.append(lightly)
        return [briefly(say, self.why) for say in says] if self.is_answered or self.is_hurried else says

    def _moves(self) -> bool:
        here = posture(self.stop, self.phrases)
        return self.before is None or posture(self.before, self.phrases) != here

    def _posture(self) -> list[Say]:
        name, _ = posture(self.stop, self.phrases)
        if self.is_seated:
            return []
        words = self.phrases.postures[name]
        also = words.also if self.stop.talk == "full" and not self.again else ()
        return self._words((self.picker.pick(f"posture {name}", words.move), *also), "posture", "travel")

    def _travel_wait(self, share: float = 1.0) -> Wait:
        # Whoever is told how to sit may not have sat so by chimes: they need the time to move, too.
        moves = self._moves() or (self.stop.talk != "chimes" and not self.is_seated)
        move_s = self.phrases.postures[self.stop.point.posture].time_s or MOVE_S
        time_s, limits = (move_s, MOVE_RANGE) if moves else (REACH_S, GAP_RANGE)
        return Wait(time_s * self.options.pace * share, "travel", range=limits)

    def _travel(self) -> list[Cue]:
        words = self.stop.point.en
        cues: list[Cue] = [
            *self._leave(),
            *self._switch(),
            *self._words(words.travel_again if self.again else words.travel, "travel", "travel"),
            *[replace(say, full=say.brief or say.full) if self.again else say for say in self._posture()],
            *self.heed,
        ]
        if self.again:
            return [*cues, self._travel_wait()]
        # The benefit is heard while the listener moves: half of the time is for that.
        return [*cues, *self._words(words.benefit, "benefit", "travel"), self._travel_wait(1 / 2)]

    def _find(self) -> list[Cue]:
        """Return the time to move, and to find a point that is known."""
        return [self._travel_wait(), Wait(FIND_S * self.options.pace, "locate"), *self._ready()]

    def _ready(self) -> list[Wait]:
        wait_s = self.options.wait_s
        return [Wait(wait_s, "locate", until_ready=True, sign_s=WAITING_SIGN_S, range=FIXED)] if wait_s else []

    def _wordings(self) -> Iterator[tuple[Cue, ...]]:
        """Yield the wordings for a listener who asks again, first of all one that the stop has not said."""
        words = self.stop.point.en
        ways = [words.locate, words.locate_again, words.locate_with_tool]
        if self.stop.talk == "full" and not self.again:
            ways = [words.locate_again, words.locate, words.locate_with_tool]
        for sentences in ways:
            if self._words(sentences, "locate", "locate"):
                yield tuple(self._locate(sentences))

    def _locate(self, sentences: Sentences) -> list[Cue]:
        says = self._words(sentences, "locate", "locate", FIND_S)
        if self.number == 0 and sentences == self.stop.point.en.locate:
            says.append(self._phrase("close_enough", "locate", "locate", FIND_S))
        waits = [Wait(say.pause_s * self.options.pace, "locate") for say in says]
        cues = [cue for say, wait in zip(says, waits, strict=True) for cue in (replace(say, pause_s=0), wait)]
        return [*cues, *self._ready()]

    def _press(self) -> list[Cue]:
        words = self.stop.point.en
        if self.stop.is_soft:
            sentences = (*words.press_soft, *_safety_among(words.press))
        else:
            sentences = words.press_again if self.again else words.press
        says = self._words(sentences, "press", "press")
        same = self.again or (self.before and _told_time(self.before) == _told_time(self.stop))
        if self.number >= COUNTED_HOLDS and same:
            return [*says[:-1], replace(says[-1], pause_s=SETTLE_S)]
        return [*says, self._phrase("timing", "timing", "press", SETTLE_S, time=_told_time(self.stop))]

    def _release(self) -> list[Cue]:
        if self.phrases.is_by_words:
            return [self._rest()]  # to let go was the word that has closed the hold
        return [self._phrase("release", "release", "release", 0), self._rest()]

    def _rest(self) -> Wait:
        return Wait(REST_S * self.options.pace, "release")

    def _held(self) -> list[Cue]:
        """Return the hold, and where there are no chimes the words that open and close it."""
        if not self.phrases.is_by_words:
            return [self._hold()]
        begin = self._phrase("begin", "hold-open", "hold", 0)
        return [begin, self._hold(), self._phrase("release", "hold-close", "release", 0)]

    def _hold(self) -> HoldOn:
        hold_s = self.stop.hold_s
        breaths = cycles(self.options.breath, 0, hold_s) if self.options.breath else ()
        if breaths and not self.phrases.is_by_words:
            breaths = (replace(breaths[0], in_at_s=OPENED_S), *breaths[1:])
        speaks = self.stop.talk == "full"
        spoken = breaths[: self._spoken_cycles()] if speaks else ()
        beats = [] if self.phrases.is_by_words else list(tones(breaths))
        if hold_s >= 40 and not self.phrases.is_by_words:
            beats.append(Beat(Strike("halfway", "hold", "halfway"), hold_s / 2))
        words = [*self._breath_words(breaths, spoken), *self._hold_words(spoken)] if speaks else []
        return HoldOn(hold_s, tuple(words), tuple(beats), self.stop.longest_s)

    def _hold_words(self, spoken: Sequence[Cycle]) -> Iterator[Window]:
        """Yield what is said about time and pressure, and an image; each kind of words has its rank."""
        hold_s = self.stop.hold_s
        half_s, ten_s = hold_s / 2, hold_s - 10
        is_by_words = self.phrases.is_by_words
        if hold_s >= 40 and is_by_words:
            yield Window(self._phrase("halfway", "halfway-words", "hold", 0), half_s, half_s + 4, rank=3)
        if hold_s >= 45:
            # After the spoken breaths; early enough to be of use.
            earliest_s = max(hold_s / 3, len(spoken) * (self.options.breath.cycle_s if self.options.breath else 0))
            yield Window(self._noticing(), earliest_s, earliest_s + 30, rank=4)
        if hold_s >= 30 and (self.number < COUNTED_HOLDS or is_by_words):
            yield Window(self._phrase("ten_left", "ten-left", "hold", 0), ten_s - TOLD_S, ten_s, rank=1)

    def _noticing(self) -> Say:
        """Return leave to press less, or an image that fits where the hands are."""
        if self.stop.is_soft or self.number % EASED_OF == (1 + self.picker.sessions) % EASED_OF:
            return self._phrase("lightly" if self.stop.is_soft else "ease", "ease", "hold", 0)
        reach = self.stop.point.reach
        return worded(self.picker.image(reach, self.phrases.images[reach]), "image", "hold", 0)

    def _spoken_cycles(self) -> int:
        """Return how many breaths of the hold are led by words."""
        breath = self.options.breath
        if not breath or breath.in_s < SPOKEN_BREATH_S:
            return 0
        if self.phrases.is_by_words:
            return BREATHS_SPOKEN[0]
        return BREATHS_SPOKEN[self.number] if self.number < len(BREATHS_SPOKEN) else 0

    def _breath_words(self, breaths: Sequence[Cycle], spoken: Sequence[Cycle]) -> Iterator[Window]:
        """Yield the words of the first breaths, and a few later ones, all counted from the hold's onset."""
        breath, hold_s, is_led = self.options.breath, self.stop.hold_s, self.phrases.is_by_words
        if breath is None:
            if is_led or self.number < len(BREATHS_SPOKEN):  # by then it has been told
                free = self._phrase("breathe_freely", "breathe-freely", "hold", 0)
                yield Window(free, 0 if is_led else OPENED_S + AFTER_TONE_S, hold_s / 2, rank=2)
            return
        after_s = 0 if is_led else AFTER_TONE_S
        for number, cycle in enumerate(spoken):
            rank = 2 if number == 0 else 5
            in_s, out_s = cycle.in_at_s + after_s, cycle.out_at_s + after_s
            inward = self._phrase("breathe_in", "breathe-in", "hold", 0)
            outward = self._phrase("breathe_out", "breathe-out", "hold", 0)
            yield Window(inward, in_s, in_s + breath.in_s / 2, rank)
            yield Window(outward, out_s, out_s + breath.out_s / 2, rank)
        last_s = spoken[-1].out_at_s if spoken else -BREATH_LEAD_S
        for cycle in breaths[len(spoken) :] if is_led else ():
            if hold_s >= 40 and -3 < cycle.out_at_s - hold_s / 2 < 1:
                continue  # halfway is told there
            if cycle.out_at_s >= last_s + BREATH_LEAD_S and hold_s - cycle.out_at_s >= BEFORE_END_S:
                last_s = cycle.out_at_s
                reminder = self._phrase("breathe_out", "breathe-out", "hold", 0)
                yield Window(reminder, last_s, last_s + breath.out_s / 2, rank=6)


def leaving(stop: Stop, phrases: Phrases, phase: Phase) -> list[Say]:
    """Return the words that lead out of the posture of a stop."""
    words = phrases.postures[stop.point.posture].leave
    return [worded(sentence, "posture", phase, None, **sides(stop)) for sentence in words]


def sides(stop: Stop) -> dict[str, str]:
    """Return what fills the sides in the words of a stop."""
    if stop.side == "left":
        return {"side": "left", "other": "right"}
    return {"side": "right", "other": "left"} if stop.side == "right" else {}


def _told_time(stop: Stop) -> str:
    """Return how long a stop is held, as it is said."""
    return spoken_time(stop.hold_s) if stop.said_s is None else f"about {spoken_time(stop.said_s)}"


def _safety_among(sentences: Sentences) -> Sentences:
    return tuple(sentence for sentence in sentences if sentence.safety)
