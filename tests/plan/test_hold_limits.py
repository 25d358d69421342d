"""Nobody holds a stop longer than their health allows, whatever they press."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from led import COMMANDS, Led, cues, texts
from msgspec.structs import replace
from routines import SHIPPED, examples
from timing import PlainChimes, by_words

from coach.content.model import Point
from coach.plan.edits import BACK_S
from coach.script.cues import HoldOn
from coach.units import frames

LONG_ENOUGH = {sentence.say for sentence in SHIPPED.phrases.long_enough}


def unwarned(point: Point) -> Point:
    """Return a point without its safety words."""
    words = {key: tuple(said for said in getattr(point.en, key) if not said.safety) for key in ("travel", "press")}
    return replace(point, en=replace(point.en, **words))


UNWARNED = replace(SHIPPED, points={code: unwarned(point) for code, point in SHIPPED.points.items()})


class QuickChimes(PlainChimes):
    """Chimes that are quiet after 0.2 s."""

    def quiet_frames(self, _chime: str) -> int:
        return frames(0.2)


def child(**options) -> Led:
    return Led(conditions=("child",), answered=True, **options)


stories = st.lists(st.tuples(st.sampled_from(COMMANDS), st.floats(0.1, 60)), min_size=1, max_size=12)
restless = st.lists(st.tuples(st.sampled_from(["again", "back", "longer", "next"]), st.floats(0.1, 25)), max_size=20)


@given(
    st.sampled_from(["child", "blood-thinners"]),
    st.sampled_from(["full", "brief", "chimes"]),
    st.sampled_from([None, 5, 20, 45]),
    st.floats(0.25, 1),
    st.one_of(stories, restless),
)
@settings(max_examples=examples(100))
def test_no_stop_is_ever_held_longer_than_health_allows(condition, talk, hold_s, pace, story):
    led = Led(conditions=(condition,), answered=True, talk=talk, hold_s=hold_s, pace=pace)
    led.tell(story)
    for stage in led.stages:
        for hold in stage.cues:
            if isinstance(hold, HoldOn):
                assert hold.longest_s is not None
                assert led.held(stage.id) <= frames(hold.longest_s)


@pytest.mark.parametrize("talk", ["full", "brief", "chimes"])
def test_again_in_a_hold_finds_the_point_once_more_and_goes_on_with_what_is_left(talk):
    led = child(talk=talk)
    clips = led.press("again", led.hold("CV6") + frames(27))
    assert led.held("CV6") == frames(30)
    before_close = cues(clips)[: cues(clips).index("hold-close")]
    assert "locate" in before_close
    assert "hold-on" in before_close
    assert "hold-open" not in before_close


def test_again_in_a_hold_that_health_lets_last_as_long_once_more_begins_it_anew():
    led = Led(conditions=("blood-thinners",), hold_s=20)
    clips = led.press("again", led.hold("CV6") + frames(15))
    assert "hold-open" in cues(clips)[: cues(clips).index("hold-close")]
    assert led.held("CV6") == frames(35)


def test_again_after_a_hold_to_the_limit_says_that_it_was_long_enough_and_goes_on():
    led = child()
    at = led.hold("CV6") + frames(33)
    said = texts(led.press("again", at))
    assert said[0] in LONG_ENOUGH
    assert led.held("CV6") == frames(30)
    assert led.timeline.stage_at(at).id == "CV6"
    assert next(piece.id for piece in led.timeline.stages if piece.onset > at) == led.stop_after("CV6").id


def test_again_in_the_last_second_of_the_limit_is_answered_once_the_hold_is_over():
    led = child()
    clips = led.press("again", led.hold("CV6") + frames(29.5))
    assert cues(clips)[:2] == ["hold-close", "long-enough"]
    assert led.held("CV6") == frames(30)


def test_back_in_a_hold_tells_the_stop_anew_without_its_length_and_goes_on_with_what_is_left():
    led = child()
    planned = texts(led.last("CV6").clips)
    timing = texts(led.last("CV6").clips, "timing")
    clips = led.press("back", led.hold("CV6") + frames(20))
    said = texts(led.last("CV6").clips)
    before = planned.index(timing[0])
    assert said[:before] == planned[:before]
    assert not texts(led.last("CV6").clips, "timing")
    assert "hold-on" in cues(clips)
    assert led.held("CV6") == frames(30)


def test_back_again_in_the_words_of_a_stop_whose_hold_is_nearly_over_goes_to_the_one_before():
    led = child()
    second = led.stop_after("CV6").id
    at = led.hold(second) + frames(20)
    led.press("back", at)
    led.press("back", at + frames(2))
    assert led.timeline.stage_at(at + frames(2)).id == second, "CV6 was held to its limit"
    led = child()
    led.press("next", led.hold("CV6") + frames(10))
    at = led.hold(second) + frames(20)
    led.press("back", at)
    led.press("back", at + frames(2))
    assert led.timeline.stage_at(at + frames(2)).id == "CV6"
    assert (led.held("CV6"), led.held(second)) == (frames(30), frames(30))


def test_back_to_a_stop_that_was_held_to_its_limit_says_that_it_was_long_enough_and_goes_on():
    led = child()
    second = led.stop_after("CV6").id
    at = led.last(second).onset + frames(2)
    said = texts(led.press("back", at))
    assert said[0] in LONG_ENOUGH
    assert led.timeline.stage_at(at).id == second
    assert led.held("CV6") == frames(30)


def test_back_to_a_stop_that_was_left_early_holds_it_for_what_is_left():
    led = child()
    at = led.hold("CV6") + frames(10)
    led.press("next", at)
    clips = led.press("back", at + frames(2))
    assert "hold-on" in cues(clips)[: cues(clips).index("hold-close")]
    assert led.last("CV6").hold.frames == frames(20)


def test_longer_counts_all_that_a_stop_was_held():
    led = Led(conditions=("blood-thinners",), hold_s=15)
    for _ in range(2):
        led.press("again", led.hold("CV6") + frames(14))
    said = texts(led.press("longer", led.hold("CV6") + frames(5)), "long-enough")
    assert said[0] in LONG_ENOUGH
    assert led.held("CV6") == frames(14 + 14 + 15)


def test_the_answer_that_it_was_long_enough_names_its_sources():
    led = child()
    (answer,) = (clip for clip in led.press("longer", led.hold("CV6") + frames(5)) if clip.cue == "long-enough")
    assert answer.sources == ("UMN-bruising", "adults")


def test_a_stop_that_is_told_anew_goes_on_with_its_hold_after_a_pause_in_its_words():
    led = child(talk="chimes")
    at = led.hold("CV6") + frames(10)
    led.press("back", at)
    for command in ("pause", "resume"):
        at += frames(9)
        clips = led.press(command, at)
    assert cues(clips)[: cues(clips).index("hold-close")].count("hold-on") == 1
    assert led.held("CV6") == frames(30)


def test_a_stop_with_nothing_left_is_passed_over_and_the_next_one_tells_how_to_sit():
    # So little is said, and so quickly, that its hold begins before `back` would repeat it.
    led = child(
        library=UNWARNED, talk="chimes", pace=0.25, measure=lambda said: by_words(said) // 20, chimes=QuickChimes()
    )
    led.press("next", led.hold("BL57-left") + frames(10))
    led.press("back", led.hold("BL60-left") + frames(28.9))
    at = led.hold("BL60-left") + frames(0.2)
    assert at - led.last("BL60-left").onset < frames(BACK_S)
    led.press("back", at)
    order = [piece.id for piece in led.timeline.stages if piece.onset >= at]
    assert order[:2] == ["BL57-left", "BL40-right"]
    assert "posture" in cues(led.last("BL40-right").clips)
    assert "right" in texts(led.last("BL40-right").clips, "travel")[0]
