"""Fits a session to a length, exact to the frame, or proves that it cannot be.

What gives way, in this order: the holds, all together, each within the range of its point, both sides of a point the
same; then the silences between, within theirs; then the wording, sentence by sentence: first what has a brief wording,
then cautions that are answered, benefits, the end, the sounds; then, of points that this listener has finished before,
the words that find them, stop by stop. Images, and whatever else is said in a hold, take no time.

Whoever has not finished a point hears how it is found: rather than that, a point is left out (`coach.plan.fewer`).
Safety words are never dropped; that cautions which nobody has answered are said in their short form is the last resort.

There is a draft for each wording, and each can last any time between its shortest and its longest. Where one cut is so
large that it leaves a length out, it is taken before smaller ones.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations, pairwise
from typing import Any

from coach.choices import FirstSide, Options, Talk
from coach.content.phrases import Phrases
from coach.errors import BadOption, CannotFit, Declined, Given
from coach.health.verdicts import Verdicts
from coach.plan.draft import SAFETY_WORDS, Cut, Draft
from coach.plan.fewer import fewer, giving_way
from coach.plan.signs import ChimeLengths, Measure
from coach.plan.timeline import Utterance
from coach.script.cues import ARRIVING, CAUTIONS, CLOSING, OPENING, Say, SpokenCue, Stage
from coach.script.reasons import Fitted
from coach.script.route import Route, choose_route
from coach.script.stop import leaving
from coach.script.write import ScriptWriter
from coach.units import FRAME_RATE, clock, frames, seconds

SHORTENED = (
    *("welcome", "closing", "method", "benefit", "settle", "release", "switch", "timing"),
    *("travel", "posture", "press"),
)
"""Which words take their brief wording first; those that lead to the point and press it come last."""

DROPPED = ("benefit", "closing", "method")
"""Which words are then left unsaid, if need be: a listener can do without them and still find and press each point."""

PACES = (1.5, 2.0, 3.0, 4.0)
"""Paces that are tried for a session that is to be longer than it can be."""

WAYS_TOLD = 3
"""How many ways out are told at most."""

Change = tuple[Given, dict[str, Any]]
"""Other values of some options, by name, and the setting that stands for them."""


@dataclass(frozen=True, slots=True)
class Fitter:
    """What sessions are fitted with."""

    measure: Measure
    chimes: ChimeLengths
    verdicts: Verdicts
    """What the listener's health makes of the points: other options are tried with them, too."""

    def fit(self, writer: ScriptWriter, minutes: float, *, resumed_at: str | None = None) -> ScriptWriter:
        """Return a writer of the same session whose script lasts so many minutes; raise CannotFit if there is none.

        It writes it for any stop to go on at, always with the same holds, and asks for no length of speech any more.
        What has changed since a session began that is resumed (`resumed_at` names the stage) may have put its length
        out of reach: then it lasts as nearly so long as it can.
        """
        target = frames(minutes * 60)
        whole = self._drafts(writer, target)
        fitted = _first_that_fits(_unhurried(whole), target)
        if fitted:
            return fitted
        tried = [whole]
        for shorter in fewer(writer, self.verdicts, _for(target), kept=resumed_at):
            tried.append(self._drafts(shorter, target))
            fitted = _first_that_fits(_unhurried(tried[-1]), target)
            if fitted:
                return fitted
        fitted = _first_of(tried, target)
        if fitted is None and resumed_at is not None:
            length, drafts = min(
                ((_nearest(drafts, target), drafts) for drafts in tried), key=lambda one: abs(one[0] - target)
            )
            fitted = _first_that_fits([replace(draft, why=_for(length)) for draft in drafts], length)
        if fitted is None:
            longer = target > whole[0].longest
            raise CannotFit(minutes, _spans(tried), self._ways_out(writer, target, longer=longer))
        return fitted

    def words(self, writer: ScriptWriter) -> Iterator[Utterance]:
        """Yield nearly all that is measured to fit a session: what is said outside of holds, in all words and fewest.

        What tells the length of a hold between the shortest and the longest is measured once it is needed.
        """
        drafts = self._drafts(writer, 0)
        for stage in (*drafts[0].script(-1), *drafts[0].script(1), *drafts[-1].script(0)):
            for say in (cue for cue in stage.cues if isinstance(cue, Say)):
                yield from (Utterance(text) for text in (say.text, say.brief) if text)
        for stop in writer.route.stops:  # where the next point is left out, it may be the last one of its posture
            yield from (Utterance(say.text) for say in leaving(stop, writer.library.phrases, "travel"))

    def _drafts(self, writer: ScriptWriter, target: int) -> list[Draft]:
        """Return the drafts of a session, from that with all words to the shortest."""
        cuts = _cuts(writer, self._known(writer.route))
        wordiest = Draft(writer, self.measure, self.chimes, (), _for(target))
        return [replace(wordiest, cuts=tuple(cuts[:count])) for count in range(len(cuts) + 1)]

    def _known(self, route: Route) -> set[str]:
        """Return the codes of the points that the listener has finished before, on every side."""
        finished = {stop for stop, times in self.verdicts.listener.finished or () if times}
        unknown = {stop.point.code for stop in route.stops if stop.id not in finished}
        return {stop.point.code for stop in route.stops} - unknown

    def _ways_out(self, writer: ScriptWriter, target: int, *, longer: bool) -> list[tuple[Given, ...]]:
        """Return options that are tried and get there; of those that make it shorter, what skips least first."""
        ways: list[tuple[Given, ...]]
        if longer:
            changes = _longer_changes(writer.options)
            ways = [(setting,) for setting, change in changes if self._reaches(writer, change, target)]
        else:
            ways = list(self._shorter_ways(writer, target))
        return ways[:WAYS_TOLD]

    def _shorter_ways(self, writer: ScriptWriter, target: int) -> Iterator[tuple[Given, ...]]:
        """Yield options that make a session short enough, none of them changed without need.

        Points are skipped alone, or together with all that can be changed beside if nothing else gets there: so few
        are left that nobody has them left out unasked.
        """
        changes = list(_shorter_changes(writer.options, writer.route, writer.library.phrases))

        def merged(some: Iterable[Change]) -> dict[str, Any]:
            return {name: value for _, change in some for name, value in change.items()}

        found: list[set[Given]] = []
        for some in _together(changes):
            way = {setting for setting, _ in some}
            if not any(fewer <= way for fewer in found) and self._reaches(writer, merged(some), target):
                found.append(way)
                yield tuple(setting for setting, _ in some)
        skipped = self._fewest_skipped(writer, {}, target)
        if skipped:
            yield _skip(skipped)
        elif not found and (skipped := self._fewest_skipped(writer, merged(changes), target)):
            needed = list(changes)
            for change in changes:
                others = [other for other in needed if other is not change]
                if self._reaches(writer, merged(others) | _skipping(writer, skipped), target):
                    needed = others
            yield (*(setting for setting, _ in needed), *_skip(skipped))

    def _fewest_skipped(self, writer: ScriptWriter, change: Mapping[str, Any], target: int) -> list[str] | None:
        """Return points without which a changed session is short enough, none of them needlessly, or None."""
        codes = list(chain.from_iterable(giving_way(writer)))
        all_but_one = [[other for other in codes if other != code] for code in codes[:-1]]

        def reaches(some: Sequence[str]) -> bool:
            return self._reaches(writer, {**change, **_skipping(writer, some)}, target)

        skippable = [*(codes[:count] for count in range(1, len(codes))), *all_but_one]
        skipped = next((some for some in skippable if reaches(some)), None)
        for code in tuple(skipped or ()):
            others = [other for other in skipped or () if other != code]
            if reaches(others):
                skipped = others
        return skipped

    def _reaches(self, writer: ScriptWriter, change: Mapping[str, Any], target: int) -> bool:
        options = replace(writer.options, **change)
        try:
            route = choose_route(writer.library, writer.routine, options, self.verdicts, writer.route.here)
        except (BadOption, Declined):
            return False
        changed = replace(writer, options=options, route=route)
        whole = self._drafts(changed, target)
        if target > whole[0].longest:
            return False
        shorter = (self._drafts(one, target) for one in fewer(changed, self.verdicts, _for(target)))
        return _first_of(chain([whole], shorter), target) is not None


