"""The script engine: a routine and options become stages of cues. Pure: no voice, no clock, no file."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from coach.content.model import Library, Phrases, Point, Routine, Sentence, Sentences, Side
from coach.cues import Beat, Cue, HoldOn, Phase, Say, Stage, Strike, Wait, Window
from coach.errors import BadOption, UnknownName
from coach.options import Breath, Options, Order

LEAD_S = 1.0
"""Time in seconds before the opening chime, in which a loudspeaker wakes up."""

MOVE_S = 8.0
"""Time in seconds to take another posture, after it has been described."""

REACH_S = 3.0
"""Time in seconds to bring the hands to the next point in the same posture."""

FIND_S = 5.0
"""Usual time in seconds to find a landmark, after each sentence about it."""

SENTENCE_S = 1.0
"""Usual pause in seconds between two sentences."""

SETTLE_S = 1.5
"""Pause in seconds after the last words before a hold."""

REST_S = 2.5
"""Time in seconds to let go, after the release."""

STEP_S = 30.0
"""How much longer or shorter a hold becomes by one command, in seconds."""

BREATH_CYCLES_SPOKEN = 2
"""Breaths at the beginning of a hold that are led by words; the others are led by tones."""

SPOKEN_BREATH_S = 3.0
"""Shortest breath in that leaves time for its words, in seconds; a quicker one is led by tones alone."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A point on one side, before it has words."""

    point: Point
    side: Side
    hold_s: float


WAITING_SIGN_S = 10.0
"""Time from one sign of life to the next while the coach waits for the listener's fingers, in seconds."""

TICK_S = 2.0
"""Time from one soft tick to the next while the listener sits down, in seconds."""

SIT_DOWN = "sit-down"
"""Id of the stage before a session that does not begin at once."""


def script(library: Library, routine: Routine, options: Options) -> tuple[Stage, ...]:
    """Write the script of a session, from the opening to the closing.

    Raises UnknownName for a point that the routine does not have, and BadOption if no point is left.
    """
    stops = ordered(stops_of(library, routine, options), library.phrases, options.order)
    picker = _Picker(options.seed)
    stages = [_opening(library, routine), _safety(library)]
    before: Stop | None = None
    for index, stop in enumerate(stops):
        again = any(earlier.point is stop.point for earlier in stops[:index])
        stages.append(_Writer(library.phrases, options, picker, stop, before, again=again).stage())
        before = stop
    return (*stages, _closing(library, routine))


def from_stage(stages: Sequence[Stage], stage_id: str) -> tuple[Stage, ...]:
    """Return the script of a session that goes on where an earlier one stopped: a short opening, then from that stage.

    The opening keeps its chime and the words on when to stop. Raises UnknownName if there is no such stage.
    """
    opening, *_ = stages
    ids = [stage.id for stage in stages]
    if stage_id not in {SIT_DOWN, *ids}:
        raise UnknownName("stage", stage_id, ids)
    if stage_id in {SIT_DOWN, opening.id}:
        return tuple(stages)
    short = tuple(cue for cue in opening.cues if not isinstance(cue, Say) or cue.cue == "safety")
    return (replace(opening, cues=short), *stages[ids.index(stage_id) :])


def begin_in(seconds: float, stages: Sequence[Stage]) -> tuple[Stage, ...]:
    """Return the script of a session that begins after a time to sit down; a listener who is ready need not wait."""
    wait = Wait(seconds, "opening", until_ready=True, sign_s=TICK_S)
    return (Stage(SIT_DOWN, "Time to sit down", None, None, (wait,)), *stages) if seconds else tuple(stages)


def stops_of(library: Library, routine: Routine, options: Options) -> tuple[Stop, ...]:
    """Return the points of a routine that the options leave, each side a stop of its own, in the routine's order."""
    codes = [step.point for step in routine.steps]
    wanted = _codes(options.points, codes) or codes
    skipped = _codes(options.skip, codes)
    sides: tuple[Side, ...] = ("left", "right") if options.first == "left" else ("right", "left")
    if options.side != "both":
        sides = (options.side,)
    stops = tuple(
        Stop(library.points[step.point], side, options.hold_s or step.minutes * 60)
        for step in routine.steps
        if step.point in wanted and step.point not in skipped
        for side in (sides if library.points[step.point].sides == "each" else _side(library.points[step.point]))
    )
    if not stops:
        raise BadOption("--skip", ",".join(options.skip), "it leaves no point of the routine to press")
    return stops


def ordered(stops: Sequence[Stop], phrases: Phrases, order: Order) -> tuple[Stop, ...]:
    """Put stops into an order: `guide` leaves them as they are.

    `posture` takes each posture once, in the order of first need, which is the fewest changes there can be. A posture
    that is another one for the other side counts once for each side.
    """
    if order == "guide":
        return tuple(stops)
    groups: dict[tuple[str, Side | None], list[Stop]] = {}
    for stop in stops:
        groups.setdefault(_posture(stop, phrases), []).append(stop)
    return tuple(stop for group in groups.values() for stop in group)


