"""What the script engine writes: which stages in which order, and what is said in them."""

import re
from collections import Counter
from itertools import chain, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from timing import PlainChimes, at_the_usual_rate
from writing import route_of, writer
from writing import script as write

from coach.choices import Breath
from coach.content.load import library
from coach.errors import BadOption, CoachError, UnknownName
from coach.plan.schedule import schedule
from coach.script.cues import HoldOn, Say, Stage, Wait
from coach.script.reasons import Unheard
from coach.script.stop import AFTER_TONE_S, MOVE_S, OPENED_S, TOLD_S
from coach.script.wording import spoken_time, variant
from coach.units import frames

SHIPPED = library()
BACKACHE = SHIPPED.routines["backache"]
ON_A_CHAIR = writer().library
"""What is said on a chair, to a listener without conditions who has answered nothing."""

SAFETY = ON_A_CHAIR.safety.en


def resumed(stage_id: str, **options) -> tuple[Stage, ...]:
    """The script of a session that goes on at a stage."""
    return writer(**options).resumed_at(stage_id)


def ids(**options) -> list[str]:
    return [stage.id for stage in write(**options)]


def stage_of(stage_id: str, **options) -> Stage:
    """The stage of a session by its id."""
    return next(stage for stage in write(**options) if stage.id == stage_id)


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
        "arriving",
        *("CV6", "GV26", "BL23", "BL31-34"),
        *("BL40-left", "BL57-left", "BL60-left"),
        *("BL40-right", "BL57-right", "BL60-right"),
        "closing",
    ]


def test_guide_order_is_the_order_of_the_article():
    assert ids(order="guide")[3:-1] == [
        *("CV6", "BL23", "GV26"),
        *("BL40-left", "BL40-right", "BL57-left", "BL57-right", "BL60-left", "BL60-right"),
        "BL31-34",
    ]


def test_first_says_which_side_comes_first():
    assert ids(first="right", points=("BL40",))[3:-1] == ["BL40-right", "BL40-left"]


def test_side_leaves_the_points_of_the_midline_and_of_both_sides_alone():
    assert ids(side="right")[3:-1] == ["CV6", "GV26", "BL23", "BL31-34", "BL40-right", "BL57-right", "BL60-right"]


def test_bare_legs_and_stool_are_for_whoever_needs_them():
    for options in ({"points": ("GV26",)}, {"conditions": ("varicose-veins",)}):
        for talk in ("full", "brief"):
            assert not re.search("[Uu]ncover|legs|stool", " ".join(spoken(stage_of("arriving", talk=talk, **options))))
    told = " ".join(spoken(stage_of("arriving", points=("BL40",))))
    assert "Uncover your feet and your lower legs" in told
    assert "stool" in told


def test_what_has_to_be_fetched_is_told_before_one_sits_down_and_eyes_close_last():
    told = " ".join(spoken(stage_of("arriving")))
    places = [told.index(text) for text in ("stool", "Sit down", "rising notes", "turns sharp", "eyes close")]
    assert places == sorted(places)


def test_by_chimes_every_stop_is_named_by_its_place_and_its_side():
    steps = tuple(BACKACHE.steps[index] for index in (3, 0, 4))  # a point of the midline between two on both sides
    routine = structs.replace(BACKACHE, steps=steps)
    for seed in range(1, 9):
        stages = write(routine=routine, order="guide", talk="chimes", seed=seed)
        named = [say.full for stage in stages for say in stage.cues if isinstance(say, Say) and say.cue == "travel"]
        assert [text.casefold() for text in named] == [
            *("left knee.", "right knee.", "belly."),
            *("left calf.", "right calf."),
        ]


def test_the_order_of_points_is_not_an_order():
    assert (
        ids(points=("GV26", "cv6"))
        == ids(points=("CV6", "GV26"))
        == ["opening", "safety", "arriving", "CV6", "GV26", "closing"]
    )


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
            named = [say.full for say in said_in([stage]) if say.cue in {"switch", "travel"}]
            assert stage.side in " ".join(named[:2])
            assert stage.side in stage.title


def test_a_change_of_side_is_announced():
    for order in ("posture", "guide"):
        for before, stage in pairwise(write(order=order)):
            if {before.side, stage.side} == {"left", "right"}:
                assert any(isinstance(cue, Say) and cue.cue == "switch" for cue in stage.cues)


