"""A session, ready to be planned and rendered."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Self

from coach.content.model import Library
from coach.errors import Spelling, VoiceError, plainly
from coach.plan.edits import Editor
from coach.plan.fit import Shortage, shortage
from coach.plan.heading import Beginning
from coach.plan.schedule import schedule
from coach.plan.timeline import Bus, Command, Timeline, Utterance
from coach.script.cues import HoldOn, Say, Stage
from coach.script.write import ScriptWriter
from coach.sessions.mixer import Mixer
from coach.sessions.playable import Playable
from coach.sessions.sounds import Sounds
from coach.sound.beds import Bed
from coach.voice.catalog import other_voice
from coach.voice.clips.spoken import SpokenClips

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    import numpy as np
    import numpy.typing as npt

    from coach.report.evidence import Evidence
    from coach.report.standing import SafetyFact
    from coach.voice.clips.stand_in import StandIn

Progress = Callable[[str, int, int | None], None]
"""Is told what is being done, how much of it is done, and of how much, or None while nobody knows.

Words are counted in sentences, sound in frames.
"""


def unseen(_doing: str, _done: int, _whole: int | None) -> None:
    """Take what `Progress` is told, for nobody."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """The words of a session, ready in the cache."""

    sentences: int
    """How many there are, with the shorter and the faster ones that are needed where others do not fit."""

    new: int
    """How many of them had to be synthesised."""

    size_bytes: int
    """How much room they take in the cache."""


class Session:
    """A session, ready to be planned and rendered. Use it as a context manager: it may own worker processes.

    Its stages are those of `editor`; `library` holds the sources of what is said; `passed_over` tells why better voices
    than its own are not used; `faults` has a line for each sentence of the user's own routine that is hard to follow.
    `for_anyone` returns what writes the same session for whoever has answered nothing, if there is one.
    """

    def __init__(
        self,
        beginning: Beginning,
        editor: Editor,
        sounds: Sounds,
        bed: Bed | None,
        library: Library,
        passed_over: tuple[VoiceError, ...] = (),
        faults: tuple[str, ...] = (),
        for_anyone: Callable[[], ScriptWriter] | None = None,
    ) -> None:
        self.beginning = beginning
        self.passed_over = passed_over
        self.faults = faults
        self.heading = beginning.heading
        self.library = library
        self._for_anyone = for_anyone
        self._editor = editor
        self._sounds = sounds
        self._mixer = Mixer(sounds, bed)

    @property
    def stages(self) -> tuple[Stage, ...]:
        """What is played, as cues without times."""
        return self._editor.script

    @property
    def eases(self) -> tuple[str, ...]:
        """What it is for, by the names of these parts of the body, as in "the lower back"; none if that is unknown."""
        route, regions = self.heading.route, self.library.safety.regions
        names = route.here.names if route and not route.here.taken_for else ()
        return tuple(region.name for key, region in regions.items() if f"for-{key}" in names)

    @property
    def shortage(self) -> Shortage | None:
        """What is said in fewer words so that the session has its length, or None if nothing is."""
        return shortage(self.stages)

    def timelines(self) -> Iterator[Timeline]:
        """Yield the growing timeline; the last one is complete. Speech is synthesised ahead, in the order of need."""
        growing = schedule(self.stages, self._sounds.speech.measure, self._editor.chimes)
        yield next(growing)  # the lead has no words: it can sound while the voice is being prepared
        self._sounds.speech.prepare(utterances(self.stages))
        yield from growing

    def edit(self, timeline: Timeline, command: Command, frame: int, *, by_voice: bool = False) -> Iterator[Timeline]:
        """Yield the timeline that a listener's command makes, as it grows; see `coach.plan.edits`."""
        return self._editor.edit(timeline, command, frame, by_voice=by_voice)

    def compile(self, progress: Progress = unseen) -> Timeline:
        """Return the complete timeline; its words are made for that, which `progress` is told of."""
        make(self._sounds.speech, utterances(self.stages), self._sounds.speech.measure, progress)
        timeline = Timeline()
        for timeline in self.timelines():  # noqa: B007 only the last one is complete
            pass
        return timeline

    def prepare(self, progress: Progress = unseen) -> Prepared:
        """Have all words of the session in the cache, so that nothing is left to be synthesised when it is played.

        Whatever it is ended by, what is ready stays. Raises VoiceError, and FileError if the cache cannot keep them.
        """
        speech = self._sounds.speech
        make(speech, utterances(self.stages), speech.keep, progress)
        self.compile()  # asks for other words where these do not fit
        sizes = [speech.keep(utterance) for utterance in speech.measured]
        return Prepared(len(sizes), speech.new, sum(sizes))

    def render(self, timeline: Timeline, start: int, frames: int) -> "npt.NDArray[np.float32]":
        """Return the samples of a stretch of the timeline, mono float32 at 48 kHz, with a shape of (frames,)."""
        return self._mixer.render(timeline, start, frames)

    def chime(self, name: str) -> "npt.NDArray[np.float32]":
        """Return the samples of a chime of the session, before it is mixed; raise UnknownName where it has none."""
        return self._sounds.chime(name)

    def stand_in(self) -> "AbstractContextManager[StandIn]":
        """Let no sentence that its voice cannot say end the session while a `with` block runs.

        Another voice says it, or nobody: what the block is given tells. A session that is played needs that; a file is
        better not written than with another voice in it.
        """
        return self._sounds.speech.stand_in(partial(other_voice, self.heading.voice, self.heading.rate))

    def stem(self, bus: Bus) -> Playable:
        """Return one bus of the session alone: the voice, the chimes, or the bed with its noise floor.

        Before they are rounded to 24 bits, the three add up to the session.
        """
        return _Stem(self, self._mixer, bus)

    def about(self, timeline: Timeline) -> str:
        """Return what stands on the label of a file: the safety words, then the works behind all that is said.

        Both are those of the session as it is for anyone: a work on an illness tells of whoever has it.
        """
        from coach.report.evidence import evidence_of, label

        words = self.library.safety.en
        if self._for_anyone is None:
            return label(words.label, self.evidence(timeline))
        writer = self._for_anyone()
        used = (source for say in _says(writer.stages()) for source in say.sources)
        return label(writer.route.here.said(words).label, evidence_of(used, self.library.sources))

    def evidence(self, timeline: Timeline) -> "Evidence":
        """Return the facts behind all that is said in the timeline, and their works."""
        from coach.report.evidence import evidence_of

        used = (source for stage in timeline.stages for clip in stage.clips for source in clip.sources)
        return evidence_of(used, self.library.sources)

    def safety(self, timeline: Timeline, spell: Spelling = plainly) -> "tuple[SafetyFact, ...]":
        """Return where each fact on safety stands in the timeline; nowhere in a session that presses nothing."""
        from coach.report.safety_facts import safety_facts

        route = self.heading.route
        listener = self.beginning.listener
        return safety_facts(timeline.stages, route, self.library, listener, spell) if route else ()

    def close(self) -> None:
        """End the processes that speak."""
        self._sounds.speech.close()

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


def make(
    speech: SpokenClips, words: Iterable[Utterance], wait_for: Callable[[Utterance], int], progress: Progress
) -> None:
    """Have words made, and wait for each of them in turn."""
    wanted = dict.fromkeys(words)
    progress("preparing the words", 0, len(wanted))
    speech.prepare(wanted)
    for ready, utterance in enumerate(wanted, 1):
        wait_for(utterance)
        progress("preparing the words", ready, len(wanted))


def _says(script: Iterable[Stage]) -> Iterator[Say]:
    """Yield all that a script has to say, in and between its holds."""
    for stage in script:
        for cue in stage.cues:
            if isinstance(cue, Say):
                yield cue
            elif isinstance(cue, HoldOn):
                yield from (window.say for window in cue.words)


def utterances(script: Iterable[Stage]) -> Iterator[Utterance]:
    """Yield what a script says when nothing in its holds has to be shortened, in order."""
    for stage in script:
        for cue in stage.cues:
            if isinstance(cue, Say):
                yield Utterance(cue.text)
            elif isinstance(cue, HoldOn):
                for window in sorted(cue.words, key=lambda window: window.earliest_s):
                    yield Utterance(window.say.full)
