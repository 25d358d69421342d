"""In which circumstances a session is heard: position, legs and body, what forbids them, and what the profile keeps."""

from pathlib import Path
from typing import get_args

import pytest
from msgspec.structs import replace
from routines import BACKACHE, SHIPPED
from writing import listening, route_of, says, script, verdicts, writer

from coach.choices import Choices, Legs, Options, Position
from coach.content.load import find_routine
from coach.content.model import Step
from coach.errors import BadOption, Declined, UnknownName
from coach.health.ailments import ailments
from coach.health.amending import preferring
from coach.health.asking import renew
from coach.health.circumstances import Circumstances, circumstances
from coach.health.names import condition_ids
from coach.health.profile import Profile, listener_of_profile, read, update
from coach.health.questions import Questionnaire
from coach.report.notices import notices
from coach.sessions.compose import compose

SAFETY = SHIPPED.safety
ALL = tuple(step.point for step in BACKACHE.steps)
LEG = ("BL40", "BL57", "BL60")
LYING, CHAIR, CROSSED, STOOL = {"position": "lying"}, {"position": "chair"}, {"legs": "crossed"}, {"legs": "stool"}
NOT_LYING = ("pregnancy", "not-flat", "reflux", "vertigo")
OF_A_LEG = [
    f"{name}-{side}-leg" for name in ("artificial-knee", "missing-leg", "skin", "surgery") for side in ("left", "right")
]
NOT_CROSSED = ("hip-precautions", "hot-joints", *OF_A_LEG)
HANDS = ("unused-hand-left-hand", "unused-hand-right-hand")
BODIES = ("unused-hand", "missing-leg", "wheelchair", "spinal-cord", "not-flat", "hip-precautions")


def here(**given) -> Circumstances:
    """Return the circumstances of a session."""
    return route_of(**given).here


def test_what_is_forbidden_is_what_is_tried_here():
    forbidding = {
        bearing: {
            name
            for name, ailment in ailments(SAFETY).items()
            if bearing in ailment.condition.forbids and ailment.region in {"", "leg"}
        }
        for bearing in ("chair", "lying", "crossed", "stool")
    }
    assert forbidding == {"chair": set(), "lying": {*NOT_LYING}, "crossed": {*NOT_CROSSED}, "stool": {"wheelchair"}}


@pytest.mark.parametrize("condition", NOT_LYING)
def test_to_lie_down_is_refused_with_the_reason_and_the_chair_is_offered(condition):
    with pytest.raises(BadOption) as refused:
        route_of(conditions=(condition,), cleared=ALL, position="lying")
    because = ailments(SAFETY)[condition].because
    told = f"position lying: because of {because}, it may not be for you; choose chair"
    assert str(refused.value) == told
    assert here(conditions=(condition,), cleared=ALL, position="chair").position == "chair"


@pytest.mark.parametrize("name", ["late pregnancy", "pregnancy, late", "pregnant"])
def test_late_pregnancy_is_a_pregnancy_with_all_its_cautions_and_not_flat(name):
    assert condition_ids([name], SAFETY) == ("pregnancy",)
    with pytest.raises(BadOption, match=r"choose chair$"):
        route_of(conditions=(name,), cleared=ALL, position="lying")
    with pytest.raises(Declined):
        route_of(conditions=(name,))


@pytest.mark.parametrize("condition", NOT_LYING)
def test_whose_profile_prefers_lying_sits_where_lying_is_not_for_them_and_is_told(condition):
    route = route_of(conditions=(condition,), cleared=ALL, prefers=LYING)
    assert (route.here.position, route.here.legs) == ("chair", "crossed")
    because = ailments(SAFETY)[condition].because
    assert f"not lying on the back, but sitting on a chair, because of {because}" in list(notices(route))
    assert not any(stop.point.posture.startswith("lie-") for stop in route.stops)


