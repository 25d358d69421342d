"""The laws of the timeline, over scripts that no author would write."""

from bisect import bisect_left
from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from routines import examples, libraries
from timing import PlainChimes, by_words
from writing import script

from coach.choices import Breath, Options
from coach.content.load import library
from coach.plan.schedule import HOLD_MARGIN, LEAST_FALL, SILENCE_LIMIT, schedule
from coach.plan.timeline import GIVE_WAY, RETURN, Clip, Duck, Timeline, Utterance
from coach.script.cues import Beat, HoldOn, Say, Stage, Strike, Wait, Window
from coach.script.reasons import NoRoom
from coach.units import FRAME_RATE, frames

SHIPPED = library()
BACKACHE = SHIPPED.routines["backache"]
CHIMES = PlainChimes()


def last(stages, measure=by_words, chimes=CHIMES) -> Timeline:
    *_, timeline = schedule(stages, measure, chimes)
    return timeline


def clips_of(timeline: Timeline, bus: str | None = None) -> list[Clip]:
    return [clip for stage in timeline.stages for clip in stage.clips if bus in (None, clip.bus)]


def loud_end(clip: Clip) -> int:
    return clip.onset + CHIMES.quiet_frames(clip.chime) if clip.bus == "chimes" else clip.end


def say(number: int, words: int, pause_s: float = 1.0, brief_words: int | None = None) -> Say:
    def text(count: int) -> str:
        return " ".join([f"word{number}"] * count)

    return Say("test", "hold", text(words), brief_words and text(brief_words), ("own",), pause_s)


says = st.builds(say, st.integers(0, 10**6), st.integers(1, 30), st.floats(0, 20), st.none() | st.integers(1, 3))
windows = st.builds(
    lambda words, at, slack, rank: Window(words, at, at + slack, rank),
    says,
    st.floats(0, 200),
    st.floats(0, 20),
    st.integers(0, 9),
)
beats = st.builds(
    lambda at, soft: Beat(Strike("tone" if soft else "bell", "hold", "tone"), at, soft=soft),
    st.floats(0, 100),
    st.booleans(),
)


@st.composite
def holds(draw) -> HoldOn:
    seconds = draw(st.floats(5, 200))
    firm_at = sorted(draw(st.lists(st.floats(2, 190), max_size=3)))
    firm = [
        Beat(Strike("bell", "hold", "bell"), at)
        for index, at in enumerate(firm_at)
        if at < seconds - 2 and (index == 0 or at - firm_at[index - 1] > 2)
    ]
    soft = [replace(beat, soft=True) for beat in draw(st.lists(beats, max_size=12)) if beat.at_s < seconds]
    return HoldOn(seconds, tuple(draw(st.lists(windows, max_size=8))), tuple(firm + soft))


outside = says | st.just(Strike("bowl", "opening", "bowl")) | st.builds(Wait, st.floats(0, 60), st.just("travel"))
scripts = st.lists(
    st.builds(
        lambda before, hold, after: (*before, hold, *after),
        st.lists(outside, min_size=1, max_size=6),
        holds(),
        st.lists(outside, max_size=4),
    ).map(lambda cues: Stage("stage", "Stage", "CV6", "midline", cues)),
    min_size=1,
    max_size=4,
)
voices = st.floats(0.1, 8).map(lambda factor: lambda utterance: max(1, round(by_words(utterance) * factor)))
options = st.builds(
    Options,
    hold_s=st.none() | st.floats(5, 3600),
    order=st.sampled_from(["posture", "guide"]),
    points=st.sets(st.sampled_from(list(SHIPPED.points))).map(tuple),
    side=st.sampled_from(["left", "right", "both"]),
    first=st.sampled_from(["left", "right"]),
    pace=st.floats(0.25, 4),
    breath=st.none() | st.builds(lambda i, more: Breath(i, i + more), st.floats(2.5, 7.5), st.floats(0, 2.5)),
    seed=st.integers(0, 1000),
)


