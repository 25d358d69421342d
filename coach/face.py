"""The Python face of coach: what `import coach` offers, each part imported when it is used.

It holds no rules: what a session is, whom it suits and how it sounds is decided where the command line asks, too.
"""

from collections.abc import Sequence
from datetime import datetime
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from coach.choices import SessionOptions, choose
from coach.content.load import library
from coach.content.model import Point, Routine
from coach.health.listener import Listener
from coach.open_session import OpenSession
from coach.sessions.compose import compose
from coach.sessions.resume import go_on, last_unfinished
from coach.sessions.session import Progress, unseen

if TYPE_CHECKING:
    from coach.choices import PressedSide
    from coach.export.drawing import Picture
    from coach.forgetting import Kept
    from coach.journal.clearing import Cleared
    from coach.journal.glance import Played
    from coach.journal.habit import Felt, Habit
    from coach.reminders.reminder import Reminder, ReminderOptions
    from coach.settings_file.options import Use
    from coach.voice.base import VoiceInfo


def session(
    routine: str = "backache",
    *,
    listener: Listener | None = None,
    begin_in: float = 0.0,
    progress: Progress = unseen,
    **options: Unpack[SessionOptions],
) -> OpenSession:
    """Return a session of a routine, by its name or the path of its file, that can be planned, written and played.

    `listener` is whose answers shape it; by default those that are stored, if there are any, as for `coach start`. The
    options are those of `coach start`, by the same names and with the same usual values: hold, minutes, talk, order,
    points, skip, side, first, position, legs, pace, wait, breath, voice, rate, chimes, chime_level, bed, loudness and
    seed; times are in seconds but for `minutes`, levels in decibels. `begin_in` is a time to sit down before it, in
    seconds. With `minutes`, words have to be made before it can be fitted: `progress` is told how many of how many.

    Raises UnknownName for what there is not, BadOption for a value that cannot be used, Declined if the listener's
    health leaves too little of it, CannotFit if it cannot last so long, and ContentError for a file with a mistake.

    >>> with coach.session(minutes=22, voice="fake", listener=coach.Listener.nobody()) as session:
    ...     session.plan()["frames"] / 48000 / 60
    22.0
    """
    who = Listener.stored() if listener is None else listener
    return OpenSession(compose(choose(routine, **options), who, begin_in_s=begin_in, progress=progress))


def resume(*, progress: Progress = unseen) -> OpenSession:
    """Return a session that goes on where the last unfinished one stopped, with its options.

    It heeds what is new in the profile of that session. Raises BadOption if none is left, and what `session` raises.
    """
    left = last_unfinished()
    listener, continuation = go_on(left)
    return OpenSession(compose(left.choices, listener, goes_on=continuation, progress=progress))


def install_launcher(
    folder: str | PathLike[str] | None = None, *, arguments: Sequence[str] = (), force: bool = False
) -> list[Path]:
    """Write what starts a session by a double click, and return the files that are to be clicked.

    It stands where the platform looks for it, or in a `folder` alone. `arguments` are given to `coach start`, word for
    word. A file of that name that coach did not write is replaced with `force`. Raises FileError if one cannot be
    written, or is not to be replaced: then none is written. Raises BadOption where there is no place for it.
    """
    from coach.launcher.install import install

    return install(folder, arguments=arguments, is_forced=force)


def remove_launcher(folder: str | PathLike[str] | None = None) -> list[Path]:
    """Take away what `install_launcher` wrote, there or in a `folder`, and return what is gone; raises BadFile."""
    from coach.launcher.install import remove

    return remove(folder)


def habit() -> "Habit":
    """Return what the sessions on this machine come to, as `coach log` shows it: weeks, days in a row, points.

    The sessions themselves are in `coach.log_table`. Raises NoHome where there is no place for a journal, and BadFile
    if it cannot be read.

    >>> coach.habit().longest_row
    0
    """
    from coach.journal.habit import habit

    return habit(_played(), datetime.now().astimezone())


def feelings() -> "tuple[Felt, ...]":
    """Return what was answered before and after sessions that were played with `feel`, in their order.

    The numbers prove nothing: an ache comes and goes by itself. Raises what `habit` raises.

    >>> coach.feelings()
    ()
    """
    from coach.journal.habit import felt

    return felt(_played())


def log_table() -> str:
    """Return all sessions as a table for spreadsheets: what `coach log --csv` prints. Raises what `habit` raises.

    >>> coach.log_table().partition(",")[0]
    'date'
    """
    from coach.journal.table import table

    return table(_played())