def _cuts(writer: ScriptWriter, finished: Collection[str]) -> list[Cut]:
    """Return the steps in which a session takes fewer words, in order; `finished` are the points that are known."""
    route = writer.route
    says = [
        (stage.id, cue) for stage in writer.stages() for cue in stage.cues if isinstance(cue, Say) and not cue.is_safety
    ]
    brief = [
        Cut(stage, say.full)
        for kind in SHORTENED
        for stage, say in says
        if say.cue == kind and say.brief and say.cut is None
    ]
    end = next((say for _, say in says if say.cue == "closing"), None)  # that nothing more is to come is told
    dropped = [
        Cut(stage, say.full, is_dropped=True)
        for kind in DROPPED
        for stage, say in reversed(says)
        if say.cue == kind and say is not end
    ]
    full = [stop for stop in route.stops if stop.talk == "full"]
    known = [stop for stop in full if stop.point.code in finished]
    first = {stop.point.code: stop for stop in reversed(known)}
    again = [stop for stop in known if first[stop.point.code] is not stop]
    # A second side is heard the second time by then; and of the others the more was heard, the later they come.
    stops = [*reversed(again), *reversed([stop for stop in known if stop not in again])]
    # What there is to prepare is for whoever has a point to come to know.
    is_known = len(known) == len(full)
    around = [Cut(stage) for stage in (CLOSING, ARRIVING, OPENING) if is_known and route.frame_talk[stage] == "full"]
    named = {stop.id for stop in route.stops if stop.talk != "chimes"}  # other words of theirs tell the side
    switches = [Cut(stage, say.full, is_dropped=True) for stage, say in says if say.cue == "switch" and stage in named]
    cautions = [Cut(CAUTIONS)] if route.frame_talk[CAUTIONS] == "full" else []
    answered, hurried = (cautions, []) if writer.is_answered else ([], [Cut(SAFETY_WORDS), *cautions])
    return [*brief, *answered, *dropped, *around, *switches, *(Cut(stop.id) for stop in stops), *hurried]


