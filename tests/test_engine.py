"""What the script engine writes: which stages in which order, and what is said in them."""

import re
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from timing import PlainChimes, by_words

from coach.content.load import library
from coach.cues import HoldOn, Say, Stage
from coach.engine import from_stage, script, spoken_time
from coach.errors import BadOption, CoachError, UnknownName
from coach.options import Breath, Options
from coach.schedule import schedule
from coach.units import frames

SHIPPED = library()
BACKACHE = SHIPPED.routines["backache"]


def write(**options) -> tuple[Stage, ...]:
    return script(SHIPPED, BACKACHE, Options(**options))


def ids(**options) -> list[str]:
    return [stage.id for stage in write(**options)]


def holds(stages) -> dict[str, HoldOn]:
    return {stage.id: cue for stage in stages for cue in stage.cues if isinstance(cue, HoldOn)}


def spoken(stage: Stage, phase: str | None = None) -> list[str]:
    inside = [window.say for cue in stage.cues if isinstance(cue, HoldOn) for window in cue.words]
    says = [cue for cue in stage.cues if isinstance(cue, Say)] + inside
    return [say.full for say in says if phase in (None, say.phase)]


def test_posture_order_keeps_the_chair_and_then_does_one_leg_after_the_other():
    assert ids() == [
        "opening",
        "safety",
        *("CV6", "GV26", "BL23", "BL31-34"),
        *("BL40-left", "BL57-left", "BL60-left"),
        *("BL40-right", "BL57-right", "BL60-right"),
        "closing",
    ]


def test_guide_order_is_the_order_of_the_article():
    assert ids(order="guide")[2:-1] == [
        *("CV6", "BL23", "GV26"),
        *("BL40-left", "BL40-right", "BL57-left", "BL57-right", "BL60-left", "BL60-right"),
        "BL31-34",
    ]


def test_first_says_which_side_comes_first():
    assert ids(first="right", points=("BL40",))[2:-1] == ["BL40-right", "BL40-left"]


def test_side_leaves_the_points_of_the_midline_and_of_both_sides_alone():
    assert ids(side="right")[2:-1] == ["CV6", "GV26", "BL23", "BL31-34", "BL40-right", "BL57-right", "BL60-right"]


def test_the_order_of_points_is_not_an_order():
    assert ids(points=("GV26", "cv6")) == ids(points=("CV6", "GV26")) == ["opening", "safety", "CV6", "GV26", "closing"]


def test_skipped_points_are_not_pressed():
    assert "GV26" not in ids(skip=("gv26",))


def test_every_hold_lasts_as_long_as_the_routine_says_and_both_sides_the_same():
    minutes = {step.point: step.minutes for step in BACKACHE.steps}
    for stage in write():
        for cue in stage.cues:
            if isinstance(cue, HoldOn):
                assert cue.seconds == minutes[stage.point] * 60


def test_hold_overrides_the_routine_for_every_point():
    assert {hold.seconds for hold in holds(write(hold_s=7)).values()} == {7}


def test_the_second_side_is_told_in_fewer_words():
    stages = {stage.id: stage for stage in write()}
    for code in ("BL40", "BL57", "BL60"):
        left, right = (" ".join(spoken(stages[f"{code}-{side}"])) for side in ("left", "right"))
        assert len(right.split()) < len(left.split())


def test_a_stage_names_its_own_side_and_never_promises_the_wrong_one():
    for stage in write():
        if stage.side in ("left", "right"):
            assert stage.side in " ".join(spoken(stage, "travel")[:2])
            assert stage.side in stage.title


def test_a_change_of_side_is_announced():
    for order in ("posture", "guide"):
        for before, stage in pairwise(write(order=order)):
            if {before.side, stage.side} == {"left", "right"}:
                assert any(isinstance(cue, Say) and cue.cue == "switch" for cue in stage.cues)


def test_posture_is_described_only_where_it_changes():
    described = [
        stage.id for stage in write() if any(isinstance(cue, Say) and cue.cue == "posture" for cue in stage.cues)
    ]
    assert described == ["CV6", "BL23", "BL40-left", "BL40-right"]


@given(st.integers(0, 10**6), st.sampled_from(["posture", "guide"]), st.sampled_from([Breath(4, 6), None]))
def test_no_phrase_is_said_twice_in_a_session(seed, order, breath):
    stages = write(seed=seed, order=order, breath=breath)
    recurring = {
        "timing",
        "ease",
        "halfway-words",
        "ten-left",
        "release",
        "switch",
        "breathe-in",
        "breathe-out",
        "breathe-freely",
    }
    says = [cue for stage in stages for cue in stage.cues if isinstance(cue, Say)]
    says += [window.say for hold in holds(stages).values() for window in hold.words]
    texts = Counter(re.sub(r"\b(left|right)\b", "side", say.full) for say in says if say.cue in recurring)
    assert [text for text, count in texts.items() if count > 1] == []


