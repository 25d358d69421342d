"""One leg is done before the other, and whoever leaves a posture is told how, and nobody else; and times where new."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from routines import BACKACHE, SHIPPED, examples, libraries
from writing import writer

from coach.script.cues import HoldOn, Say, Stage, Wait
from coach.script.stop import COUNTED_HOLDS
from coach.script.stops import Stop
from coach.script.write import ScriptWriter

BEARING = ("position", "legs")

sessions = st.fixed_dictionaries(
    {
        "talk": st.sampled_from(["full", "brief"]),
        "order": st.sampled_from(["posture", "guide"]),
        "first": st.sampled_from(["left", "right"]),
        "answered": st.booleans(),
    }
)
of_backache = st.fixed_dictionaries(
    {
        "points": st.sets(st.sampled_from(list(SHIPPED.points)), min_size=1).map(tuple),
        "hold_s": st.none() | st.integers(20, 300),
        "bearing": st.sampled_from([("chair", "crossed"), ("chair", "stool"), ("lying", None)]),
    }
).map(
    lambda drawn: (
        {name: drawn[name] for name in ("points", "hold_s")} | dict(zip(BEARING, drawn["bearing"], strict=True))
    )
)


def how(write: ScriptWriter, stop: Stop) -> tuple[str, object]:
    """Return what a posture has in common with those that lead into one another, and on which side it is."""
    words = write.library.phrases.postures[stop.point.posture]
    return (words.group or stop.point.posture, stop.side if words.sided else None)


def ways_out(write: ScriptWriter, stop: Stop) -> list[str]:
    """Return what leads out of the posture of a stop."""
    other = {"left": "right", "right": "left"}.get(stop.side, "")
    leave = write.library.phrases.postures[stop.point.posture].leave
    return [sentence.say.format(side=stop.side, other=other) for sentence in leave]


def postures_said(stage: Stage) -> list[str]:
    return [cue.full for cue in stage.cues if isinstance(cue, Say) and cue.cue == "posture"]


def leads_out_where_it_is_left(write: ScriptWriter) -> None:
    stages = {stage.id: stage for stage in write.stages()}
    stops = write.route.stops
    everything = {text for stop in stops for text in ways_out(write, stop)}
    assert not everything & set(postures_said(stages[stops[0].id]))
    for before, stop in pairwise(stops):
        out, said = ways_out(write, before), postures_said(stages[stop.id])
        if how(write, before) == how(write, stop):
            assert not everything & set(said)
            continue
        assert said[: len(out)] == out
        assert not everything & set(said[len(out) :]), "once"
        first = next(cue for cue in stages[stop.id].cues if isinstance(cue, Say | Wait | HoldOn))
        assert not out or (isinstance(first, Say) and first.full == out[0]), "before anything else"
    last = ways_out(write, stops[-1])
    assert postures_said(stages["closing"]) == last


@given(sessions, of_backache)
@settings(max_examples=examples(40))
def test_a_way_out_is_said_exactly_where_a_leg_or_another_posture_is_left(options, more):
    leads_out_where_it_is_left(writer(**options, **more))


@given(libraries(), sessions)
@settings(max_examples=examples(30))
def test_so_it_is_in_any_routine(drawn, options):
    leads_out_where_it_is_left(writer(*drawn, **options))


@given(sessions, of_backache)
@settings(max_examples=examples(40))
def test_whoever_lands_at_a_stop_is_led_out_of_the_posture_that_they_come_from_unless_it_leads_there(options, more):
    write = writer(**options, **more)
    stops = write.route.stops
    for before, stop in pairwise(stops):
        for one, other in ((before, stop), (stop, before)):
            out = ways_out(write, one) if how(write, one) != how(write, other) else []
            alone, led = postures_said(write.landing(other.id)), postures_said(write.landing(other.id, one.id))
            assert led == [*out, *alone]


@given(sessions, of_backache)
@settings(max_examples=examples(40))
def test_in_the_order_of_the_body_one_leg_is_done_before_the_other_one(options, more):
    route = writer(**options | {"order": "posture"}, **more).route
    sides = [stop.side for stop in route.stops if stop.point.region == "leg"]
    other = {"left": "right", "right": "left"}[options["first"]]
    half = len(sides) // 2
    assert sides == [options["first"]] * half + [other] * half


@pytest.mark.parametrize("position", ["chair", "lying"])
def test_the_legs_of_the_whole_routine_come_one_after_the_other_without_anything_between(position):
    stops = writer(position=position).route.stops
    legs = [number for number, stop in enumerate(stops) if stop.point.region == "leg"]
    assert legs == list(range(legs[0], legs[0] + 6))


@given(of_backache, st.sampled_from(["posture", "guide"]))
@settings(max_examples=examples(60))
def test_a_time_is_told_at_the_first_two_stops_and_then_where_it_is_new(more, order):
    write = writer(order=order, **more)
    stages = {stage.id: stage for stage in write.stages()}
    seen = set()
    for number, stop in enumerate(write.route.stops):
        told = [cue for cue in stages[stop.id].cues if isinstance(cue, Say) and cue.cue == "timing"]
        is_new = number == 0 or write.route.stops[number - 1].hold_s != stop.hold_s
        again = stop.point.code in seen
        assert len(told) == (number < COUNTED_HOLDS or (is_new and not again)), stop.id
        words = [cue for cue in stages[stop.id].cues if isinstance(cue, Say) and cue.phase == "press"]
        assert not told or words[-1] == told[0], "the last words before the notes"
        seen.add(stop.point.code)


def test_a_time_that_both_sides_share_is_told_on_the_first_alone():
    stages = {stage.id: stage for stage in writer(routine=BACKACHE).stages()}
    for stage in stages.values():
        if stage.side == "right":
            assert not [cue for cue in stage.cues if isinstance(cue, Say) and cue.cue == "timing"]
