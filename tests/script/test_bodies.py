"""What is said to each body, with each condition, sitting and lying: nothing that it cannot do or has not got."""

import re
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from routines import BACKACHE, SHIPPED
from writing import route_of, sayable, says, script, sentences_in, writer

from coach.content.sentences import sentence_lists
from coach.errors import BadOption, CoachError, Declined
from coach.health.ailments import ailments
from coach.health.circumstances import Circumstances

ALL = tuple(step.point for step in BACKACHE.steps)
LEG = {"BL40", "BL57", "BL60"}
BACK = {"BL23", "BL31-34"}
CROSSED = {"position": "chair", "legs": "crossed"}
STOOL = {"position": "chair", "legs": "stool"}
LYING = {"position": "lying"}
SETTINGS = {"crossed": CROSSED, "stool": STOOL, "lying": LYING}
EVERYTHING = tuple(ailments(SHIPPED.safety))
ONE_HAND = ("unused-hand-left-hand", "unused-hand-right-hand")
ONE_LEG = ("missing-leg-left-leg", "missing-leg-right-leg")
BODIES = (*ONE_HAND, *ONE_LEG, "wheelchair", "spinal-cord", "hip-precautions", "fragile-bones", "numb-legs", "not-flat")
HIP = "Else keep the foot on the stool, close to you."
STRAIGHT = "Keep your back straight, never twisted, with nothing hard against it."
ANSWERED = (
    r"pregnan|cancer|heart|kidney (disease|stone)|fragile|thinner|surgery|hernia|sprain|varicose|bruis|wound"
    r"|\bclot|under treatment"
)

OF_TWO_HANDS = r"\b(hands|fists|thumbs)\b|\bthumb on each|\b(free|other|left|right) hand\b|both sides"
OF_TWO_LEGS = r"\b(feet|knees|calves|ankles)\b|\bother (leg|knee)\b"
STANDING = r"\bstand\b|\bstool\b|\bsit down\b|\btake a chair\b|\bkneel\b"
MOVING = r"\b(raise|lower|point) the (heel|foot)\b|\bfeel the weight of both feet\b|\bfeel the fleshy muscle\b"
BENDING = r"\b(lean|bend|bent|twist\w*|forward|curl|stoop|reach(ing)? down)\b|\blift\w* .*hips|\bsit back against\b"
CROSSING = r"\b(across|cross|uncross)\b(?! the belly)|\bon (top of )?the raised\b|\b(ankle|calf) on\b"
ON_A_CHAIR = r"\b(chair|stool|floor|lap)\b|\bsit (down|tall|well|upright)"
IN_BED = r"\b(bed|mat|pillows?|lying|roll)\b|\blie (on|in|as)\b"
NEVER = {
    "unused-hand": OF_TWO_HANDS,
    "missing-leg": OF_TWO_LEGS,
    "wheelchair": STANDING,
    "spinal-cord": MOVING,
    "hip-precautions": CROSSING,
    "fragile-bones": BENDING,
}
"""What nobody may be told who has a condition, by its id."""

each_setting = pytest.mark.parametrize("setting", SETTINGS.values(), ids=SETTINGS)
each_body = pytest.mark.parametrize("conditions", [(), *((body,) for body in BODIES)], ids=("nobody", *BODIES))


def tried(**choices):
    """Return the writer of a session, or in words why there is none."""
    try:
        return writer(**choices)
    except (BadOption, Declined) as refused:
        return str(refused)


def sessions(*conditions, **choices):
    """Yield the writer of each session that there is with some conditions, whether or not a clinician has agreed."""
    for setting, cleared in product(SETTINGS.values(), ((), ALL)):
        writing = tried(conditions=conditions, cleared=cleared, **setting, **choices)
        if not isinstance(writing, str):
            yield setting, writing


def met(pattern, writing):
    """Return what a session may say of a pattern."""
    return {text for text in sayable(writing) if re.search(pattern, text, re.IGNORECASE)}


