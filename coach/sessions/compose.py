"""The composition root: a routine, options, a voice and chimes become a session to be planned, played or written."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import cache, partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from coach.choices import VOICE_LUFS, Breath, Choices, Options
from coach.content import load
from coach.content.model import Library, Routine
from coach.health.profile import Profile, later
from coach.health.verdicts import chosen, still_cleared
from coach.plan.edits import Editor
from coach.plan.fit import Fitter, shortened
from coach.plan.heading import Heading
from coach.plan.schedule import ChimeLengths, Measure, schedule
from coach.plan.timeline import Bus, Clip, Command, Timeline, Utterance
from coach.report import cuesheet
from coach.report import evidence as why
from coach.script import write as engine
from coach.script.cues import Cue, HoldOn, Say, Stage, Strike, Wait
from coach.script.route import Route, route
from coach.script.wording import SENTENCE_S
from coach.sessions.mixer import Mixer
from coach.sessions.playable import Playable
from coach.sound import beds
from coach.sound.chimes import Palette, load_palette
from coach.voice import pronounce
from coach.voice.catalog import find_voice
from coach.voice.clips.spoken import SpokenClips

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Prepared:
    """The words of a session, ready in the cache."""

    sentences: int
    """How many there are, with the shorter and the faster ones that are needed where others do not fit."""

    new: int
    """How many of them had to be synthesised."""

    size_bytes: int
    """How much room they take in the cache."""


Progress = Callable[[int, int], None]
"""Takes how many sentences are ready, and of how many."""


@dataclass(frozen=True, slots=True)
class Work:
    """The script of a session, and what it was written with."""

    script: tuple[Stage, ...]
    """What is played; until it is fitted, with holds as the routine has them."""

    breath: Breath | None = None
    seed: int = 1
    landing: Callable[[str], Stage] | None = None
    """Writes the stop of an id for a listener who has heard nothing before it; None: as it is in the script."""

    fit: "Callable[[Measure, ChimeLengths], Fit] | None" = None
    """Makes it last as long as it should, or None: it lasts as long as it takes."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How a session is fitted to its length."""

    words: tuple[Utterance, ...]
    """What is measured for it."""

    fitted: Callable[[], Work]
    """Writes the session anew so that it has its length."""


