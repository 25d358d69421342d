"""A session that is open, as the Python face hands it out: it can be planned, written, looked at and played."""

from contextlib import nullcontext
from functools import cached_property
from os import PathLike
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, Unpack

from coach.export import Written, write
from coach.export.wanted import Files, want
from coach.live import Look, lead
from coach.live.listening import ListeningOptions, listening
from coach.live.window import opened
from coach.plan.timeline import Timeline
from coach.report.as_data import plan_data
from coach.report.data import plain
from coach.report.notices import changes, told_voices
from coach.report.pages import evidence_page
from coach.report.sheet import cue_sheet
from coach.sessions.session import Prepared, Progress, Session, unseen

if TYPE_CHECKING:
    from coach.export.page.wanted import PageFiles
    from coach.export.page.write import WrittenPage
    from coach.journal.feeling import Ask

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
        **heard: Unpack[ListeningOptions],
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

        With `listen` it is led by the voice as well: "pause", "go on", "again", "next", "longer", "stop" and so on, as
        `coach start --listen`; a line tells first that the microphone is on. `microphone` is its name or a part of it
        (default: the system's); with `headphones` the coach hears while it speaks, too. Raises HearingError where the
        extra hands-free is not installed; what fails later is a line, and the session goes on.
        """
        listen = listening(**heard)
        with opened() if window else nullcontext() as opened_window:
            look = Look(plain=plain, quiet=quiet, window=opened_window)
            lead(self._session, device=device, volume_db=volume, look=look, feel=feel, listen=listen)

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
