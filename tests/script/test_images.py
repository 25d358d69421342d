"""Images and noticings: none twice in a session, none in two sessions running, and always the same in the same one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from routines import SHIPPED
from writing import script, verdicts, writer

from coach.content.sentences import Sentence
from coach.plan.fit import Fitter
from coach.script.cues import HoldOn, Stage
from coach.script.wording import Picker
from coach.sound.chimes import load_palette

IMAGES = {sentence.say for images in SHIPPED.phrases.images.values() for sentence in images}

numbers, seeds = st.integers(0, 1000), st.integers(0, 10**6)
ways = st.fixed_dictionaries(
    {},
    optional={
        "order": st.sampled_from(["posture", "guide"]),
        "side": st.sampled_from(["left", "both"]),
        "first": st.just("right"),
        "breath": st.none(),
        "talk": st.just("full"),
        "bearing": st.sampled_from([("chair", "crossed"), ("chair", "stool"), ("lying", None)]),
        "conditions": st.sampled_from([("hernia",), ("varicose-veins",), ("numb-legs",)]),
    },
)


def words_in_holds(stages: tuple[Stage, ...]) -> dict[str, list[str]]:
    """Return what is said in the holds of a script, by stage."""
    held = {stage.id: cue for stage in stages for cue in stage.cues if isinstance(cue, HoldOn)}
    return {stop: [window.say.full for window in hold.words] for stop, hold in held.items()}


def images(stages: tuple[Stage, ...]) -> list[str]:
    return [text for words in words_in_holds(stages).values() for text in words if text in IMAGES]


@given(numbers, seeds, ways)
def test_no_image_comes_twice_in_a_session_nor_in_two_running(number, seed, options):
    position, legs = options.get("bearing", ("chair", None))
    options = {name: value for name, value in options.items() if name != "bearing"}
    options |= {"position": position, "legs": legs}
    one, other = (images(script(seed=seed, sessions=sessions, **options)) for sessions in (number, number + 1))
    assert len(one) == len(set(one))
    assert len(other) == len(set(other))
    assert abs(len(one) - len(other)) <= 1, "there is leave to press less at one in three holds"
    assert not set(one) & set(other)


@given(numbers, seeds)
def test_the_same_session_has_the_same_images_and_nothing_but_they_and_where_to_press_less_changes(number, seed):
    once, again, before = (script(seed=seed, sessions=sessions) for sessions in (number, number, 0))
    assert once == again
    varied = IMAGES | {sentence.say for sentence in SHIPPED.phrases.ease}
    for now, first in zip(words_in_holds(once).values(), words_in_holds(before).values(), strict=True):
        assert [text for text in now if text not in varied] == [text for text in first if text not in varied]
        assert sum(text in varied for text in now) == sum(text in varied for text in first) == 1
    assert [stage.id for stage in once] == [stage.id for stage in before]


def test_no_image_stands_at_two_places_and_eight_fit_at_each_in_each_position():
    assert len(IMAGES) == sum(map(len, SHIPPED.phrases.images.values()))
    for position in ("chair", "lying"):
        here = writer(position=position).library
        assert min(len(here.phrases.images[point.reach]) for point in here.points.values()) >= 8


@pytest.mark.parametrize("position", ["chair", "lying"])
def test_all_images_that_fit_a_place_come_before_long(position):
    here = writer(position=position).library
    heard: dict[str, set[str]] = {}
    for number in range(90):
        for stage in script(sessions=number, position=position):
            if stage.point:
                heard.setdefault(here.points[stage.point].reach, set()).update(images((stage,)))
    assert heard == {reach: {image.say for image in here.phrases.images[reach]} for reach in heard}
    assert len(heard) > 2


@given(numbers, seeds, st.integers(2, 20), st.integers(1, 20))
def test_where_a_session_needs_more_than_a_half_it_goes_on_with_the_other_and_shares_no_more_than_it_must(
    number, seed, there, needed
):
    variants = tuple(Sentence(say=f"Image {index}.", sources=("own",)) for index in range(there))
    needed = min(needed, there)
    dealt = []
    for sessions in (number, number + 1):
        picker = Picker(seed, sessions, {"belly": variants})
        dealt.append([picker.image("belly", variants).say for _ in range(needed)])
        assert len(set(dealt[-1])) == needed, "none of them twice"
    assert len({*dealt[0], *dealt[1]}) >= min(2 * needed, there)


@given(numbers, seeds, st.tuples(*[st.sets(st.integers(0, 8), min_size=1)] * 2))
def test_two_sessions_running_share_none_either_where_other_images_fit_in_each(number, seed, fits):
    variants = tuple(Sentence(say=f"Image {index}.", sources=("own",)) for index in range(9))

    def dealt(sessions, fitting, times):
        picker = Picker(seed, sessions, {"leg": variants})
        return [picker.image("leg", fitting).say for _ in range(times)]

    halves = [set(dealt(sessions, variants, 4 + sessions % 2)) for sessions in (number, number + 1)]
    assert not halves[0] & halves[1]
    for sessions, half, fit in zip((number, number + 1), halves, fits, strict=True):
        fitting = tuple(variants[index] for index in sorted(fit))
        said = {image.say for image in fitting}
        assert set(dealt(sessions, fitting, len(fitting))) == said, "all that fit, each once"
        assert set(dealt(sessions, fitting, len(said & half))) == said & half, "those of its own half first"


@pytest.mark.parametrize("minutes", [16, 22, 30])
def test_a_session_that_is_fitted_or_goes_on_later_keeps_its_images(minutes):
    chimes = load_palette("bowl")
    options = {"sessions": 7, "minutes": minutes}
    whole = Fitter(lambda said: 20_000 * len(said.text.split()), chimes, verdicts(**options)).fit(
        writer(**options), minutes
    )
    last = [stage.id for stage in whole.stages() if stage.point][4:]
    planned, resumed = whole.stages(), whole.resumed_at(last[0])
    assert images(resumed) == images(tuple(stage for stage in planned if stage.id in last))
    pressed = tuple(dict.fromkeys(stop.point.code for stop in whole.route.stops))
    assert set(images(planned)) <= set(images(script(sessions=7, points=pressed)))