def test_posture_is_described_only_where_it_changes():
    crossed = ["CV6", "BL23", "BL40-left", "BL57-left", "BL40-right", "BL57-right", "closing"]
    for legs, places in (("crossed", crossed), ("stool", [place for place in crossed if place[:4] != "BL57"])):
        stages = write(legs=legs)
        assert [stage.id for stage in stages if any(say.cue == "posture" for say in said_in([stage]))] == places


@pytest.mark.parametrize("talk", ["full", "brief", "chimes"])
@pytest.mark.parametrize(("legs", "lowest"), [("crossed", "crossed"), ("stool", "foot-up")])
def test_whoever_has_raised_a_leg_is_led_down_before_the_other_one_and_at_the_end(talk, legs, lowest):
    def led_out(stage, side):
        leaves = {name: SHIPPED.phrases.postures[name].leave for name in ("foot-up", "crossed")}
        told = {name: [sentence.say.format(side=side) for sentence in leave] for name, leave in leaves.items()}
        said = [say.full for say in said_in([stage])]
        return next((name for name, out in told.items() if said[: len(out)] == out), None)

    stages = write(talk=talk, answered=True, order="guide", legs=legs)
    led = {stage.id: out for before, stage in pairwise(stages) if (out := led_out(stage, before.side))}
    # Every leg is raised anew, from foot on the stool over the ankle on the knee to the end.
    moving = {"BL40-right": "foot-up", "BL57-left": "foot-up"}
    moving |= dict.fromkeys(("BL57-right", "BL60-left", "BL60-right", "BL31-34"), lowest)
    assert led == ({} if talk == "chimes" else moving)
    *_, last, closing = write(talk=talk, answered=True, legs=legs)
    assert last.id == "BL60-right"
    assert led_out(closing, "right") == lowest


@given(st.integers(0, 10**6), st.sampled_from(["posture", "guide"]), st.sampled_from([Breath(4, 6), None]))
def test_nothing_that_varies_is_said_twice_in_a_session(seed, order, breath):
    stages = write(seed=seed, order=order, breath=breath)
    recurring = {"ease", "image", "breathe-in", "breathe-out", "breathe-freely"}
    says = [cue for stage in stages for cue in stage.cues if isinstance(cue, Say)]
    says += [window.say for hold in holds(stages).values() for window in hold.words]
    texts = Counter(re.sub(r"\b(left|right)\b", "side", say.full) for say in says if say.cue in recurring)
    assert [text for text, count in texts.items() if count > 1] == []


def test_the_seed_chooses_the_words():
    assert write(seed=1) == write(seed=1)
    assert write(seed=1) != write(seed=2)


def test_two_breaths_are_spoken_in_the_first_hold_one_in_the_second_and_tones_lead_them_all():
    tones = [(at + s, cue) for at in range(0, 60, 10) for s, cue in ((0, "breath-in"), (4, "breath-out"))]
    tones[0] = (OPENED_S, "breath-in")  # once the opening notes have had their room
    first = [(OPENED_S, "breathe-in"), (4, "breathe-out"), (10, "breathe-in"), (14, "breathe-out")]
    spoken_in = [first, first[:2], *([[]] * 8)]
    for hold, breaths in zip(holds(write(hold_s=60)).values(), spoken_in, strict=True):
        words = [(window.earliest_s, window.say.cue) for window in hold.words if window.say.cue.startswith("breathe")]
        assert words == [(at_s + AFTER_TONE_S, cue) for at_s, cue in breaths], "just after the tones, to explain them"
        assert [(beat.at_s, beat.strike.cue) for beat in hold.beats if beat.soft] == tones


def test_from_the_third_hold_on_one_image_or_leave_to_press_less_is_all_that_is_said():
    for seed in range(1, 9):
        kinds = [[window.say.cue for window in hold.words] for hold in holds(write(seed=seed)).values()]
        assert [kind for kind in chain.from_iterable(kinds) if kind in {"image", "ease"}] == [
            *("image", "ease", "image"),
            *("image", "ease", "image"),
            *("image", "ease", "image", "image"),
        ]
        assert all(len(kind) == 1 for kind in kinds[2:])


