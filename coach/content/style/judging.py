"""All checks, on whatever part of the content there is."""

from collections.abc import Collection, Iterator
from itertools import chain

from coach.content.model import Library, Point, Routine
from coach.content.phrases import Phrases
from coach.content.safety import Safety
from coach.content.style.fitting import BODIES
from coach.content.style.phrases import phrase_faults
from coach.content.style.points import nagging_phrases, point_faults
from coach.content.style.routines import closing_faults, routine_faults
from coach.content.style.sentence import SENTENCE_CHECKS
from coach.content.style.texts import Fault, Said, texts

Part = Routine | Point | Phrases | Safety
"""A part of the content: what one file holds."""

KINDS = {
    "K1": "a pronoun that points at the wrong thing",
    "K3": "a posture that nothing carries, or that nobody leads out of",
    "K4": "a place before the tool",
    "K5": "a place of which nobody learns what right feels like",
    "K7": "a warning that is repeated",
    "K8": "a ritual line with more than one wording",
    "K9": "a line that does not fit the place or the posture",
    "K10": "choices to make with closed eyes",
    "K11": "to hold what is massaged",
    "K12": "more than two constraints at once",
    "K14": "telegraphic words",
    "K15": "a side where a leg is meant",
    "length": "a long sentence",
    "actions": "more than one action in a sentence",
    "breath": "a cue of the breath that does not name it, or asks for much",
    "we": "somebody who is not there",
    "try": "doubt that it can be done",
    "simply": "what may be hard",
    "pointing": "a place that is only pointed at",
    "units": "lengths that nobody feels",
    "codes": "an older numbering",
    "scolding": "a listener who is scolded",
    "trouble": "what sounds like trouble",
    "promise": "what nobody can promise",
    "forbidden": "what the loader refuses",
}
"""What is found, by the name of its kind; K and a number as the kinds of fault were numbered when they were found."""


def faults(
    content: Library | Part,
    file: str = "",
    beside: Library | None = None,
    bodies: Collection[str] = tuple(BODIES),
) -> list[Fault]:
    """Return what a listener would stumble over in a library or a part of one, file by file.

    `file` is the name of a routine's file, and of any other part's if it is not the usual one. A part is looked at
    together with those of `beside`: a point with the phrases that are heard at it, phrases with the points. A routine
    need fit those of all `BODIES` alone that are given.
    """
    match content:
        case Library():
            parts: list[tuple[Part, str]] = [(point, "") for point in content.points.values()]
            parts += [(routine, f"routines/{name}.toml") for name, routine in content.routines.items()]
            parts += [(content.phrases, ""), (content.safety, "")]
            return [*chain.from_iterable(faults(part, name, content) for part, name in parts)]
        case Point():
            file = file or f"points/{content.code}.toml"
        case Phrases():
            file = file or "phrases/en.toml"
        case Safety():
            file = file or "safety.toml"
    said = [*texts(content, file)]
    alone = (fault for one in said for check in SENTENCE_CHECKS for fault in check(one))
    found: dict[Fault, Fault] = {}  # of those that are heard in several circumstances, the first
    for fault in chain(alone, _together(content, said, beside, bodies)):
        found.setdefault(fault._replace(heard=""), fault)
    return [*found.values()]


def _together(content: Part, said: list[Said], beside: Library | None, bodies: Collection[str]) -> Iterator[Fault]:
    match content:
        case Point():
            yield from point_faults(content, said, beside)
            if beside:
                yield from nagging_phrases(said, beside.phrases)
        case Phrases():
            yield from phrase_faults(content, said, beside)
        case Routine():
            yield from routine_faults(content, said, beside, bodies)
        case Safety():
            yield from closing_faults(said, content)