def spoken_time(seconds: float) -> str:
    """Return a length of time as it is said, to half a second: "90 seconds", "2 minutes and 30 seconds"."""
    minutes, rest = divmod(round(2 * seconds) / 2, 60)
    if minutes < 2:
        return _count(60 * minutes + rest, "second")
    whole = _count(minutes, "minute")
    return f"{whole} and {_count(rest, 'second')}" if rest else whole


def _count(number: float, unit: str) -> str:
    return f"{number:g} {unit}{'' if number == 1 else 's'}"


def tones(breath: Breath, first: int, hold_s: float) -> list[Beat]:
    """Return the soft tones of the breaths of a hold from number `first` on, as many as are whole within it."""
    beats = []
    for cycle in range(first, int(hold_s / breath.cycle_s)):
        in_s = cycle * breath.cycle_s
        beats += [
            Beat(Strike("breath-in", "hold", "breath-in"), in_s, soft=True),
            Beat(Strike("breath-out", "hold", "breath-out"), in_s + breath.in_s, soft=True),
        ]
    return beats


def _codes(chosen: tuple[str, ...], codes: list[str]) -> list[str]:
    for code in chosen:
        if code.upper() not in codes:
            raise UnknownName("point", code, codes, "this routine")
    return [code.upper() for code in chosen]


def _side(point: Point) -> tuple[Side]:
    return ("midline",) if point.sides == "midline" else ("both",)


def _posture(stop: Stop, phrases: Phrases) -> tuple[str, Side | None]:
    posture = stop.point.posture
    return (posture, stop.side if phrases.postures[posture].sided else None)