def found(pattern, *conditions, **choices):
    """Return the same of every session that there is with some conditions."""
    there = list(sessions(*conditions, **choices))
    assert there, "no session is left to look at"
    return set().union(*(met(pattern, writing) for _, writing in there))


def named_by(content):
    """Return the circumstances that the sentences of a content name."""
    return {name for sentence in sentences_in(content) for name in (*sentence.only, *sentence.unless)}


@each_setting
@pytest.mark.parametrize("condition", EVERYTHING)
def test_with_each_condition_the_session_is_told_or_is_refused_with_a_reason(condition, setting):
    because = ailments(SHIPPED.safety)[condition].because
    for cleared in ((), ALL):
        writing = tried(conditions=(condition,), cleared=cleared, **setting)
        if isinstance(writing, str):
            assert because in writing
            continue
        told = [say.text for _, say in says(writing.stages())]
        assert all(text.endswith(".") and "{" not in text for text in told)
        assert len(writing.route.stops) >= len(ALL) // 3
        is_changed = any(one.reason and one.option != "position" for one in writing.route.decisions)
        assert not is_changed or any(because in text or text.startswith("Since ") for text in told)


@pytest.mark.parametrize(("one", "other"), [*combinations(BODIES, 2)])
def test_of_two_bodies_in_one_no_word_is_lost_and_none_is_left_open(one, other):
    for setting in SETTINGS.values():
        writing = tried(conditions=(one, other), **setting)
        if isinstance(writing, str):
            assert "\n" not in writing
            continue
        for stage in writing.stages():
            told = [say for _, say in says([stage])]
            assert not stage.point or {"travel", "locate", "press", "release"} <= {say.cue for say in told}
            assert all("{" not in say.text for say in told)


@given(
    bodies=st.sets(st.sampled_from(BODIES)),
    setting=st.sampled_from([{}, *SETTINGS.values()]),
    answered=st.booleans(),
    cleared=st.booleans(),
)
def test_whatever_comes_together_in_a_body_nothing_is_said_that_is_for_none_of_it(bodies, setting, answered, cleared):
    conditions = tuple(sorted(bodies))
    writing = tried(conditions=conditions, cleared=ALL if cleared else (), answered=answered, **setting)
    if isinstance(writing, str):
        return
    assert met(ON_A_CHAIR if writing.route.here.position == "lying" else IN_BED, writing) == set()
    for body, pattern in NEVER.items():
        if any(condition.startswith(body) for condition in conditions):
            assert met(pattern, writing) == set(), body


@pytest.mark.parametrize("code", SHIPPED.points)
def test_in_every_set_of_circumstances_a_point_that_is_within_reach_has_all_its_words(code):
    point, phrases = SHIPPED.points[code], SHIPPED.phrases
    point = replace(point, en=replace(point.en, locate_with_tool=()))  # which nobody needs
    ways = (point, *point.ways)
    around = [(phrases.postures[way.posture], phrases.images[way.reach or point.reach]) for way in ways]
    named = named_by((point, *around)) | {name for way in ways for name in (*way.only, *way.unless)}
    named -= {"chair", "lying", "crossed", "stool"}
    reached = 0
    for held in (frozenset(some) for size in range(len(named) + 1) for some in combinations(sorted(named), size)):
        for bearing in ({"chair", "crossed"}, {"chair", "stool"}, {"chair"}, {"lying"}):
            here = Circumstances("chair", None, held | bearing)
            there = point.reached(here.names)
            if there is None:
                continue
            reached += 1
            there = here.said(there)
            again = ("travel_again", "locate_again", "press_again") if there.sides == "each" else ()
            words = sentence_lists(there.en)
            for key in ("travel", "benefit", "locate", "press", "press_soft", "short", *again):
                assert words[key], (key, here.names)
            assert here.said(phrases.images[there.reach])
            posture = here.said(phrases.postures[there.posture])
            assert len(posture.move) == 1, (there.posture, here.names)
            assert posture.leave or not posture.sided
    assert reached


