"""What cancer, an ill heart, kidney, belly, joint or breath change in the backache routine, and what is said of it."""

import pytest
from msgspec import Struct
from routines import BACKACHE, SHIPPED
from writing import route_of, script

from coach.errors import Declined
from coach.report.notices import notices
from coach.script.cues import Say

LEG = {"BL40", "BL57", "BL60"}
BACK = {"BL23", "BL31-34"}
ALL = {step.point for step in BACKACHE.steps}


def told(*conditions, **options):
    """Return what is said before the points."""
    stage = next(stage for stage in script(conditions=conditions, **options) if stage.id == "safety")
    return [cue.text for cue in stage.cues if isinstance(cue, Say)]


def named_in(content):
    """Return the circumstances that sentences and ways of a content name, however deep."""
    match content:
        case dict():
            return named_in(tuple(content.values()))
        case tuple() | list():
            return set().union(*map(named_in, content))
        case Struct():
            here = {*getattr(content, "only", ()), *getattr(content, "unless", ())}
            return here | named_in([getattr(content, name) for name in content.__struct_fields__])
    return set()


def outcome(*conditions, **options):
    """Return the points that are left out, and those that are pressed lightly, of some side at least."""
    route = route_of(conditions=conditions, **options)
    softly = {stop.point.code for stop in route.stops if stop.is_soft}
    return {decision.point for decision in route.left_out}, softly


@pytest.mark.parametrize(
    ("condition", "because", "out", "softly", "advice"),
    [
        (
            "cancer",
            "cancer",
            {"CV6", *BACK},
            {"GV26", *LEG},
            "With cancer, ask your doctor first, within a day for new or worse pain.",
        ),
        (
            "heart-disease",
            "heart disease or high blood pressure",
            {"CV6"},
            {"GV26"},
            "With heart disease or high blood pressure, ask your doctor first.",
        ),
        (
            "belly-disease",
            "an illness or a wound of the belly",
            {"CV6"},
            set(),
            "A strong pulse in the belly needs a doctor.",
        ),
        (
            "kidney-disease",
            "disease of the kidneys",
            {"BL23"},
            set(),
            "Ask your doctor first; pain under the ribs with fever or blood is urgent.",
        ),
        (
            "hot-joints",
            "hot or swollen joints",
            {"BL40", "BL60"},
            ALL - {"BL40", "BL60"},
            "Press neither on a hot joint, nor with one.",
        ),
        ("hip-precautions", "a hip that must not bend far", LEG, set(), None),
        (
            "spinal-cord",
            "an injury of the spinal cord",
            BACK,
            ALL - BACK,
            "A pounding headache with a flushed face is an emergency.",
        ),
        ("menses", "your period", set(), {"CV6", "BL31-34"}, None),
    ],
)
def test_what_a_condition_leaves_out_and_softens_is_done_and_said(condition, because, out, softly, advice):
    assert outcome(condition) == (out, softly)
    route = route_of(conditions=(condition,))
    lines = list(notices(route))
    assert len(lines) == len(out) + len(softly) + len(route.here.turned_down)
    assert all(f"because of {because}" in line for line in lines)
    for talk in ("full", "brief", "chimes"):
        said = told(condition, talk=talk, answered=True)
        of_it = [text for text in said if text.startswith(f"Because of {because}")]
        assert [" the session leaves out " in text for text in of_it] == [True] * bool(out) + [False] * bool(softly)
        assert advice is None or advice in said
    assert not any(because in text for text in told(answered=True)), "who has answered no hears nothing of it"
    assert not any(text.startswith("Because of") for text in told())
    assert advice not in told()


@pytest.mark.parametrize(
    ("condition", "point"), [("artificial-knee", "BL40"), ("sprained-ankle", "BL60"), ("surgery", None), ("skin", None)]
)
@pytest.mark.parametrize("side", ["left", "right"])
def test_what_one_leg_has_changes_nothing_in_the_other(condition, point, side):
    cut = route_of(conditions=(f"{condition}-{side}-leg",)).left_out
    assert {(decision.point, decision.side) for decision in cut} == {
        (code, side) for code in ({point} if point else LEG)
    }


