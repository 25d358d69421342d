"""Which points are pressed in which order, how much is said of each, and why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from routines import SHIPPED, libraries
from writing import route_of

from coach.errors import BadOption, CoachError, Declined, UnknownName
from coach.health.ailments import ailments
from coach.report.notices import told_decision
from coach.script.order import Changes
from coach.script.reasons import Around, Finished, Unanswered
from coach.script.route import Route


def finished(times: int, *, stages=None) -> tuple[tuple[str, int], ...]:
    return tuple((stop.id, times) for stop in route_of().stops if stages is None or stop.id in stages)


def outcome(**options) -> Route | Declined:
    try:
        return route_of(**options)
    except Declined as error:
        return error


def talk(path: Route) -> dict[str, str]:
    return {stop.id: stop.talk for stop in path.stops}


def test_the_plan_says_what_each_order_costs():
    assert route_of().costs == route_of(order="guide").costs == {"posture": Changes(3, 8), "guide": Changes(9, 9)}


@given(libraries(), st.sampled_from(["left", "right"]))
def test_the_order_of_the_body_never_costs_more_than_that_of_the_guide_and_keeps_the_first_side_first(drawn, first):
    path = route_of(*drawn, first=first)
    assert path.costs["posture"] <= path.costs["guide"]
    assert sorted(stop.id for stop in path.stops) == sorted(stop.id for stop in route_of(*drawn, order="guide").stops)
    seen = []
    for stop in path.stops:
        if stop.point.sides == "each" and stop.point.code not in seen:
            assert stop.side == first
        seen.append(stop.point.code)


def test_what_an_option_leaves_out_stands_in_the_plan():
    assert [
        (cut.point, cut.side, cut.option, told_decision(cut)) for cut in route_of(skip=("gv26",), side="left").left_out
    ] == [
        ("GV26", None, "skip", "GV26 is left out by skip"),
        *(
            (code, "right", "side", f"{code} is left out on the right by side left")
            for code in ("BL40", "BL57", "BL60")
        ),
    ]
    assert [cut.point for cut in route_of(points=("CV6",)).left_out] == [
        "BL23",
        "GV26",
        "BL40",
        "BL57",
        "BL60",
        "BL31-34",
    ]
    assert route_of().left_out == ()


@pytest.mark.parametrize(
    ("times", "level"), [(0, "full"), (2, "full"), (3, "brief"), (5, "brief"), (6, "chimes"), (99, "chimes")]
)
def test_talk_fades_with_the_times_that_a_point_was_finished(times, level):
    path = route_of(talk="auto", finished=finished(times), answered=True)
    assert set(talk(path).values()) == {level}
    assert set(path.talk_why.values()) - {Around()} == ({Finished(times)} if times else set())


def test_talk_fades_point_by_point_and_both_sides_alike():
    history = (("CV6", 7), ("BL40-left", 4), ("BL40-right", 2), ("BL57-left", 3), ("BL57-right", 9))
    levels = talk(route_of(talk="auto", finished=history))
    assert levels["CV6"] == "chimes"
    assert (levels["BL40-left"], levels["BL40-right"]) == ("full", "full")
    assert (levels["BL57-left"], levels["BL57-right"]) == ("brief", "brief")
    assert levels["GV26"] == "full"


def test_of_one_side_alone_its_own_history_counts():
    history = (("BL40-left", 4), ("BL40-right", 0))
    assert talk(route_of(talk="auto", finished=history, side="left", points=("BL40",))) == {"BL40-left": "brief"}


def test_talk_fades_by_itself_and_whoever_wants_all_of_it_says_so():
    assert set(talk(route_of(finished=finished(9))).values()) == {"chimes"}
    assert set(talk(route_of(talk="full", finished=finished(9))).values()) == {"full"}


def test_the_opening_is_told_as_fully_as_the_point_that_is_told_most_fully():
    for options, level in (
        ({"talk": "auto", "finished": finished(6)}, "chimes"),
        ({"talk": "auto", "finished": finished(6, stages={"CV6"})}, "full"),
        ({"talk": "brief"}, "brief"),
    ):
        around = dict.fromkeys(("opening", "safety", "arriving", "closing"), level)
        assert route_of(answered=True, **options).frame_talk == around
        assert route_of(**options).frame_talk == around | {"safety": "full"}


def test_the_plan_says_why_all_cautions_are_said_where_little_else_is():
    assert route_of(talk="chimes").talk_why["safety"] == Unanswered()
    assert route_of(talk="chimes", answered=True).talk_why["safety"] == Around()
    assert "safety" not in route_of().talk_why


ids = st.sampled_from(sorted(ailments(SHIPPED.safety)))
codes = st.sampled_from(sorted(SHIPPED.points))
BOTH_HANDS = {"unused-hand-left-hand", "unused-hand-right-hand"}
states = st.lists(ids, max_size=4).filter(lambda conditions: not BOTH_HANDS.issubset(conditions))
"""Conditions with which something can be pressed at all."""


def test_whoever_can_use_neither_hand_is_told_that_no_point_is_within_reach():
    with pytest.raises(BadOption, match="with neither hand, no point of the routine is within reach"):
        route_of(conditions=tuple(sorted(BOTH_HANDS)))


@given(
    states,
    st.lists(codes, max_size=4),
    st.sampled_from(["left", "right", "both"]),
)
def test_every_point_of_the_routine_is_pressed_or_stands_among_what_is_left_out(conditions, cleared, side):
    options = {"conditions": tuple(conditions), "cleared": tuple(cleared), "side": side}
    path = outcome(**options)
    if isinstance(path, Declined):
        assert set(path.out) | set(path.left) == set(SHIPPED.points)
        assert path.whom
        assert path.sources
        return
    pressed = {(stop.point.code, stop.side) for stop in path.stops}
    out = {(cut.point, cut.side) for cut in path.left_out}
    of_body = tuple(name for name in conditions if name.startswith("unused-hand"))  # one side after the other, then
    for stop in route_of(side=side, conditions=of_body, cleared=tuple(SHIPPED.points)).stops:
        code = stop.point.code
        assert ((code, stop.side) in pressed) != ((code, None) in out or (code, stop.side) in out)
    for decision in (*path.left_out, *path.softened, *path.cleared):
        assert decision.option or decision.sources
        assert decision.point in told_decision(decision)
    told = {(notice.kind, notice.condition.id) for notice in path.notices}
    for kind, decisions in (("left_out", path.left_out), ("softened", path.softened), ("cleared", path.cleared)):
        for decision in decisions:
            if decision.reason:
                assert (kind, decision.reason.ailment.condition.id) in told


@given(states, st.floats(5, 3600))
def test_no_condition_makes_a_hold_longer_and_both_sides_stay_the_same(conditions, hold_s):
    path = outcome(conditions=tuple(conditions), hold_s=hold_s, cleared=tuple(SHIPPED.points))
    if isinstance(path, Route):
        assert all(stop.hold_s <= hold_s for stop in path.stops)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"conditions": ("pregnent",)}, "unknown condition 'pregnent'; did you mean 'pregnant'?"),
        ({"conditions": ("skin",)}, "unknown condition 'skin'; there is: skin-belly, skin-face"),
        ({"cleared": ("BL99",)}, "unknown point 'BL99' in the library"),
        ({"talk": "loud"}, "unknown talk 'loud'"),
        ({"minutes": 0}, "minutes 0: a session lasts 1 to 240 minutes"),
        ({"minutes": 1000}, "minutes 1000: a session lasts 1 to 240 minutes"),
        ({"minutes": float("nan")}, "minutes nan: a session lasts"),
        ({"minutes": 20, "hold_s": 90}, "minutes 20: it fits the holds to the session, and hold 90 fixes them"),
        ({"points": ("CV6",), "skip": ("CV6",)}, "skip CV6: it leaves no point"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(options, message):
    with pytest.raises(CoachError) as caught:
        route_of(**options)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_that_nobody_can_agree_to_a_point_is_said_where_somebody_has():
    cuts = {
        cut.point: told_decision(cut) for cut in route_of(conditions=("varicose-veins",), cleared=("bl40",)).left_out
    }
    assert cuts["BL40"].endswith("because of varicose veins, even if a clinician has agreed")
    assert cuts["BL57"].endswith("because of varicose veins")


def test_an_unknown_condition_carries_its_values():
    with pytest.raises(UnknownName) as caught:
        route_of(conditions=("no",))
    assert caught.value.kind == "condition"
    assert "surgery-left-leg" in caught.value.allowed