def _shorter_changes(options: Options, route: Route, phrases: Phrases) -> Iterator[Change]:
    """Yield changes of options that make a session shorter and leave no point out."""
    if options.wait_s:
        yield Given("wait", "0"), {"wait_s": 0.0}
    least: Talk = "brief" if phrases.is_by_words else "chimes"
    if options.talk != least:
        yield Given("talk", least), {"talk": least}
    side = _side_enough(options.first, route) if options.side == "both" else None
    if side:
        yield Given("side", side), {"side": side}


def _skipping(writer: ScriptWriter, codes: Sequence[str]) -> dict[str, Any]:
    return {"skip": (*writer.options.skip, *codes)}


def _skip(codes: Sequence[str]) -> tuple[Given, ...]:
    """Return what leaves points out; nothing where there are none."""
    return (Given("skip", ",".join(codes)),) if codes else ()


def _together(changes: Iterable[Change]) -> Iterator[tuple[Change, ...]]:
    """Yield changes one by one, then all that can be made at once, the fewest first."""
    listed = list(changes)
    return chain.from_iterable(combinations(listed, number) for number in range(1, len(listed) + 1))


def _side_enough(first: FirstSide, route: Route) -> FirstSide | None:
    """Return the side on which alone every point can still be pressed with fewer stops, or None if there is none."""
    pressed = {stop.point.code for stop in route.stops}
    sides: tuple[FirstSide, ...] = (first, "right" if first == "left" else "left")
    for side in sides:
        kept = [stop for stop in route.stops if stop.point.sides != "each" or stop.side == side]
        if len(kept) < len(route.stops) and {stop.point.code for stop in kept} == pressed:
            return side
    return None


def _longer_changes(options: Options) -> Iterator[Change]:
    if options.talk != "full":
        yield Given("talk", "full"), {"talk": "full"}
    yield from ((Given("pace", f"{pace:g}"), {"pace": pace}) for pace in PACES if pace > options.pace)


def _unhurried(drafts: Sequence[Draft]) -> list[Draft]:
    return [draft for draft in drafts if not draft.is_hurried]


def _first_of(tried: Iterable[Sequence[Draft]], target: int) -> ScriptWriter | None:
    """Return what writes the first of some sessions that can last `target` frames, or None if there is none."""
    return next(filter(None, (_first_that_fits(drafts, target) for drafts in tried)), None)


def _first_that_fits(drafts: Sequence[Draft], target: int) -> ScriptWriter | None:
    """Return what writes the draft with most words that can last `target` frames, or None if there is none."""
    if not drafts or not drafts[-1].shortest <= target <= drafts[0].longest:
        return None
    number = _first_within(drafts, target)
    if number == len(drafts):
        return None
    return drafts[number].solve(target) or _first_that_fits(_past_hole(drafts, number), target)


def _first_within(drafts: Sequence[Draft], length: int) -> int:
    """Return the number of the first draft that need not last longer, or how many there are if there is none.

    Each cut makes a session shorter: those before this one are all too long, and those after it can last no longer.
    """
    return bisect_left(range(len(drafts)), True, key=lambda number: drafts[number].shortest <= length)


