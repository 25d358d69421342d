"""How a point is named: by its code as people write it, or by its name; another point is never taken for it."""

import pytest

import coach
from coach.content.codes import find_point, known_point, unknown_point
from coach.content.load import library
from coach.errors import UnknownName

POINTS = library().points


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *(
            (spelled, "BL40")
            for spelled in ("bl40", "Bl 40", "BL-40", "bl.40", "UB40", "ub 40", " BL40 ", "BL\N{EN DASH}40")
        ),
        *((spelled, "BL40") for spelled in ("Weizhong", "wei zhong", "WEI-ZHONG", "Wěizhōng", "Commanding Middle")),
        *((spelled, "CV6") for spelled in ("REN6", "Ren 6", "rn-6", "Qihai", "Sea of Energy", "sea-of-energy")),
        *((spelled, "GV26") for spelled in ("DU26", "du-26", "Renzhong", "Shuigou")),
        *((spelled, "BL31-34") for spelled in ("bl 31-34", "BL31\N{EN DASH}34", "bl31-bl34", "UB31-34", "Baliao")),
    ],
)
def test_a_point_is_found_by_its_code_in_any_usual_spelling_and_by_its_names(name, code):
    assert find_point(name, POINTS) == known_point(name, POINTS) == code


@pytest.mark.parametrize("name", ["B54", "b 54", "b-54", "BL54", "bl 54", "UB54"])
def test_an_older_code_is_asked_back_for_today_it_is_that_of_another_point(name):
    assert find_point(name, POINTS) is None
    told = f"unknown point {name!r}; did you mean 'BL40', which older books number B54? (there is: CV6, "
    assert str(unknown_point(name, POINTS)).startswith(told)


def test_a_point_that_coach_does_not_have_is_answered_with_those_that_it_has():
    others = "GB21 LI4 ST36 SP6 KI3 LR3 GV4 CV4 CV9 CV12 BL10 BL25 BL99 GB30 GB40 HT7 PC6 TE5 LU7 EX-B2 B53 GV20 GB34"
    for name in others.split():
        assert str(unknown_point(name, POINTS)) == f"unknown point {name!r}; there is: {', '.join(POINTS)}"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *(("BK40", "BL40"), ("LB40", "BL40"), ("B40", "BL40"), ("BL400", "BL40"), ("BL04", "BL40"), ("BL4O", "BL40")),
        *(("B140", "BL40"), ("GV62", "GV26"), ("GV226", "GV26"), ("BL41", "BL40"), ("CV7", "CV6"), ("bl32", "BL31-34")),
        *(("B57", "BL57"), ("CV", "CV6"), ("Weizong", "BL40"), ("Sea of Enregy", "CV6"), ("kunlum", "BL60")),
    ],
)
def test_a_slip_in_a_code_or_in_a_name_is_answered_with_the_point(name, code):
    assert f"; did you mean '{code}'" in str(unknown_point(name, POINTS))


def test_what_several_points_begin_with_is_answered_with_all_of_them_and_nonsense_with_all_there_are():
    assert str(unknown_point("b l", POINTS)).endswith("'b l'; there is: BL23, BL40, BL57, BL60, BL31-34")
    for name in ("xyzzy", "\N{BLUE HEART}", "心", "-", "54"):
        assert "did you mean" not in str(unknown_point(name, POINTS))


def test_every_way_to_name_a_point_takes_the_same_names():
    nobody = coach.Listener.nobody()
    with coach.session(points=["Sea of Energy", "ub40"], skip="du 26", voice="fake", listener=nobody) as session:
        options = session.plan()["options"]
    assert (options["points"], options["skip"]) == (["CV6", "BL40"], ["GV26"])
    listener = coach.Listener.of(conditions="pregnancy", cleared="Shen Shu", skip="ren6,kunlun")
    assert (listener.agreed_points, listener.skip) == (("BL23",), ("CV6", "BL60"))
    with pytest.raises(UnknownName, match="which older books number B54"):
        coach.Listener.of(skip="B54")
    with pytest.raises(UnknownName, match="unknown point 'B54' in this routine; did you mean 'BL40', which older"):
        coach.session(points="B54", voice="fake", listener=nobody)
