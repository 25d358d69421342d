"""What keys mean, in every state of a session."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.live.terminal.transport import KEYS, MASH, VOLUME_DB, VOLUME_STEP_DB, press, volume_after
from coach.plan.timeline import Hold, TimedStage, Timeline
from coach.plan.wishes import state_at
from coach.script.cues import HoldOn, Say, Wait
from coach.units import frames

LOCATING = Say("locate", "locate", "Feel for the crease.", None, ("own",), 0)
FINGERS = Wait(30, "locate", until_ready=True)
HOLDING = HoldOn(60, (), ())
OPENING = TimedStage("opening", "Welcome", None, None, 0, frames(20))
KNEE = TimedStage(
    "BL40-left",
    "Behind the left knee",
    "BL40",
    "left",
    frames(20),
    frames(110),
    Hold(frames(60), frames(60)),
    cues=(LOCATING, FINGERS, HOLDING),
    marks=(frames(20), frames(30), frames(60)),
)
WHOLE = Timeline((OPENING, KNEE), complete=True)
PAUSE = TimedStage("BL40-left", "Behind the left knee", "BL40", "left", KNEE.end, frames(86400), paused=True)
PAUSED = Timeline((OPENING, KNEE, PAUSE))

LISTENING, WAITING, IN_HOLD = frames(25), frames(45), frames(90)

keys = st.one_of(st.sampled_from(sorted(KEYS)), st.text(min_size=1, max_size=3))
moments = st.tuples(
    st.sampled_from([Timeline(), replace(WHOLE, complete=False), WHOLE, PAUSED]), st.integers(0, PAUSE.end)
)


@pytest.mark.parametrize(
    ("timeline", "second", "state"),
    [
        (Timeline(), 0, "preparing"),
        (WHOLE, 0, "playing"),
        (WHOLE, 25, "playing"),
        (WHOLE, 30, "waiting"),
        (WHOLE, 59, "waiting"),
        (WHOLE, 60, "playing"),
        (WHOLE, 130, "ended"),
        (replace(WHOLE, complete=False), 130, "preparing"),
        (PAUSED, 90, "paused"),
        (PAUSED, 500, "paused"),
    ],
)
def test_the_timeline_says_in_which_state_a_session_is(timeline, second, state):
    assert state_at(timeline, frames(second)) == state


@pytest.mark.parametrize(
    ("key", "command"),
    [
        (" ", "pause"),
        ("a", "again"),
        ("left", "back"),
        ("right", "next"),
        ("l", "longer"),
        ("s", "shorter"),
        ("+", "louder"),
        ("-", "softer"),
        ("q", "stop"),
        ("L", "longer"),
        ("x", "pause"),
        ("c-m", "pause"),
        ("escape", "pause"),
        (MASH, "pause"),
    ],
)
def test_in_a_hold_every_key_does_what_its_line_says_and_any_other_pauses(key, command):
    assert press(key, WHOLE, IN_HOLD) == command


def test_the_space_bar_alone_ends_a_pause():
    assert press(" ", PAUSED, IN_HOLD) == "resume"
    for key in ("x", "escape", "c-m", MASH):
        assert press(key, PAUSED, IN_HOLD) is None


def test_while_the_coach_waits_for_the_fingers_any_key_without_another_meaning_says_they_are_ready():
    for key in (" ", "x", "c-m", "l", "s"):
        assert press(key, WHOLE, WAITING) == "ready"
    assert press("a", WHOLE, WAITING) == "again"
    assert press("q", WHOLE, WAITING) == "stop"


def test_a_hold_is_made_longer_or_shorter_only_while_it_lasts():
    for key in ("l", "s"):
        assert press(key, WHOLE, LISTENING) is None
        assert press(key, WHOLE, KNEE.hold.end) is None
        assert press(key, PAUSED, IN_HOLD) is None


@given(keys, moments)
def test_no_key_breaks_anything_at_any_moment(key, moment):
    command, state = press(key, *moment), state_at(*moment)
    if state in {"preparing", "ended"}:
        assert command in {None, "louder", "softer", "stop"}
    assert (command == "resume") <= (state == "paused")
    assert (command == "ready") <= (state == "waiting")


@given(moments)
def test_a_listener_can_always_stop(moment):
    assert press("q", *moment) == "stop"


@given(st.lists(st.sampled_from(["louder", "softer", "next"])), st.floats(*VOLUME_DB))
def test_the_volume_never_leaves_its_bounds_and_goes_in_steps(commands, volume_db):
    for command in commands:
        changed = volume_after(command, volume_db)
        assert VOLUME_DB[0] <= changed <= VOLUME_DB[1]
        assert abs(changed - volume_db) <= VOLUME_STEP_DB + 1e-9
        assert command != "next" or changed == volume_db
        volume_db = changed


def test_a_headset_with_two_buttons_pauses_with_one_and_goes_on_with_the_other():
    assert press("media-pause", WHOLE, IN_HOLD) == "pause"
    assert press("media-pause", PAUSED, IN_HOLD) is None
    assert press("media-play", PAUSED, IN_HOLD) == "resume"
    assert press("media-play", WHOLE, IN_HOLD) is None
    assert press("media-play", WHOLE, WAITING) == "ready"
