"""Scripts for tests: options and what is known of the listener, in one call."""

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct
from routines import BACKACHE, SHIPPED

from coach.choices import Options
from coach.content.model import Library, Routine
from coach.content.sentences import Sentence
from coach.health.listener import Agreement, Listener, agreements
from coach.health.verdicts import Verdicts, judge
from coach.script.cues import HoldOn, Say, Stage
from coach.script.route import Route
from coach.script.stop import sides
from coach.script.write import ScriptWriter
from coach.sessions.compose import script_writer

OF_LISTENER = ("conditions", "cleared", "agreed", "answered", "finished", "sessions", "is_told_of_less", "prefers")


def listening(
    conditions: tuple[str, ...] = (),
    cleared: tuple[str, ...] = (),
    agreed: tuple[Agreement, ...] = (),
    answered: bool = False,
    finished: tuple[tuple[str, int], ...] = (),
    prefers: Mapping[str, Any] | None = None,
    **more: Any,
) -> Listener:
    """Return a listener; to the points in `cleared` a clinician has agreed in spite of all conditions.

    `prefers` is what their profile says of position and legs, which a session need not heed.
    """
    return Listener(
        conditions=conditions,
        agreements=agreed,
        agreed_for_now=agreements(cleared, conditions),
        is_answered=answered,
        finished=finished,
        **(prefers or {}),
        **more,
    )


def split(given: dict) -> tuple[Options, Listener]:
    """Return the options among some keywords, or given whole, and the listener whom the others tell of."""
    if "options" in given:
        return given["options"], Listener()
    known = {name: given[name] for name in OF_LISTENER if name in given}
    return Options(**{name: value for name, value in given.items() if name not in known}), listening(**known)


def verdicts(library: Library = SHIPPED, **given) -> Verdicts:
    """Return what health makes of the points of a library."""
    return judge(split(given)[1], library)


def writer(library: Library = SHIPPED, routine: Routine = BACKACHE, **given) -> ScriptWriter:
    """Return what writes the script of a session."""
    return script_writer(library, routine, split(given)[0], verdicts(library, **given))


def route_of(library: Library = SHIPPED, routine: Routine = BACKACHE, **given) -> Route:
    """Return the route of a session."""
    return writer(library, routine, **given).route


def script(library: Library = SHIPPED, routine: Routine = BACKACHE, **given) -> tuple[Stage, ...]:
    """Return the script of a session."""
    return writer(library, routine, **given).stages()


def says(stages: Iterable[Stage]) -> Iterator[tuple[Stage, Say]]:
    """Yield everything that is said in a script, with the stage in which it is said."""
    for stage in stages:
        for cue in stage.cues:
            if isinstance(cue, Say):
                yield stage, cue
            if isinstance(cue, HoldOn):
                yield from ((stage, window.say) for window in cue.words)


def sentences_in(content: object) -> Iterator[Sentence]:
    """Yield every sentence of a content, however deep it stands."""
    match content:
        case Sentence():
            yield content
        case dict():
            yield from sentences_in(tuple(content.values()))
        case tuple():
            for entry in content:
                yield from sentences_in(entry)
        case Struct():
            yield from sentences_in(tuple(getattr(content, name) for name in content.__struct_fields__))


def sayable(writing: ScriptWriter) -> Iterator[str]:
    """Yield all that a session may say with any seed, at any talk level and after any command, notices apart."""
    phrases, safety, stops = writing.library.phrases, writing.library.safety.en, writing.route.stops
    postures = {stop.point.posture for stop in stops}
    around = (
        *(getattr(phrases, name) for name in phrases.__struct_fields__ if name not in {"postures", "images"}),
        *(getattr(safety, name) for name in ("first", "opening", "short", "closing")),
        writing.routine.en,
    )
    yield from _texts(around, {}, postures)
    for stop in stops:
        point, filled = stop.point, sides(stop)
        yield from _texts((point.en, phrases.postures[point.posture], phrases.images[point.reach]), filled, postures)
        yield from (place.format(**filled) for place in (point.en.place, point.en.spot))


class _Blank(dict[str, str]):
    """Fills whatever is left to fill with a word that tells nothing."""

    def __missing__(self, key: str) -> str:
        return "so"


def _texts(content: object, filled: Mapping[str, str], postures: Container[str]) -> Iterator[str]:
    for sentence in sentences_in(content):
        if sentence.posture is None or sentence.posture in postures:
            yield from (text.format_map(_Blank(filled)) for text in (sentence.say, sentence.brief) if text)
