"""Where a session is, in the words of a listener: what every kind of screen shows."""

from dataclasses import dataclass

from coach.plan.timeline import Hold, TimedStage, Timeline
from coach.plan.wishes import State, cue_at, state_at
from coach.script.cues import SAMPLE, HoldOn
from coach.units import FRAME_RATE, clock, frames

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

_STANDING: dict[State, str] = {
    "preparing": "preparing the next words",
    "waiting": "waiting for you",
    "paused": "paused",
}
"""The states in which nothing goes on, in the same words."""


@dataclass(frozen=True, slots=True)
class Bar:
    """How much of a length is over, both in frames."""

    done: int
    whole: int

    @property
    def left(self) -> str:
        """What is left as it is counted down: it reaches 0:00 only when it is over."""
        return clock(self.whole - self.done + FRAME_RATE - 1)


@dataclass(frozen=True, slots=True)
class View:
    """One moment of a session as a listener sees it."""

    state: State
    title: str
    """The title of the stage, or nothing before there is one."""

    doing: str
    """The side, where there is one, and the phase."""

    gone: str
    """How long it has been."""

    hold: Bar | None = None
    """The hold, while it lasts."""

    session: Bar | None = None
    """The whole, once its length is known."""

    @property
    def hold_left(self) -> str:
        """What is left of the hold, or nothing."""
        return f"{self.hold.left} left" if self.hold else ""

    @property
    def whole(self) -> str:
        """How long it has been, and of what, once that is known."""
        session = self.session
        return f"{self.gone} of {clock(session.whole)}, {session.left} left" if session else self.gone


def view(timeline: Timeline, frame: int) -> View:
    """Return what is to be seen while `frame` is being heard. It changes at most once a second within a phase."""
    state = state_at(timeline, frame)
    if not timeline.stages:
        return View(state=state, title="", doing=_DOING["opening"], gone=clock(frame))
    stage = timeline.stages[-1] if state == "paused" else timeline.stage_at(frame)
    phase = phase_at(stage, frame)
    doing = _STANDING.get(state) or ("speaking" if stage.id == SAMPLE else _DOING.get(phase, phase))
    if stage.side in {"left", "right"}:
        doing = f"{stage.side} side, {doing}"
    held = _hold(stage, frame) if phase == "hold" and state == "playing" else None
    hold = _progress(held, frame) if held else None
    second = frame // FRAME_RATE * FRAME_RATE
    session = Bar(min(second, timeline.frames), timeline.frames) if timeline.complete else None
    return View(state=state, title=stage.title, doing=doing, gone=clock(frame), hold=hold, session=session)


def line(view: View, answer: str = "", *, is_titled: bool = True) -> str:
    """Return what a plain line says of a view, after what a key is answered with if one has led there.

    It is all that does not change from second to second, with the title of the stage or, where that is known, without.
    """
    held = f", {view.hold_left}" if view.hold else ""
    parts = [part for part in (answer, _place(view, is_titled=is_titled) + held) if part]
    return f"{view.gone}  {'. '.join(map(begun, parts))}"


def _place(view: View, *, is_titled: bool) -> str:
    if not is_titled:
        return view.doing
    return view.title if view.title.casefold() == view.doing else f"{view.title}: {view.doing}"


def begun(text: str) -> str:
    """Return a few words as the beginning of a line."""
    return f"{text[:1].upper()}{text[1:]}"


def phase_at(stage: TimedStage, frame: int) -> str:
    """Return the phase of a stage at a frame; the hold is over when its closing chime begins."""
    if stage.hold and frame >= stage.hold.onset:
        return "hold" if frame < stage.hold.end else "release"
    cue = cue_at(stage, frame) or (stage.cues[0] if stage.cues else None)
    phase = "hold" if isinstance(cue, HoldOn) else cue.phase if cue else ""
    if not phase or (phase == "hold" and not stage.point):
        return "travel" if stage.point else "opening"
    return phase


def _hold(stage: TimedStage, frame: int) -> Hold | None:
    """Return the hold of a stage, as soon as it is known how long it will be: where it goes on after an answer, too."""
    planned = next((cue for cue in stage.cues if isinstance(cue, HoldOn)), None)
    if stage.hold or planned is None:
        return stage.hold
    return Hold(frame, frames(planned.seconds), frames(planned.held_s))


def _progress(hold: Hold, frame: int) -> Bar:
    """Return how far a hold is, with its earlier pieces, in steps of a second."""
    seconds_held = max(frame - hold.onset, 0) // FRAME_RATE
    return Bar(hold.held + seconds_held * FRAME_RATE, hold.held + hold.frames)