@pytest.mark.parametrize(
    ("condition", "wanted", "other"),
    [*((condition, "crossed", "stool") for condition in NOT_CROSSED), ("wheelchair", "stool", "crossed")],
)
def test_legs_that_are_not_for_a_body_are_refused_where_the_session_asks_and_else_give_way(condition, wanted, other):
    because = ailments(SAFETY)[condition].because
    with pytest.raises(BadOption) as refused:
        route_of(conditions=(condition,), cleared=ALL, legs=wanted)
    assert str(refused.value) == f"legs {wanted}: because of {because}, it may not be for you; choose {other}"
    route = route_of(conditions=(condition,), cleared=ALL, prefers={"legs": wanted})
    assert route.here.legs == other
    (told,) = [line for line in notices(route) if line.startswith("not ")]
    assert told.endswith(f", because of {because}")
    assert here(conditions=(condition,), cleared=ALL, legs=other).turned_down == ()


def test_of_two_ways_to_bring_the_legs_within_reach_that_both_are_not_for_a_body_none_is_taken():
    conditions = ("wheelchair", "missing-leg-left-leg")
    route = route_of(conditions=conditions)
    assert route.here.legs is None
    assert not {*LEG} & {stop.point.code for stop in route.stops}
    lines = list(notices(route))
    assert "not with the ankle on the other knee, because of what is missing of the left leg" in lines
    assert all(any(line.startswith(f"{code} ") and "left out" in line for line in lines) for code in LEG)
    for legs in get_args(Legs):
        with pytest.raises(BadOption, match=f"^legs {legs}: because of ") as refused:
            route_of(conditions=conditions, legs=legs)
        assert "choose" not in str(refused.value)


def test_lying_down_legs_on_a_chair_are_refused_where_the_session_asks_and_else_nothing_is_said_of_them():
    for legs in get_args(Legs):
        with pytest.raises(BadOption, match=rf"^legs {legs}: it is for a chair; ") as refused:
            here(**LYING, legs=legs)
        assert refused.value.option == "legs"
        assert here(prefers=LYING | {"legs": legs}).legs is None
        assert script(prefers=LYING | {"legs": legs}) == script(**LYING)
    hip = here(conditions=("hip-precautions",), prefers=LYING | CROSSED)
    assert hip.turned_down == (), "nobody crosses a leg lying down"


def test_what_a_session_asks_for_comes_before_what_the_profile_prefers():
    assert here(prefers=LYING).position == "lying"
    assert here(prefers=LYING, **CHAIR).position == "chair"
    assert here(prefers=STOOL).legs == "stool"
    assert here(prefers=STOOL, **CROSSED).legs == "crossed"
    assert (here().position, here().legs) == ("chair", "crossed")


@pytest.mark.parametrize(
    ("condition", "held"),
    [
        (HANDS[:1], {"unused-hand"}),
        (HANDS[1:], {"unused-hand"}),
        (("missing-leg-left-leg",), {"missing-leg"}),
        (("missing-leg-left-leg", "missing-leg-right-leg"), {"missing-leg", "no-leg"}),
        (("wheelchair",), {"wheelchair"}),
        ((), set()),
    ],
)
def test_the_circumstances_name_the_body(condition, held):
    bodies = {"unused-hand", "no-hand", "missing-leg", "no-leg", "wheelchair"}
    assert here(conditions=condition).names & bodies == held
    assert here(conditions=condition).names <= SHIPPED.circumstances


def test_both_hands_unused_are_no_hand_and_no_session():
    held = circumstances(SHIPPED, BACKACHE, Options(), verdicts(conditions=HANDS))
    assert {"unused-hand", "no-hand"} <= held.names
    for prefers in (LYING, CHAIR):
        with pytest.raises((BadOption, Declined)) as refused:
            route_of(conditions=HANDS, prefers=prefers)
        assert "hand" in str(refused.value)
        assert "position" not in str(refused.value), "nobody has asked for one"


def two_handed(*codes):
    """Return a library in which some points are for two hands alone."""
    points = {
        code: replace(point, unless=(*point.unless, "unused-hand"), ways=()) if code in codes else point
        for code, point in SHIPPED.points.items()
    }
    return replace(SHIPPED, points=points)


