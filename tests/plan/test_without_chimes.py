"""A session without chimes: words open and close its holds, lead the breath, and tell that it goes on."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from led import COMMANDS, Led
from msgspec.structs import replace as replace_struct
from routines import BACKACHE, SHIPPED, examples, libraries
from timing import by_words
from writing import script, verdicts, writer

from coach.choices import Breath, Choices, Options, choose
from coach.content.sentences import sentence_lists
from coach.errors import BadOption, CannotFit
from coach.health.listener import Listener
from coach.plan.fit import Fitter
from coach.plan.schedule import HOLD_MARGIN, SILENCE_LIMIT, schedule
from coach.plan.timeline import Clip, Duck, Timeline
from coach.script.cues import HoldOn, Say
from coach.script.write import begin_in
from coach.sessions.compose import compose, spoken_signs
from coach.units import frames

SILENT = replace_struct(SHIPPED, phrases=SHIPPED.phrases.by_words())
SIGNS = spoken_signs(SHIPPED.phrases)
OF_CHIMES = re.compile(r"chime|bowl|\bbells?\b|\btones?\b|\bnotes?\b", re.IGNORECASE)
BEGIN = {sentence.say for sentence in SHIPPED.phrases.without_chimes.begin}
RELEASE = {sentence.say for sentence in SHIPPED.phrases.release}

options = st.builds(
    Options,
    hold_s=st.none() | st.floats(5, 600),
    order=st.sampled_from(["posture", "guide"]),
    points=st.sets(st.sampled_from(list(SHIPPED.points))).map(tuple),
    side=st.sampled_from(["left", "right", "both"]),
    pace=st.floats(0.25, 4),
    breath=st.none() | st.builds(lambda i, more: Breath(i, i + more), st.floats(2.5, 7.5), st.floats(0, 2.5)),
    seed=st.integers(0, 1000),
    talk=st.sampled_from(["full", "brief"]),
    wait_s=st.sampled_from([0, 0, 45.0]),
)


def planned(stages, measure=by_words) -> Timeline:
    *_, timeline = schedule(stages, measure, SIGNS)
    return timeline


def clips_of(timeline: Timeline) -> list[Clip]:
    return [clip for stage in timeline.stages for clip in stage.clips]


def laws_hold(timeline: Timeline) -> None:
    clips = clips_of(timeline)
    assert {clip.bus for clip in clips} <= {"voice"}
    for earlier, later in pairwise(clips):
        assert earlier.end <= later.onset, "utterances overlap"
    for stage in timeline.stages:
        if stage.hold:
            before = [clip for clip in stage.clips if clip.onset < stage.hold.onset]
            inside = [clip for clip in stage.clips if stage.hold.onset <= clip.onset < stage.hold.end]
            after = [clip for clip in stage.clips if clip.onset >= stage.hold.end]
            assert before[-1].cue == "hold-open"
            assert before[-1].end == stage.hold.onset
            assert after[0].cue == "hold-close"
            assert after[0].onset == stage.hold.end
            assert all(clip.end + HOLD_MARGIN <= stage.hold.end for clip in inside)


@given(options, st.floats(0.3, 3))
def test_a_hold_lasts_exactly_from_the_end_of_the_word_that_opens_it_to_the_word_that_closes_it(chosen, slowness):
    stages = script(SILENT, options=chosen)
    timeline = planned(stages, lambda utterance: round(by_words(utterance) * slowness))
    laws_hold(timeline)
    lengths = {}
    for stage, written in zip(timeline.stages, stages, strict=True):
        for cue in written.cues:
            if isinstance(cue, HoldOn):
                assert stage.hold.frames == frames(cue.seconds)
                assert lengths.setdefault(stage.point, stage.hold.frames) == stage.hold.frames


@settings(max_examples=examples(30))
@given(libraries(4), options, st.floats(0.05, 60))
def test_the_laws_hold_for_any_routine_even_for_phrases_of_minutes(drawn, chosen, slowness):
    shipped, routine = drawn
    silent = replace_struct(shipped, phrases=shipped.phrases.by_words())
    stages = script(silent, routine, options=replace(chosen, points=(), side="both"))
    laws_hold(planned(stages, lambda utterance: round(by_words(utterance) * slowness)))


@given(options)
def test_silence_never_lasts_longer_than_about_fifteen_seconds(chosen):
    timeline = planned(begin_in(40, script(SILENT, options=chosen)))
    for earlier, later in pairwise(clips_of(timeline)):
        assert later.onset - earlier.end <= SILENCE_LIMIT + frames(0.5)


@given(options)
def test_nothing_that_is_said_speaks_of_chimes_or_tones(chosen):
    timeline = planned(script(SILENT, options=chosen))
    said = [clip.utterance.text for clip in clips_of(timeline)]
    assert not [text for text in said if OF_CHIMES.search(text)]


@given(options)
def test_words_that_follow_one_another_as_signs_differ(chosen):
    for earlier, later in pairwise(clips_of(planned(script(SILENT, options=chosen)))):
        assert earlier.cue != "presence" or earlier.utterance != later.utterance


@pytest.mark.parametrize("breath", ["4-6", "6-8", "2.5-2.5"])
def test_words_lead_the_breath_all_through_a_hold(breath):
    timeline = planned(script(SILENT, points=("CV6",), breath=Breath.parse(breath)))
    hold = next(stage.hold for stage in timeline.stages if stage.hold)
    led = [clip.onset for clip in clips_of(timeline) if clip.cue == "breathe-out"]
    assert all(later - earlier <= frames(29) for earlier, later in pairwise(led))
    assert len(led) >= 5
    assert led[-1] >= hold.end - frames(30)


@settings(max_examples=examples(40))
@given(
    st.lists(st.tuples(st.sampled_from(COMMANDS), st.floats(0.1, 150)), min_size=1, max_size=6),
    st.sampled_from(["full", "brief"]),
)
def test_whatever_is_pressed_no_words_overlap_no_chime_sounds_and_every_hold_is_closed_by_a_word(story, talk):
    led = Led(library=SILENT, chimes=SIGNS, points=("CV6", "BL40"), hold_s=60, wait_s=30, talk=talk)
    led.tell(story)
    clips = clips_of(led.timeline)
    assert {clip.bus for clip in clips} == {"voice"}
    for earlier, later in pairwise(clips):
        assert earlier.end <= later.onset
    for stage, following in pairwise(led.timeline.stages):
        if stage.hold and stage.hold.end < stage.end:
            assert "hold-close" in {clip.cue for piece in (stage, following) for clip in piece.clips}


def test_a_hold_that_goes_on_after_a_pause_does_so_at_a_word_with_what_is_left_to_the_frame():
    led = Led(library=SILENT, chimes=SIGNS, points=("CV6",), hold_s=60)
    at = led.hold("CV6") + frames(20)
    led.press("pause", at)
    clips = led.press("resume", at + frames(30))
    begin = next(clip for clip in clips if clip.cue == "hold-on")
    assert begin.utterance.text in BEGIN
    assert led.hold("CV6") == begin.end
    assert led.held("CV6") == frames(60)
    assert next(clip for clip in clips if clip.onset >= led.last("CV6").hold.end).utterance.text in RELEASE
    led.press("pause", at + frames(33))  # before it has gone on
    clips = led.press("resume", at + frames(60))
    assert [clip.cue for clip in clips].count("hold-on") == 1


def test_who_finds_the_point_once_more_hears_a_word_that_begins_the_hold_anew():
    led = Led(library=SILENT, chimes=SIGNS, points=("CV6",), hold_s=60)
    clips = led.press("again", led.hold("CV6") + frames(20))
    cues = [clip.cue for clip in clips]
    assert cues.index("hold-open") < cues.index("hold-close")
    assert led.last("CV6").hold.frames == frames(60)


def test_a_session_without_chimes_is_fitted_to_the_frame_and_no_way_out_takes_the_chimes():
    chosen = {"minutes": 25}
    write = writer(SILENT, **chosen)
    fitted = Fitter(by_words, SIGNS, verdicts(SILENT, **chosen)).fit(write, 25)
    timeline = planned(fitted.stages())
    assert timeline.frames == frames(25 * 60)
    laws_hold(timeline)
    with pytest.raises(CannotFit) as caught:
        Fitter(by_words, SIGNS, verdicts(SILENT, minutes=4)).fit(writer(SILENT, minutes=4), 4)
    assert not [given for way in caught.value.ways for given in way if given.value == "chimes"]


def test_a_stop_that_was_finished_often_is_told_briefly_where_there_are_no_chimes():
    finished = tuple((stop.id, 9) for stop in writer(SILENT).route.stops)
    assert {stop.talk for stop in writer(SILENT, talk="auto", finished=finished).route.stops} == {"brief"}


def test_by_chimes_alone_there_must_be_chimes():
    with pytest.raises(BadOption, match="chimes none: with talk chimes, nothing would tell when a hold"):
        choose(chimes="none", talk="chimes")
    with pytest.raises(BadOption, match="with talk chimes"):
        compose(Choices(voice="fake", chimes="none"), Listener(talk="chimes"))


def test_every_list_in_place_of_chimes_has_wordings_enough_and_no_two_alike():
    for key, sentences in sentence_lists(SHIPPED.phrases.without_chimes).items():
        said = [sentence.say for sentence in sentences]
        assert len({*said}) == len(said) >= (8 if key in {"holding", "waiting"} else 1)
        assert key not in {"timing", "begin"} or len(said) == 1, "the ear knows what begins a hold"
    assert not SHIPPED.phrases.is_by_words
    assert script(SHIPPED, BACKACHE) != script(SILENT, BACKACHE)
    assert all(isinstance(say, Say) and say.pause_s == 0 for say in (*SIGNS.holding, *SIGNS.waiting))


def decided(timeline: Timeline, frame: int) -> list[Duck]:
    """Return all of the ducks that the samples before a frame tell."""
    return [
        replace(duck, end=None if duck.end is None or duck.end >= frame else duck.end)
        for duck in timeline.ducks
        if duck.onset < frame
    ]


@settings(max_examples=examples(20))
@given(options, st.lists(st.tuples(st.sampled_from(COMMANDS), st.floats(0.1, 150)), max_size=4))
def test_the_bed_gives_way_to_all_words_and_where_is_known_in_time(chosen, story):
    led = Led(library=SILENT, chimes=SIGNS, options=replace(chosen, points=("CV6", "BL40")))
    grown = list(schedule(begin_in(30, led.stages), by_words, SIGNS))
    at = frames(3)
    for command, later_s in [("ready", 0), *story]:
        for timeline in grown:
            assert decided(timeline, timeline.frames) == decided(grown[-1], timeline.frames)
        for word in clips_of(grown[-1]):
            assert any(
                duck.onset <= word.onset and (duck.end is None or word.end <= duck.end) for duck in grown[-1].ducks
            )
        assert [duck.onset for duck in grown[-1].ducks] == sorted(duck.onset for duck in grown[-1].ducks)
        led.timeline = grown[-1] if command != "ready" else led.timeline
        at = min(at + frames(later_s), led.timeline.frames)
        grown = list(led.editor.edit(led.timeline, command, at))


@settings(max_examples=examples(30))
@given(st.lists(st.tuples(st.sampled_from(COMMANDS), st.floats(0.1, 90)), min_size=1, max_size=7))
def test_whatever_is_pressed_no_stop_is_held_longer_than_health_allows(story):
    led = Led(library=SILENT, chimes=SIGNS, points=("CV6", "BL57"), conditions=("blood-thinners",), hold_s=90)
    led.tell(story)
    for stop in led.route.stops:
        assert led.held(stop.id) <= frames(stop.longest_s)
    for earlier, later in pairwise(clips_of(led.timeline)):
        assert earlier.end <= later.onset


def test_a_hold_of_which_health_leaves_a_rest_is_opened_by_a_word_too():
    led = Led(library=SILENT, chimes=SIGNS, points=("CV6", "BL57"), conditions=("blood-thinners",), hold_s=60)
    led.press("next", led.hold("CV6") + frames(20))
    led.press("back", led.last("BL57-left").onset + frames(1))
    clips = led.last("CV6").clips
    opens = next(clip for clip in clips if clip.cue in {"hold-open", "hold-on"})
    assert led.last("CV6").hold.frames == frames(40)
    assert opens.end == led.hold("CV6")
    assert {clip.bus for clip in clips} == {"voice"}


def test_who_asks_for_more_than_health_allows_is_told_so_after_the_word_that_ends_the_hold():
    led = Led(library=SILENT, chimes=SIGNS, points=("CV6",), conditions=("blood-thinners",), hold_s=60)
    clips = led.press("longer", led.hold("CV6") + frames(57))
    said = [clip for clip in clips if clip.cue in {"hold-close", "long-enough"}]
    assert [clip.cue for clip in said] == ["hold-close", "long-enough"]
    assert led.held("CV6") == frames(60)