class _Picker:
    """Deals the variants of each phrase in an order of the seed; none comes again before all have been said."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._left: dict[str, list[Sentence]] = {}
        self._last: dict[str, Sentence] = {}
        self._round: dict[str, int] = {}

    def pick(self, key: str, variants: Sentences) -> Sentence:
        left = self._left.get(key)
        if not left:
            number = self._round[key] = self._round.get(key, 0) + 1
            left = self._left[key] = list(variants)
            random.Random(f"{self._seed} {key} {number}").shuffle(left)  # noqa: S311 a choice of words, not a secret
            if len(left) > 1 and left[-1] is self._last.get(key):
                left.reverse()
        chosen = self._last[key] = left.pop()
        return chosen


def _say(sentence: Sentence, cue: str, phase: Phase, pause_s: float, **filling: str) -> Say:
    return Say(
        cue=cue,
        phase=phase,
        full=sentence.say.format(**filling),
        brief=sentence.brief and sentence.brief.format(**filling),
        sources=sentence.sources,
        pause_s=pause_s if sentence.pause_s is None else sentence.pause_s,
    )


def _says(sentences: Sentences, cue: str, phase: Phase) -> list[Say]:
    return [_say(sentence, cue, phase, SENTENCE_S) for sentence in sentences]


def _opening(library: Library, routine: Routine) -> Stage:
    words = routine.en
    cues: tuple[Cue, ...] = (
        Wait(LEAD_S, "opening"),
        Strike("opening-bowl", "opening", "opening-bowl"),
        *_says(words.welcome[:1], "welcome", "opening"),
        *_says(library.safety.en.first, "safety", "opening"),
        *_says(words.welcome[1:], "welcome", "opening"),
        *_says(words.settle, "settle", "opening"),
        *_says(library.phrases.method, "method", "opening"),
    )
    return Stage("opening", "Opening", None, None, cues)


def _safety(library: Library) -> Stage:
    return Stage("safety", "Before you begin", None, None, tuple(_says(library.safety.en.opening, "safety", "safety")))


def _closing(library: Library, routine: Routine) -> Stage:
    cues: tuple[Cue, ...] = (
        *_says(routine.en.closing, "closing", "closing"),
        *_says(library.safety.en.closing, "safety", "closing"),
        Strike("closing-bowl", "closing", "closing-bowl"),
    )
    return Stage("closing", "Closing", None, None, cues)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the cues of one stop."""

    phrases: Phrases
    options: Options
    picker: _Picker
    stop: Stop
    before: Stop | None
    again: bool
    """Whether the point has been pressed on the other side already: it is then said in fewer words."""

    def stage(self) -> Stage:
        point, side = self.stop.point, self.stop.side
        place = point.en.place.format(**self._sides())
        return Stage(
            id=f"{point.code}-{side}" if point.sides == "each" else point.code,
            title=f"{point.en.name} ({point.code}), {place}",
            point=point.code,
            side=side,
            cues=(*self._travel(), *self._locate(self.again), *self._press(), self._hold(), *self._release()),
            place=place,
            again=tuple(self._locate(again=not self.again)),
        )

    def _sides(self) -> dict[str, str]:
        if self.stop.side == "left":
            return {"side": "left", "other": "right"}
        return {"side": "right", "other": "left"} if self.stop.side == "right" else {}

    def _words(self, sentences: Sentences, cue: str, phase: Phase, pause_s: float = SENTENCE_S) -> list[Say]:
        return [_say(sentence, cue, phase, pause_s, **self._sides()) for sentence in sentences]

    def _phrase(self, key: str, cue: str, phase: Phase, pause_s: float, **filling: str) -> Say:
        sentence = self.picker.pick(key, getattr(self.phrases, key))
        return _say(sentence, cue, phase, pause_s, **self._sides(), **filling)

    def _travel(self) -> list[Cue]:
        words, before = self.stop.point.en, self.before
        cues: list[Cue] = []
        if before and {before.side, self.stop.side} == {"left", "right"}:
            cues.append(self._phrase("switch", "switch", "travel", SENTENCE_S))
        cues += self._words(words.travel_again if self.again else words.travel, "travel", "travel")
        posture = _posture(self.stop, self.phrases)
        moves = before is None or _posture(before, self.phrases) != posture
        if moves:
            cues += self._words(self.phrases.postures[posture[0]].move, "posture", "travel")
        time_s = (MOVE_S if moves else REACH_S) * self.options.pace
        if self.again:
            return [*cues, Wait(time_s, "travel")]
        # The benefit is heard while the listener moves: half of the time is for that.
        return [*cues, *self._words(words.benefit, "benefit", "travel"), Wait(time_s / 2, "travel")]

    def _locate(self, again: bool) -> list[Cue]:
        words = self.stop.point.en
        sentences = words.locate_again if again and words.locate_again else words.locate
        says = self._words(sentences, "locate", "locate", FIND_S)
        waits = [Wait(say.pause_s * self.options.pace, "locate") for say in says]
        cues = [cue for say, wait in zip(says, waits, strict=True) for cue in (replace(say, pause_s=0), wait)]
        ready = (
            [Wait(self.options.wait_s, "locate", until_ready=True, sign_s=WAITING_SIGN_S)]
            if self.options.wait_s
            else []
        )
        return [*cues, *ready]

    def _press(self) -> list[Cue]:
        words = self.stop.point.en
        sentences = words.press_again if self.again else words.press
        timing = self._phrase("timing", "timing", "press", SETTLE_S, time=spoken_time(self.stop.hold_s))
        return [*self._words(sentences, "press", "press"), timing]

    def _release(self) -> list[Cue]:
        return [self._phrase("release", "release", "release", 0), Wait(REST_S * self.options.pace, "release")]

    def _hold(self) -> HoldOn:
        words, beats = self._breath()
        hold_s = self.stop.hold_s
        half_s = hold_s / 2
        if hold_s >= 40:
            beats.append(Beat(Strike("halfway", "hold", "halfway"), half_s))
            words.append(Window(self._phrase("halfway", "halfway-words", "hold", 0), half_s, half_s + 4, rank=3))
        if hold_s >= 45:
            # After the spoken breaths; early enough to be of use.
            earliest_s = max(0.3 * hold_s, self._spoken_cycles() * self._cycle_s())
            words.append(Window(self._phrase("ease", "ease", "hold", 0), earliest_s, earliest_s + 30, rank=4))
        if hold_s >= 30:
            ten_s = hold_s - 10
            words.append(Window(self._phrase("ten_left", "ten-left", "hold", 0), ten_s, ten_s + 0.5, rank=1))
        return HoldOn(hold_s, tuple(words), tuple(beats))

    def _cycle_s(self) -> float:
        return self.options.breath.cycle_s if self.options.breath else 0

    def _spoken_cycles(self) -> int:
        breath = self.options.breath
        if breath is None or breath.in_s < SPOKEN_BREATH_S:
            return 0
        return min(BREATH_CYCLES_SPOKEN, int(self.stop.hold_s / breath.cycle_s))

    def _breath(self) -> tuple[list[Window], list[Beat]]:
        """Return the words of the first cycles and the soft tones of the others, all counted from the hold's onset."""
        breath, hold_s = self.options.breath, self.stop.hold_s
        if breath is None:
            free = self._phrase("breathe_freely", "breathe-freely", "hold", 0)
            return [Window(free, 0, hold_s / 2, rank=2)], []
        words: list[Window] = []
        spoken = self._spoken_cycles()
        for cycle in range(spoken):
            in_s = cycle * breath.cycle_s
            out_s = in_s + breath.in_s
            rank = 2 if cycle == 0 else 5
            words += [
                Window(self._phrase("breathe_in", "breathe-in", "hold", 0), in_s, in_s + breath.in_s / 2, rank),
                Window(self._phrase("breathe_out", "breathe-out", "hold", 0), out_s, out_s + breath.out_s / 2, rank),
            ]
        return words, tones(breath, spoken, hold_s)