def test_an_image_fits_where_the_hands_are_and_comes_near_the_first_third():
    for seed in range(1, 9):
        for stage in write(seed=seed):
            for hold in holds([stage]).values():
                for window in hold.words:
                    if window.say.cue == "image":
                        reach = SHIPPED.points[stage.point].reach
                        assert window.say.full in {image.say for image in SHIPPED.phrases.images[reach]}
                        assert window.earliest_s == hold.seconds / 3


def test_without_a_pattern_the_breath_is_left_to_the_listener():
    hold = holds(write(breath=None))["CV6"]
    assert [window.say.cue for window in hold.words if window.say.cue.startswith("breathe")] == ["breathe-freely"]
    assert [beat for beat in hold.beats if beat.soft] == []


def test_the_last_ten_seconds_are_told_in_the_first_two_holds_and_the_middle_by_a_note_alone():
    told = {
        stage: {window.say.cue: window.earliest_s for window in hold.words if window.rank in (1, 3)}
        for stage, hold in holds(write(hold_s=90)).items()
    }
    assert told == {stage: {"ten-left": 80 - TOLD_S} if stage in {"CV6", "GV26"} else {} for stage in told}
    for hold in holds(write(hold_s=90)).values():
        assert [beat.at_s for beat in hold.beats if beat.strike.cue == "halfway"] == [45]


def test_more_pace_gives_more_time_to_move_and_to_find():
    def waiting(pace):
        return sum(
            cue.seconds for stage in write(pace=pace) for cue in stage.cues if hasattr(cue, "seconds") and stage.point
        )

    assert waiting(2) > waiting(1) > waiting(0.5)


@pytest.mark.parametrize("talk", ["full", "brief", "chimes"])
@pytest.mark.parametrize("answered", [False, True])
def test_the_listener_hears_when_to_stop_before_the_eyes_close_and_before_any_hand_moves(talk, answered):
    stages = write(talk=talk, answered=answered)
    brief = talk != "full" and answered
    first = [(brief and sentence.brief) or sentence.say for sentence in SHIPPED.safety.en.first]
    *around, stop = stages[:4]
    assert (around[-1].id, stop.point) == ("arriving", "CV6")
    said = [cue for stage in (*around, stop) for cue in stage.cues]
    texts = [cue.text if isinstance(cue, Say) else "" for cue in said]
    assert [text for text in texts if text in first] == first
    begun = next(number for number, cue in enumerate(said) if isinstance(cue, Wait) and cue.phase == "travel")
    closed = [number for number, text in enumerate(texts) if "eyes close" in text]
    assert texts.index(first[-1]) < min([begun, *closed])
    assert (first[-1] in [say.text for say in said_in([stop])]) == (talk != "full"), "on the way, where little is said"


def test_at_little_talk_a_listener_who_has_answered_hears_when_to_stop_within_half_a_minute():
    for talk in ("brief", "chimes"):
        stages = write(talk=talk, answered=True)
        *_, timeline = schedule(stages, at_the_usual_rate, PlainChimes())
        first = {sentence.brief for sentence in SHIPPED.safety.en.first}
        clips = [clip for stage in timeline.stages for clip in stage.clips]
        said = [clip for clip in clips if clip.utterance and clip.utterance.text in first]
        assert len(said) == len(first) == 2
        assert max(clip.end for clip in said) < frames(30)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"points": ("BL56",)}, "unknown point 'BL56' in this routine; did you mean"),
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
        60: "1 minute",
        61: "61 seconds",
        1: "1 second",
        119.9999: "2 minutes",
        121: "2 minutes and 1 second",
        90: "a minute and a half",
        89: "89 seconds",
        91: "91 seconds",
        120: "2 minutes",
        150: "2 minutes and 30 seconds",
        45: "45 seconds",
        7.5: "7.5 seconds",
    }
    assert {seconds: spoken_time(seconds) for seconds in said} == said


def test_an_unknown_point_carries_its_values():
    with pytest.raises(UnknownName) as caught:
        write(points=("BL56",))
    assert (caught.value.kind, caught.value.name) == ("point", "BL56")
    assert "BL57" in caught.value.allowed


