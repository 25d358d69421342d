"""What people call their states of health, and the conditions that they mean by it."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from coach.content.safety import HealthName, Safety
from coach.errors import CallsForDoctor, CoachError, NoCondition, UnknownName
from coach.health.ailments import Ailment, ailments
from coach.slips import nearest

# fmt: off
_SMALL_WORDS = frozenset((
    "a", "an", "and", "at", "have", "had", "i", "in", "is", "my", "of", "on", "or", "s", "the", "to", "with",
))
# fmt: on
"""Words that do not tell one state of health from another."""

_SIDES = frozenset({"left", "right"})

_NONE = "`coach profile` asks for those that change a session; with any other, ask your doctor first"

Words = frozenset[str]


def condition_ids(names: Iterable[str], safety: Safety, where: str = "") -> tuple[str, ...]:
    """Return the ids of the conditions that are meant by some names, each once; `where` says in errors who asks.

    A name is an id, or what people call it, with the part of the body where there is one of it for each: in any case
    and in any order of its words. Raises CallsForDoctor for the sign of a red flag, NoCondition for what no condition
    covers, and UnknownName for what can be several, all of which are told, or means nothing.
    """
    return tuple(dict.fromkeys(_condition_id(name, safety, where) for name in names))


def other_names(condition: str, safety: Safety) -> tuple[str, ...]:
    """Return what else people call a condition, or one of them in a region, by its id."""
    return tuple(name for called in safety.names if called.condition == condition for name in called.names)


@lru_cache(4096)
def words_of(name: str) -> Words:
    """Return what counts of a name: its words without case, accents, plurals and small words."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    found = re.findall(r"\w+", "".join(part for part in plain if not unicodedata.combining(part)).replace("_", " "))
    return frozenset(_singular(word) for word in found if word not in _SMALL_WORDS)


def _condition_id(name: str, safety: Safety, where: str) -> str:
    if name in ailments(safety):
        return name
    words = words_of(name)
    for found in (_exactly(words, safety), _in_part(words, safety)):
        signs = [called for called in found if isinstance(called, HealthName)]
        if signs:
            raise _sign(name, signs[0], safety)
        ids = [entry for entry in found if isinstance(entry, str)]
        if len(ids) == 1:
            return ids[0]
        if ids:
            raise _several(name, ids, where)
    raise _unknown(name, words, safety, where)


def _exactly(words: Words, safety: Safety) -> list[str | HealthName]:
    """Return what some words mean as they are: ids of conditions, else what leads to a red flag or to cautions."""
    ids = [name for name in ailments(safety) if words in map(words_of, (name, *other_names(name, safety)))]
    return [*(ids or _signs(words, safety, Words()))]


def _in_part(words: Words, safety: Safety) -> list[str | HealthName]:
    """Return what some words mean with a part of the body among them; red flags come first, and cautions last."""
    signs = _signs(words, safety, _body(safety))
    flags = [called for called in signs if called.red_flag]
    ids = [name for name, ailment in ailments(safety).items() if _is_in_part(words, ailment, safety)]
    return [*(flags or ids or signs)]


def _signs(words: Words, safety: Safety, more: Words) -> list[HealthName]:
    """Return what leads to a red flag or to cautions, and is called by some words, but for `more`."""
    others = [called for called in safety.names if not called.condition]
    return [called for called in others if any(_is(words, words_of(name), more) for name in called.names)]


def _is(words: Words, name: Words, more: Words) -> bool:
    return name <= words and words - name <= more


def _is_in_part(words: Words, ailment: Ailment, safety: Safety) -> bool:
    """Tell whether words mean a condition, perhaps in a part of the body: where it is by region, in that one."""
    condition = ailment.condition
    names = [*map(words_of, (ailment.id, condition.id, *other_names(ailment.id, safety)))]
    if not condition.by_region:
        return any(_is(words, name, _body(safety)) for name in names)
    if not words.isdisjoint(_SIDES - {ailment.side}):
        return False
    names += map(words_of, other_names(condition.id, safety))
    parts = [*map(words_of, (ailment.region, *safety.regions[ailment.region].names))]
    return any(name <= words and words - name - {ailment.side} in [Words(), *parts] for name in names)


def _body(safety: Safety) -> Words:
    """Return the words for the parts of the body."""
    parts = (part for region, body in safety.pressed.items() for part in (region, *body.names))
    return _SIDES.union(*map(words_of, parts))


def _sign(name: str, called: HealthName, safety: Safety) -> CoachError:
    """Return the error for a name that leads to a red flag or to cautions."""
    for flag in safety.red_flags:
        if flag.id == called.red_flag:
            return CallsForDoctor(flag.action, flag.text, flag.sources)
    cautions = [caution for caution in safety.cautions if caution.id in called.cautions]
    return NoCondition(
        name,
        [caution.text for caution in cautions],
        dict.fromkeys(source for caution in cautions for source in caution.sources),
        dict.fromkeys(point for caution in cautions for point in caution.points),
    )


def _unknown(name: str, words: Words, safety: Safety, where: str) -> UnknownName:
    """Return the error for what means nothing: it offers what has all its words, or is spelled much like it."""
    there_are = ailments(safety)
    others = {entry: (entry, *other_names(entry, safety)) for entry in there_are}
    offered = [entry for entry in there_are if words and any(words <= words_of(other) for other in others[entry])]
    if len(offered) > 1:
        return _several(name, offered, where)
    places = {ailment.condition.id for ailment in there_are.values() if ailment.region}
    match = next(iter(offered), None) or nearest(name, (*there_are, *places))
    match = match or nearest(name, (other for called in safety.names for other in called.names))
    if match in places:
        return _several(name, (entry for entry in there_are if there_are[entry].condition.id == match), where)
    return UnknownName("condition", name, there_are, where, hint=f"did you mean {match!r}?" if match else _NONE)


def _several(name: str, meant: Iterable[str], where: str) -> UnknownName:
    return UnknownName("condition", name, meant, where, hint=f"there is: {', '.join(meant)}")


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