class Session:
    """A session, ready to be planned and rendered. Use it as a context manager: it may own worker processes."""

    def __init__(
        self,
        heading: Heading,
        work: Work,
        speech: SpokenClips,
        palette: Palette,
        bed: beds.Bed | None,
        library: Library,
    ) -> None:
        self.heading = heading
        self._library = library
        self._work = work
        self._speech = speech
        self._palette = palette
        self._mixer = Mixer(self, bed)

    def timelines(self) -> Iterator[Timeline]:
        """Yield the growing timeline; the last one is complete. Speech is synthesised ahead, in the order of need."""
        self.fit()
        growing = schedule(self._script, self._speech.measure, self._palette)
        yield next(growing)  # the lead has no words: it can sound while the voice is being prepared
        self._speech.prepare(utterances(self._script))
        yield from growing

    def edit(self, timeline: Timeline, command: Command, frame: int) -> Iterator[Timeline]:
        """Yield the timeline that a listener's command makes, as it grows; see `coach.plan.edits`."""
        return self._editor.edit(timeline, command, frame)

    def fit(self, progress: Progress = lambda *_: None) -> None:
        """Fit the session to its length in minutes, if it has one: for that, its words have to be measured.

        Whatever needs the script does it by itself; `progress` is told how many sentences are ready, and of how many.
        Raises CannotFit, VoiceError, and FileError if the cache cannot keep the words.
        """
        if self._work.fit:
            fit = self._work.fit(self._speech.measure, self._palette)
            self._make(fit.words, self._speech.measure, progress)
            self._work = fit.fitted()

    @property
    def told_briefly(self) -> list[str]:
        """What is said in fewer words so that the session has its length, in a line; known once it is fitted."""
        return shortened(self._script)

    @property
    def _script(self) -> tuple[Stage, ...]:
        return self._work.script

    @property
    def _editor(self) -> Editor:
        work = self._work
        phrases, measure = self._library.phrases, self._speech.measure
        return Editor(work.script, phrases, work.breath, measure, self._palette, work.seed, work.landing)

    def compile(self) -> Timeline:
        """Return the complete timeline."""
        timeline = Timeline()
        for timeline in self.timelines():  # noqa: B007 only the last one is complete
            pass
        return timeline

    def prepare(self, progress: Progress = lambda *_: None) -> Prepared:
        """Have all words of the session in the cache, so that nothing is left to be synthesised when it is played.

        `progress` is told how many sentences are ready, and of how many. Whatever it is ended by, what is ready stays.
        Raises VoiceError, and FileError if the cache cannot keep them.
        """
        self.fit(progress)
        self._make(utterances(self._script), self._speech.keep, progress)
        self.compile()  # asks for other words where these do not fit
        sizes = [self._speech.keep(utterance) for utterance in self._speech.measured]
        return Prepared(len(sizes), self._speech.new, sum(sizes))

    def _make(self, words: Iterable[Utterance], wait_for: Callable[[Utterance], int], progress: Progress) -> None:
        wanted = dict.fromkeys(words)
        self._speech.prepare(wanted)
        for ready, utterance in enumerate(wanted, 1):
            wait_for(utterance)
            progress(ready, len(wanted))

    def render(self, timeline: Timeline, start: int, frames: int) -> "npt.NDArray[np.float32]":
        """Return the samples of a stretch of the timeline, mono float32 at 48 kHz, with a shape of (frames,)."""
        return self._mixer.render(timeline, start, frames)

    def stem(self, bus: Bus) -> Playable:
        """Return one bus of the session alone: the voice, the chimes, or the bed with its noise floor.

        Before they are rounded to 24 bits, the three add up to the session.
        """
        return _Stem(self, self._mixer, bus)

    def about(self, timeline: Timeline) -> str:
        """Return what stands on the label of a file: the safety words, then the works behind all that is said."""
        return cuesheet.about(timeline, self._library.safety.en.label, self._library.sources)

    def evidence(self, timeline: Timeline) -> why.Evidence:
        """Return the facts behind all that is said in the timeline, and their works."""
        used = (source for stage in timeline.stages for clip in stage.clips for source in clip.sources)
        return why.evidence(used, self._library.sources)

    def samples(self, clip: Clip) -> "npt.NDArray[np.float32]":
        """Return the samples of one clip, before it is mixed, with a shape of (clip.frames,)."""
        return self._speech.samples(clip.utterance) if clip.utterance else self._palette.samples(clip.chime)

    def close(self) -> None:
        """End the processes that speak."""
        self._speech.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@dataclass(frozen=True, slots=True)
class _Stem:
    """One bus of a session."""

    session: Session
    mixer: Mixer
    bus: Bus

    def timelines(self) -> Iterator[Timeline]:
        return self.session.timelines()

    def render(self, timeline: Timeline, start: int, frames: int) -> "npt.NDArray[np.float32]":
        return self.mixer.render(timeline, start, frames, self.bus)


def compose(
    choices: Choices, library: Library | None = None, resume_at: str | None = None, begin_in_s: float = 0
) -> Session:
    """Return the session of the user's choices; `library` defaults to what is shipped.

    With `resume_at`, the id of a stage, the session goes on there after a short opening; before all that there are
    `begin_in_s` seconds to sit down.

    Raises a CoachError for anything that does not exist or cannot be: nothing has been spoken or opened by then.
    """
    library = library or load.library()
    options = choices.script
    name, routine = load.find_routine(choices.routine, library)
    way = _way(library, routine, choices)

    def played(stages: tuple[Stage, ...]) -> tuple[Stage, ...]:
        rest = engine.from_stage(stages, resume_at, library.safety.en.short) if resume_at else stages
        return engine.begin_in(begin_in_s, rest)

    def written(write: engine.Writer) -> Work:
        return Work(played(write(resume_at)), options.breath, options.seed, cache(partial(_landing, write)))

    def fit(minutes: float, measure: Measure, chimes: ChimeLengths) -> Fit:
        fitter = Fitter(library, routine, measure, chimes)
        write = partial(fitter.fit, options, way, minutes, is_resumed=resume_at is not None)
        return Fit(tuple(fitter.words(options, way)), lambda: written(write()))

    work = written(partial(engine.write, library, routine, options, way))
    if options.minutes:
        work = replace(work, fit=partial(fit, options.minutes))
    return _session(name, routine.en.title, work, choices, library, way)