def test_no_other_part_of_the_body_is_asked_for_where_a_condition_is_of_the_legs_or_the_hands_alone():
    from coach.health.ailments import ailments

    found = {
        (ailment.condition.id, ailment.region, ailment.side)
        for ailment in ailments(SHIPPED.safety).values()
        if ailment.condition.regions
    }
    of_legs = ("artificial-knee", "sprained-ankle", "missing-leg")
    parts = {(condition, "leg") for condition in of_legs} | {("unused-hand", "hand")}
    assert found == {(*part, side) for part in parts for side in ("left", "right")}


@pytest.mark.parametrize("condition", ["reflux", "vertigo", "contact-lenses"])
def test_what_changes_nothing_in_a_chair_is_known_and_not_asked(condition):
    entry = next(entry for entry in SHIPPED.safety.conditions if entry.id == condition)
    assert not entry.is_asked
    assert outcome(condition) == (set(), set())
    assert told(condition) == told()


def test_everything_that_is_asked_changes_something_or_says_something():
    for entry in SHIPPED.safety.asked:
        rules = [rule for point in SHIPPED.points.values() for rule in point.rules if rule.condition == entry.id]
        heeded = entry.id in named_in(SHIPPED)
        assert rules or entry.advised or entry.is_unpaced or entry.forbids or heeded, entry.id


def test_nobody_is_asked_about_their_period():
    assert "menses" not in {entry.id for entry in SHIPPED.safety.asked}


def test_with_a_possible_clot_the_session_does_not_start_and_the_first_words_say_what_to_do():
    for options in ({}, {"points": ("CV6",)}, {"points": ("GV26", "BL23")}, {"points": ("BL40",)}):
        with pytest.raises(Declined) as refused:
            route_of(conditions=("leg-clot",), **options)
        assert str(refused.value).startswith("See a doctor today, and call an ambulance if you are short of breath. ")
        assert refused.value.action == "See a doctor today, and call an ambulance if you are short of breath."
        assert not LEG & set(refused.value.clearable)


def test_with_a_clot_that_a_doctor_knows_only_what_they_agreed_to_is_pressed_and_never_a_leg():
    route = route_of(conditions=("leg-clot",), cleared=("CV6", "BL23", "BL40"))
    assert {stop.point.code for stop in route.stops} == {"CV6", "BL23"}
    said = told("leg-clot", cleared=("CV6", "BL23", "BL40"))
    assert "A leg that swells anew needs a doctor today; if breathless, call an ambulance." in said
    assert any(text.startswith("Since your doctor has agreed, the session keeps") for text in said)


def test_what_is_not_urgent_is_declined_without_an_order():
    with pytest.raises(Declined) as refused:
        route_of(conditions=("pregnancy",))
    assert refused.value.action == ""
    assert str(refused.value).startswith("Backache is not for you now")


@pytest.mark.parametrize("condition", ["pregnancy", "cancer", "fragile-bones"])
def test_a_point_to_which_a_clinician_has_agreed_is_pressed_lightly_all_the_same(condition):
    cleared = tuple(ALL - {"GV26"})
    route = route_of(conditions=(condition,), cleared=cleared)
    assert {stop.point.code for stop in route.stops} == ALL
    assert {stop.point.code for stop in route.stops if stop.is_soft} >= ALL - {"GV26"}
    because = next(entry.because for entry in SHIPPED.safety.conditions if entry.id == condition)
    assert any(
        text.startswith(f"Because of {because}, press only lightly") for text in told(condition, cleared=cleared)
    )


def test_with_fragile_bones_the_back_is_neither_twisted_nor_put_against_anything_hard():
    advice = "Keep your back straight, never twisted, with nothing hard against it."
    assert advice in told("fragile-bones", talk="chimes", answered=True)
    assert advice not in told()


def test_with_numb_feet_the_skin_is_looked_at_afterwards():
    said = told("numb-legs", talk="brief", answered=True)
    assert said[-2:] == [
        "Numbness that is new needs a doctor at once.",
        "Afterwards, check the skin that you have pressed.",
    ]
