"""What each condition changes in the backache routine, and what the session then says aloud."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from writing import listening, route_of, script

from coach.choices import Choices, Options
from coach.content.load import library
from coach.content.model import Rule
from coach.errors import Declined, UnknownName
from coach.health.ailments import ailments
from coach.health.listener import agreements
from coach.health.verdicts import chosen, still_cleared
from coach.report.notices import notices
from coach.report.sheet import cue_sheet
from coach.script.cues import Say
from coach.sessions.compose import compose

LEG = ("BL40", "BL57", "BL60")
BACK = ("BL23", "BL31-34")
ALL = ("CV6", "BL23", "GV26", *LEG, "BL31-34")
PLACES = {
    "CV6": "the belly",
    "BL23": "the lower back",
    "GV26": "the upper lip",
    "BL40": "the left and right knee",
    "BL57": "the left and right calf",
    "BL60": "the left and right ankle",
    "BL31-34": "the sacrum",
}
"""What is said in a notice: a listener knows a knee, and not yet the names of points."""


@pytest.fixture(scope="module")
def shipped():
    return library()


@pytest.fixture
def backache(shipped):
    """The route of the backache routine for some conditions."""

    def found(*conditions, library=shipped, **options):
        return route_of(library, library.routines["backache"], conditions=conditions, **options)

    return found


@pytest.fixture
def said(shipped):
    """What is said in the part of the session that comes before the points, for some conditions."""

    def words(*conditions, **options):
        stages = script(shipped, shipped.routines["backache"], conditions=conditions, **options)
        (stage,) = [stage for stage in stages if stage.id == "safety"]
        return [cue.text for cue in stage.cues if isinstance(cue, Say)]

    return words


def pressed(way):
    return {stop.point.code for stop in way.stops}


def softly(way):
    return {stop.point.code for stop in way.stops if stop.is_soft}


def left_out(way):
    return {decision.point for decision in way.left_out}


def listed(codes, side="left and right"):
    *first, last = (PLACES[code].replace("left and right", side) for code in codes)
    return f"{', '.join(first)} and {last}" if first else last


def test_pregnancy_declines_the_session_and_names_points_sources_and_whom_to_ask(backache):
    with pytest.raises(Declined) as refused:
        backache("pregnancy")
    declined = refused.value
    assert set(declined.out) == set(declined.clearable) == {"CV6", "BL23", "BL60", "BL31-34", "BL40", "BL57"}
    assert declined.left == ("GV26",)
    for named in (*declined.out, "S19", "WHO-pregnancy", "pregnancy-lists", "your doctor or midwife", "cleared CV6,"):
        assert named in str(declined)
    assert "\n" not in str(declined)


def test_in_pregnancy_the_points_run_to_which_a_midwife_has_agreed_and_the_session_says_so(backache, said):
    way = backache("pregnancy", cleared=("bl23", "BL60"))
    assert pressed(way) == {"BL23", "BL60", "GV26"}
    assert left_out(way) == {"CV6", "BL31-34", "BL40", "BL57"}
    assert {decision.point for decision in way.cleared} == {"BL23", "BL60"}
    assert "BL60 is pressed in spite of pregnancy, as your doctor or midwife has agreed" in list(notices(way))
    words = said("pregnancy", cleared=("BL23", "BL60"))
    assert f"Since your doctor or midwife has agreed, the session keeps {listed(['BL23', 'BL60'])}." in words
    assert f"Because of pregnancy, the session leaves out {listed(['CV6', 'BL40', 'BL57', 'BL31-34'])}." in words


@pytest.mark.parametrize(
    ("condition", "because", "out"),
    [
        ("varicose-veins", "varicose veins", LEG),
        ("hernia", "a hernia or surgery of the belly", ("CV6",)),
        ("surgery-belly", "recent surgery or injury of the belly", ("CV6",)),
        ("surgery-face", "recent surgery or injury of the face", ("GV26",)),
        ("surgery-back", "recent surgery or injury of the lower back", BACK),
        ("skin-belly", "broken or sore skin of the belly", ("CV6",)),
        ("skin-face", "broken or sore skin of the face", ("GV26",)),
        ("skin-back", "broken or sore skin of the lower back", BACK),
    ],
)
def test_what_is_not_for_the_listener_is_left_out_and_said_aloud(backache, said, condition, because, out):
    way = backache(condition)
    assert (pressed(way), left_out(way), softly(way)) == (set(ALL) - set(out), set(out), set())
    told = list(notices(way))
    assert len(told) == len(out)
    for code, line in zip(out, told, strict=True):
        assert line.startswith(f"{code} is left out, because of {because}")
    assert f"Because of {because}, the session leaves out {listed(out)}." in said(condition)


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize(
    ("condition", "because"), [("surgery", "recent surgery or injury"), ("skin", "broken or sore skin")]
)
def test_a_leg_is_left_out_and_the_other_one_is_not(backache, said, side, condition, because):
    way = backache(f"{condition}-{side}-leg")
    other = {"left": "right", "right": "left"}[side]
    assert {stop.side for stop in way.stops if stop.point.code in LEG} == {other}
    assert {(decision.point, decision.side) for decision in way.left_out} == {(code, side) for code in LEG}
    told = f"Because of {because} of the {side} leg, the session leaves out {listed(LEG, side)}."
    assert told in said(f"{condition}-{side}-leg")


@pytest.mark.parametrize(
    ("condition", "because", "longest_s", "spoken"),
    [("blood-thinners", "easy bruising", 60, "1 minute"), ("child", "a young listener", 30, "30 seconds")],
)
def test_every_point_is_pressed_lightly_and_for_a_shorter_time(backache, said, condition, because, longest_s, spoken):
    for options in ({}, {"hold_s": 120}):
        way = backache(condition, **options)
        assert pressed(way) == softly(way) == set(ALL)
        assert max(stop.hold_s for stop in way.stops) == longest_s
        assert all(stop.hold_range_s[1] <= longest_s for stop in way.stops)
        limit = f"lightly and for {longest_s} seconds at most"
        assert set(notices(way)) == {f"{code} is pressed {limit}, because of {because}" for code in ALL}
    limit = f"and for {spoken} at most"
    assert f"Because of {because}, press only lightly on every point, {limit}." in said(condition)


@pytest.mark.parametrize(
    ("condition", "advice"),
    [
        ("numb-legs", "Numbness that is new needs a doctor at once."),
        ("blood-thinners", "With easy bruising, ask your doctor first."),
        ("child", "A young listener needs an adult close by."),
    ],
)
def test_what_else_a_listener_needs_to_know_is_said_at_every_talk_level(said, condition, advice):
    for talk in ("full", "brief", "chimes"):
        assert advice in said(condition, talk=talk, answered=True)


def test_a_condition_gives_its_advice_also_where_another_leaves_its_points_out(said):
    told = said("numb-legs", "varicose-veins")
    assert "Numbness that is new needs a doctor at once." in told
    assert "Numbness that is new needs a doctor at once." in said("numb-legs", points=("CV6",))


def test_of_two_limits_the_shorter_one_is_told(backache, said):
    assert all("for 60 seconds" not in line for line in notices(backache("child", "blood-thinners")))
    told = said("child", "blood-thinners")
    assert "Because of easy bruising, press only lightly on every point." in told
    assert "Because of a young listener, press only lightly on every point, and for 30 seconds at most." in told


def test_agreement_holds_for_what_was_known_then_on_the_side_where_nothing_came_later(backache):
    known = {"agreed": agreements(("BL23", "BL40", "BL57"), ["pregnancy"])}
    way = backache("pregnancy", "surgery-left-leg", **known)
    assert {stop.id for stop in way.stops} == {"GV26", "BL23", "BL40-right", "BL57-right"}
    assert "BL40 is pressed in spite of pregnancy, as your doctor or midwife has agreed" in notices(way)
    assert (
        "BL40 on the left is left out, because of recent surgery or injury of the left leg, until your doctor or "
        "surgeon agrees (cleared BL40)"
    ) in notices(way)
    assert not [line for line in notices(way) if line.startswith("BL40 ") and "out, because of pregnancy" in line]
    assert "BL23" not in {stop.point.code for stop in backache("pregnancy", "fragile-bones", **known).stops}
    assert "BL23" in {stop.point.code for stop in backache("fragile-bones", cleared=("BL23",), **known).stops}


def test_a_session_that_is_declined_names_each_whom_to_ask_once(backache):
    for conditions, whom in (
        (("pregnancy", "hernia"), "your doctor or midwife"),
        (("leg-clot", "hernia", "skin-face"), "your doctor"),
    ):
        with pytest.raises(Declined) as refused:
            backache(*conditions, points=("CV6", "GV26", *LEG))
        assert refused.value.whom == whom


@given(st.sampled_from(sorted(ailments(library().safety))), st.sampled_from(ALL))
def test_nobody_has_agreed_to_a_point_in_spite_of_a_condition_that_came_later(condition, code):
    shipped = library()
    new = chosen([condition], shipped.safety)
    kept = still_cleared([code], new, shipped.points)
    asks = {rule.condition for rule in shipped.points[code].rules if rule.effect == "ask"}
    meets = new[0].region in {"", shipped.points[code].region}
    assert kept == (() if new[0].condition.id in asks and meets else (code,))


def test_with_fragile_bones_the_back_waits_for_a_doctor_and_the_rest_is_pressed_lightly(backache, said):
    way = backache("fragile-bones")
    assert left_out(way) == set(BACK)
    assert pressed(way) == softly(way) == set(ALL) - set(BACK)
    words = said("fragile-bones")
    assert f"Because of fragile bones or an injured spine, the session leaves out {listed(BACK)}." in words
    assert "Because of fragile bones or an injured spine, press only lightly on every point." in words
    agreed = backache("fragile-bones", cleared=BACK)
    assert pressed(agreed) == softly(agreed) == set(ALL)


def test_numb_legs_are_pressed_lightly(backache, said):
    way = backache("numb-legs")
    assert (left_out(way), softly(way)) == (set(), set(LEG))
    assert f"Because of numbness in the legs, press only lightly on {listed(LEG)}." in said("numb-legs")


def test_contact_lenses_change_a_point_near_the_eye_and_none_of_this_routine(backache, shipped):
    way = backache("contact-lenses")
    assert pressed(way) == set(ALL)
    assert list(notices(way)) == []
    rule = Rule("contact-lenses", "leave-out", ("lenses",))
    near = replace(shipped.points["GV26"], rules=(*shipped.points["GV26"].rules, rule))
    changed = backache("contact-lenses", library=replace(shipped, points=shipped.points | {"GV26": near}))
    assert list(notices(changed)) == ["GV26 is left out, because of contact lenses"]


def test_nobody_can_agree_to_a_point_that_a_condition_leaves_out(backache):
    assert left_out(backache("varicose-veins", cleared=LEG)) == set(LEG)
    with pytest.raises(Declined) as refused:
        backache("pregnancy", "varicose-veins")
    assert set(refused.value.clearable) == {"CV6", *BACK}
    assert refused.value.because == "pregnancy and varicose veins"


def test_of_two_conditions_the_stricter_one_counts_and_both_are_said(backache, said):
    way = backache("child", "blood-thinners", "hernia")
    assert left_out(way) == {"CV6"}
    assert {stop.hold_s for stop in way.stops} == {30}
    told = said("child", "blood-thinners", "hernia")
    for because in ("easy bruising", "a young listener"):
        assert any(text.startswith(f"Because of {because}, press only lightly on every point") for text in told)
    assert "Because of a hernia or surgery of the belly, the session leaves out the belly." in told


def test_a_session_without_conditions_says_nothing_of_them(backache, said):
    assert list(notices(backache())) == []
    assert not any(sentence.startswith(("Because of", "Since")) for sentence in said())


def test_the_plan_shows_reason_and_source_of_all_that_is_changed(tmp_path, monkeypatch, shipped):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    listener = listening(conditions=("varicose-veins", "numb-legs"), finished=(("CV6", 3),))
    with compose(Choices(script=Options(talk="auto"), voice="fake"), listener, shipped) as session:
        sheet = list(cue_sheet(session.heading, session.compile()))
    assert "BL40 is left out, because of varicose veins  [S16]" in sheet
    assert "finished CV6:3" in sheet[1]


def test_an_unknown_condition_is_answered_with_the_nearest_one(backache):
    with pytest.raises(UnknownName, match="unknown condition 'pregnacy'; did you mean 'pregnancy'"):
        backache("pregnacy")


def test_each_condition_of_the_safety_file_is_tried_here(shipped):
    regions = ("belly", "face", "back", "left-leg", "right-leg")
    whole = {"pregnancy", "leg-clot", "blood-thinners", "varicose-veins", "fragile-bones", "hernia", "numb-legs"}
    tried = (
        whole | {"contact-lenses", "child"} | {f"{name}-{region}" for name in ("surgery", "skin") for region in regions}
    )
    newer = {"cancer", "heart-disease", "belly-disease", "kidney-disease", "hot-joints", "hip-precautions", "menses"}
    newer |= {"breath-pacing", "reflux", "vertigo"}
    newer |= {f"{name}-{leg}-leg" for name in ("artificial-knee", "sprained-ankle") for leg in ("left", "right")}
    tried |= newer  # in test_newer_conditions.py
    tried |= {"unused-hand-left-hand", "unused-hand-right-hand", "missing-leg-left-leg", "missing-leg-right-leg"}
    tried |= {"wheelchair", "spinal-cord", "not-flat"}  # in test_circumstances.py
    assert set(ailments(shipped.safety)) == tried
    assert {ailment.id for ailment in chosen(tried, shipped.safety)} == tried
