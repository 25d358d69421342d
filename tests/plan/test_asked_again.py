"""A listener who asks again how to find a point hears it in other words, and in the end with a thing that helps."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from led import Led, texts
from msgspec.structs import replace
from routines import SHIPPED, examples

from coach.content.model import Library
from coach.script.cues import Say
from coach.units import frames

KEYS = ("locate", "locate_again", "locate_with_tool")
POINTS = ("CV6", "BL23", "BL40")
STOPS = ("CV6", "BL23", "BL40-left", "BL40-right")


def led(talk: str = "full", library: Library = SHIPPED, **options) -> Led:
    return Led(library=library, points=POINTS, hold_s=60, talk=talk, **options)


def without_tools(library: Library) -> Library:
    """Return a library in which nothing is said of things that help."""
    points = {code: replace(point, en=replace(point.en, locate_with_tool=())) for code, point in library.points.items()}
    return replace(library, points=points)


def wording(listener: Led, stop: str, said: list[str]) -> str:
    """Return which words find the point of a stop, among those that are said."""
    planned = next(planned for planned in listener.route.stops if planned.id == stop)
    other = {"left": "right", "right": "left"}.get(planned.side, "")
    found = []
    for key in KEYS:
        words = [one.say.format(side=planned.side, other=other) for one in getattr(planned.point.en, key)]
        if words and said[: len(words)] == [text[:1].upper() + text[1:] for text in words]:
            found.append(key)
    (key,) = found
    return key


def ask(listener: Led, stop: str, at: int) -> str:
    """Ask again at a frame, and return which wording follows."""
    return wording(listener, stop, texts(listener.press("again", at), "locate"))


def begun(listener: Led, asked: int) -> int:
    """Return when somebody who has asked at a frame has begun to hear the wording."""
    clips = (clip for piece in listener.timeline.stages for clip in piece.clips)
    return next(clip.onset for clip in clips if clip.cue == "locate" and clip.onset >= asked) + frames(1)


def moments(listener: Led, stop: str) -> dict[str, int]:
    """Return frames of a stop at which somebody may ask again."""
    piece = listener.last(stop)
    located = [clip for clip in piece.clips if clip.cue == "locate"]
    return {
        "on the way": piece.onset + frames(0.5),
        "once found": located[-1].end + frames(1) if located else piece.hold.onset - frames(1),
        "in the hold": piece.hold.onset + frames(20),
        "after it": piece.hold.end + frames(1),
    }


@pytest.mark.parametrize("moment", ["on the way", "once found", "in the hold", "after it"])
@pytest.mark.parametrize(("stop", "talk"), [("CV6", "full"), ("BL23", "full"), ("BL40-left", "brief")])
def test_who_asks_again_and_again_hears_three_wordings_in_turn(stop, talk, moment):
    listener = led(talk)
    at = moments(listener, stop)[moment]
    heard = []
    for _ in range(7):
        heard.append(ask(listener, stop, at))
        at = begun(listener, at)
    told_first = ["locate_again", "locate"] if talk == "full" else ["locate", "locate_again"]
    assert heard == ([*told_first, "locate_with_tool"] * 3)[:7]


@pytest.mark.parametrize("talk", ["full", "brief", "chimes"])
def test_on_the_second_side_the_wording_that_was_not_said_comes_first(talk):
    listener = led(talk)
    assert ask(listener, "BL40-right", listener.hold("BL40-right") + frames(9)) == "locate"
    at = listener.last("BL40-right").onset + frames(5)
    assert ask(listener, "BL40-right", at) == "locate_again"
    assert ask(listener, "BL40-right", at + frames(5)) == "locate_with_tool"


def test_a_wording_that_was_not_heard_yet_is_not_passed_over():
    listener = led()
    at = listener.hold("BL23") + frames(3)
    assert ask(listener, "BL23", at) == "locate_again"
    assert ask(listener, "BL23", at + frames(0.1)) == "locate_again"
    assert ask(listener, "BL23", at + frames(3)) == "locate"


def test_where_nothing_is_said_of_things_that_help_two_wordings_take_turns():
    listener = led(library=without_tools(SHIPPED))
    at = listener.hold("BL23") + frames(3)
    heard = []
    for _ in range(5):
        heard.append(ask(listener, "BL23", at))
        at += frames(4)
    assert heard == ["locate_again", "locate", "locate_again", "locate", "locate_again"]


@pytest.mark.parametrize(
    ("stop", "given"),
    [
        ("BL23", {"conditions": ("fragile-bones",), "cleared": ("BL23",)}),
        ("BL23", {"conditions": ("blood-thinners",)}),
        ("BL23", {"position": "lying"}),
        ("BL40-left", {"conditions": ("hip-precautions",), "cleared": ("BL40",)}),
        ("BL40-left", {"conditions": ("unused-hand-left-hand",)}),
    ],
)
def test_a_listener_for_whom_a_thing_is_not_hears_two_wordings_in_turn(stop, given):
    stage = led(**given).stage(stop)
    assert len(stage.again) == 2
    words = " ".join(cue.text for cues in stage.again for cue in cues if isinstance(cue, Say))
    assert not re.search(r"\b(ball|sock|cushion|towel)\b", words)


def test_whoever_comes_back_to_a_point_is_told_of_it_from_the_first_wording_on():
    listener = led()
    at = listener.hold("BL23") + frames(3)
    for _ in range(2):
        ask(listener, "BL23", at)
        at += frames(4)
    listener.press("next", at)
    listener.press("back", at + frames(2))
    at = listener.hold("BL23") + frames(3)
    assert ask(listener, "BL23", at) == "locate_again"


STORIES = st.lists(
    st.tuples(st.sampled_from(["again", "pause", "longer", "ready"]), st.floats(0.05, 40)), min_size=2, max_size=9
)


@given(st.sampled_from(STOPS), st.sampled_from(["full", "brief", "chimes"]), STORIES)
@settings(max_examples=examples(40))
def test_nobody_hears_the_same_wording_twice_running_whatever_else_they_press(stop, talk, story):
    listener = led(talk, wait_s=30)
    at = listener.last(stop).onset + frames(1)
    last, said_at = "", 0
    for command, later_s in story:
        at += frames(later_s)
        if at >= listener.timeline.frames or listener.timeline.stage_at(at - 1).id != stop:
            return
        clips = (clip for piece in listener.timeline.stages for clip in piece.clips)
        heard = any(clip.cue == "locate" and said_at <= clip.onset < at for clip in clips)
        before = listener.timeline
        following = listener.press(command, at)
        if command == "again":
            found = wording(listener, stop, texts(following, "locate"))
            assert (found == last) <= (not heard)
            last, said_at = found, at
            after = listener.timeline
            *_, listener.timeline = listener.editor.edit(before, command, at)
            assert listener.timeline == after, "the same edit of the same timeline"


@pytest.mark.parametrize("talk", ["full", "brief", "chimes"])
def test_every_wording_ends_with_the_time_to_find_the_place(talk):
    for stage in led(talk, wait_s=20).stages:
        for cues in stage.again:
            assert any(isinstance(cue, Say) for cue in cues)
            assert getattr(cues[-1], "until_ready", False)
            assert len({*map(str, stage.again)}) == len(stage.again) == 3