def _past_hole(drafts: Sequence[Draft], number: int) -> list[Draft]:
    """Return drafts that take the cut which leads to that of a number before those that come before it.

    They can last some of what no draft can, where that cut is a large one.
    """
    if not number:
        return []
    *_, before = earlier = drafts[:number]
    (cut,) = (cut for cut in drafts[number].cuts if cut not in before.cuts)
    return [replace(draft, cuts=(*draft.cuts, cut)) for draft in earlier[:-1]]


@dataclass(frozen=True, slots=True)
class Shortage:
    """What is said in fewer words to fit a session to its length."""

    why: Fitted
    stops: tuple[str, ...]
    """Ids of the stops that are told briefly."""

    is_cautious_briefly: bool
    """Whether the cautions are said in their short form."""

    brief: int
    """How many sentences have a brief wording."""

    unsaid: int
    """How many sentences are left unsaid."""

    unsaid_of: tuple[tuple[SpokenCue, tuple[str, ...]], ...] = ()
    """Of what they are: the kinds of words, each with the codes of the points at which it is left out, if any."""


def shortage(stages: Sequence[Stage]) -> Shortage | None:
    """Return what is said in fewer words to fit a script to its length, or None if nothing is."""
    told = {stage.id: stage.talk_why for stage in stages}
    brief = {stage: why for stage, why in told.items() if isinstance(why, Fitted)}
    says = [say for stage in stages for say in stage.cues if isinstance(say, Say)]
    cut = [say.cut for say in says if isinstance(say.cut, Fitted)]
    dropped = [(stage, say) for stage in stages for say in stage.dropped]
    unsaid = [say.cut for _, say in dropped]
    unsaid_of: dict[SpokenCue, dict[str, None]] = {}
    for stage, say in dropped:
        unsaid_of.setdefault(say.cue, {}).update({stage.point: None} if stage.point else {})
    reasons = [why for why in (*brief.values(), *cut, *unsaid) if isinstance(why, Fitted)]
    if not reasons:
        return None
    return Shortage(
        why=reasons[0],
        stops=tuple(stage for stage in brief if stage not in {OPENING, CAUTIONS, ARRIVING, CLOSING}),
        is_cautious_briefly=CAUTIONS in brief,
        brief=len(cut),
        unsaid=len(unsaid),
        unsaid_of=tuple((cue, tuple(codes)) for cue, codes in unsaid_of.items()),
    )


def _for(target: int) -> Fitted:
    return Fitted(seconds(target) / 60)


def _spans(tried: Iterable[Sequence[Draft]]) -> list[tuple[str, str]]:
    """Return what a session can last, as clock times: usually all lengths between two."""
    spans: list[tuple[int, int]] = []
    for shortest, longest in sorted(chain.from_iterable(map(_covered, tried))):
        if spans and shortest <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(spans[-1][1], longest)
        else:
            spans.append((shortest, longest))
    return [(clock(shortest + FRAME_RATE - 1), clock(longest)) for shortest, longest in spans]


def _nearest(drafts: Sequence[Draft], target: int) -> int:
    """Return what a session can last that is nearest to `target` frames."""
    reached = (min(max(target, shortest), longest) for shortest, longest in _covered(drafts))
    return min(reached, key=lambda length: abs(length - target))


def _covered(drafts: Sequence[Draft], *, looks_past: bool = True) -> Iterator[tuple[int, int]]:
    """Yield what drafts can last, and, where this looks past their holes, what the drafts there can."""
    holes = list(_holes(drafts, 0, len(drafts) - 1))
    for first, end in pairwise([0, *holes, len(drafts)]):
        yield drafts[end - 1].shortest, drafts[first].longest
    for hole in holes if looks_past else ():
        past = _past_hole(drafts, hole)
        within = past[_first_within(past, drafts[hole - 1].shortest) :]
        if within:
            yield from _covered(within, looks_past=False)


def _holes(drafts: Sequence[Draft], first: int, last: int) -> Iterator[int]:
    """Yield the numbers of drafts that cannot last as long as the one before must."""
    if first == last or drafts[last].longest >= drafts[first].shortest:
        return
    if last == first + 1:
        yield last
        return
    middle = (first + last) // 2
    yield from _holes(drafts, first, middle)
    yield from _holes(drafts, middle, last)