@pytest.mark.parametrize("bodies", [(), *((body,) for body in BODIES), *combinations(BODIES, 2)], ids=" ".join)
def test_whatever_the_body_there_are_eight_images_for_each_place_where_its_hands_are(bodies):
    for setting in SETTINGS.values():
        writing = tried(conditions=bodies, **setting)
        if not isinstance(writing, str):
            for stop in writing.route.stops:
                images = {image.say for image in writing.library.phrases.images[stop.point.reach]}
                assert stop.is_soft or len(images) >= 8, stop.point.reach


@pytest.mark.parametrize("hand", ONE_HAND)
def test_with_one_hand_nothing_needs_two(hand):
    assert found(OF_TWO_HANDS, hand) == set()
    sides = {stop.point.code: stop.point.sides for stop in route_of(conditions=(hand,), **CROSSED).stops}
    assert sides == dict.fromkeys(LEG | BACK, "each") | dict.fromkeys(("CV6", "GV26"), "midline")
    assert found(r"\bhands\b") != set(), "with two hands both are told of"


def test_with_neither_hand_nothing_is_pressed_and_the_hands_are_named():
    for setting in ({}, *SETTINGS.values()):
        with pytest.raises(CoachError) as refused:
            route_of(conditions=ONE_HAND, **setting)
        assert "hand" in str(refused.value)


@each_body
def test_who_lies_is_told_of_no_chair_and_of_no_stool(conditions):
    for setting, writing in sessions(*conditions):
        if setting is LYING:
            assert met(ON_A_CHAIR, writing) == set()


@each_body
def test_who_sits_is_told_of_no_bed_and_never_to_lie_down_or_to_turn_over(conditions):
    for setting, writing in sessions(*conditions):
        if setting is not LYING:
            assert met(IN_BED, writing) == set()


def test_with_crossed_legs_the_stool_is_for_the_knee_or_for_a_hip_that_objects():
    told = {(stage.point, say.text) for stage, say in says(script(**CROSSED)) if "stool" in say.text}
    assert {text for point, text in told if point == "BL57"} == {HIP}
    assert all("rest through it" in text for point, text in told if point == "BL60"), (
        "whose hip objects goes on from there"
    )
    assert {point for point, _ in told} <= {None, "BL40", "BL57", "BL60"}
    alone = met("stool", writer(points=("BL57", "BL60"), **CROSSED))
    assert all(text == HIP or "rest through it" in text for text in alone), "nobody has to fetch one"
    assert met("across the .* thigh", writer(**STOOL)) == set()


def test_in_a_wheelchair_nobody_stands_up_takes_a_chair_or_puts_a_foot_on_a_stool():
    assert found(STANDING, "wheelchair") == set()
    told = [say.text for _, say in says(script(conditions=("wheelchair",), **CROSSED))]
    assert told.index("Lock your wheels.") < told.index("Let your eyes close.")
    assert any(re.search(r"\blift the (left|right) ankle\b", text, re.IGNORECASE) for text in told)
    assert "Lock your wheels." not in [say.text for _, say in says(script(**CROSSED))]


@pytest.mark.parametrize("leg", ONE_LEG)
def test_a_leg_that_is_missing_is_pressed_nowhere_and_is_told_of_in_its_notice_alone(leg):
    side, other = ("left", "right") if "left" in leg else ("right", "left")
    for _, writing in sessions(leg):
        assert {stop.side for stop in writing.route.stops if stop.point.code in LEG} == {other}
        assert met(rf"\b{side} (leg|foot|knee|calf|ankle|thigh)\b", writing) == set()
        notices = [say.text for _, say in says(writing.stages()) if say.cue == "notice"]
        assert any(text.startswith(f"Because of what is missing of the {side} leg") for text in notices)
    assert found(OF_TWO_LEGS, leg) == set()


