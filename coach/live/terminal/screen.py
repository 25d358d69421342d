"""What stands on the terminal while a session plays: where we are, how long it takes, and the keys."""

import os
import time
from types import TracebackType
from typing import Protocol, Self, TextIO

from coach.live.terminal.front import is_in_background
from coach.live.terminal.painter import Painter
from coach.live.terminal.patient import PatientStream
from coach.live.terminal.picture import picture
from coach.live.terminal.view import View, begun, line, view
from coach.live.terminal.wrapping import write_line
from coach.plan.timeline import Timeline

_PLAIN = ("COACH_PLAIN", "ACCESSIBLE")
"""Variables of the environment that ask for plain lines; the second is for every program that knows it."""

_NO = {"", "0", "n", "no", "f", "false", "off"}

_HANG = 6
"""Columns by which further rows of a line begin later: below its words, beside its time."""

_REMARK_S = 8.0
"""How long a few words stand in a picture, in seconds."""


class Display(Protocol):
    """What shows a session while it plays. Its methods are for one thread, and never wait."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def watch(self, timeline: Timeline, frame: int) -> None:
        """Show where a session is, if that has changed."""
        ...

    def answer(self, text: str, timeline: Timeline, frame: int) -> None:
        """Tell what a key has done, in few words or none, and where the session is from `frame` on."""
        ...

    def remark(self, text: str) -> None:
        """Tell what a key has changed beside the session, or why it does nothing, in few words."""
        ...

    def tell(self, text: str) -> None:
        """Tell what the listener is to know: of the sound device, or of words that are not heard."""
        ...


def screen(stream: TextIO, *, plain: bool, keys: bool, quiet: bool = False) -> Display:
    """Return the screen for a stream: plain lines if they are asked for or it is no terminal, else bars.

    `keys` says whether there is a keyboard whose keys are worth showing; a `quiet` one tells of faults alone.
    """
    if quiet:
        return Silent(stream)
    return Lines(stream) if plain or is_heard() or not stream.isatty() else Bars(stream, keys=keys)


def is_heard() -> bool:
    """Return whether the environment asks for plain lines: whoever hears the screen does so once and for all."""
    return any(map(is_set, _PLAIN))


def is_set(variable: str) -> bool:
    """Return whether a variable of the environment says yes."""
    return os.environ.get(variable, "").strip().casefold() not in _NO


class Silent:
    """Nothing but faults: for whoever wants to hear the session alone."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def watch(self, timeline: Timeline, frame: int) -> None:
        """Show nothing."""

    def answer(self, text: str, timeline: Timeline, frame: int) -> None:
        """Show nothing."""

    def remark(self, text: str) -> None:
        """Show nothing."""

    def tell(self, text: str) -> None:
        """Write a line."""
        write_line(text, self._stream)


class Lines:
    """One line for every phase, which stays: for logs, and for programs that read the screen aloud.

    The title of a stage is told when it begins, and after a pause, when somebody may have been away. Times never run
    backwards: what a key has done is told, with its time, a moment before it is heard.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._said: tuple[str, str] | None = None
        self._was_paused = False
        self._latest = 0
        """The latest frame of which a line tells."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def watch(self, timeline: Timeline, frame: int) -> None:
        """Write a line if another phase has begun."""
        now = self._view(timeline, frame)
        if now.title and (now.title, now.doing) != self._said:
            self._write(now)

    def answer(self, text: str, timeline: Timeline, frame: int) -> None:
        """Write a line in any case."""
        self._write(self._view(timeline, frame), text)

    def remark(self, text: str) -> None:
        """Write a line."""
        self.tell(begun(text))

    def tell(self, text: str) -> None:
        """Write a line."""
        write_line(text, self._stream)

    def _view(self, timeline: Timeline, frame: int) -> View:
        self._latest = max(self._latest, frame)
        return view(timeline, self._latest)

    def _write(self, now: View, answer: str = "") -> None:
        is_known = self._said is not None and self._said[0] == now.title and not self._was_paused
        self._said, self._was_paused = (now.title, now.doing), now.state == "paused"
        write_line(line(now, answer, is_titled=not is_known), self._stream, _HANG)


class Bars:
    """A few calm lines that are painted over when something has changed, and gone at the end.

    On a terminal that cannot be painted on, or that is too small, there are plain lines instead. One that is not ours
    for a while is left alone for as long, and one that does not take what it is given gets no more until it does.
    """

    def __init__(self, stream: TextIO, *, keys: bool) -> None:
        self._stream = stream
        self._keys = keys
        self._remark = ""
        self._remark_until_s = 0.0
        self._shown: tuple[View, tuple[int, int]] | None = None
        self._lines = Lines(stream)
        self._painter: Painter | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._clear()

    def watch(self, timeline: Timeline, frame: int) -> None:
        """Paint where a session is, if that has changed."""
        painter = self._painted_by()
        if self._remark and time.monotonic() >= self._remark_until_s:
            self._remark, self._shown = "", None
        if not painter.can_paint:
            self._clear()
            self._lines.watch(timeline, frame)
        elif is_in_background(self._stream):
            self._clear()
        elif not (isinstance(self._stream, PatientStream) and self._stream.is_behind):
            now = view(timeline, frame), painter.size
            if now != self._shown:
                self._shown = now
                painter.paint(picture(now[0], self._remark, painter, keys=self._keys))

    def answer(self, text: str, timeline: Timeline, frame: int) -> None:
        """Show a few words below the bars for a while; the picture tells the rest as soon as it is heard."""
        if self._painted_by().can_paint:
            self.remark(text)
        else:
            self._lines.answer(text, timeline, frame)

    def remark(self, text: str) -> None:
        """Show a few words below the bars for a while; they appear with the next picture."""
        if self._painted_by().can_paint:
            self._remark, self._remark_until_s, self._shown = text, time.monotonic() + _REMARK_S, None
        else:
            self._lines.remark(text)

    def tell(self, text: str) -> None:
        """Write a line above the bars."""
        self._clear()
        self._lines.tell(text)

    def _clear(self) -> None:
        """Take the picture away, unless what stands there by now is the shell's."""
        self._shown = None
        if self._painter and is_in_background(self._stream):
            self._painter.leave()
        elif self._painter:
            self._painter.erase()

    def _painted_by(self) -> Painter:
        self._painter = self._painter or Painter(self._stream)
        return self._painter
