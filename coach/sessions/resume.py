"""Going on with an older session: with its choices and its stops, and with what is known of the listener by now."""

from coach.content import load
from coach.errors import BadOption
from coach.health.listener import Listener
from coach.health.profile import resumed
from coach.health.verdicts import judge
from coach.journal.entry import Entry
from coach.journal.journal import Journal, Tell
from coach.plan.heading import Continuation
from coach.sessions.compose import script_writer


def last_unfinished(tell: Tell = lambda _text: None) -> Entry:
    """Return the last session that was left before its end; raise BadOption if there is none.

    `tell` is told what is strange about it, or about the journal.
    """
    left = Journal(tell=tell).last_unfinished()
    if left is None:
        raise BadOption("resume", "", "no session is left to go on with; `coach log` lists them")
    return left


def go_on(entry: Entry) -> tuple[Listener, Continuation]:
    """Return who listens to a session that goes on with an older one, by what their profile says now, and how.

    A clinician who has agreed to a point for that session alone has not agreed to it in spite of conditions that are
    new; to what they agree otherwise is what the profile says now. Where the stage is left out by then, the session
    goes on at the next one that is not; a point that is let in anew comes last.

    Raises what `coach.health.profile.resumed` and `coach.sessions.compose.compose` raise.
    """
    library = load.library()
    listener = resumed(entry.listener, library)
    if listener == entry.listener:
        return listener, Continuation(entry.stage, entry.along, entry.id, entry.content)
    _, routine = load.find_routine(entry.choices.routine, library)
    options = entry.choices.script
    before = script_writer(library, routine, options, judge(entry.listener, library), entry.along)
    along = tuple(stop.id for stop in before.route.stops)
    now = {stage.id for stage in script_writer(library, routine, options, judge(listener, library), along).stages()}
    stages = [stage.id for stage in before.stages()]
    following = stages[stages.index(entry.stage) :] if entry.stage in stages else []
    stage = next((stage for stage in following if stage in now), entry.stage)
    return listener, Continuation(stage, along, entry.id, entry.content)