def test_without_legs_no_leg_is_pressed_and_nobody_is_told_to_stand_or_to_use_a_foot():
    for extra in ((), ("wheelchair",)):
        for setting, writing in sessions(*ONE_LEG, *extra):
            lying = {"BL23"} if setting is LYING else set()  # nobody lifts the hips without legs
            assert {stop.point.code for stop in writing.route.stops} == {*ALL} - LEG - lying
        assert found(r"\b(stand|foot|feet|knees|stool|kneel)\b", *ONE_LEG, *extra) == set()


def test_with_fragile_bones_no_word_asks_to_lean_or_to_bend_in_either_position():
    for answered in (False, True):
        assert found(BENDING, "fragile-bones", answered=answered) == set()
    for setting, talk in product(SETTINGS.values(), ("full", "brief", "chimes")):
        told = [say.text for _, say in says(script(conditions=("fragile-bones",), talk=talk, **setting))]
        assert STRAIGHT in told, "it is told not to bend"
    assert found(r"\bbent\b|\bsit back against\b") != set(), "whose bones are not fragile are told where it helps"


def test_with_a_hip_that_must_not_bend_far_no_leg_is_crossed_even_if_a_surgeon_has_agreed():
    assert found(CROSSING, "hip-precautions") == set()
    for setting, writing in sessions("hip-precautions"):
        assert setting is not CROSSED
        assert not {"crossed", "lie-calf"} & {stop.point.posture for stop in writing.route.stops}


def test_with_an_injured_spinal_cord_the_back_is_left_alone_and_no_leg_is_asked_to_move():
    for _, writing in sessions("spinal-cord"):
        assert not BACK & {stop.point.code for stop in writing.route.stops}
        assert all(stop.is_soft for stop in writing.route.stops)
    assert found(MOVING, "spinal-cord") == set()
    told = [say.text for _, say in says(script(conditions=("spinal-cord",), talk="chimes", answered=True))]
    assert "A pounding headache with a flushed face is an emergency." in told


@each_setting
@pytest.mark.parametrize("talk", ["full", "brief", "chimes"])
def test_with_a_complete_profile_of_noes_nothing_is_said_of_what_was_answered(talk, setting):
    writing = writer(answered=True, talk=talk, **setting)
    assert met(ANSWERED, writing) == set()
    told = [say for _, say in says(writing.stages())]
    assert not {sentence.say for sentence in sentences_in(SHIPPED) if sentence.asked} & {say.text for say in told}
    open_ = [say.text for _, say in says(script(talk=talk, **setting))]
    assert any(re.search(ANSWERED, text, re.IGNORECASE) for text in open_), "whoever has not answered hears of it"
    for fact in ("S80", "S81", "S82", "S83", "S2", "S11", "stop-signs"):
        assert any(fact in say.sources for say in told), fact


@pytest.mark.parametrize(
    "bodies", [(), ("missing-leg-left-leg",), ("wheelchair",)], ids=("nobody", "one leg", "wheelchair")
)
def test_who_lies_rolls_over_pushes_up_and_sits_before_they_stand(bodies):
    (*_, closing) = writer(conditions=bodies, **LYING).stages()
    told = " ".join(say.text for _, say in says([closing]))
    if "wheelchair" in bodies:
        assert re.search(r"Sit up slowly.*move on slowly", told)
    else:
        assert re.search(r"Roll onto one side, in one piece.*elbow.*until you feel steady.*stand up slowly", told)
    waits = [say.pause_s for _, say in says([closing]) if re.search(r"Roll|elbow|steady|Sit up", say.text)]
    assert min(waits) >= 4, "each has its time"
    (*_, seated) = writer(conditions=bodies, position="chair").stages()
    assert "one piece" not in " ".join(say.text for _, say in says([seated]))