@pytest.mark.parametrize("hand", HANDS)
def test_with_one_hand_what_needs_two_is_left_out_of_the_session_and_told_in_the_plan_with_the_reason(hand):
    route = route_of(two_handed("BL23", "BL31-34"), conditions=(hand,))
    assert {stop.point.code for stop in route.stops} == {*ALL} - {"BL23", "BL31-34"}
    because = ailments(SAFETY)[hand].because
    lines = list(notices(route))
    for code in ("BL23", "BL31-34"):
        assert any(line.startswith(f"{code} is left out") and because in line for line in lines)
    with pytest.raises((BadOption, Declined)):
        route_of(two_handed("BL23"), conditions=(hand,), points=("BL23",))


@pytest.mark.parametrize("hand", HANDS)
def test_with_one_hand_the_plan_tells_that_it_presses_one_side_after_the_other(hand):
    assert any("one side after the other" in line for line in notices(route_of(conditions=(hand,))))
    assert not any("one side after the other" in line for line in notices(route_of()))


FOR_A_CHAIR = """
steps = [{ point = "CV6", minutes = 1 }]
[en]
title = "Short"
summary = "One point."
welcome = [{ say = "Welcome.", sources = ["own"] }]
settle = [{ say = "Sit down.", sources = ["own"] }]
closing = [{ say = "That was all.", sources = ["own"] }]
"""


@pytest.fixture
def for_a_chair(tmp_path: Path) -> str:
    """A routine of the user's own, which says nothing of positions: it is for a chair."""
    file = tmp_path / "short.toml"
    file.write_text(FOR_A_CHAIR, encoding="utf-8")
    return str(file)