def test_the_seed_chooses_the_words():
    assert write(seed=1) == write(seed=1)
    assert write(seed=1) != write(seed=2)


def test_the_first_two_breaths_are_spoken_and_the_others_are_tones():
    hold = holds(write(hold_s=60))["CV6"]
    words = sorted((window.earliest_s, window.say.cue) for window in hold.words if window.say.cue.startswith("breathe"))
    assert words == [(0, "breathe-in"), (4, "breathe-out"), (10, "breathe-in"), (14, "breathe-out")]
    tones = [(beat.at_s, beat.strike.cue) for beat in hold.beats if beat.soft]
    assert tones == [(at + s, cue) for at in (20, 30, 40, 50) for s, cue in ((0, "breath-in"), (4, "breath-out"))]


def test_without_a_pattern_the_breath_is_left_to_the_listener():
    hold = holds(write(breath=None))["CV6"]
    assert [window.say.cue for window in hold.words if window.say.cue.startswith("breathe")] == ["breathe-freely"]
    assert [beat for beat in hold.beats if beat.soft] == []


def test_a_hold_tells_half_time_and_the_last_ten_seconds():
    hold = holds(write(hold_s=90))["BL23"]
    assert {window.say.cue: window.earliest_s for window in hold.words if window.rank in (1, 3)} == {
        "halfway-words": 45,
        "ten-left": 80,
    }


def test_more_pace_gives_more_time_to_move_and_to_find():
    def waiting(pace):
        return sum(
            cue.seconds for stage in write(pace=pace) for cue in stage.cues if hasattr(cue, "seconds") and stage.point
        )

    assert waiting(2) > waiting(1) > waiting(0.5)


def test_the_listener_hears_when_to_stop_within_the_first_half_minute():
    *_, timeline = schedule(write(), lambda said: round(by_words(said) * 120 / 80), PlainChimes())
    first = {sentence.say for sentence in SHIPPED.safety.en.first[:2]}
    said = [clip for clip in timeline.stages[0].clips if clip.utterance and clip.utterance.text in first]
    assert len(said) == len(first) == 2
    assert max(clip.end for clip in said) < frames(30)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"points": ("BL99",)}, "unknown point 'BL99' in this routine; did you mean"),
        ({"skip": ("XY1",)}, "unknown point 'XY1'"),
        ({"skip": tuple(SHIPPED.points)}, "leaves no point"),
        ({"hold_s": 4.9}, "5 to 3600"),
        ({"hold_s": float("nan")}, "5 to 3600"),
        ({"pace": 0}, "0.25"),
        ({"side": "lef"}, "unknown side 'lef'; did you mean 'left'?"),
        ({"order": "body"}, "unknown order 'body'"),
    ],
)
def test_what_cannot_be_is_refused_with_what_can(options, message):
    with pytest.raises(CoachError, match=re.escape(message)):
        write(**options)


@pytest.mark.parametrize(
    "text", ["", "4", "0-0", "30-1", "6-4", "4-6-8", "a-b", "4-inf", "nan-nan", "-4--6", "2-2", "10-10", "4-12"]
)
def test_a_breath_pattern_out_of_safe_limits_is_refused(text):
    with pytest.raises(BadOption, match="IN-OUT"):
        Breath.parse(text)


def test_breath_patterns_are_read():
    assert Breath.parse("4-6") == Breath(4, 6)
    assert Breath.parse("4.5-6.5") == Breath(4.5, 6.5)
    assert Breath.parse("none") is None


def test_times_are_said_as_people_say_them():
    said = {
        60: "60 seconds",
        61: "61 seconds",
        1: "1 second",
        119.9999: "2 minutes",
        121: "2 minutes and 1 second",
        90: "90 seconds",
        120: "2 minutes",
        150: "2 minutes and 30 seconds",
        45: "45 seconds",
        7.5: "7.5 seconds",
    }
    assert {seconds: spoken_time(seconds) for seconds in said} == said


def test_an_unknown_point_carries_its_values():
    with pytest.raises(UnknownName) as caught:
        write(points=("BL99",))
    assert (caught.value.kind, caught.value.name) == ("point", "BL99")
    assert "BL57" in caught.value.allowed


def test_a_session_that_is_resumed_opens_shortly_and_goes_on_with_the_same_words():
    whole = write()
    resumed = from_stage(whole, "BL57-left")
    assert [stage.id for stage in resumed][:2] == ["opening", "BL57-left"]
    assert resumed[1:] == whole[-len(resumed) + 1 :]
    assert spoken(resumed[0]) == [sentence.say for sentence in SHIPPED.safety.en.first]
    assert from_stage(whole, "opening") == whole


def test_a_session_cannot_be_resumed_at_a_stage_that_it_does_not_have():
    with pytest.raises(UnknownName, match="unknown stage 'BL99'"):
        from_stage(write(), "BL99")
