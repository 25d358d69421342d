"""What stands on the terminal while a session plays: where we are, and how long it takes."""

from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

from coach.timeline import TimedStage, Timeline
from coach.units import FRAME_RATE, clock

if TYPE_CHECKING:
    from rich.live import Live

_DOING = {
    "opening": "arriving",
    "safety": "a word on safety",
    "travel": "moving there",
    "locate": "finding the point",
    "press": "getting ready to press",
    "hold": "holding",
    "release": "letting go",
    "closing": "coming to an end",
}
"""The phases in the words of a listener."""

Lines = tuple[str, str, str]
"""The stage, its phase, the time."""


class Screen:
    """Three calm lines for as long as a `with` block lasts, if `stream` is a terminal; else nothing."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._shown: Lines | None = None
        self._live: Live | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()

    def watch(self, timeline: Timeline, frame: int) -> None:
        """Show where a session is; paint only what has changed."""
        shown = lines(timeline, frame)
        if shown == self._shown or not self._stream.isatty():
            return
        self._shown = shown
        self._paint(shown)

    def _paint(self, shown: Lines) -> None:
        # rich takes longer to import than the sound may wait for: it comes when the sound is there.
        from rich.console import Console
        from rich.live import Live
        from rich.text import Text

        if not self._live:
            self._live = Live(console=Console(file=self._stream), auto_refresh=False, transient=True)
            self._live.start()
        stage, doing, time = shown
        self._live.update(
            Text.assemble((stage, "bold"), "\n", doing, "\n", (time, "dim"), overflow="ellipsis", no_wrap=True),
            refresh=True,
        )


def lines(timeline: Timeline, frame: int) -> Lines:
    """Return what the screen says at a frame of the session.

    How long the session is stands there once it is known; before that, only how long it has been.
    """
    if not timeline.stages:
        return "", _DOING["opening"], clock(0)
    stage = timeline.stage_at(frame)
    phase = phase_at(stage, frame)
    doing = _DOING.get(phase, phase)
    if stage.hold and phase == "hold":
        doing = f"{doing}, {_countdown(stage.hold.end - frame)} left"
    whole = f" of {clock(timeline.frames)}, {_countdown(timeline.frames - frame)} left" if timeline.complete else ""
    return stage.title, doing, f"{clock(frame)}{whole}"


def phase_at(stage: TimedStage, frame: int) -> str:
    """Return the phase of a stage at a frame: that of the last clip to have begun, but the hold for all its length."""
    if stage.hold and frame >= stage.hold.onset:
        return "hold" if frame < stage.hold.end else "release"
    begun = [clip.phase for clip in stage.clips if clip.onset <= frame]
    return begun[-1] if begun else "travel" if stage.hold else "opening"


def _countdown(frames: int) -> str:
    """Return a time that is left as it is counted down: it reaches 0:00 only when it is over."""
    return clock(frames + FRAME_RATE - 1)
