"""The script engine: the stops of a session become stages of cues. Pure: no voice, no clock, no file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from coach.choices import Options, Talk
from coach.content.model import Library, Routine, Side
from coach.content.sentences import Sentence, Sentences
from coach.errors import UnknownName
from coach.script.cues import (
    ARRIVING,
    CAUTIONS,
    CLOSING,
    FIXED,
    FRAME_TITLES,
    OPENING,
    SIT_DOWN,
    Cue,
    Phase,
    Say,
    Stage,
    Strike,
    Wait,
)
from coach.script.decisions import Notice
from coach.script.reasons import Unheard, Why
from coach.script.route import Route
from coach.script.stop import StopWriter, leaving
from coach.script.stops import Stop, base, posture
from coach.script.wording import Picker, all_worded, briefly, lasting_s, spoken_length, spoken_time, worded

LAST_S = 6.0
"""Time in seconds after the last words where no bowl rings out, for a bed to fade away (our choice)."""

LEAD_S = 1.0
"""Time in seconds before the opening chime, in which a loudspeaker wakes up."""

STEP_S = 30.0
"""How much longer or shorter a hold becomes by one command, in seconds."""

TICK_S = 2.0
"""Time from one soft tick to the next while the listener sits down, in seconds."""


@dataclass(frozen=True)
class ScriptWriter:
    """Writes one and the same session for a listener who hears all of it, or only a part."""

    library: Library
    routine: Routine
    options: Options
    route: Route
    is_answered: bool
    """Whether the listener has answered all questions on their health."""

    sessions: int
    """How many sessions they have heard before this one: no image comes in two running."""

    images: Mapping[str, Sentences]
    """All images by where the hands are, those too that do not fit in these circumstances."""

    is_hurried: bool = False
    """Whether there is time for no more than the short form of the safety words."""

    def stages(self) -> tuple[Stage, ...]:
        """Write the script, from the opening to the closing."""
        return self.written()

    def resumed_at(self, stage_id: str) -> tuple[Stage, ...]:
        """Write the script of a session that goes on where an earlier one stopped: a short opening, and the rest.

        The opening keeps its chime and the words on when to stop; where the stage of the cautions is passed over, it
        says them in their short form, and what a listener's health changes. Raises UnknownName for a stage that there
        is not.
        """
        stages = self.written(stage_id)
        opening, *_ = stages
        ids = [stage.id for stage in stages]
        if stage_id not in {SIT_DOWN, *ids}:
            raise UnknownName("stage", stage_id, ids)
        if stage_id in {SIT_DOWN, OPENING}:
            return stages
        passed, rest = stages[1 : ids.index(stage_id)], stages[ids.index(stage_id) :]
        short: list[Cue] = [cue for cue in opening.cues if not isinstance(cue, Say)]
        safety = self.library.safety.en
        if passed:
            short += _heeded(safety.short)
        short += [cue for stage in passed for cue in stage.cues if isinstance(cue, Say) and cue.cue == "notice"]
        if any(stage.id == ARRIVING for stage in passed):
            short += _heeded(safety.first)
        return (opening.with_other(tuple(short)), *rest)

    def landing(self, stop: str, before: str | None = None) -> Stage:
        """Write the stop of an id as it is told to a listener who has heard nothing before it.

        Whoever comes from another stop (`before`) is led out of its posture first, if that does not lead into this one.
        """
        if stop not in self._landings:
            self._landings[stop] = next(stage for stage in self.written(stop) if stage.id == stop)
        stage, phrases = self._landings[stop], self.library.phrases
        stops = {planned.id: planned for planned in self.route.stops}
        if before not in stops or base(stops[before], phrases) == base(stops[stop], phrases):
            return stage
        return replace(stage, cues=(*leaving(stops[before], phrases, "travel"), *stage.cues))

    def written(self, unheard: str | None = None) -> tuple[Stage, ...]:
        """Write the script; from the stop `unheard` on, for a listener who has heard nothing before."""
        picker = Picker(self.options.seed, self.sessions, self.images)
        ends = _Ends(self.library, self.routine, self.options, self.route, self.is_answered, self.is_hurried)
        stages = [ends.cautions(), ends.arriving()]
        heed = ends.first_words("travel") if unheard is None and self.route.frame_talk[ARRIVING] != "full" else []
        before: Stop | None = None
        seen: set[str] = set()
        told: tuple[str, Side | None] | None = None
        for number, planned in enumerate(self.route.stops):
            stop, why = planned, self.route.talk_why.get(planned.id)
            if stop.id == unheard:
                before, seen, told = None, set(), None
                if stop.talk == "chimes":
                    stop, why = replace(stop, talk="brief"), Unheard()
            here = posture(stop, self.library.phrases)
            written = StopWriter(
                phrases=self.library.phrases,
                part=self.library.safety.regions[stop.point.region].name,
                options=self.options,
                is_answered=self.is_answered,
                is_hurried=self.is_hurried,
                picker=picker,
                stop=stop,
                before=before,
                again=stop.point.code in seen,
                number=number,
                is_seated=told == here,
                why=why,
                heed=tuple(heed),
            )
            heed = []
            stages.append(written.stage())
            seen.add(stop.point.code)
            before = stop
            # By chimes nobody is told how to sit: after another posture the one before has to be told anew.
            told = here if stop.talk != "chimes" or told == here else None
        stages.append(ends.closing(before))
        return (ends.opening(stages), *stages)

    @cached_property
    def _landings(self) -> dict[str, Stage]:
        return {}


def _heeded(sentences: Sentences) -> list[Say]:
    """Return safety words of the stages around the stops, in full."""
    return [replace(say, is_safety=True) for say in all_worded(sentences, "safety", "opening")]


def begin_in(seconds: float, stages: Sequence[Stage]) -> tuple[Stage, ...]:
    """Return the script of a session that begins after a time to sit down; a listener who is ready need not wait."""
    wait = Wait(seconds, "opening", until_ready=True, sign_s=TICK_S, range=FIXED)
    return (
        (Stage(id=SIT_DOWN, title=FRAME_TITLES[SIT_DOWN], point=None, side=None, cues=(wait,)), *stages)
        if seconds
        else tuple(stages)
    )


@dataclass(frozen=True, slots=True)
class _Ends:
    """Writes the stages around the stops."""

    library: Library
    routine: Routine
    options: Options
    route: Route
    is_answered: bool
    is_hurried: bool

    def opening(self, rest: Sequence[Stage]) -> Stage:
        """Write how the session begins; `rest` are the stages after it, whose length is told."""
        minutes = self.options.minutes
        length_s = minutes * 60 if minutes else sum(lasting_s(cue) for stage in rest for cue in stage.cues)
        welcome = all_worded(self.routine.en.welcome, "welcome", "opening", length=spoken_length(length_s))
        in_brief = [briefly(say, self._why(OPENING)) for say in welcome[:1]]
        said: list[Say] = {"full": welcome, "brief": in_brief, "chimes": []}[self.route.frame_talk[OPENING]]
        if self.route.tells_of_less:
            said = [*said, *all_worded(self.library.phrases.less_said, "welcome", "opening")]
        lead: list[Cue] = [Wait(LEAD_S, "opening", range=FIXED)]
        if not self.library.phrases.is_by_words:
            lead.append(Strike("opening-bowl", "opening", "opening-bowl"))
        return self._stage(OPENING, (*lead, *said))

    def cautions(self) -> Stage:
        words = self.library.safety.en
        in_full = self.route.frame_talk[CAUTIONS] == "full"
        said = self._safety_words(words.opening if in_full else words.short, "safety", CAUTIONS)
        return self._stage(CAUTIONS, (*said, *self._notices()))

    def arriving(self) -> Stage:
        """Write how the listener sits down, what is to be heeded while pressing, and what the sounds mean.

        Where less is said, what is to be heeded is heard at the first stop, while the hand is on its way.
        """
        words = self.routine.en
        taken = {base(stop, self.library.phrases)[0] for stop in self.route.stops}
        every = self.library.phrases.postures.items()
        postures = {None, *(name for name, posture in every if (posture.group or name) in taken)}
        settling = tuple(sentence for sentence in words.settle if sentence.posture in postures)
        settle = all_worded(settling, "settle", "opening")
        settle_briefly = [briefly(say, self._why(ARRIVING)) for say in settle if say.brief] or settle
        arrive = all_worded(words.arrive, "settle", "opening")
        said: dict[Talk, list[Cue]] = {
            "full": [*settle, *self._told_method(), *self.first_words("opening"), *arrive],
            "brief": [*settle_briefly],
            "chimes": [],
        }
        return self._stage(ARRIVING, said[self.route.frame_talk[ARRIVING]])

    def first_words(self, phase: Phase) -> list[Say]:
        """Return what is to be heeded while pressing."""
        return self._safety_words(self.library.safety.en.first, phase, ARRIVING)

    def closing(self, before: Stop | None) -> Stage:
        """Write the end of the session; `before` is the last stop."""
        words = self.routine.en
        told = all_worded(words.closing, "closing", "closing")
        is_changed = self.route.notices or self.route.unpaced or self.route.advice
        repeat = [] if is_changed else all_worded(words.repeat, "closing", "closing")
        in_full = [*told[:1], *told[1:-1], *repeat, *told[1:][-1:]]
        in_brief = [briefly(say, self._why(CLOSING)) for say in told[:1]]
        said: list[Say] = {"full": in_full, "brief": in_brief, "chimes": []}[self.route.frame_talk[CLOSING]]
        safety = self._safety_words(self.library.safety.en.closing, "closing", CLOSING)
        up = leaving(before, self.library.phrases, "closing") if before else []
        last: Cue = Strike("closing-bowl", "closing", "closing-bowl")
        if self.library.phrases.is_by_words:
            last = Wait(LAST_S, "closing", range=FIXED)
        return self._stage(CLOSING, (*up, *said, *safety, last))

    def _stage(self, stage_id: str, cues: Sequence[Cue]) -> Stage:
        title, talk = FRAME_TITLES[stage_id], self.route.frame_talk[stage_id]
        return Stage(
            id=stage_id, title=title, point=None, side=None, cues=tuple(cues), talk=talk, talk_why=self._why(stage_id)
        )

    def _why(self, stage_id: str) -> Why | None:
        """Return why that much is said in a stage, or None where all is said, as usual."""
        return self.route.talk_why.get(stage_id)

    def _told_method(self) -> Iterator[Cue]:
        """Yield how to press and to breathe, and what the sounds mean, each while it sounds."""
        for sentence in self._method():
            yield worded(sentence, "method", "opening")
            if sentence.chime:
                yield Strike("example", "opening", sentence.chime)

    def _method(self) -> Sentences:
        phrases, breath = self.library.phrases, self.options.breath
        firm = not all(stop.is_soft for stop in self.route.stops)
        said = phrases.method if firm else phrases.method_soft
        if breath and breath.rest_s:
            said = (*said, *phrases.rest_between)
        return (*said, *phrases.breath_tones) if breath else said

    def _safety_words(self, sentences: Sentences, phase: Phase, stage_id: str) -> list[Say]:
        """Return words that cannot be dropped; brief only where the listener has answered the questions on health."""
        says = [replace(say, is_safety=True) for say in all_worded(sentences, "safety", phase)]
        is_brief = (self.is_answered or self.is_hurried) and self.route.frame_talk[stage_id] != "full"
        return [briefly(say, self._why(stage_id)) for say in says] if is_brief else says

    def _notices(self) -> Iterator[Say]:
        """Yield what is left out, softened, cleared and not paced, and what is advised to whoever has a condition."""
        for notice in self.route.notices:
            told = {"points": notice.points, "because": notice.because, "whom": notice.condition.whom}
            time = spoken_time(notice.limit_s or 0)
            say = worded(self._sentence(notice), "notice", "safety", None, **told, time=time)
            yield replace(say, sources=notice.sources, is_safety=True)
        for condition in self.route.unpaced:
            unpaced = self.library.safety.en.unpaced
            say = worded(unpaced, "notice", "safety", None, because=condition.because)
            yield replace(say, sources=condition.sources, is_safety=True)
        for sentence in self.route.advice:
            yield replace(worded(sentence, "notice", "safety"), is_safety=True)

    def _sentence(self, notice: Notice) -> Sentence:
        words = self.library.safety.en
        match notice.kind:
            case "left_out":
                return words.left_out
            case "cleared":
                return words.cleared
            case "softened":
                return words.softened_shortly if notice.limit_s else words.softened
