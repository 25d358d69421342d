"""The sounds explain themselves: whatever a fit leaves unsaid and a listener presses, none sounds without its words."""

from itertools import pairwise

import pytest
from led import Led, cues, texts
from msgspec.structs import replace
from routines import BACKACHE, SHIPPED
from timing import PlainChimes, by_words
from writing import script, verdicts, writer

from coach.content.sentences import Sentence
from coach.plan.fit import Fitter
from coach.plan.schedule import schedule
from coach.script.cues import Say, Stage, is_example
from coach.sessions.compose import spoken_signs
from coach.units import frames

CHIMES = PlainChimes()
EXPLAINED = {sentence.say: sentence.chime for sentence in SHIPPED.phrases.method if sentence.chime}


def arriving(stages: tuple[Stage, ...]) -> Stage:
    return next(stage for stage in stages if stage.id == "arriving")


def fitted(minutes: float, **options) -> tuple[Stage, ...]:
    fitter = Fitter(by_words, CHIMES, verdicts(**options))
    return fitter.fit(writer(minutes=minutes, **options), minutes).stages()


def test_each_sound_of_a_hold_is_heard_right_after_the_words_that_explain_it():
    heard = [(said, sounded) for said, sounded in pairwise(arriving(script()).cues) if is_example(sounded)]
    assert {said.text: sounded.chime for said, sounded in heard} == EXPLAINED
    assert {"hold-open", "halfway", "hold-close"} == set(EXPLAINED.values())


@pytest.mark.parametrize("answered", [False, True])
def test_no_chime_sounds_whose_explanation_a_fit_has_left_unsaid(answered):
    numbers = set()
    known = tuple((stop.id, 1) for stop in writer().route.stops)
    for tenths in range(150, 290, 7):
        stages = fitted(tenths / 10, answered=answered, finished=known)
        told = arriving(stages).cues
        for said, sounded in pairwise(told):
            if is_example(sounded):
                assert isinstance(said, Say)
                assert EXPLAINED[said.full] == sounded.chime
        numbers.add(sum(map(is_example, told)))
        *_, timeline = schedule(stages, by_words, CHIMES)
        assert timeline.frames == frames(tenths * 6)
    assert {0, 3} <= numbers


def test_who_asks_for_the_arrival_again_hears_the_sounds_again():
    led = Led()
    planned = [clip.chime for clip in led.last("arriving").clips if clip.cue == "example"]
    clips = led.press("again", led.last("arriving").end - frames(1))
    assert [clip.chime for clip in clips if clip.cue == "example"] == planned


def test_a_sound_that_a_pause_cuts_is_heard_again_before_the_next_is_explained():
    led = Led()
    example = next(clip for clip in led.last("arriving").clips if clip.cue == "example")
    led.press("pause", example.onset + frames(0.3))
    clips = led.press("resume", example.onset + frames(20))
    assert cues(clips)[:3] == ["where", "example", "method"]
    assert clips[1].chime == example.chime
    later = [text for text in texts(led.last("arriving").clips, "method") if text in EXPLAINED]
    assert later == list(EXPLAINED)[1:]


def test_where_there_are_no_chimes_none_is_explained_in_whatever_words():
    method = (*SHIPPED.phrases.method, Sentence(say="This begins a hold.", sources=("own",), chime="hold-open"))
    phrases = replace(SHIPPED.phrases, method=method).by_words()
    stages = script(replace(SHIPPED, phrases=phrases), BACKACHE)
    *_, timeline = schedule(stages, by_words, spoken_signs(phrases))
    assert not [cue for stage in stages for cue in stage.cues if is_example(cue)]
    assert {clip.bus for stage in timeline.stages for clip in stage.clips} == {"voice"}


def test_the_bed_stays_down_while_the_sounds_are_explained():
    *_, timeline = schedule(script(), by_words, CHIMES)
    stage = next(stage for stage in timeline.stages if stage.id == "arriving")
    told = [clip for clip in stage.clips if clip.cue in {"method", "example"}]
    (duck,) = (duck for duck in timeline.ducks if duck.onset < told[0].onset <= (duck.end or 0))
    assert duck.end > told[-1].onset
