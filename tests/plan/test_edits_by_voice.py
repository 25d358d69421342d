"""A command that came by voice is a key's edit with a soft tick before it; what is asked is asked in a pause."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from led import COMMANDS, Led, texts
from msgspec.structs import replace
from routines import SHIPPED
from timing import PlainChimes, by_words
from writing import script

from coach.choices import Options
from coach.content.load import commands
from coach.plan.edits import Editor
from coach.plan.schedule import schedule
from coach.plan.timeline import PAUSES, Clip, Command, Timeline
from coach.sessions.compose import spoken_signs
from coach.units import frames

OPTIONS = {"points": ("CV6", "BL40"), "hold_s": 60}
STAGES = script(**OPTIONS)
CHIMES = PlainChimes()
SILENT = replace(SHIPPED, phrases=SHIPPED.phrases.by_words())
EDITOR = Editor(STAGES, SHIPPED.phrases, Options().breath, by_words, CHIMES, called=lambda: commands().told)
*_, PLANNED = schedule(STAGES, by_words, CHIMES)
BY_VOICE: tuple[Command, ...] = (*COMMANDS, "how-long", *PAUSES[1:])

HOLD = next(stage for stage in PLANNED.stages if stage.hold).hold


def clips_of(timeline: Timeline) -> list[Clip]:
    return [clip for stage in timeline.stages for clip in stage.clips]


def edited(timeline: Timeline, command: Command, frame: int, *, by_voice: bool = True) -> Timeline:
    *_, last = EDITOR.edit(timeline, command, frame, by_voice=by_voice)
    return last


def said_from(timeline: Timeline, frame: int) -> list[str]:
    return texts([clip for clip in clips_of(timeline) if clip.bus == "voice" and clip.onset >= frame])


def held(timeline: Timeline) -> int:
    return sum(stage.hold.frames for stage in timeline.stages if stage.id == "CV6" and stage.hold)


@given(st.lists(st.tuples(st.sampled_from(BY_VOICE), st.integers(1, frames(90)), st.booleans()), max_size=6))
def test_what_was_heard_stays_and_no_words_overlap_whatever_is_said(story):
    timeline, at = PLANNED, frames(3)
    for command, later, by_voice in story:
        at = min(at + later, timeline.frames)
        after = edited(timeline, command, at, by_voice=by_voice)
        heard = [clip for clip in clips_of(timeline) if clip.end <= at]
        assert clips_of(after)[: len(heard)] == heard
        words = [clip for clip in clips_of(after) if clip.bus == "voice"]
        assert all(earlier.end <= later.onset for earlier, later in pairwise(words))
        assert all(earlier.end == later.onset for earlier, later in pairwise(after.stages))
        timeline = after


@given(st.sampled_from(BY_VOICE), st.integers(frames(3), HOLD.end - frames(10)))
def test_a_voice_is_answered_by_one_soft_tick_before_anything_else_and_a_key_by_none(command, at):
    by_voice, by_key = edited(PLANNED, command, at), edited(PLANNED, command, at, by_voice=False)
    first, *later = [clip for clip in clips_of(by_voice) if clip.onset >= at]
    assert (first.cue, first.onset) == ("tick", at)
    assert not any(clip.cue == "tick" for clip in (*later, *clips_of(by_key)))
    assert [clip.cue for clip in later] == [clip.cue for clip in clips_of(by_key) if clip.onset >= at]


def test_ticks_do_not_pile_up_however_often_something_is_said():
    timeline, at = PLANNED, HOLD.onset + frames(10)
    for _ in range(5):
        timeline = edited(timeline, "resume", at)
        at += frames(0.1)
    assert [clip.onset for clip in clips_of(timeline) if clip.cue == "tick"] == [
        HOLD.onset + frames(10) + number * frames(0.1) for number in range(5)
    ]
    assert held(timeline) == HOLD.frames


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("hear-out", ["Paused.", "Say go on, again, next, or stop."]),
        ("hear-stop", ["Say go on within ten seconds to continue."]),
        ("ask-next", ["Did you say next?"]),
        ("ask-how-long", ["Did you say how long?"]),
    ],
)
def test_what_is_asked_is_asked_in_a_pause_once_and_a_hold_goes_on_exactly_after_it(command, said):
    at = HOLD.onset + frames(20)
    asked = edited(PLANNED, command, at)
    assert asked.paused
    assert said_from(asked, at) == said
    gone_on = edited(asked, "resume", at + frames(7))
    assert held(gone_on) == HOLD.frames
    assert said_from(gone_on, at + frames(7))[0] == "The lower belly, 40 seconds to go."


def test_every_command_that_is_asked_back_is_called_as_listeners_call_it():
    for command in PAUSES:
        if command.startswith("ask-"):
            at = HOLD.onset + frames(20)
            (said,) = said_from(edited(PLANNED, command, at), at)
            assert said in {f"Did you say {name}?" for name in commands().told.values()}


@pytest.mark.parametrize("command", PAUSES)
@pytest.mark.parametrize("after", ["resume", "again", "next", "longer", "shorter", "ready", "how-long", "pause"])
def test_whatever_was_asked_what_comes_out_of_the_pause_is_the_same(command, after):
    at, later = HOLD.onset + frames(20), HOLD.onset + frames(40)
    usual = edited(edited(PLANNED, "pause", at), after, later)
    other = edited(edited(PLANNED, command, at), after, later)
    assert [clip for clip in clips_of(usual) if clip.onset >= later] == [
        clip for clip in clips_of(other) if clip.onset >= later
    ]


def test_how_long_tells_what_is_left_of_the_hold_and_of_the_session_and_the_hold_goes_on_exactly():
    at = HOLD.onset + frames(20)
    told = edited(PLANNED, "how-long", at)
    minutes = round((PLANNED.frames - at) / frames(60))
    assert said_from(told, at)[0] == f"40 seconds of the hold, and about {minutes} minutes in all."
    assert held(told) == HOLD.frames


def test_outside_of_a_hold_or_at_its_end_it_tells_of_the_session_alone():
    for at in (frames(3), HOLD.end - frames(2)):
        told = edited(PLANNED, "how-long", at)
        assert any(text.startswith("About ") and text.endswith(" to go.") for text in said_from(told, at)[:2])
        assert held(told) == HOLD.frames


def test_asked_in_a_pause_it_estimates_the_session_from_its_cues():
    at = HOLD.onset + frames(20)
    paused = edited(PLANNED, "pause", at)
    minutes = round((PLANNED.frames - at) / frames(60))
    said = said_from(edited(paused, "how-long", at + frames(5)), at + frames(5))[0]
    assert any(said.endswith(f"about {near} minutes in all.") for near in (minutes - 1, minutes, minutes + 1))


@pytest.mark.parametrize("command", BY_VOICE)
def test_without_chimes_nothing_ticks(command):
    signs = spoken_signs(SILENT.phrases)
    led = Led(library=SILENT, chimes=signs, **OPTIONS)
    editor = Editor(led.stages, SILENT.phrases, Options().breath, by_words, signs, called=lambda: commands().told)
    *_, after = editor.edit(led.timeline, command, frames(30), by_voice=True)
    assert not any(clip.bus == "chimes" for clip in clips_of(after))
