"""A short session: whoever is new hears how each point is found, and rather than that a point is left out, and told."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace as replace_struct
from routines import BACKACHE, SHIPPED, examples, libraries
from timing import PlainChimes, at_the_usual_rate, by_words
from writing import verdicts, writer

from coach.choices import MINE, Choices, Options
from coach.errors import CannotFit
from coach.health.listener import Listener
from coach.plan.fewer import LEFT_SHARE, giving_way
from coach.plan.fit import Fitter
from coach.plan.schedule import length, schedule
from coach.report.as_data import plan_data
from coach.report.notices import changes
from coach.script.cues import Say, Stage
from coach.script.write import ScriptWriter
from coach.sessions.compose import compose
from coach.units import frames

CHIMES = PlainChimes()
EVERY = tuple(SHIPPED.points)
LENGTHS = (12, 15, 20, 30, 40)
POSITIONS = ("chair", "lying")
MEASURES = (by_words, at_the_usual_rate)


def known(position: str = "chair", times: int = 1) -> tuple[tuple[str, int], ...]:
    """Who has heard every stop to its end."""
    return tuple((stop.id, times) for stop in writer(position=position).route.stops)


def fit(minutes, given=(SHIPPED, BACKACHE), measure=by_words, resumed_at=None, **options) -> ScriptWriter:
    fitter = Fitter(measure, CHIMES, verdicts(given[0], **options))
    return fitter.fit(writer(*given, minutes=minutes, **options), minutes, resumed_at=resumed_at)


def outcome(minutes, *args, **options) -> ScriptWriter | CannotFit:
    try:
        return fit(minutes, *args, **options)
    except CannotFit as error:
        return error


def left_out(fitted: ScriptWriter) -> set[str]:
    return {decision.point for decision in fitted.route.left_out if decision.why}


def said(stages, cue: str) -> Counter[str]:
    return Counter(say.full for stage in stages for say in stage.cues if isinstance(say, Say) and say.cue == cue)


def by_id(stages) -> dict[str, Stage]:
    return {stage.id: stage for stage in stages}


def seconds_of(clock: str) -> int:
    return sum(int(part) * 60**power for power, part in enumerate(reversed(clock.split(":"))))


def is_proven(error: CannotFit, minutes: float) -> bool:
    """Whether an error says of a length that it cannot be."""
    return all(not seconds_of(least) <= minutes * 60 <= seconds_of(most) for least, most in error.spans)


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("position", POSITIONS)
@pytest.mark.parametrize("minutes", LENGTHS)
@pytest.mark.parametrize("is_new", [True, False])
def test_five_lengths_in_both_positions_are_exact_or_proven_impossible(minutes, position, is_new, measure):
    options = {"position": position, "finished": () if is_new else known(position)}
    fitted = outcome(minutes, measure=measure, **options)
    if isinstance(fitted, CannotFit):
        assert minutes not in (15, 20)
        assert is_proven(fitted, minutes)
        return
    stages = fitted.stages()
    assert length(stages, measure, CHIMES) == frames(minutes * 60)
    *_, timeline = schedule(stages, measure, CHIMES)
    assert timeline.frames == frames(minutes * 60)
    assert minutes >= 20 or left_out(fitted) or not is_new


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("position", POSITIONS)
@pytest.mark.parametrize("minutes", [10, 12, 13.5, 15, 17, 20])
def test_whoever_is_new_hears_in_full_how_each_point_is_found_and_how_it_is_pressed(minutes, position, measure):
    fitted = outcome(minutes, measure=measure, position=position)
    if isinstance(fitted, CannotFit):
        assert is_proven(fitted, minutes)
        return
    usual = by_id(replaced_points(fitted, position).stages())
    for stage in fitted.stages():
        assert stage.talk == "full" or stage.id == "safety"
        assert said([stage], "locate") == said([usual[stage.id]], "locate")
        assert len(said([stage], "press")) == len(said([usual[stage.id]], "press"))
        assert not {"locate", "press", "posture", "travel", "settle"} & {say.cue for say in stage.dropped}


def replaced_points(fitted: ScriptWriter, position: str) -> ScriptWriter:
    """Return what writes the same points in a session that is not fitted."""
    return writer(position=position, points=tuple(dict.fromkeys(stop.point.code for stop in fitted.route.stops)))


@given(libraries(), st.floats(0.3, 1), st.floats(0.3, 3), st.booleans(), st.sampled_from(["posture", "guide"]))
@settings(max_examples=examples(25))
def test_of_any_routine_no_words_that_find_a_point_are_taken_from_whoever_has_not_finished_it(
    drawn, share, slowness, answered, order
):
    def measure(utterance):
        return round(by_words(utterance) * slowness)

    options = {"answered": answered, "order": order}
    usual = writer(*drawn, **options)
    fitted = outcome(max(1, share * length(usual.stages(), measure, CHIMES) / frames(60)), drawn, measure, **options)
    if isinstance(fitted, CannotFit):
        return
    stages = fitted.stages()
    assert not said(stages, "locate") - said(usual.stages(), "locate") - close_enough()
    for stage in stages:
        assert not [say for say in stage.dropped if say.cue == "locate"]
        assert not [say for say in stage.cues if isinstance(say, Say) and say.cue == "locate" and say.is_brief]
        assert not stage.point or said([stage], "locate")


def close_enough() -> Counter[str]:
    return Counter(sentence.say for sentence in SHIPPED.phrases.close_enough)


@pytest.mark.parametrize(("position", "shortest"), [("chair", 18), ("lying", 21)])
def test_words_that_find_a_point_give_way_last_of_all_and_only_where_it_was_finished_before(position, shortest):
    half = {stop: times for stop, times in known(position) if not stop.startswith(("BL40", "GV26"))}
    half["BL40-left"] = 1  # on one side alone
    taken = set()
    for minutes in (shortest, shortest + 1, shortest + 2, shortest + 3):
        fitted = fit(minutes, answered=True, position=position, points=EVERY, finished=tuple(half.items()))
        stages = fitted.stages()
        briefly = {stage.point for stage in stages if stage.talk == "brief" and stage.point}
        assert not briefly & {"BL40", "GV26"}
        told = {say.cue for stage in stages for say in stage.cues if isinstance(say, Say)}
        assert not briefly or not told & {"benefit", "method"}, "these give way before"
        assert not briefly or {stage.id: stage.talk for stage in stages}["safety"] == "brief", "these are answered"
        taken |= briefly
    assert taken


@pytest.mark.parametrize("position", POSITIONS)
def test_the_sounds_are_explained_as_long_as_a_benefit_is_told(position):
    for tenths in range(120, 300, 9):
        fitted = outcome(tenths / 10, position=position, answered=True)
        if isinstance(fitted, ScriptWriter):
            stages = fitted.stages()
            dropped = {say.cue for stage in stages for say in stage.dropped}
            assert "method" not in dropped or not said(stages, "benefit")


@pytest.mark.parametrize("position", POSITIONS)
@pytest.mark.parametrize("is_new", [True, False])
def test_however_short_a_session_is_its_end_is_told(position, is_new):
    for minutes in (9.5, 12, 15, 18):
        fitted = outcome(minutes, position=position, finished=() if is_new else known(position))
        if isinstance(fitted, ScriptWriter):
            assert BACKACHE.en.closing[0].say in said(fitted.stages(), "closing")


@pytest.mark.parametrize("position", POSITIONS)
def test_a_listener_who_has_answered_nothing_hears_all_cautions_though_a_point_is_left_out(position):
    usual = writer(position=position).stages()
    for minutes in (15, 18):
        fitted = fit(minutes, measure=at_the_usual_rate, position=position)
        assert said(fitted.stages(), "safety") >= said(usual[1:3], "safety")


@pytest.mark.parametrize("position", POSITIONS)
@pytest.mark.parametrize("minutes", [12, 14, 15, 16.5, 18, 20])
@pytest.mark.parametrize("is_new", [True, False])
def test_no_point_is_left_out_needlessly(minutes, position, is_new):
    options = {"position": position, "finished": () if is_new else known(position)}
    fitted = outcome(minutes, **options)
    if isinstance(fitted, CannotFit):
        return
    out = left_out(fitted)
    for code in out:
        others = tuple(other for other in EVERY if other not in out - {code})
        longer = outcome(minutes, points=others, **options)
        assert isinstance(longer, CannotFit) or {stage.id: stage.talk for stage in longer.stages()}["safety"] == "brief"


def test_where_a_routine_eases_points_are_left_out_last_and_half_of_all_points_stays():
    assert giving_way(writer()) == (["BL60", "BL57", "BL40", "GV26", "CV6"], ["BL31-34", "BL23"])
    for tenths in range(90, 210, 7):
        fitted = outcome(tenths / 10, finished=known())
        if isinstance(fitted, ScriptWriter):
            out = left_out(fitted)
            assert len(EVERY) - len(out) >= LEFT_SHARE * len(EVERY)
            assert len(out) > 1 or not out & {"BL31-34", "BL23"}
            assert out != {"CV6"}


def test_whoever_names_the_points_gets_all_of_them_or_is_told_what_gets_there():
    with pytest.raises(CannotFit) as caught:
        fit(12, points=EVERY)
    assert caught.value.ways
    fitted = fit(24, points=EVERY)
    assert not fitted.route.left_out


def test_what_is_left_out_for_the_time_stands_in_the_plan_and_is_printed_with_its_reason(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    listener = Listener(finished=())
    with compose(Choices(voice="fake", script=Options(minutes=13, skip=("GV26",))), listener) as session:
        heading, timeline = session.heading, session.compile()
        plan = plan_data(heading, timeline)
    assert timeline.frames == frames(13 * 60)
    why = {cut.point: (cut.reason, cut.text, cut.side) for cut in plan.left_out}
    short = {point for point, (reason, _, _) in why.items() if reason == "fit"}
    assert short
    assert why["GV26"] == ("option", "GV26 is left out by skip", None)
    for point in short:
        assert why[point] == ("fit", f"{point} is left out, to fit 13 minutes", None)
        assert f"{point} is left out, to fit 13 minutes" in list(changes(heading.route, None))
        assert not [stage for stage in plan.stages if stage.point == point]
    assert plan.options.skip == ("GV26",), "what was chosen"


def test_whoever_has_no_leg_point_left_prepares_no_leg():
    routine = replace_struct(BACKACHE, steps=tuple(step for step in BACKACHE.steps if step.point in {"BL23", "BL60"}))
    for minutes in (4, 4.5, 5):
        fitted = outcome(minutes, (SHIPPED, routine))
        if isinstance(fitted, ScriptWriter) and left_out(fitted):
            assert left_out(fitted) == {"BL60"}
            prepared = " ".join(said(fitted.stages(), "settle"))
            assert not any(word in prepared for word in ("stool", "legs"))
            break
    else:
        pytest.fail("no such length")


@pytest.mark.parametrize("stop", ["BL60-right", "BL57-left", "BL23"])
def test_a_session_that_goes_on_has_the_points_that_it_had(stop):
    for minutes in (13, 15, 17):
        whole = fit(minutes, measure=at_the_usual_rate)
        goes_on = fit(minutes, measure=at_the_usual_rate, resumed_at=stop)
        if stop in by_id(whole.stages()):
            assert goes_on.stages() == whole.stages()
        assert stop in by_id(goes_on.written(stop))


def test_what_somebody_has_finished_on_this_machine_counts_for_a_short_session_at_any_talk(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr("coach.journal.heard.times_finished", lambda *_: known())
    choices = Choices(voice="fake", script=Options(minutes=13, talk="full"))
    with compose(choices, Listener(whose=MINE)) as session:
        stages = session.compile().stages
    assert "brief" in {stage.talk for stage in stages if stage.point}
    with compose(choices, Listener(finished=())) as session:
        stages = session.compile().stages
    assert {stage.talk for stage in stages if stage.point} == {"full"}
