"""What a listener's commands do to a timeline: what was heard stays, and the laws hold for what follows."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from led import Led
from msgspec.structs import replace as replace_struct
from timing import PlainChimes, by_words
from writing import script

from coach.choices import Options
from coach.content.load import library
from coach.plan.edits import BREATHING_SPACE_S, Editor, cut
from coach.plan.schedule import schedule
from coach.plan.timeline import GIVE_WAY, Clip, Command, Duck, Timeline
from coach.script.cues import HoldOn, Say
from coach.script.reasons import Fitted
from coach.sessions.compose import spoken_signs
from coach.sessions.mixer import Mixer
from coach.units import frames

SHIPPED = library()
SILENT = replace_struct(SHIPPED, phrases=SHIPPED.phrases.by_words())
SIGNS = spoken_signs(SHIPPED.phrases)
OPTIONS = {"points": ("CV6", "BL40"), "hold_s": 60, "wait_s": 30}
STAGES = script(**OPTIONS)
CHIMES = PlainChimes()
BREATH = Options().breath
COMMANDS = ["pause", "resume", "again", "back", "next", "longer", "shorter", "ready"]


def unmeasured(_utterance):
    pytest.fail("speech was asked for before the first timeline")


def editor(measure=by_words) -> Editor:
    return Editor(STAGES, SHIPPED.phrases, BREATH, measure, CHIMES)


def planned() -> Timeline:
    *_, timeline = schedule(STAGES, by_words, CHIMES)
    return timeline


PLANNED = planned()


def edited(timeline: Timeline, command: Command, frame: int) -> Timeline:
    *_, last = editor().edit(timeline, command, frame)
    return last


def clips_of(timeline: Timeline, bus: str | None = None) -> list[Clip]:
    return [clip for stage in timeline.stages for clip in stage.clips if bus in (None, clip.bus)]


def texts_from(timeline: Timeline, frame: int) -> list[str]:
    return [clip.utterance.text for clip in clips_of(timeline, "voice") if clip.onset >= frame]


def filled(key: str, **filling: str) -> set[str]:
    texts = [sentence.say.format(**filling) for sentence in getattr(SHIPPED.phrases, key)]
    return {text[:1].upper() + text[1:] for text in texts}


def hold_of(timeline: Timeline, stage_id: str):
    return next(stage.hold for stage in timeline.stages if stage.id == stage_id and stage.hold)


def held(timeline: Timeline, stage_id: str) -> int:
    return sum(stage.hold.frames for stage in timeline.stages if stage.id == stage_id and stage.hold)


LAST_BOWL = clips_of(PLANNED)[-1].onset

moments = st.integers(frames(3), LAST_BOWL - 1)
stories = st.lists(st.tuples(st.sampled_from(COMMANDS), st.integers(1, frames(150))), min_size=1, max_size=6)


@given(stories)
def test_what_was_heard_never_changes_and_the_laws_hold_for_what_follows(story):
    timeline, at = PLANNED, frames(3)
    for command, later in story:
        at = min(at + later, timeline.frames)
        after = edited(timeline, command, at)
        before_cut = [clip for clip in clips_of(timeline) if clip.end <= at]
        assert [clip for clip in clips_of(after) if clip.end <= at and not clip.cut] == [
            clip for clip in before_cut if not clip.cut
        ]
        for earlier, following in pairwise(clips_of(after, "voice")):
            assert earlier.end <= following.onset
        for earlier, following in pairwise(after.stages):
            assert earlier.end == following.onset
        for clip in clips_of(after):
            assert not clip.cut or clip.end <= at
        timeline = after


def decided(timeline: Timeline, frame: int) -> list[Duck]:
    """Return all of the ducks that the samples before a frame tell."""
    return [
        replace(duck, end=None if duck.end is None or duck.end >= frame else duck.end)
        for duck in timeline.ducks
        if duck.onset < frame
    ]


@settings(max_examples=50)
@given(stories)
def test_the_bed_that_was_heard_never_changes_and_gives_way_to_all_words_that_follow(story):
    timeline, at = PLANNED, frames(3)
    for command, later in story:
        at = min(at + later, timeline.frames)
        grown = list(editor().edit(timeline, command, at))
        assert decided(grown[-1], at) == decided(timeline, at)
        for after in grown:
            assert decided(after, after.frames) == decided(grown[-1], after.frames)
        timeline = grown[-1]
        onsets, ends = ([getattr(duck, of) for duck in timeline.ducks] for of in ("onset", "end"))
        assert onsets == sorted(onsets)
        assert None not in ends[:-1]
        assert ends[:-1] == sorted(ends[:-1])
        for word in clips_of(timeline, "voice"):
            assert any(
                duck.onset <= word.onset and (duck.end is None or word.end <= duck.end) for duck in timeline.ducks
            )


@settings(max_examples=50)
@given(st.sampled_from(COMMANDS), moments)
def test_samples_before_a_command_stay_with_a_bed_under_them(command, frame):
    def samples_of(timeline):
        return Mixer(Silence(), Hum()).render(timeline, frame - frames(1), frames(1))

    after = next(editor().edit(PLANNED, command, frame))
    assert samples_of(after).tobytes() == samples_of(PLANNED).tobytes()


class Silence:
    def samples(self, clip):
        return np.zeros(clip.frames, np.float32)


class Hum:
    def samples(self, start, frames):
        return (np.arange(start, start + frames) % 480 / 4800).astype(np.float32)


def test_in_a_pause_the_bed_falls_silent_and_comes_back_with_the_session():
    at = hold_of(PLANNED, "CV6").onset + frames(30)
    paused = edited(PLANNED, "pause", at)
    assert paused.ducks[-1] == Duck(at, None, GIVE_WAY, deep=True)
    resumed = edited(paused, "resume", at + frames(60))
    pause = next(duck for duck in resumed.ducks if duck.onset == at)
    assert (pause.end, pause.deep) == (at + frames(60), True)


@given(st.sampled_from(COMMANDS), moments)
def test_the_first_timeline_comes_at_once_and_leaves_a_moment_of_silence(command, frame):
    first = next(editor(unmeasured).edit(PLANNED, command, frame))
    assert first.frames >= frame + frames(BREATHING_SPACE_S)
    assert not [clip for clip in clips_of(first) if frame <= clip.onset < frame + frames(BREATHING_SPACE_S)]


@given(moments, st.integers(1, frames(3600)))
def test_a_pause_is_no_hold_time_and_nothing_that_was_interrupted_is_lost(frame, pause):
    paused = edited(PLANNED, "pause", frame)
    assert paused.paused
    assert not paused.complete
    assert [clip for clip in clips_of(paused) if clip.cue != "paused"] == clips_of(cut(PLANNED, frame))
    resumed = edited(paused, "resume", frame + pause)
    assert resumed.complete
    for stage in PLANNED.stages:
        if stage.hold:
            assert held(resumed, stage.id) == stage.hold.frames
    said = {clip.utterance.text for clip in clips_of(resumed, "voice") if not clip.cut}
    inside = {clip.utterance.text for clip in clips_of(PLANNED, "voice") if clip.phase == "hold"}
    assert {clip.utterance.text for clip in clips_of(PLANNED, "voice")} - inside <= said


def test_after_a_pause_the_coach_says_where_we_are_and_how_long_it_takes():
    hold = hold_of(PLANNED, "BL40-left")
    at = hold.onset + frames(25)
    resumed = edited(edited(PLANNED, "pause", at), "resume", at + frames(100))
    said = texts_from(resumed, at + frames(100))[0]
    assert said in filled("where_in_hold", place="behind the left knee", time="35 seconds")


@given(st.lists(st.integers(frames(1), frames(20)), min_size=9, max_size=9))
def test_who_pauses_again_and_again_hears_other_words_every_time(pauses):
    at, timeline = frames(3), PLANNED
    for length in pauses:
        timeline = edited(edited(timeline, "pause", at), "resume", at + frames(5))
        at += frames(5) + length
    said = [clip.utterance.text for clip in clips_of(timeline, "voice") if clip.cue == "where"]
    assert len(set(said)) == min(len(said), len(SHIPPED.phrases.go_on))


def test_a_held_hold_goes_on_without_its_opening_chime():
    hold = hold_of(PLANNED, "BL40-left")
    at = hold.onset + frames(25)
    resumed = edited(edited(PLANNED, "pause", at), "resume", at + frames(100))
    piece = next(stage for stage in resumed.stages if stage.id == "BL40-left" and stage.onset > at and stage.hold)
    assert piece.hold.held == frames(25)
    cues = [clip.cue for clip in piece.clips if clip.bus == "chimes"]
    assert cues[0] == "hold-on"
    assert "hold-open" not in cues
    assert cues[-1] == "hold-close"


def test_again_before_the_hold_finds_the_point_in_other_words():
    stage = next(stage for stage in PLANNED.stages if stage.id == "CV6")
    locate = next(clip for clip in stage.clips if clip.cue == "locate")
    after = edited(PLANNED, "again", locate.onset + frames(1))
    assert texts_from(after, locate.onset + frames(1))[: len(SHIPPED.points["CV6"].en.locate_again)] == [
        sentence.say for sentence in SHIPPED.points["CV6"].en.locate_again
    ]
    assert held(after, "CV6") == frames(60)


def test_again_inside_a_hold_restarts_it_in_full():
    hold = hold_of(PLANNED, "CV6")
    at = hold.onset + frames(50)
    after = edited(PLANNED, "again", at)
    holds = [stage.hold for stage in after.stages if stage.id == "CV6" and stage.hold]
    assert [hold.frames for hold in holds] == [frames(50), frames(60)]
    assert holds[1].held == 0


def test_next_goes_to_the_next_stage_and_back_to_the_beginning_of_this_one():
    at = hold_of(PLANNED, "CV6").onset + frames(10)
    assert edited(PLANNED, "next", at).stage_at(at + 1).id == "BL40-left"
    after = edited(PLANNED, "back", at)
    assert texts_from(after, at)[0] == SHIPPED.points["CV6"].en.travel[0].say


def test_back_at_the_beginning_of_a_stage_goes_to_the_one_before():
    stage = next(stage for stage in PLANNED.stages if stage.id == "BL40-left")
    assert edited(PLANNED, "back", stage.onset + frames(2)).stage_at(stage.onset + frames(2) + 1).id == "CV6"


@pytest.mark.parametrize(("command", "seconds"), [("longer", 90), ("shorter", 30)])
def test_a_hold_becomes_longer_or_shorter_by_thirty_seconds_and_says_so(command, seconds):
    at = hold_of(PLANNED, "CV6").onset + frames(12)
    after = edited(PLANNED, command, at)
    pieces = [stage.hold for stage in after.stages if stage.id == "CV6" and stage.hold]
    space = frames(BREATHING_SPACE_S)
    assert pieces[0].frames + pieces[1].frames == frames(seconds)
    assert pieces[1].onset == at + space
    said = next(clip.utterance.text for clip in clips_of(after, "voice") if clip.cue == command)
    assert said in filled(command, time="30 seconds")
    ten = next(clip for clip in clips_of(after, "voice") if clip.cue == "ten-left" and clip.onset > at)
    assert frames(9) < pieces[1].end - ten.onset <= frames(10)


@pytest.mark.parametrize(("command", "seconds"), [("longer", 90), ("shorter", 30)])
def test_in_a_hold_whose_end_no_words_tell_any_more_the_notes_alone_move_with_it(command, seconds):
    stage = "BL40-right"
    at = hold_of(PLANNED, stage).onset + frames(12)
    after = edited(PLANNED, command, at)
    assert held(after, stage) == frames(seconds)
    pieces = [piece for piece in after.stages if piece.id == stage]
    assert {clip.cue for clip in clips_of(after, "voice") if clip.phase == "hold" and clip.onset > at} & {
        "ten-left",
        "halfway-words",
    } == set()
    hold = pieces[-1].hold
    into_s = [
        (hold.held + clip.onset - hold.onset) / frames(1)
        for clip in pieces[-1].clips
        if clip.cue in {"halfway", "hold-close"}
    ]
    assert into_s == pytest.approx([seconds / 2, seconds])


@given(st.lists(st.integers(frames(1), frames(25)), min_size=1, max_size=4))
def test_no_key_holds_a_point_longer_than_health_allows(waits):
    stages = script(**OPTIONS, conditions=("blood-thinners",))
    *_, timeline = schedule(stages, by_words, CHIMES)
    at = hold_of(timeline, "CV6").onset
    for wait in waits:
        at += wait
        *_, timeline = Editor(stages, SHIPPED.phrases, BREATH, by_words, CHIMES).edit(timeline, "longer", at)
    assert held(timeline, "CV6") <= frames(60)


def test_after_a_pause_in_the_last_bowl_it_is_struck_again():
    paused = edited(PLANNED, "pause", LAST_BOWL + frames(1))
    resumed = edited(paused, "resume", LAST_BOWL + frames(20))
    assert [clip.cue for clip in clips_of(resumed) if clip.onset > LAST_BOWL][-1] == "closing-bowl"


def test_again_in_the_closing_says_it_again_and_ends_with_its_bowl():
    stage = PLANNED.stages[-1]
    after = edited(PLANNED, "again", stage.onset + frames(8))
    assert texts_from(after, stage.onset + frames(8)) == [clip.utterance.text for clip in stage.clips if clip.utterance]
    assert clips_of(after)[-1].cue == "closing-bowl"


def test_again_uses_other_words_than_those_that_were_just_heard():
    for stage in STAGES:
        locate = [cue.full for cue in stage.cues if getattr(cue, "cue", "") == "locate"]
        if stage.again:
            assert locate != [cue.full for cue in stage.again[0] if hasattr(cue, "full")]


def test_where_we_are_is_said_once_however_often_the_session_was_paused():
    at = hold_of(PLANNED, "BL40-left").onset + frames(25)
    timeline = PLANNED
    for _ in range(3):
        timeline = edited(edited(timeline, "pause", at), "resume", at + frames(10))
        at += frames(10.5)
    told = [clip for clip in clips_of(timeline, "voice") if clip.cue == "where" and not clip.cut]
    assert len(told) == 1
    assert held(timeline, "BL40-left") == frames(60)


def test_back_twice_goes_to_the_stage_before():
    at = hold_of(PLANNED, "BL40-left").onset + frames(10)
    once = edited(PLANNED, "back", at)
    assert once.stage_at(at + 1).id == "BL40-left"
    assert edited(once, "back", at + frames(1)).stage_at(at + frames(1) + 1).id == "CV6"


def test_a_pause_does_not_count_where_back_asks_how_long_a_stage_has_gone_on():
    at = next(stage.onset for stage in PLANNED.stages if stage.id == "BL40-left") + frames(2)
    resumed = edited(edited(PLANNED, "pause", at), "resume", at + frames(60))
    again = at + frames(62)
    assert edited(resumed, "back", again).stage_at(again + 1).id == "CV6"


def test_a_hold_that_is_made_longer_in_its_last_seconds_still_tells_when_it_ends():
    hold = hold_of(PLANNED, "CV6")
    after = edited(PLANNED, "longer", hold.end - frames(3))
    last = [stage.hold for stage in after.stages if stage.id == "CV6" and stage.hold][-1]
    assert last.frames == frames(33)
    assert any(clip.cue == "ten-left" and clip.onset > hold.end - frames(3) for clip in clips_of(after, "voice"))


def test_a_hold_is_never_made_longer_by_shortening_it():
    hold = hold_of(PLANNED, "CV6")
    after = edited(PLANNED, "shorter", hold.end - frames(0.3))
    assert held(after, "CV6") == frames(60)


def test_the_last_bowl_rings_out_whatever_is_pressed():
    assert edited(PLANNED, "next", LAST_BOWL + frames(4)) == PLANNED


def test_ready_ends_the_wait_for_the_fingers():
    stage = next(stage for stage in PLANNED.stages if stage.id == "CV6")
    index = next(i for i, cue in enumerate(stage.cues) if getattr(cue, "until_ready", False))
    at = stage.marks[index] + frames(3)
    after = edited(PLANNED, "ready", at)
    press = SHIPPED.points["CV6"].en.press[0].say
    onset = next(clip.onset for clip in clips_of(after, "voice") if clip.onset >= at)
    assert texts_from(after, at)[0] == press
    assert onset == at + frames(BREATHING_SPACE_S)


def test_an_export_waits_in_full_with_a_soft_sign_every_ten_seconds():
    stage = next(stage for stage in PLANNED.stages if stage.id == "CV6")
    index = next(i for i, cue in enumerate(stage.cues) if getattr(cue, "until_ready", False))
    start, end = stage.marks[index], stage.marks[index + 1]
    assert end - start == frames(30)
    signs = [clip.onset for clip in stage.clips if clip.cue == "presence" and start <= clip.onset < end]
    assert signs == [start + frames(10), start + frames(20)]


@pytest.mark.parametrize("record", ["dropped", "replaced"])
def test_what_a_fit_has_left_unsaid_counts_once_however_often_a_stage_is_interrupted(record):
    cut_words = (Say("benefit", "travel", "It may help.", None, ("own",), 1, cut=Fitted(16)),)
    stages = tuple(replace(stage, **{record: cut_words}) if stage.id == "CV6" else stage for stage in STAGES)
    whole = Editor(stages, SHIPPED.phrases, BREATH, by_words, CHIMES)
    *_, timeline = schedule(stages, by_words, CHIMES)
    at = hold_of(timeline, "CV6").onset + frames(1)
    for command in ("pause", "resume", "again"):
        *_, timeline = whole.edit(timeline, command, at)
        at += frames(1)
    reasons = [cut.why for stage in timeline.stages if stage.id == "CV6" for cut in stage.shortened]
    assert reasons.count(Fitted(16)) == 1


@given(moments, st.sampled_from(["longer", "shorter", "ready", "resume"]))
def test_a_command_that_makes_no_sense_lets_the_session_go_on(frame, command):
    after = edited(PLANNED, command, frame)
    assert after.complete
    in_hold = any(stage.hold and stage.hold.onset < frame < stage.hold.end for stage in PLANNED.stages)
    if not in_hold:
        for stage in STAGES:
            if any(isinstance(cue, HoldOn) for cue in stage.cues):
                assert held(after, stage.id) == frames(60)


def spoken_in_hold(timeline: Timeline, cue: str) -> list[Clip]:
    return [clip for clip in clips_of(timeline, "voice") if clip.cue == cue and not clip.cut]


@pytest.mark.parametrize("command", ["pause", "longer"])
@pytest.mark.parametrize("part", [0, 0.5, 0.99])
@pytest.mark.parametrize("cue", ["ease", "image"])
def test_leave_to_press_less_and_images_that_a_command_cuts_are_said_again_when_the_hold_goes_on(cue, part, command):
    words = next(clip for clip in clips_of(PLANNED, "voice") if clip.cue == cue)
    at = words.onset + max(int(part * words.frames), 1)
    led = edited(edited(PLANNED, command, at), "resume", at + frames(20))
    stage = PLANNED.stage_at(words.onset).id
    again = [clip for clip in spoken_in_hold(led, cue) if led.stage_at(clip.onset).id == stage]
    assert [clip.utterance.text for clip in again] == [words.utterance.text]
    assert led.stage_at(again[0].onset).hold.end >= again[0].end


def test_words_that_are_heard_to_their_end_are_not_said_again():
    ease = next(clip for clip in clips_of(PLANNED, "voice") if clip.cue == "ease")
    led = edited(edited(PLANNED, "pause", ease.end), "resume", ease.end + frames(20))
    stage = PLANNED.stage_at(ease.onset).id
    assert [led.stage_at(clip.onset).id for clip in spoken_in_hold(led, "ease")].count(stage) == 1


def test_words_that_wait_for_a_gap_when_a_command_comes_are_not_lost():
    ease = next(clip for clip in clips_of(PLANNED, "voice") if clip.cue == "ease")
    stage = next(stage for stage in STAGES if stage.id == PLANNED.stage_at(ease.onset).id)
    hold = next(cue for cue in stage.cues if isinstance(cue, HoldOn))
    earliest = PLANNED.stage_at(ease.onset).hold.onset + frames(
        next(window.earliest_s for window in hold.words if window.say.cue == "ease")
    )
    at = (earliest + ease.onset) // 2
    led = edited(edited(PLANNED, "pause", at), "resume", at + frames(20))
    assert [led.stage_at(clip.onset).id for clip in spoken_in_hold(led, "ease")].count(stage.id) == 1


@pytest.mark.parametrize("cue", ["ten-left", "halfway-words", "breathe-in", "breathe-out"])
def test_words_that_are_true_at_one_moment_are_not_said_after_it(cue):
    # Where there are chimes, no words tell half time.
    led = Led(library=SILENT, chimes=SIGNS, **OPTIONS) if cue == "halfway-words" else Led(**OPTIONS)
    words = next(clip for clip in clips_of(led.timeline, "voice") if clip.cue == cue)
    piece = led.timeline.stage_at(words.onset)
    at = words.end - 1
    led.press("pause", at)
    led.press("resume", at + frames(20))
    hold = next(item for item in led.stage(piece.id).cues if isinstance(item, HoldOn))
    windows = [window for window in hold.words if window.say.cue == cue]
    for later in led.timeline.stages:
        if later.id == piece.id and later.hold:
            for clip in later.clips:
                if clip.cue == cue and not clip.cut:
                    into_s = (later.hold.held + clip.onset - later.hold.onset) / frames(1)
                    assert any(window.earliest_s - 0.01 <= into_s <= window.latest_s + 0.01 for window in windows)
