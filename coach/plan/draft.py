"""A session in a certain wording, whose holds and silences are still open: how long it can last, and its script.

How far the holds are stretched is one number from -1 (all at their shortest) over 0 (as the routine has them) to 1
(all at their longest). The length of a hold is said to five seconds; between two stretches at which another length is
said all words stay the same, and the length of the session grows with the stretch in a straight line. So each such
piece is solved by a division.

What is left unsaid is recorded. A stage that is told briefly is compared with what it would say in full, with the same
hold: a sentence that it does not say is dropped, or replaced where another of its kind is said in its place. Safety
words are replaced, never dropped: their short form stands for all of them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from coach.plan.schedule import length
from coach.plan.signs import ChimeLengths, Measure
from coach.plan.timeline import Utterance
from coach.script.cues import GAP_RANGE, Cue, HoldOn, Say, Stage, Wait, is_example
from coach.script.reasons import Fitted
from coach.script.stops import Stop
from coach.script.write import ScriptWriter
from coach.units import frames, seconds

if TYPE_CHECKING:
    from coach.choices import Talk

SAID_TO_S = 5.0
"""To how many seconds the length of a fitted hold is said."""

SAFETY_WORDS = "safety words"
"""Stands for the other safety words, which become brief before the cautions do."""


@dataclass(frozen=True, slots=True)
class Cut:
    """One step to fewer words: a sentence takes its brief wording or is left unsaid, or a stage is told briefly."""

    stage: str
    """Id of the stage."""

    text: str = ""
    """The full wording of the sentence, or nothing: it is the whole stage."""

    is_dropped: bool = False
    """Whether the sentence is left unsaid."""


@dataclass(frozen=True)
class Draft:
    """A session in a certain wording, whose holds and silences are still open."""

    writer: ScriptWriter
    """Writes it with all its words, and with holds as the routine has them."""

    measure: Measure
    chimes: ChimeLengths
    cuts: tuple[Cut, ...]
    why: Fitted
    """Why less is said than all."""

    @cached_property
    def shortest(self) -> int:
        """The shortest that it can last, in frames."""
        stages = self.script(-1, _middle(self._pieces()[0]))
        return self._length(stages) - _room(stages).down

    @cached_property
    def longest(self) -> int:
        """The longest that it can last, in frames."""
        stages = self.script(1, _middle(self._pieces()[-1]))
        return self._length(stages) + _room(stages).up

    def solve(self, target: int) -> ScriptWriter | None:
        """Return what writes the script that lasts `target` frames, or None if there is none; see `coach.plan.fit`."""
        scripts = {stretch: self.script(stretch) for stretch in (-1, 0, 1)}
        rests = [self._length(stages) - self._held(stretch) for stretch, stages in scripts.items()]
        rooms = [_room(stages) for stages in scripts.values()]
        down, up = max(room.down for room in rooms), max(room.up for room in rooms)
        words = rests[1]
        # Where the said lengths change, so do words: by less than all the words that tell them, and the silences there.
        told = (say for stages in scripts.values() for say in _said(stages) if say.cue == "timing")
        doubt = sum(self.measure(Utterance(say.full)) for say in told) + max(rests) - min(rests)

        def missing(piece: tuple[float, float], words: int) -> int:
            """Return how many frames the silences have to be longer than usual, if the holds give what they can."""
            held = target - words
            return held - min(max(held, self._held(piece[0])), self._held(piece[1]))

        pieces = [piece for piece in self._pieces() if -down - doubt <= missing(piece, words) <= up + doubt]
        for piece in sorted(pieces, key=lambda piece: abs(missing(piece, words))):
            said = _middle(piece)
            exact = self._length(self.script(said)) - self._held(said)
            stretch = self._stretch(piece, target - exact)
            stages = self.script(stretch, said)
            left, room = target - self._length(stages), _room(stages)
            if -room.down <= left <= room.up:
                return self._fitted(stretch, said, left)
        return None

    def _fitted(self, stretch: float, said: float, left: int) -> ScriptWriter:
        writer = self.writer
        return _FittedWriter(
            library=writer.library,
            routine=writer.routine,
            options=writer.options,
            route=writer.route,
            is_answered=writer.is_answered,
            sessions=writer.sessions,
            images=writer.images,
            draft=self,
            stretch=stretch,
            said=said,
            left=left,
        )

    def _length(self, stages: Sequence[Stage]) -> int:
        return length(stages, self.measure, self.chimes)

    def script(self, stretch: float, said: float | None = None, unheard: str | None = None) -> tuple[Stage, ...]:
        """Write the script; `said` is the stretch whose holds are told, by default the same.

        From the stop `unheard` on, it is written for a listener who has heard nothing before.
        """
        route = self.writer.route
        stops = tuple(
            replace(
                stop,
                hold_s=seconds(_hold(stop, stretch)),
                said_s=_said_s(stop, stretch if said is None else said),
                talk="brief" if stop.id in self._told_briefly else stop.talk,
            )
            for stop in route.stops
        )
        frame: dict[str, Talk] = {
            stage: "brief" if stage in self._told_briefly else talk for stage, talk in route.frame_talk.items()
        }
        why = route.talk_why | dict.fromkeys(self._told_briefly, self.why)
        shaped = replace(route, stops=stops, frame_talk=frame, talk_why=why)
        stages = replace(self.writer, route=shaped, is_hurried=self.is_hurried).written(unheard)
        return tuple(self._cut(stage) for stage in stages) if self.cuts else stages

    def accounted(
        self, stages: Iterable[Stage], stretch: float, said: float, unheard: str | None = None
    ) -> Iterator[Stage]:
        """Yield a script that records what those of its stages that are told briefly would say in full."""
        in_full = replace(self, cuts=()).script(stretch, said, unheard)
        for stage, full in zip(stages, in_full, strict=True):
            yield _compared(stage, full, self.why) if stage.id in self._told_briefly else stage

    @cached_property
    def _told_briefly(self) -> frozenset[str]:
        return frozenset(cut.stage for cut in self.cuts if not cut.text)

    @property
    def is_hurried(self) -> bool:
        """Whether cautions that nobody has answered take their short form."""
        return SAFETY_WORDS in self._told_briefly

    @cached_property
    def _cut_texts(self) -> dict[tuple[str, str], Cut]:
        """Return the cuts of sentences, by stage and text."""
        return {(cut.stage, cut.text): cut for cut in self.cuts if cut.text}

    def _cut(self, stage: Stage) -> Stage:
        cues: list[Cue] = []
        dropped: list[Say] = []
        is_unsaid = False
        for cue in stage.cues:
            if not isinstance(cue, Say):
                if not (is_unsaid and is_example(cue)):  # no chime sounds that nobody explains
                    cues.append(cue)
                continue
            cut = self._cut_texts.get((stage.id, cue.full))
            is_unsaid = bool(cut and cut.is_dropped)
            is_hurried = cue.is_safety and cue.is_brief and self.is_hurried
            if is_unsaid:
                dropped.append(replace(cue, cut=self.why))
            elif cut or is_hurried:
                cues.append(replace(cue, cut=self.why))
            else:
                cues.append(cue)
        return replace(stage, cues=tuple(cues), dropped=tuple(dropped))

    def _held(self, stretch: float) -> int:
        return sum(_hold(stop, stretch) for stop in self.writer.route.stops)

    def _stretch(self, piece: tuple[float, float], held: int) -> float:
        """Return the stretch in a piece at which the holds last `held` frames in all, or nearly so."""
        least, most = piece
        shortest, longest = self._held(least), self._held(most)
        if shortest == longest:
            return least
        return least + (most - least) * (min(max(held, shortest), longest) - shortest) / (longest - shortest)

    def _pieces(self) -> list[tuple[float, float]]:
        edges = {-1.0, 0.0, 1.0}
        for stop in self.writer.route.stops:
            edges.update(_edges(stop))
        return list(pairwise(sorted(edges)))


@dataclass(frozen=True, kw_only=True)
class _FittedWriter(ScriptWriter):
    """Writes the script of a draft whose holds and silences are found; this asks for no length of speech any more."""

    draft: Draft
    stretch: float
    said: float
    """The stretch whose holds are told."""

    left: int
    """By how many frames its silences are longer in all than usual."""

    def written(self, unheard: str | None = None) -> tuple[Stage, ...]:
        stages = _widened(self.draft.script(self.stretch, self.said, unheard), self.left)
        return tuple(self.draft.accounted(stages, self.stretch, self.said, unheard))


def _compared(stage: Stage, full: Stage, why: Fitted) -> Stage:
    """Record in a stage that is told briefly which words of the full one are dropped, and which are replaced."""
    said, planned = {say.full for say in _words(stage)}, {say.full for say in _words(full)}
    new = Counter(say.cue for say in _words(stage) if say.full not in planned and not say.is_safety)
    dropped: list[Say] = []
    replaced: list[Say] = []
    for say in _words(full):
        if say.full in said:
            continue
        if new[say.cue] > 0:
            new[say.cue] -= 1
            replaced.append(replace(say, cut=why))
        elif say.is_safety:
            replaced.append(replace(say, cut=why))
        else:
            dropped.append(replace(say, cut=why))
    return replace(stage, dropped=tuple(dropped), replaced=tuple(replaced))


@dataclass(frozen=True, slots=True)
class _Gap:
    """By how many frames silence can shrink and grow."""

    down: int
    up: int


def _middle(piece: tuple[float, float]) -> float:
    return sum(piece) / 2


def _hold(stop: Stop, stretch: float) -> int:
    """Return the length of a hold in frames."""
    usual = frames(stop.hold_s)
    shortest, longest = map(frames, stop.hold_range_s)
    return round(usual + stretch * (longest - usual if stretch > 0 else usual - shortest))


def _said_s(stop: Stop, stretch: float) -> float | None:
    shortest_s, longest_s = stop.hold_range_s
    return None if shortest_s == longest_s else SAID_TO_S * round(_hold(stop, stretch) / frames(SAID_TO_S))


def _edges(stop: Stop) -> Iterator[float]:
    """Yield the stretches at which another length of the hold is said."""
    for end_s, sign in ((stop.hold_range_s[0], -1), (stop.hold_range_s[1], 1)):
        reach_s = abs(end_s - stop.hold_s)
        said = sorted((stop.hold_s, end_s))
        first, last = (int(bound_s / SAID_TO_S) for bound_s in said)
        between = ((number + 0.5) * SAID_TO_S for number in range(first, last + 1))
        yield from (sign * abs(edge - stop.hold_s) / reach_s for edge in between if said[0] < edge < said[1])


def _said(stages: Sequence[Stage]) -> Iterator[Say]:
    return (cue for stage in stages for cue in stage.cues if isinstance(cue, Say))


def _words(stage: Stage) -> Iterator[Say]:
    """Yield all that a stage says, in holds too."""
    for cue in stage.cues:
        if isinstance(cue, Say):
            yield cue
        elif isinstance(cue, HoldOn):
            yield from (window.say for window in sorted(cue.words, key=lambda window: window.earliest_s))


def _gap(cue: Cue) -> tuple[int, tuple[float, float]] | None:
    """Return the silence that a cue makes, in frames, and its range as factors; None if it makes none."""
    match cue:
        case Say():
            return frames(cue.pause_s), GAP_RANGE
        case Wait():
            return frames(cue.seconds), cue.range
        case _:
            return None


def _with_gap(cue: Cue, length: int) -> Cue:
    match cue:
        case Say():
            return replace(cue, pause_s=seconds(length))
        case Wait():
            return replace(cue, seconds=seconds(length))
        case _:
            return cue


def _gaps(stages: Sequence[Stage]) -> list[_Gap]:
    """Return the silences of a script, in order."""
    found = []
    for stage in stages:
        for cue in stage.cues:
            if gap := _gap(cue):
                usual, (least, most) = gap
                found.append(_Gap(usual - round(usual * least), round(usual * most) - usual))
    return found


def _room(stages: Sequence[Stage]) -> _Gap:
    """Return by how many frames the silences of a script can shrink and grow in all."""
    gaps = _gaps(stages)
    return _Gap(sum(gap.down for gap in gaps), sum(gap.up for gap in gaps))


def _widened(stages: Sequence[Stage], by: int) -> Iterator[Stage]:
    """Yield a script whose silences are `by` frames longer in all, each by its share, or by what they can give."""
    gaps = _gaps(stages)
    rooms = [gap.up if by > 0 else gap.down for gap in gaps]
    whole = sum(rooms)
    by = max(-whole, min(by, whole))
    given = taken = 0
    left = iter(rooms)

    def wider(cue: Cue) -> Cue:
        nonlocal given, taken
        gap = _gap(cue)
        if gap is None:
            return cue
        taken += next(left)
        share = by * taken // whole - given if whole else 0
        given += share
        return _with_gap(cue, gap[0] + share)

    for stage in stages:
        yield replace(stage, cues=tuple(wider(cue) for cue in stage.cues))