def _landing(write: engine.Writer, stop: str) -> Stage:
    """Return the stop of an id as it is written for a listener who has heard nothing before it."""
    return next(stage for stage in write(stop) if stage.id == stop)


def answered_since(choices: Choices, stage: str | None, profile: Profile) -> tuple[Choices, str | None]:
    """Return the choices of a session that is resumed at a stage, with what its profile says by now.

    A clinician who has agreed to a point for this session alone has not agreed to it in spite of conditions that are
    new; to what they agree otherwise is what the profile says now. Where the stage is left out by then, the session
    goes on at the next one that is not; a point that is let in anew comes last.
    """
    library = load.library()
    known = choices.script.conditions
    new = chosen(set(profile.conditions) - set(known), library.safety)
    script = replace(
        choices.script,
        conditions=(*known, *(ailment.id for ailment in new)),
        cleared=still_cleared(choices.script.cleared, new, library.points),
        agreed=profile.cleared,
        later=later(profile, known),
    )
    if script == choices.script:
        return choices, stage
    _, routine = load.find_routine(choices.routine, library)
    way = _way(library, routine, choices)
    along = tuple(stop.id for stop in way.stops)
    changed = replace(choices, script=script, along=along)
    before = [part.id for part in engine.write(library, routine, choices.script, way)]
    now = {part.id for part in engine.write(library, routine, script, _way(library, routine, changed))}
    following = before[before.index(stage) :] if stage in before else []
    return changed, next((part for part in following if part in now), stage)


def _way(library: Library, routine: Routine, choices: Choices) -> Route:
    """Decide on the stops of a session; in one that goes on with another, no stop changes its place among the others.

    Raises what `route` raises.
    """
    way = route(library, routine, choices.script)
    places = {stop: place for place, stop in enumerate(choices.along)}
    return replace(way, stops=tuple(sorted(way.stops, key=lambda stop: places.get(stop.id, len(places)))))


def sample(text: str, choices: Choices, *, chime: bool = False) -> Session:
    """Return a session that says a text, after a chime if that is asked for: to hear what it will be like.

    Raises BadOption if there is nothing to say in it.
    """
    cues: list[Cue] = [Wait(engine.LEAD_S, "opening")]
    if chime:
        cues.append(Strike("opening-bowl", "opening", "opening-bowl"))
    cues += [Say("sample", "opening", part, None, ("own",), SENTENCE_S) for part in pronounce.portions(text)]
    script = (Stage("sample", "A sample", None, None, tuple(cues)),)
    return _session("sample", "A sample", Work(script), choices, load.library())


def utterances(script: Iterable[Stage]) -> Iterator[Utterance]:
    """Yield what a script says when nothing in its holds has to be shortened, in order."""
    for stage in script:
        for cue in stage.cues:
            if isinstance(cue, Say):
                yield Utterance(cue.text)
            elif isinstance(cue, HoldOn):
                for window in sorted(cue.words, key=lambda window: window.earliest_s):
                    yield Utterance(window.say.full)


def _session(
    name: str, title: str, work: Work, choices: Choices, library: Library, way: Route | None = None
) -> Session:
    louder_db = choices.loudness - VOICE_LUFS
    palette = load_palette(choices.chimes, louder_db)
    bed = beds.load_bed(choices.bed, louder_db)
    voice = find_voice(choices.voice, choices.rate)
    heading = Heading(
        name,
        title,
        voice.name,
        tuple(voice.identity),
        choices.rate,
        palette.name,
        _plain(choices.script),
        choices.bed,
        choices.loudness,
        way,
    )
    return Session(heading, work, SpokenClips(voice, target_lufs=choices.loudness), palette, bed, library)


def _plain(options: Options) -> dict[str, Any]:
    return asdict(options) | {"breath": str(options.breath or "none")}