def test_a_session_that_is_resumed_opens_shortly_and_goes_on_with_the_same_stages_and_holds():
    whole = write()
    opening, *rest = resumed("BL57-left")
    assert [stage.id for stage in rest] == [
        "BL57-left",
        "BL60-left",
        "BL40-right",
        "BL57-right",
        "BL60-right",
        "closing",
    ]
    assert {name: hold.seconds for name, hold in holds(rest).items()}.items() <= {
        name: hold.seconds for name, hold in holds(whole).items()
    }.items()
    assert rest[-1] == whole[-1]
    assert spoken(opening) == [sentence.say for sentence in (*SAFETY.short, *SAFETY.first)]
    assert resumed("opening") == resumed("sit-down") == whole


def test_a_session_that_is_resumed_at_its_first_stop_says_there_what_it_would_have_said():
    assert resumed("CV6", talk="full")[1:] == write(talk="full")[3:]


def test_a_session_that_is_resumed_at_the_cautions_says_them_and_what_health_changes_once():
    opening, *rest = resumed("safety", conditions=("blood-thinners",))
    assert spoken(opening) == []
    assert tuple(rest) == write(conditions=("blood-thinners",))[1:]


def test_a_session_that_is_resumed_at_the_arrival_says_the_cautions_shortly_and_then_when_to_stop():
    opening, *rest = resumed("arriving")
    assert spoken(opening) == [sentence.say for sentence in SAFETY.short]
    assert tuple(rest) == write()[2:]
    answered, *_ = resumed("arriving", answered=True)
    assert spoken(answered) == [sentence.say for sentence in SAFETY.short if not sentence.asked]


@pytest.mark.parametrize("talk", ["full", "brief", "chimes"])
@pytest.mark.parametrize("order", ["posture", "guide"])
@pytest.mark.parametrize("stage_id", list(holds(write())))
def test_a_session_that_is_resumed_tells_at_its_first_stop_the_point_its_side_and_how_to_sit(talk, order, stage_id):
    first = resumed(stage_id, talk=talk, order=order, answered=True)[1]
    point = SHIPPED.points[first.point]
    travel = " ".join(say.text for say in said_in([first]) if say.cue == "travel")
    assert point.en.name in travel
    posture = writer(answered=True).library.phrases.postures[point.posture]
    assert first.side not in {"left", "right"} or first.side in travel
    other = {"left": "right", "right": "left"}.get(first.side)
    into = [move.say if talk == "full" else move.brief or move.say for move in posture.move]
    ways = {text.format(side=first.side, other=other) for text in into}
    more = [also.say.format(side=first.side, other=other) for also in posture.also if talk == "full"]
    told = [say.text for say in said_in([first]) if say.cue == "posture"]
    assert told[0] in ways
    assert told[1:] == more, "and nothing to come out of"
    time_to_move = [cue.seconds for cue in first.cues if isinstance(cue, Wait) and cue.phase == "travel"]
    move_s = posture.time_s or MOVE_S
    assert time_to_move == [move_s / 2 if talk == "full" else move_s]


def test_a_session_that_is_resumed_by_chimes_names_its_first_stop_alone():
    _, first, *others = resumed("BL57-left", talk="chimes", answered=True)
    assert (first.talk, first.talk_why) == ("brief", Unheard())
    assert {say.cue for say in said_in(others)} == {"travel", "safety", "posture"}
    assert {stage.talk for stage in others} == {"chimes"}


def test_a_session_that_is_resumed_tells_a_point_in_full_whose_other_side_was_pressed_before_it():
    first = resumed("BL57-right")[1]
    sides = {"side": "right", "other": "left"}
    assert [sentence.say.format(**sides) for sentence in ON_A_CHAIR.points["BL57"].en.locate] == spoken(first, "locate")


def test_a_session_cannot_be_resumed_at_a_stage_that_it_does_not_have():
    with pytest.raises(UnknownName, match="unknown stage 'BL56'"):
        resumed("BL56")


def said_in(stages) -> list[Say]:
    inside = [window.say for stage in stages for cue in stage.cues if isinstance(cue, HoldOn) for window in cue.words]
    return [cue for stage in stages for cue in stage.cues if isinstance(cue, Say)] + inside


def test_brief_talk_names_side_point_and_tool():
    for stage in write(talk="brief", answered=True):
        if stage.point:
            point = SHIPPED.points[stage.point]
            first = next(cue for cue in stage.cues if isinstance(cue, Say) and cue.cue == "travel")
            assert point.en.name in first.full
            if stage.side in ("left", "right"):
                assert stage.side in first.full
            assert re.search("finger|thumb|knuckle|fist", first.full)
            others = {say.cue for say in said_in([stage])} - {"travel", "posture", "switch", "safety"}
            assert not others