def test_a_routine_without_words_for_a_position_says_so_when_it_is_loaded_for_it(for_a_chair, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    _, routine = find_routine(for_a_chair, SHIPPED)
    with pytest.raises(BadOption) as refused:
        compose(Choices(routine=for_a_chair, script=Options(**LYING), voice="fake"), listening())
    assert str(refused.value) == "position lying: the routine 'Short' has no words for it; choose chair"
    route = route_of(SHIPPED, routine, prefers=LYING)
    assert route.here.position == "chair"
    assert "not lying on the back, but sitting on a chair, as the routine has no words for it" in list(notices(route))


def test_a_routine_for_one_position_alone_is_refused_without_an_offer_to_whom_it_is_not_for():
    routine = replace(BACKACHE, positions=("lying",))
    for given in (LYING, {"prefers": LYING}, {}):
        with pytest.raises(
            BadOption, match=r"^position lying: because of trouble with lying flat|^position chair: "
        ) as refused:
            route_of(SHIPPED, routine, conditions=("not-flat",), **given)
        assert "choose" not in str(refused.value)


def test_a_point_without_words_for_a_position_is_left_out_of_it_and_told():
    points = SHIPPED.points | {"GV26": replace(SHIPPED.points["GV26"], ways=())}
    library = replace(SHIPPED, points=points)
    route = route_of(library, **LYING)
    assert {stop.point.code for stop in route.stops} == {*ALL} - {"GV26"}
    assert [line for line in notices(route) if line.startswith("GV26 ")] == [
        "GV26 is left out, as it is not within reach in this position"
    ]
    assert "GV26" in {stop.point.code for stop in route_of(library).stops}
    with pytest.raises(BadOption, match=r"^position lying: in it, no point that is asked for is within reach"):
        route_of(library, points=("GV26",), **LYING)


def test_every_point_of_a_routine_has_words_in_every_position_for_which_the_routine_has_them():
    for routine in SHIPPED.routines.values():
        for position in routine.positions:
            for legs in get_args(Legs):
                assert route_of(SHIPPED, routine, prefers={"position": position, "legs": legs}).here.out_of_reach == {}
    assert BACKACHE.positions == get_args(Position)


def test_what_is_said_of_warning_signs_is_of_the_parts_that_a_routine_is_for():
    neck = replace(BACKACHE, eases=("neck", "head"), steps=(Step("GV26", 1),))
    told = [say.text for _, say in says(script(SHIPPED, neck))]
    assert "The same goes for dizziness, or for changed vision or speech." in told
    assert not any("between the legs" in text for text in told)
    assert not any("calf" in text or "Bare your" in text for text in told[4:])
    silent = replace(BACKACHE, eases=None)
    assert [say.text for _, say in says(script(SHIPPED, silent))] == [say.text for _, say in says(script())]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "coach" / "profile.toml"


def test_position_and_legs_are_stored_in_the_profile_and_heeded_in_a_session(path):
    update(path, SHIPPED, lambda before: preferring(before, position="lying", legs="stool"))
    stored = read(path, SHIPPED)
    assert (stored.position, stored.legs) == ("lying", "stool")
    listener = listener_of_profile(stored, SHIPPED)
    assert (listener.position, listener.legs) == ("lying", "stool")
    update(path, SHIPPED, lambda before: preferring(before, position="chair"))
    kept = read(path, SHIPPED)
    assert (kept.position, kept.legs) == ("chair", "stool")
    for wrong in ({"position": "standing"}, {"legs": "lotus"}):
        with pytest.raises(UnknownName):
            preferring(kept, **wrong)


def test_who_prefers_nothing_has_a_file_that_an_older_coach_reads(path):
    update(path, SHIPPED, lambda before: replace(before, conditions=("hernia",)))
    assert not {"position", "legs"} & {line.split(" ")[0] for line in path.read_text(encoding="utf-8").splitlines()}
    update(path, SHIPPED, lambda before: preferring(before, position="lying"))
    assert 'position = "lying"' in path.read_text(encoding="utf-8")
    update(path, SHIPPED, lambda before: preferring(before, position="chair"))
    assert read(path, SHIPPED).position == "chair"


def test_every_body_is_asked_for_once_and_heeded_if_it_is_there():
    asked = [condition.id for condition in SAFETY.asked]
    assert {*BODIES} <= {*asked}
    for body in BODIES:
        condition = next(one for one in SAFETY.conditions if one.id == body)
        assert condition.question.endswith("?")
        assert asked.count(body) == 1


def test_a_hand_is_asked_for_by_its_side_and_no_skin_of_it():
    first = Questionnaire(Profile(), SAFETY)
    while first.question and first.question.id != "unused-hand":
        first = first.answer("no")
    where = first.answer("yes")
    assert where.question
    assert (where.question.id, where.question.side) == ("unused-hand-left-hand", "left")
    known = where.answer("no").answer("yes")
    assert known.conditions == ("unused-hand-right-hand",)
    assert not any(name in ailments(SAFETY) for name in ("skin-left-hand", "surgery-neck", "skin-head"))


def test_a_profile_of_the_older_kind_keeps_its_answers_and_has_the_questions_on_the_body_open(path):
    path.parent.mkdir()
    older = [condition.id for condition in SAFETY.conditions if condition.id not in BODIES]
    text = f'schema = 1\nconditions = ["hernia"]\nanswered = {older}\ncleared = ["BL23"]\ntalk = "brief"\n'.replace(
        "'", '"'
    )
    path.write_text(text, encoding="utf-8")
    before = read(path, SHIPPED)
    assert (before.conditions, before.cleared, before.talk) == (("hernia",), ("BL23",), "brief")
    assert (before.position, before.legs) == ("chair", "crossed")
    assert {*before.open_questions(SAFETY)} == {*BODIES}
    assert not listener_of_profile(before, SHIPPED).is_answered
    asked = []
    stored = renew(
        path, SHIPPED, lambda question: asked.append(question.id) or ("skip" if question.known else "no"), print
    )
    assert {*BODIES} <= {*asked}
    assert stored.profile.conditions == ("hernia",)
    assert stored.profile.is_complete(SAFETY)


def test_the_order_lying_down_changes_the_posture_least_and_turns_over_last():
    postures = [stop.point.posture for stop in writer(**LYING).route.stops]
    turns = [posture == "lie-side" for posture in postures]
    assert turns == sorted(turns)
    assert sum(turns) == 2


def test_a_profile_that_skips_every_point_is_told_so_and_nothing_of_its_position():
    with pytest.raises(BadOption) as refused:
        route_of(prefers={"skip": ALL})
    assert refused.value.option == "skip"
    assert "which the profile skips" in str(refused.value)