def laws_hold(timeline: Timeline, stages) -> None:
    voice, chimes = clips_of(timeline, "voice"), clips_of(timeline, "chimes")
    for earlier, later in pairwise(voice):
        assert earlier.end <= later.onset, "utterances overlap"
    onsets = [word.onset for word in voice]
    for chime in chimes:
        at = bisect_left(onsets, chime.onset)
        assert at == 0 or voice[at - 1].end <= chime.onset, f"{chime.cue} starts under speech"
        assert at == len(voice) or loud_end(chime) <= voice[at].onset, f"speech starts under {chime.cue}"
    for timed, stage in zip(timeline.stages, stages, strict=True):
        for cue in stage.cues:
            if isinstance(cue, HoldOn):
                assert timed.hold is not None
                assert timed.hold.frames == round(cue.seconds * FRAME_RATE)
                onsets = {clip.cue: clip.onset for clip in timed.clips}
                assert (onsets["hold-open"], onsets["hold-close"]) == (timed.hold.onset, timed.hold.end)
                for clip in timed.clips:
                    inside = timed.hold.onset <= clip.onset < timed.hold.end
                    if inside and clip.bus == "voice":
                        assert clip.end + HOLD_MARGIN <= timed.hold.end


@given(scripts, voices)
def test_holds_are_exact_and_words_never_meet_words_or_chimes(stages, measure):
    laws_hold(last(stages, measure), stages)


@given(options, voices)
def test_the_laws_hold_for_the_backache_routine_with_any_options_and_any_voice(chosen, measure):
    stages = script(options=chosen)
    timeline = last(stages, measure)
    laws_hold(timeline, stages)
    lengths = {}
    for stage in timeline.stages:
        if stage.hold:
            assert lengths.setdefault(stage.point, stage.hold.frames) == stage.hold.frames, "the sides differ"


@given(libraries(), options, st.floats(0.05, 60), st.sampled_from(["full", "brief", "chimes"]), st.floats(5, 30))
@settings(max_examples=examples(200))
def test_the_laws_hold_for_any_routine_even_for_phrases_of_minutes_and_holds_of_seconds(
    drawn, chosen, slowness, talk, hold_s
):
    shipped, routine = drawn
    options = replace(chosen, points=(), side="both", talk=talk, hold_s=hold_s if chosen.hold_s else None)
    stages = script(shipped, routine, options=options)
    timeline = last(stages, lambda utterance: round(by_words(utterance) * slowness))
    laws_hold(timeline, stages)
    safety = {cue.full for stage in stages for cue in stage.cues if isinstance(cue, Say) and cue.is_safety}
    assert safety <= {clip.utterance.text for clip in clips_of(timeline, "voice")}
    lengths = {}
    for stage in timeline.stages:
        if stage.hold:
            assert lengths.setdefault(stage.point, stage.hold.frames) == stage.hold.frames, "the sides differ"


@given(options)
def test_silence_never_lasts_longer_than_about_fifteen_seconds(chosen):
    timeline = last(script(options=chosen))
    sounding = sorted((clip.onset, loud_end(clip)) for clip in clips_of(timeline))
    for (_, quiet_from), (onset, _) in pairwise(sounding):
        assert onset - quiet_from <= SILENCE_LIMIT + frames(2)


@given(scripts, voices)
def test_each_timeline_extends_the_one_before_and_changes_nothing_that_was_decided(stages, measure):
    before = Timeline()
    for timeline in schedule(stages, measure, CHIMES):
        decided = before.frames
        assert timeline.frames >= decided
        kept = [clip for clip in clips_of(timeline) if clip.onset < decided]
        assert kept == [clip for clip in clips_of(before) if clip.onset < decided]
        before = timeline
    assert before.complete


@given(scripts, voices)
def test_stages_tile_the_timeline_and_clips_stand_in_order(stages, measure):
    timeline = last(stages, measure)
    assert timeline.stages[0].onset == 0
    for earlier, later in pairwise(timeline.stages):
        assert earlier.end == later.onset
    for stage in timeline.stages:
        assert [clip.onset for clip in stage.clips] == sorted(clip.onset for clip in stage.clips)
    assert max(clip.end for clip in clips_of(timeline)) < timeline.frames


@given(scripts)
def test_the_same_script_gives_the_same_timeline(stages):
    assert last(stages) == last(stages)