def clear_journal() -> "Cleared":
    """Delete the journal, without a question, and return what has gone; sessions that are playing stay.

    From then on every point is told in full again. Raises BadFile if the system refuses it, and NoHome.

    >>> coach.clear_journal().sessions
    0
    """
    from coach.journal.clearing import clear

    return clear()


def _played() -> "list[Played]":
    from coach.journal.journal import Journal

    journal = Journal()
    entries = journal.glances()
    if journal.problem:
        raise journal.problem
    return entries


def settings(of: "Use" = "session") -> dict[str, Any]:
    """Return what `coach config` keeps, as options by their names: for a "session", to "play" it, or to "export" it.

    No session reads them by itself. `coach.session(**coach.settings())` is the one that `coach start` plays. Raises
    ContentError for settings that cannot be.

    >>> coach.settings("play")
    {}
    """
    from coach.settings_file import find

    return dict(find().of(of).values)


def forget(*, voices: bool = False, dry_run: bool = False) -> "list[Kept]":
    """Delete all that coach knows of whoever uses it, without a question, and return what that was.

    It deletes what `coach forget` does, with `voices` the voices that were added, too; with `dry_run` it only looks.
    What could not be deleted, or not be looked at, has a `problem`, an error that is not raised: all else is gone.
    Raises BadFile, and deletes nothing, while a session is playing.

        for kept in coach.forget(dry_run=True):
            print(kept.what, *kept.paths)
    """
    from coach import forgetting

    return (forgetting.known if dry_run else forgetting.forget)(voices=voices)


def reminder(time: str, **options: "Unpack[ReminderOptions]") -> "Reminder":
    """Return a reminder of sessions at a time of day, "20:30" or "8:30pm", to write as a calendar file.

    The options are those of `coach remind`, by the same names: days, minutes, before, title, command, until, weeks and
    zone. It holds nothing of whoever is reminded. Raises BadOption and UnknownName for what cannot be.

    >>> evening = coach.reminder("8:30pm", days="mon,wed,fri", zone="Europe/Berlin")
    >>> f"{evening.first:%H:%M} {evening.first.tzinfo}"
    '20:30 Europe/Berlin'
    >>> evening.write("coach.ics").name
    'coach.ics'
    """
    from coach.reminders.reminder import remind

    return remind(time, **options)


def routines() -> dict[str, Routine]:
    """Return the routines that come with coach, by their names.

    >>> coach.routines()["backache"].en.title
    'Backache'
    """
    return dict(library().routines)


def points() -> dict[str, Point]:
    """Return the points that are known, by their codes.

    >>> coach.points()["BL40"].en.pinyin
    'Weizhong'
    """
    return dict(library().points)


def picture(code: str, *, side: "PressedSide | None" = None, dark: bool = False) -> "Picture":
    """Return the picture of where a point lies, as `coach points CODE --picture FILE` writes it.

    It has the `svg`, its `text` for whoever does not see it, and `write(path)`, for an .svg or .png. Without a side it
    shows both. Raises UnknownName for a point that there is not or that has no picture, and for a side, and BadOption
    for a side that the point has not.

    >>> drawn = coach.picture("CV6", dark=True)
    >>> drawn.text.partition(".")[0]
    'CV6, Sea of Energy: the lower belly'
    >>> drawn.write("belly.svg").name
    'belly.svg'
    """
    from coach.export.drawing import picture

    return picture(code, side=side, dark=dark)


def point_page(code: str, *, side: "PressedSide | None" = None) -> str:
    """Return the page that `coach show` opens, as HTML: where a point is, how it is found and pressed, what to heed.

    It asks nobody for anything. Without a side it shows both. Raises UnknownName for a point or a side that there is
    not, and BadOption for a side that the point has not.

    >>> "Weizhong" in coach.point_page("BL40", side="left")
    True
    """
    from coach.export.page.point import point_page

    return point_page(code, side)


def show(code: str, *, side: "PressedSide | None" = None) -> "Path":
    """Open that page in the browser, where there is a screen, and return where it lies: in coach's own folder.

    Raises what `point_page` raises, FileError if it cannot be written, and NoHome where there is no place for it.

        print(coach.show("BL40"))
    """
    from coach.export.page.showing import keep, opened

    page = keep(code, side)
    opened(page)
    return page


def voices() -> "dict[str, VoiceInfo]":
    """Return the voices of this machine, by the names that the option `voice` takes, the best ones first.

    >>> coach.voices()["fake:hum"].language
    'en'
    """
    from coach.voice.catalog import survey

    listed, _ = survey()
    return {f"{engine}:{info.label}": info for engine, info in listed}
