"""Going on with an older session: with its choices and its stops, and with what is known of the listener by now."""

from coach.content import load
from coach.errors import BadOption, CoachError
from coach.health.listener import Listener
from coach.health.profile import Tell, resumed, untold
from coach.health.verdicts import judge
from coach.journal.entry import Entry
from coach.journal.journal import Journal
from coach.plan.heading import Continuation
from coach.sessions.compose import script_writer


def last_unfinished(tell: Tell = untold) -> Entry:
    """Return the last session that was left before its end; `tell` is told what is strange about it.

    Raises BadOption if there is none, and BadFile if it cannot be seen whether there is.
    """
    unseen: list[str] = []
    journal = Journal(tell=unseen.append)
    left = journal.last_unfinished()
    if journal.problem:
        raise journal.problem
    if left is None:
        but = f", of those that can be read ({unseen[0]})" if unseen else ""
        raise BadOption("resume", "", f"no session is left to go on with{but}; `coach start` begins one")
    for text in unseen:
        tell(text)
    return left


def left_last() -> Entry | None:
    """Return the last session of all, if that is the one to go on with; of a strange journal somebody else tells."""
    try:
        latest = Journal().glances()[-1:]
        left = last_unfinished() if latest and latest[0].how not in {"finished", "running"} else None
    except CoachError:
        return None
    return left if left and left.id == latest[0].id else None


def go_on(entry: Entry, tell: Tell = untold) -> tuple[Listener, Continuation]:
    """Return who listens to a session that goes on with an older one, by what their profile says now, and how.

    `tell` is told what `coach.health.profile.find` has to say.

    A clinician who has agreed to a point for that session alone has not agreed to it in spite of conditions that are
    new; to what they agree otherwise is what the profile says now. Where the stage is left out by then, the session
    goes on at the next one that is not; a point that is let in anew comes last.

    Raises what `coach.health.profile.resumed` and `coach.sessions.compose.compose` raise.
    """
    library = load.library()
    listener = resumed(entry.listener, library, tell)
    if listener == entry.listener:
        return listener, Continuation(entry.stage, entry.along, entry.id, entry.content)
    _, routine = load.find_routine(entry.choices.routine, library)
    options = entry.choices.script
    before = script_writer(library, routine, options, judge(entry.listener, library), entry.along)
    along = tuple(stop.id for stop in before.route.stops)
    after = script_writer(library, routine, options, judge(listener, library), along)
    now = {stage.id: stage.id for stage in after.stages()}
    codes = {stop.id: stop.point.code for stop in before.route.stops}
    first = {stop.point.code: stop.id for stop in reversed(after.route.stops)}
    now |= {stop: first[code] for stop, code in codes.items() if stop not in now and code in first}  # on other sides
    stages = [stage.id for stage in before.stages()]
    following = stages[stages.index(entry.stage) :] if entry.stage in stages else []
    stage = next((now[stage] for stage in following if stage in now), entry.stage)
    return listener, Continuation(stage, along, entry.id, entry.content)