def hold_with(*words: Window, seconds: float = 20.0) -> Timeline:
    return last([Stage("x", "X", "CV6", "midline", (HoldOn(seconds, words, ()),))])


def test_words_that_do_not_fit_are_said_briefly():
    timeline = hold_with(Window(say(1, 60, brief_words=3), 5, 8, 1))
    assert [clip.length for clip in clips_of(timeline, "voice")] == ["brief"]
    assert [cut.how for cut in timeline.stages[0].shortened] == ["brief"]


def test_words_that_have_no_brief_wording_are_said_up_to_fifteen_percent_faster():
    # 39 words take 19.7 s; 1.2 s and the margin are missing at 0.8 s.
    timeline = hold_with(Window(say(1, 39), 0, 8, 1))
    (clip,) = clips_of(timeline, "voice")
    assert 1 < clip.utterance.speed <= 1.15
    assert [cut.how for cut in timeline.stages[0].shortened] == ["faster"]


def test_words_that_cannot_fit_are_dropped_and_the_plan_says_why():
    timeline = hold_with(Window(say(1, 60, brief_words=50), 5, 8, 1))
    assert clips_of(timeline, "voice") == []
    (cut,) = timeline.stages[0].shortened
    assert (cut.how, cut.why) == ("dropped", NoRoom(frames(5), frames(20)))


def test_where_words_compete_the_lower_rank_is_heard():
    first, second = Window(say(1, 20), 5, 6, 2), Window(say(2, 20), 5, 6, 1)
    (clip,) = clips_of(hold_with(first, second), "voice")
    assert clip.utterance == Utterance(second.say.full)


def test_words_take_the_gap_between_breath_tones_where_there_is_one():
    tones = tuple(Beat(Strike("breath-in", "hold", "tone"), at, soft=True) for at in (10, 20, 30))
    window = Window(say(1, 12), 9, 25, 1)
    timeline = last([Stage("x", "X", "CV6", "midline", (HoldOn(60, (window,), tones),))])
    (clip,) = clips_of(timeline, "voice")
    hold = timeline.stages[0].hold
    assert clip.onset == hold.onset + frames(10.8)
    assert [c.onset - hold.onset for c in clips_of(timeline) if c.cue == "breath-in"] == [
        frames(10),
        frames(20),
        frames(30),
    ]


def test_a_breath_tone_that_would_fall_under_speech_is_left_out():
    tones = tuple(Beat(Strike("breath-in", "hold", "tone"), at, soft=True) for at in (10, 20))
    window = Window(say(1, 12), 9, 9.5, 1)
    timeline = last([Stage("x", "X", "CV6", "midline", (HoldOn(60, (window,), tones),))])
    hold = timeline.stages[0].hold
    assert [c.onset - hold.onset for c in clips_of(timeline) if c.cue == "breath-in"] == [frames(20)]


def test_spoken_breaths_follow_their_tones_and_from_the_third_hold_on_tones_lead_the_breath_alone():
    led = [stage for stage in last(script()).stages if stage.hold]
    spoken = []
    for stage in led:
        words = [clip for clip in stage.clips if clip.cue in {"breathe-in", "breathe-out"}]
        spoken.append(len(words))
        for word in words:
            tone = "breath" + word.cue.removeprefix("breathe")
            sounded = max(clip.onset for clip in stage.clips if clip.bus == "chimes" and clip.onset < word.onset)
            leading = next(clip for clip in stage.clips if clip.onset == sounded)
            # The notes that open the hold stand for the tone of the first breath in.
            assert leading.cue == (tone if sounded > stage.hold.onset else "hold-open")
            assert frames(0.8) <= word.onset - sounded <= frames(1)
        assert {"breath-in", "breath-out"} <= {clip.cue for clip in stage.clips}
    assert spoken == [4, 2, *[0] * (len(led) - 2)]


def test_a_long_wait_has_soft_signs_of_life():
    timeline = last([Stage("x", "X", None, None, (Wait(60, "travel"),))])
    assert len(clips_of(timeline, "chimes")) == 4


