"""`coach start --in`: time to sit down before the session, which stays what it is."""

from dataclasses import replace
from itertools import pairwise

import pytest

from coach.choices import Choices, Options
from coach.health.listener import Listener
from coach.plan.heading import Continuation
from coach.plan.timeline import Timeline
from coach.sessions.compose import compose
from coach.units import frames

CHOICES = Choices(script=Options(points=("CV6",), hold_s=5), voice="fake")


def compiled(**given) -> Timeline:
    with compose(CHOICES, Listener(), **given) as session:
        return session.compile()


def test_the_session_comes_after_it_sound_for_sound():
    sit_down, *session = compiled(begin_in_s=25).stages
    assert (sit_down.onset, sit_down.frames) == (0, frames(25))
    assert [stage.onset for stage in session] == [frames(25) + stage.onset for stage in compiled().stages]
    moved = [replace(clip, onset=clip.onset - frames(25)) for stage in session for clip in stage.clips]
    assert moved == [clip for stage in compiled().stages for clip in stage.clips]


def test_a_soft_tick_tells_every_two_seconds_that_it_runs():
    sit_down = compiled(begin_in_s=60).stages[0]
    ticks = [0, *(clip.onset for clip in sit_down.clips), sit_down.end]
    assert {clip.chime for clip in sit_down.clips} == {"presence"}
    assert all(later - earlier == frames(2) for earlier, later in pairwise(ticks))


@pytest.mark.parametrize("frame", [frames(0.1), frames(7), frames(20)])
def test_a_listener_who_is_ready_need_not_wait(frame):
    with compose(CHOICES, Listener(), begin_in_s=25) as session:
        edited = next(session.edit(session.compile(), "ready", frame))
    assert edited.stages[0].end == frame
    assert edited.stages[-1].id == "opening"


def test_a_session_that_was_left_while_sitting_down_begins_anew():
    assert compiled(goes_on=Continuation("sit-down")) == compiled()