def test_by_chimes_only_safety_words_and_places_are_said():
    stages = write(talk="chimes", answered=True)
    assert {say.cue for stage in stages for say in said_in([stage]) if stage.point} == {"travel", "safety"}
    assert {say.cue for stage in stages for say in said_in([stage]) if not stage.point} == {"posture", "safety"}
    for stage in stages:
        if stage.point:
            (named,) = (say for say in said_in([stage]) if say.cue == "travel")
            spot = SHIPPED.points[stage.point].en.spot.format(side=stage.side)
            assert named.full.casefold() == f"{spot}.".casefold()
            assert said_in([stage])[0] == named, "before the words that keep from harm"


talks = st.sampled_from(["full", "brief", "chimes"])


@given(talks, st.booleans(), st.integers(0, 99), st.sampled_from(["posture", "guide"]))
def test_safety_words_are_in_every_session_and_in_full_unless_the_questions_are_answered(talk, answered, seed, order):
    stages = write(talk=talk, answered=answered, seed=seed, order=order)
    said = {say.text for say in said_in(stages)}
    in_full = talk == "full" or not answered
    for sentences in (SAFETY.first, SAFETY.closing, SAFETY.opening if in_full else SAFETY.short):
        for sentence in sentences:
            told = sentence.say if in_full else sentence.brief or sentence.say
            assert (told in said) == (not (sentence.asked and answered)), sentence.say
    for stage in stages:
        if stage.point and talk != "full":
            words = SHIPPED.points[stage.point].en
            for sentence in (*words.travel, *words.press):
                if sentence.safety and not sentence.only:
                    told = (sentence.brief or sentence.say) if answered else sentence.say
                    is_said = told in {say.text for say in said_in([stage])}
                    assert is_said == (not (sentence.asked and answered)), sentence.say


def test_a_point_that_is_pressed_lightly_is_never_called_firm():
    for conditions in (("blood-thinners",), ("numb-legs",), ("child",), ("fragile-bones",)):
        for talk in ("full", "brief", "chimes"):
            stages = write(conditions=conditions, cleared=("BL23", "BL31-34"), talk=talk)
            soft = {
                stop.id for stop in route_of(conditions=conditions, cleared=("BL23", "BL31-34")).stops if stop.is_soft
            }
            assert soft
            for stage in stages:
                if stage.id in soft:
                    said = " ".join(say.text for say in said_in([stage]))
                    assert not re.search(r"\b(firm|firmly|hard)\b", said), said
                    assert re.search(r"(?i)light|soft|weight|very little pressure|peach", said), said


def test_a_point_that_is_pressed_gently_is_never_called_firm():
    gentle = [code for code, point in SHIPPED.points.items() if any("S74" in said.sources for said in point.en.press)]
    assert gentle == ["BL31-34"]
    for seed in range(30):
        (stage,) = (stage for stage in write(seed=seed) if stage.point in gentle)
        assert not re.search(r"\b(firm|firmly|hard)\b", " ".join(say.text for say in said_in([stage])))


def test_the_closing_offers_to_repeat_the_points_unless_health_changes_the_session():
    (repeat,) = BACKACHE.en.repeat
    assert repeat.say in {say.full for say in said_in(write())}
    for conditions in (("child",), ("surgery-left-leg",)):
        assert repeat.say not in {say.full for say in said_in(write(conditions=conditions))}


def test_where_all_is_pressed_lightly_the_method_says_so():
    said = {say.full for say in said_in(write(conditions=("blood-thinners",)))}
    assert SHIPPED.phrases.method_soft[0].say in said
    assert SHIPPED.phrases.method_soft[0].say not in {say.full for say in said_in(write())}


def test_what_is_left_out_softened_and_cleared_is_said_aloud_once_before_the_first_point():
    options = {"conditions": ("pregnancy", "blood-thinners"), "cleared": ("BL23", "CV6")}
    for talk in ("full", "brief", "chimes"):
        stages = write(talk=talk, **options)
        safety = next(stage for stage in stages if stage.id == "safety")
        told = [say.full for say in said_in([safety])][-5:]
        legs = ", ".join(f"the left and right {place}" for place in ("knee", "calf", "ankle"))
        assert told == [
            f"Because of pregnancy, the session leaves out {legs} and the sacrum.",
            "Since your doctor or midwife has agreed, the session keeps the belly and the lower back.",
            "Because of easy bruising, press only lightly on every point, for 1 minute at most.",
            "Because of pregnancy, press only lightly on the belly and the lower back.",
            "With easy bruising, ask your doctor first.",
        ]


