"""Scripts for tests: options and what is known of the listener, in one call."""

from routines import BACKACHE, SHIPPED

from coach.choices import Options
from coach.content.model import Library, Routine
from coach.health.listener import Agreement, Listener, agreements
from coach.health.verdicts import Verdicts, judge
from coach.script.cues import Stage
from coach.script.route import Route
from coach.script.write import ScriptWriter
from coach.sessions.compose import script_writer

OF_LISTENER = ("conditions", "cleared", "agreed", "answered", "finished", "sessions", "is_told_of_less")


def listening(
    conditions: tuple[str, ...] = (),
    cleared: tuple[str, ...] = (),
    agreed: tuple[Agreement, ...] = (),
    answered: bool = False,
    finished: tuple[tuple[str, int], ...] = (),
    **more,
) -> Listener:
    """Return a listener; to the points in `cleared` a clinician has agreed in spite of all conditions."""
    return Listener(
        conditions=conditions,
        agreements=agreed,
        agreed_for_now=agreements(cleared, conditions),
        is_answered=answered,
        finished=finished,
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