def test_no_speech_comes_before_the_opening_chime_has_faded():
    stages = [
        Stage("opening", "Opening", None, None, (Wait(1, "opening"), Strike("b", "opening", "b-bowl"), say(1, 5)))
    ]
    bowl, word = clips_of(last(stages))
    assert (bowl.onset, word.onset) == (frames(1), frames(3))


def test_an_empty_script_is_an_empty_timeline():
    empty = last([])
    assert empty.complete
    assert (empty.stages, empty.frames) == ((), 0)


def decided(timeline: Timeline, frame: int) -> list[Duck]:
    """Return all of the ducks that the samples before a frame tell."""
    return [
        replace(duck, end=None if duck.end is None or duck.end >= frame else duck.end)
        for duck in timeline.ducks
        if duck.onset < frame
    ]


@given(scripts, voices)
def test_where_the_bed_gives_way_is_known_in_time(stages, measure):
    grown = list(schedule(stages, measure, CHIMES))
    for timeline in grown:
        assert decided(timeline, timeline.frames) == decided(grown[-1], timeline.frames)


@given(scripts, voices)
def test_the_bed_is_down_under_all_words_and_never_swells_between_two_sentences(stages, measure):
    timeline = last(stages, measure)
    first, *ducks, fade_out = timeline.ducks
    assert (first.onset, first.end, first.deep) == (0, 0, True)
    assert fade_out.deep
    assert fade_out.end is None
    assert fade_out.onset + fade_out.fall == timeline.frames
    for word in clips_of(timeline, "voice"):
        duck = next(duck for duck in ducks if duck.onset <= word.onset and word.end <= duck.end)
        # Words that begin as soon as a cue does are known too late to give way before them.
        assert duck.onset + duck.fall <= word.onset + LEAST_FALL
    for earlier, later in pairwise(ducks):
        assert later.onset >= earlier.end
        assert {earlier.deep, later.deep} == {False}


@settings(max_examples=examples(50))
@given(options)
def test_in_the_backache_routine_the_bed_is_always_down_when_words_begin_and_comes_back_in_full(chosen):
    timeline = last(script(options=chosen))
    _, *ducks, _ = timeline.ducks
    assert {duck.fall for duck in ducks} == {GIVE_WAY}
    onsets = {word.onset for word in clips_of(timeline, "voice")}
    assert all(duck.onset + duck.fall in onsets for duck in ducks)
    assert all(later.onset - earlier.end >= RETURN for earlier, later in pairwise(ducks))


@settings(max_examples=examples(50))
@given(scripts, voices, st.integers(0, frames(900)), st.integers(1, frames(30)))
def test_the_ducks_of_a_stretch_are_found_among_all(stages, measure, start, size):
    timeline = last(stages, measure)
    found = timeline.ducks_between(start, start + size)
    for duck in timeline.ducks:
        over = timeline.frames if duck.end is None else duck.end + duck.rise
        if duck.onset < start + size and over > start:
            assert duck in found


def test_no_word_is_measured_to_know_where_the_bed_gives_way_to_it():
    def unmeasured(_utterance):
        raise AssertionError

    class Unstruck(PlainChimes):
        quiet_frames = frames = unmeasured

    words = (Wait(1, "opening"), Wait(0.5, "opening"), say(1, 5))
    growing = schedule([Stage("x", "X", None, None, words)], unmeasured, Unstruck())
    assert next(growing).ducks[1:] == (Duck(frames(0.9)),)
    struck = (Wait(1, "opening"), Strike("b", "opening", "b-bowl"), say(1, 5))
    assert next(schedule([Stage("x", "X", None, None, struck)], unmeasured, Unstruck())).frames == frames(1)


def test_the_bed_fades_away_under_the_last_bowl():
    stages = [Stage("x", "X", None, None, (say(1, 5), Strike("b", "closing", "b-bowl")))]
    *_, before, whole = schedule(stages, by_words, CHIMES)
    assert not before.complete
    bowl = clips_of(whole)[-1]
    assert before.frames == bowl.onset
    assert whole.ducks[-1] == Duck(bowl.onset + frames(0.5), None, frames(8), deep=True)
