"""A pause is silent at once, then says that it is one and how to go on, and leaves no trace in what follows."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from led import Led, texts
from msgspec.structs import replace
from routines import SHIPPED, examples
from timing import PlainChimes, by_words
from writing import script

from coach.choices import Options
from coach.plan.edits import Editor
from coach.plan.pause import UNTIL_TOLD
from coach.plan.schedule import schedule
from coach.plan.timeline import Clip, Timeline, Utterance
from coach.script.cues import Stage
from coach.sessions.compose import spoken_signs
from coach.units import frames

SILENT = replace(SHIPPED, phrases=SHIPPED.phrases.by_words())
WORDS = [sentence.say for sentence in SHIPPED.phrases.paused]
OPTIONS = {"points": ("CV6", "BL40"), "hold_s": 60, "wait_s": 30}
STAGES = script(**OPTIONS)


def unmeasured(_utterance: Utterance) -> int:
    pytest.fail("speech was asked for before the first timeline")


def editor(measure=by_words, phrases=SHIPPED.phrases, stages: tuple[Stage, ...] = STAGES) -> Editor:
    return Editor(stages, phrases, Options().breath, measure, PlainChimes())


*_, PLANNED = schedule(STAGES, by_words, PlainChimes())
moments = st.integers(1, PLANNED.frames)


def told(timeline: Timeline) -> list[Clip]:
    """Return what is said of pauses."""
    return [clip for piece in timeline.stages for clip in piece.clips if clip.cue == "paused"]


def paused_at(frame: int) -> list[Timeline]:
    return list(editor().edit(PLANNED, "pause", frame))


@given(moments)
def test_a_pause_begins_in_silence_that_needs_no_speech(frame):
    first = next(editor(unmeasured).edit(PLANNED, "pause", frame))
    assert first.paused
    assert first.frames == frame + UNTIL_TOLD
    clips = [clip for piece in first.stages for clip in piece.clips]
    assert all(clip.end <= frame for clip in clips)


@given(moments)
def test_then_its_words_follow_each_as_soon_as_it_is_there_and_nothing_that_was_decided_changes(frame):
    grown = paused_at(frame)
    assert [len(told(timeline)) for timeline in grown] == [0, *range(1, len(WORDS) + 1), len(WORDS)]
    for before, after in pairwise(grown):
        assert after.paused
        assert before.frames < after.frames
        assert all(clip.onset >= before.frames for clip in told(after)[len(told(before)) :])
        assert after.stages[:-1] == before.stages[:-1]
        assert after.ducks == before.ducks
    assert texts(told(grown[-1])) == WORDS
    for earlier, later in pairwise(told(grown[-1])):
        assert earlier.end <= later.onset
    assert grown[-1].frames > frame + frames(24 * 3600)


@pytest.mark.parametrize("library", [SHIPPED, SILENT], ids=["chimes", "no chimes"])
@pytest.mark.parametrize("talk", ["full", "brief", "chimes"])
def test_it_is_told_at_every_talk_level_and_of_every_pause_once(talk, library):
    signs = spoken_signs(library.phrases) if library is SILENT else None
    led = Led(library=library, chimes=signs, talk=talk, points=("CV6", "BL40"), hold_s=60)
    at = led.hold("CV6") + frames(5)
    for number in (1, 2, 3):
        led.press("pause", at)
        led.press("resume", at + frames(30))
        assert texts(told(led.timeline)) == WORDS * number
        at += frames(34)


@given(moments, st.integers(1, frames(12)))
def test_who_goes_on_before_it_is_told_does_not_hear_it_later(frame, later):
    paused = paused_at(frame)[-1]
    *_, resumed = editor().edit(paused, "resume", frame + later)
    assert all(clip.end <= frame + later for clip in told(resumed))
    heard = [clip for clip in told(paused) if clip.onset < frame + later]
    assert [(clip.onset, clip.utterance) for clip in told(resumed)] == [(clip.onset, clip.utterance) for clip in heard]


@settings(max_examples=examples(50))
@given(moments, st.integers(1, frames(40)), st.sampled_from(["resume", "again", "back", "next", "pause"]))
def test_nothing_that_follows_depends_on_whether_it_was_told(frame, later, command):
    def following(phrases):
        editing = editor(phrases=phrases)
        *_, paused = editing.edit(PLANNED, "pause", frame)
        *_, after = editing.edit(paused, command, frame + later)
        kept = (piece for piece in after.stages if not piece.paused and piece.onset >= frame + later)
        return [*kept] if command != "pause" else []

    assert following(SHIPPED.phrases) == following(replace(SHIPPED.phrases, paused=()))


@settings(max_examples=examples(50))
@given(moments, st.integers(1, frames(20)))
def test_a_command_that_comes_while_the_words_are_made_is_the_same_as_after_that(frame, later):
    *_, whole = paused_at(frame)
    for growing in paused_at(frame):
        at = min(frame + later, growing.frames)
        assert [*editor().edit(growing, "resume", at)][-1] == [*editor().edit(whole, "resume", at)][-1]


@given(moments)
def test_the_bed_is_silent_when_the_words_of_a_pause_begin(frame):
    paused = paused_at(frame)[-1]
    duck = paused.ducks[-1]
    assert duck.deep
    assert duck.end is None
    assert told(paused)[0].onset >= duck.onset + duck.fall
