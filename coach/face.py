"""The Python face of coach: what `import coach` offers, each part imported when it is used.

It holds no rules: what a session is, whom it suits and how it sounds is decided where the command line asks, too.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from datetime import datetime
from functools import cached_property
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, Unpack

from coach.choices import SessionOptions, choose
from coach.content.load import library
from coach.content.model import Point, Routine
from coach.export import Written, write
from coach.export.wanted import Files, want
from coach.health.listener import Listener
from coach.live import Look, lead
from coach.live.window import opened
from coach.plan.timeline import Timeline
from coach.report.as_data import plan_data
from coach.report.data import plain
from coach.report.notices import changes, told_voices
from coach.report.pages import evidence_page
from coach.report.sheet import cue_sheet
from coach.sessions.compose import compose
from coach.sessions.resume import go_on, last_unfinished
from coach.sessions.session import Prepared, Progress, Session, unseen

if TYPE_CHECKING:
    from coach.choices import PressedSide
    from coach.export.drawing import Picture
    from coach.export.page.wanted import PageFiles
    from coach.export.page.write import WrittenPage
    from coach.forgetting import Kept
    from coach.journal.clearing import Cleared
    from coach.journal.feeling import Ask
    from coach.journal.glance import Played
    from coach.journal.habit import Felt, Habit
    from coach.reminders.reminder import Reminder, ReminderOptions
    from coach.settings_file.options import Use
    from coach.voice.base import VoiceInfo

LINE = 80
"""Length of a line of a sheet's sources, in characters."""


