"""The voice recedes: within a hold, within a session, and from session to session."""

from hypothesis import assume, given
from hypothesis import strategies as st
from routines import SHIPPED
from writing import route_of, script

from coach.choices import Breath
from coach.script.cues import HoldOn, Say, Stage, Window
from coach.script.talk import BRIEF_AFTER, CHIMES_AFTER

(LESS,) = (sentence.say for sentence in SHIPPED.phrases.less_said)
sessions = st.fixed_dictionaries(
    {
        "seed": st.integers(0, 99),
        "sessions": st.integers(0, 99),
        "hold_s": st.floats(45, 600),
        "order": st.sampled_from(["posture", "guide"]),
        "breath": st.sampled_from([None, Breath(4, 6), Breath(3, 5), Breath(4, 6, 2)]),
    }
)


def held(stages: tuple[Stage, ...]) -> list[tuple[Window, ...]]:
    """Return the words of each hold."""
    return [cue.words for stage in stages for cue in stage.cues if isinstance(cue, HoldOn)]


def words(stages: tuple[Stage, ...]) -> list[str]:
    """Return all words outside of holds and in them, but for those that tell that less is said."""
    says = [cue for stage in stages for cue in stage.cues if isinstance(cue, Say) and cue.full != LESS]
    says += [window.say for windows in held(stages) for window in windows]
    return " ".join(say.text for say in says).split()


@given(sessions)
def test_in_a_hold_more_is_said_in_its_first_half_than_after(options):
    assume(options["hold_s"] >= 60)
    for windows in held(script(**options)):
        first = [window for window in windows if window.earliest_s < options["hold_s"] / 2]
        assert len(first) >= len(windows) - len(first) <= 1


@given(sessions)
def test_from_hold_to_hold_no_more_is_said_and_from_the_third_on_one_thing_alone(options):
    numbers = [len(windows) for windows in held(script(**options))]
    assert numbers == sorted(numbers, reverse=True)
    assert set(numbers[2:]) == {1}


@given(sessions)
def test_the_second_side_is_told_in_fewer_words_than_the_first(options):
    stages = script(**options)
    for code in {stage.point for stage in stages if stage.side in {"left", "right"}}:
        first, second = (len(words((stage,))) for stage in stages if stage.point == code)
        assert second < first


@given(sessions, st.integers(0, 9), st.booleans(), st.sets(st.sampled_from([step.id for step in route_of().stops])))
def test_from_session_to_session_no_more_is_said(options, times, answered, oftener):
    def said(times):
        finished = tuple((stop.id, times + (stop.id in oftener)) for stop in route_of().stops)
        return len(words(script(finished=finished, answered=answered, **options)))

    assert said(times + 1) <= said(times)


@given(st.dictionaries(st.sampled_from([step.id for step in route_of().stops]), st.integers(0, 9)), st.booleans())
def test_that_less_is_said_is_told_where_it_is_so_for_the_first_time(times, answered):
    route = route_of(finished=tuple(times.items()), answered=answered)
    told = {
        is_told: [
            cue.full
            for cue in script(finished=tuple(times.items()), answered=answered, is_told_of_less=is_told)[0].cues
            if isinstance(cue, Say)
        ].count(LESS)
        for is_told in (None, False, True)
    }
    counts = [min(times.get(side.id, 0) for side in route.stops if side.point is stop.point) for stop in route.stops]
    assert told == {None: max(counts) == BRIEF_AFTER, False: max(counts) >= BRIEF_AFTER, True: 0}
    assert any(stop.talk != "full" for stop in route.stops) == (max(counts) >= BRIEF_AFTER)
    assert any(stop.talk == "chimes" for stop in route.stops) == (max(counts) >= CHIMES_AFTER)


def test_nothing_is_told_of_it_where_the_session_itself_asks_for_fewer_words():
    finished = tuple((stop.id, BRIEF_AFTER) for stop in route_of().stops)
    for talk in ("full", "brief", "chimes"):
        assert not route_of(talk=talk, finished=finished).tells_of_less
    assert route_of(finished=finished).tells_of_less