def test_a_rest_between_breaths_is_told_once_and_kept_in_every_breath():
    stages = write(breath=Breath(4, 6, 2), hold_s=60)
    told = [say.full for say in said_in(stages) if say.full == SHIPPED.phrases.rest_between[0].say]
    assert len(told) == 1
    hold = holds(stages)["CV6"]
    tones = [(beat.at_s, beat.strike.cue) for beat in hold.beats if beat.soft]
    led = [(at_s + s, cue) for at_s in range(0, 60, 12) for s, cue in ((0, "breath-in"), (6, "breath-out"))]
    assert tones == [(OPENED_S, "breath-in"), *led[1:]]


@given(st.floats(5, 3600), st.sampled_from([Breath(4, 6), Breath(3, 5), Breath(4, 6, 4), Breath(2, 4)]))
def test_after_the_first_two_breaths_of_the_session_tones_alone_lead(hold_s, breath):
    first, second, *others = holds(write(hold_s=hold_s, breath=breath)).values()
    for hold, most in ((first, 2), (second, 1), *((hold, 0) for hold in others)):
        spoken_at = [window.earliest_s for window in hold.words if window.say.cue in {"breathe-in", "breathe-out"}]
        assert len(spoken_at) <= 2 * most
        assert all(at_s < most * breath.cycle_s for at_s in spoken_at)


@given(st.integers(0, 99), st.integers(0, 99))
def test_another_seed_is_another_session_and_the_same_seed_the_same(one, other):
    assert (write(seed=one) == write(seed=other)) == (one == other)


@pytest.mark.parametrize(
    "key", ["timing", "breathe_in", "breathe_out", "breathe_freely", "ease", "lightly", "long_enough", "switch"]
)
@given(seed=st.integers(0, 10**6), times=st.integers(1, 120))
def test_no_wording_comes_again_within_its_reach(key, seed, times):
    variants = getattr(SHIPPED.phrases, key)
    dealt = [variant(seed, key, variants, number) for number in range(times)]
    assert len(set(dealt[: len(variants)])) == min(times, len(variants)), "all of them before any comes again"
    reach = len(variants) // 2 + 1
    for start in range(times):
        assert len(set(dealt[start : start + reach])) == len(dealt[start : start + reach])


def test_a_posture_that_nobody_was_told_by_chimes_is_told_when_words_come_back():
    history = (("BL40-left", 6), ("BL40-right", 6), ("CV6", 6))
    stages = {stage.id: stage for stage in write(talk="auto", finished=history)}
    postures = [stage.id for stage in stages.values() if any(say.cue == "posture" for say in said_in([stage]))]
    assert postures == ["GV26", "BL23", "BL57-left", "BL57-right", "closing"]
    for stage_id in postures[:-1]:
        moves = [cue.seconds for cue in stages[stage_id].cues if isinstance(cue, Wait) and cue.phase == "travel"]
        assert moves == [MOVE_S / 2 if stage_id != "BL57-right" else MOVE_S], "there is time to follow the words"


@pytest.mark.parametrize("breath", [Breath(4, 6), Breath(2, 4), None])
def test_what_the_tones_are_for_is_told_wherever_there_are_any(breath):
    told = {say.full for say in said_in(write(breath=breath))}
    assert (SHIPPED.phrases.breath_tones[0].say in told) == (breath is not None)


def test_where_nothing_paces_the_breath_it_is_left_to_the_listener_in_the_first_two_holds_alone():
    told = [
        [window.say.cue for window in hold.words if window.say.cue.startswith("breathe")]
        for hold in holds(write(breath=None)).values()
    ]
    assert told == [["breathe-freely"]] * 2 + [[]] * 8


def test_a_session_that_is_resumed_says_again_what_health_changes():
    opening, *_ = resumed("GV26", conditions=("numb-legs", "blood-thinners", "breath-pacing"))
    said = [say.full for say in said_in([opening])]
    assert "Numbness that is new needs a doctor at once." in said
    assert sum(text.startswith("Because of") for text in said) == 3
