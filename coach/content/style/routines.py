"""What can be wrong with what is said before the first point and after the last one."""

from collections.abc import Collection, Iterator

from coach.content.model import Library, Routine
from coach.content.safety import Safety
from coach.content.style.fitting import Setting, misfit
from coach.content.style.hearing import circumstances
from coach.content.style.texts import Fault, Said


def routine_faults(
    routine: Routine, said: list[Said], beside: Library | None, bodies: Collection[str]
) -> Iterator[Fault]:
    """Find K9, a line that does not fit how its listener sits or lies, or their body, if it is one of `bodies`."""
    safety = beside.safety if beside else None
    for names in circumstances(said, safety, bodies=bodies):
        if not names.isdisjoint(routine.positions):
            heard = [one for one in said if one.is_heard(names) and _is_prepared_for(one, routine, names, beside)]
            yield from _misfits(heard, names)


def closing_faults(said: list[Said], safety: Safety) -> Iterator[Fault]:
    """Find K9 in the words that lead out of a session: those of how to stand up."""
    closing = [one for one in said if one.place.startswith("en.closing, ")]
    for names in circumstances(closing, safety):
        yield from _misfits([one for one in closing if one.is_heard(names)], names)


def _misfits(heard: list[Said], names: frozenset[str]) -> Iterator[Fault]:
    for one in heard:
        if problem := misfit(one.text, Setting("", names)):
            yield one.fault("K9", problem).among(names)


def _is_prepared_for(one: Said, routine: Routine, names: frozenset[str], beside: Library | None) -> bool:
    """Tell whether any point of a routine needs the posture for which a sentence prepares, if it is for one."""
    if one.sentence.posture is None:
        return True
    points = [beside.points[step.point].reached(names) for step in routine.steps] if beside else []
    return any(point and point.posture == one.sentence.posture for point in points)
