"""What is heard together: content in the circumstances of one listener, each sentence with its place in its file."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from coach.content.model import Library, Point
from coach.content.phrases import Posture
from coach.content.safety import Safety
from coach.content.sentences import sentence_lists
from coach.content.style.fitting import BENDS, BODIES, Setting
from coach.content.style.texts import Said, texts

_BEARINGS = (("chair", "crossed"), ("chair", "stool"), ("chair",), ("lying",))
"""How a listener sits or lies; of the third one, calf and ankle do not come within reach."""

_BOTH_SIDES = {"no-hand": "unused-hand", "no-leg": "missing-leg"}
"""What holds wherever something holds on both sides."""


@dataclass(frozen=True)
class Hearing:
    """A point as it is heard in some circumstances."""

    point: Point
    """As it is pressed in them."""

    names: frozenset[str]
    said: tuple[Said, ...]
    """The words of the point, the brief ones too."""

    posture: tuple[Said, ...]
    """What leads into its posture, if the phrases are known."""

    is_soft: bool
    """Whether it is pressed lightly only."""

    @cached_property
    def lists(self) -> dict[str, list[Said]]:
        """The words of the point that are not brief, list by list."""
        found: dict[str, list[Said]] = {}
        for one in self.said:
            if not one.is_brief:
                found.setdefault(one.key, []).append(one)
        return found

    @cached_property
    def setting(self) -> Setting:
        """How the body is set up."""
        bends = [one for key in ("locate", "press") for one in self.lists.get(key, []) if BENDS.search(one.text)]
        return Setting(" ".join(one.text for one in (*self.posture, *bends)), self.names)


def circumstances(
    said: Iterable[Said], safety: Safety | None, more: Iterable[str] = (), bodies: Collection[str] = tuple(BODIES)
) -> list[frozenset[str]]:
    """Return the circumstances in which some words may be heard, the simplest ones first.

    Beside how the listener sits or lies, none, one and two hold of those that any sentence names, of `more` and of
    `bodies`, or all that one sentence asks for; none that `safety` forbids for what else holds. Of all `BODIES`, only
    those given can hold.
    """
    sentences = [one.sentence for one in said]
    bearings = {name for bearing in _BEARINGS for name in bearing}
    named = {name for sentence in sentences for name in (*sentence.only, *sentence.unless)}
    asked = {"answered"} if any(sentence.asked for sentence in sentences) else set()
    single = sorted({*named, *asked, *more, *bodies} - bearings)
    further = [(), *((name,) for name in single), *combinations(single, 2)]
    further += [tuple(name for name in sentence.only if name not in bearings) for sentence in sentences]
    both = {name: one for name, one in _BOTH_SIDES.items() if one in bodies}
    found = {
        frozenset((*bearing, *names, *(both[name] for name in names if name in both))): None
        for names in further
        for bearing in _BEARINGS
    }
    excluded = BODIES.keys() - {*bodies}
    return [names for names in found if names.isdisjoint(excluded) and not (safety and _is_forbidden(names, safety))]


def hearings(point: Point, said: list[Said], beside: Library | None) -> Iterator[Hearing]:
    """Yield a point as it is heard in all circumstances that change anything of it, the simplest ones first."""
    safety, phrases = (beside.safety, beside.phrases) if beside else (None, None)
    ways = [*point.only, *point.unless, *(name for way in point.ways for name in (*way.only, *way.unless))]
    moves = {name: _leading(posture, name) for name, posture in phrases.postures.items()} if phrases else {}
    words = [*said, *(one for move in moves.values() for one in move), *_in_its_holds(point, beside)]
    softening = {rule.condition for rule in point.rules if rule.effect == "soften"}
    for names in circumstances(words, safety, ways):
        here, number = point.reached(names), point.way(names)
        if here is None or names & _left_out(point, safety):
            continue
        heard = [one for one in _by_way(point, number or 0, said) if one.is_heard(names)]
        is_soft = not names.isdisjoint(softening)
        if is_soft:
            heard = [one for one in heard if one.key not in {"press", "press_again"} or one.is_safety]
        posture = tuple(one for one in moves.get(here.posture, ()) if one.is_heard(names))
        yield Hearing(point=here, names=names, said=tuple(heard), posture=posture, is_soft=is_soft)


def _leading(posture: Posture, name: str) -> list[Said]:
    """Return what leads into a posture."""
    return [one for one in texts(posture, "", f"postures.{name}") if one.key != "leave" and not one.is_brief]


def _in_its_holds(point: Point, beside: Library | None) -> Iterator[Said]:
    """Yield the phrases that are heard in its holds, and may name circumstances."""
    if beside:
        yield from texts({"image": beside.phrases.images.get(point.reach, ())}, "")
        yield from texts(sentence_lists(beside.phrases), "")


def _by_way(point: Point, number: int, said: list[Said]) -> Iterator[Said]:
    """Yield the words of a point by one of its ways: its own, and the usual ones in place of which it has none."""
    table = f"ways, entry {number}.en"
    instead = sentence_lists(point.ways[number - 1].en) if number else {}
    for one in said:
        if one.table == table or (one.table == "en" and one.key not in instead):
            yield one


def _left_out(point: Point, safety: Safety | None) -> set[str]:
    """Return the conditions that leave a point out; one of a side of the body leaves out that side alone."""
    regions = safety.regions if safety else {}
    region = regions.get(point.region)
    sided = {condition.id for condition in safety.conditions if condition.by_region} if safety else set()
    out = {rule.condition for rule in point.rules if rule.effect == "leave-out"}
    return out - sided if region and region.sided else out


def _is_forbidden(names: frozenset[str], safety: Safety) -> bool:
    return any(condition.id in names and not names.isdisjoint(condition.forbids) for condition in safety.conditions)
