"""What the terminal shows while a session plays."""

import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.live.screen import Screen, lines
from coach.timeline import Clip, Hold, Phase, TimedStage, Timeline
from coach.units import frames


def clip(onset_s: float, phase: Phase) -> Clip:
    return Clip("voice", frames(onset_s), frames(2), phase, phase)


OPENING = TimedStage("opening", "Welcome", None, None, 0, frames(60), clips=(clip(1, "opening"),))
KNEE = TimedStage(
    "BL40-left",
    "Middle of the Crook (BL40), behind the left knee",
    "BL40",
    "left",
    frames(60),
    frames(140),
    Hold(frames(100), frames(90)),
    (
        clip(60, "travel"),
        clip(70, "locate"),
        clip(90, "press"),
        clip(100, "hold"),
        clip(190, "hold"),
        clip(192, "release"),
    ),
)
SO_FAR = Timeline((OPENING, KNEE))
WHOLE = replace(SO_FAR, complete=True)


@pytest.mark.parametrize(
    ("second", "phase"),
    [
        (60, "moving there"),
        (69.9, "moving there"),
        (70, "finding the point"),
        (90, "getting ready to press"),
        (100, "holding, 1:30 left"),
        (100.5, "holding, 1:30 left"),
        (189.5, "holding, 0:01 left"),
        (190, "letting go"),
        (199, "letting go"),
    ],
)
def test_the_stage_and_its_phase_are_shown_and_the_time_left_of_a_hold(second, phase):
    stage, doing, _ = lines(WHOLE, frames(second))
    assert stage == "Middle of the Crook (BL40), behind the left knee"
    assert doing == phase


def test_the_time_left_is_shown_once_the_whole_session_is_known():
    assert lines(SO_FAR, frames(65.5))[2] == "1:05"
    assert lines(WHOLE, frames(65.5))[2] == "1:05 of 3:20, 2:15 left"


@given(st.integers(0, WHOLE.frames - 1))
def test_the_time_gone_and_the_time_left_always_make_up_the_whole(frame):
    gone, left = lines(WHOLE, frame)[2].removesuffix(" left").split(" of 3:20, ")
    minutes, seconds = (sum(pair) for pair in zip(*(map(int, time.split(":")) for time in (gone, left)), strict=True))
    assert 60 * minutes + seconds == 200


def test_before_the_first_stage_is_decided_the_session_is_arriving():
    assert lines(Timeline(), 0) == ("", "arriving", "0:00")
    assert lines(WHOLE, 0) == ("Welcome", "arriving", "0:00 of 3:20, 3:20 left")


def test_nothing_is_shown_where_stderr_is_no_terminal():
    stream = io.StringIO()
    with Screen(stream) as screen:
        screen.watch(WHOLE, frames(65))
    assert stream.getvalue() == ""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_is_painted_only_when_something_has_changed(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    with Screen(stream) as screen:
        screen.watch(WHOLE, frames(100))
        painted = stream.getvalue()
        assert "behind the left knee" in painted
        assert "holding, 1:30 left" in painted
        screen.watch(WHOLE, frames(100.5))
        assert stream.getvalue() == painted
        screen.watch(WHOLE, frames(101))
        assert "holding, 1:29 left" in stream.getvalue()