class OpenSession:
    """A session that is open: it can be planned, written and played. Use it as a context manager, or `close` it.

    `coach.session` and `coach.resume` return it. It owns processes that speak.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def plan(self, *, sources: bool = False) -> dict[str, Any]:
        """Return the session as plain values: what `coach plan --json` prints, with times in frames of 1/48000 s.

        `safety` tells where each fact on safety stands. With `sources`, also the facts behind its sentences, and their
        works. The words are made for it, so that their lengths are known: raises VoiceError if they cannot be.

        >>> with coach.session(points=["CV6"], voice="fake", listener=coach.Listener.nobody()) as session:
        ...     plan = session.plan()
        >>> [stage["id"] for stage in plan["stages"]]
        ['opening', 'safety', 'arriving', 'CV6', 'closing']
        """
        timeline = self._timeline
        behind = self._session.evidence(timeline) if sources else None
        return plain(plan_data(self._session.heading, timeline, behind, self._session.safety(timeline)))

    def sheet(self, *, sources: bool = False, in_words: bool = False) -> str:
        """Return the session as a cue sheet for readers: what `coach plan` prints; raises what `plan` raises.

        With `in_words` its budget is told in sentences, as under `--plain`, and not in a table.

        >>> with coach.session(points=["CV6"], voice="fake", listener=coach.Listener.nobody()) as session:
        ...     print(session.sheet().partition(",")[0])
        Backache (backache)
        """
        safety = self._session.safety(self._timeline)
        lines = [*cue_sheet(self._session.heading, self._timeline, safety=safety, in_words=in_words)]
        if sources:
            behind = self._session.evidence(self._timeline)
            lines += ["", *evidence_page(self._timeline, behind, LINE)]
        return "\n".join(lines)

    def changes(self) -> list[str]:
        """Return a line for all that the listener's health, what they have finished, and the length change in it.

        Before them a line tells of each better voice that cannot be used, and of each sentence of a routine of one's
        own that is hard to follow with closed eyes, with its file and line; of many, the first ones are told.

        >>> listener = coach.Listener.of(conditions=["hernia"])
        >>> with coach.session(voice="fake", listener=listener) as session:
        ...     session.changes()
        ['CV6 is left out, because of a hernia or surgery of the belly']
        """
        heading = self._session.heading
        return [
            *told_voices(self._session.passed_over, heading.voice),
            *self._session.faults,
            *changes(heading.route, self._session.shortage),
        ]

    def prepare(self, progress: Progress = unseen) -> Prepared:
        """Have all its words in the cache, so that nothing is left to wait for; raises VoiceError and FileError."""
        return self._session.prepare(progress)

    def export(self, path: str | PathLike[str], *, progress: Progress = unseen, **files: Unpack[Files]) -> Written:
        """Write it to an audio file, which is read again and compared with the plan; return what was written.

        The suffix says how, as for `coach export -o`. `format` names the format of another one, `quality` is "small",
        "good" or "best", `stem` is "voice", "chimes" or "bed" to have that alone, `captions` are some of "vtt", "srt"
        and "lrc", and `chapters_file` (.json), `labels` (.txt) and `cover` (.jpg or .png) are further files to write.
        `title` and `artist` stand in its tags, the title on its cover as well, with the line `practice` at the foot and
        `picture`, a JPEG, PNG or WebP file, in the bowl. `progress` is told what is being done, how many frames of it,
        and of how many.

        Raises UnknownName and BadOption for what there is not, BadFile for a picture that cannot be used, and FileError
        for a file that cannot be written: then an older one is left as it was. So it is with a file that coach has not
        written (OthersFile), unless `force` replaces that, too.

        >>> with coach.session(points=["GV26"], hold=5, voice="fake", listener=coach.Listener.nobody()) as session:
        ...     written = session.export("short.flac", captions=["vtt"])
        >>> written.frames == session.plan()["frames"]
        True
        """
        return write(self._session, want(path, **files), progress=progress)

    def page(
        self, path: str | PathLike[str], *, progress: Progress = unseen, **files: "Unpack[PageFiles]"
    ) -> "WrittenPage":
        """Write it as a page for a browser, with pictures, captions and a sheet to print; return what was written.

        It is one .html file with everything in it, or where `path` ends in a slash or is a folder, a folder for a
        server. `format` is that of the sound, "m4a" or "mp3" (default: the first that this machine can write),
        `quality` is "small", "good" or "best", and `title`, `artist`, `practice` and `picture` stand on it as on an
        exported file. `link` is the address at which the page will be found, for a square code on its sheet.
        With `pdf` that is printed as well, to a .pdf beside the page, by a Chromium, Chrome, Edge or Brave, on "a4" or
        "letter" (`paper`; default: what is usual where this machine stands). `progress` is told what is being done,
        how many frames of it, and of how many.

        What the listener's health leaves out stands neither in its pictures nor on its sheet, but there with the
        reason. `undrawn` of what is returned are the points of which there is no picture.

        Raises what `export` raises, FileError once the page is written if no browser prints its sheet, and OthersFolder
        for a folder that has something in it that coach has not written, unless `force` has the page written beside
        that.

        >>> with coach.session(points=["CV6"], hold=5, voice="fake", listener=coach.Listener.nobody()) as session:
        ...     written = session.page("short.html", title="A short one", quality="small")
        >>> [file.name for file in written.files]
        ['short.html']
        """
        from coach.export.page.wanted import want_page
        from coach.export.page.write import write_page

        return write_page(self._session, want_page(path, **files), progress=progress)

    def play(
        self,
        *,
        device: str | None = None,
        volume: float = 0.0,
        plain: bool = False,
        quiet: bool = False,
        window: bool = False,
        feel: "bool | int | Ask" = False,
    ) -> None:
        """Play it on the speakers, led by the keys of the terminal, and keep it in the journal.

        `device` is the name of a sound device or a part of it (default: the system's), `volume` the change of level in
        decibels, -40 to 0, `plain` asks for a line of text for every phase in place of bars, `quiet` for faults
        alone. With `window` it is shown and led in a window with large type in place of the terminal. Returns when it
        is over or the listener has ended it, and the window is closed. Raises DeviceError if there is nothing to play
        on, and BadOption if no window can be opened.

        With `feel` the listener is asked how they feel before it and after it, from 0, no trouble, to 10, the worst:
        True asks on the terminal, if there is one, a number is the answer before, and a function is given the question
        and returns a number, or None for whoever leaves it out. The numbers stay in the journal, and `coach.habit`
        tells them. Raises BadOption for another number.
        """
        with opened() if window else nullcontext() as opened_window:
            look = Look(plain=plain, quiet=quiet, window=opened_window)
            lead(self._session, device=device, volume_db=volume, look=look, feel=feel)

    def close(self) -> None:
        """End the processes that speak."""
        self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, kept: TracebackType | None
    ) -> None:
        self.close()

    @cached_property
    def _timeline(self) -> Timeline:
        return self._session.compile()


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


def voices() -> "dict[str, VoiceInfo]":
    """Return the voices of this machine, by the names that the option `voice` takes, the best ones first.

    >>> coach.voices()["fake:hum"].language
    'en'
    """
    from coach.voice.catalog import survey

    listed, _ = survey()
    return {f"{engine}:{info.label}": info for engine, info in listed}
