from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from coach.hearing.gate import Gate
from coach.hearing.room import CAREFUL, HEADPHONES, Room
from coach.plan.timeline import Clip, TimedStage, Timeline
from coach.sound.chimes import load_palette
from coach.units import frames

BOWL = load_palette("bowl")
ROOM = Room(delay_s=0.1, unsure_s=0.05, decay_s=0.5, level_db=-20, noise_db=-60)


def chime(name: str, onset_s: float) -> Clip:
    return Clip("chimes", frames(onset_s), BOWL.frames(name), "hold", "tick", chime=name)


def words(onset_s: float, length_s: float) -> Clip:
    return Clip("voice", frames(onset_s), frames(length_s), "hold", "press")


def timeline(*clips: Clip, length_s: float = 60, complete: bool = True) -> Timeline:
    first = [clip for clip in clips if clip.onset < frames(20)]
    return Timeline(
        (
            TimedStage("one", "One", None, None, 0, frames(20), clips=tuple(first)),
            TimedStage("two", "Two", None, None, frames(20), frames(length_s - 20), clips=clips[len(first) :]),
        ),
        complete,
    )


clips = st.lists(
    st.one_of(
        st.builds(words, st.floats(0, 40), st.floats(0.2, 6)),
        st.builds(chime, st.sampled_from(BOWL.chimes()), st.floats(0, 40)),
    ),
    max_size=8,
).map(lambda found: sorted(found, key=lambda clip: clip.onset))
rooms = st.builds(
    lambda unsure_s, decay_s, level_db, noise_db: Room(
        delay_s=0.1, unsure_s=unsure_s, decay_s=decay_s, level_db=level_db, noise_db=noise_db
    ),
    st.floats(0.02, 0.3),
    st.floats(0, 3),
    st.floats(-60, 20),
    st.floats(-100, -20),
)


@given(clips, rooms, st.floats(0, 60), st.floats(0.02, 3))
def test_nothing_that_meets_a_sound_of_the_coach_is_judged(found, room, begin_s, length_s):
    whole = timeline(*found)
    begin, end = frames(begin_s), frames(begin_s + length_s)
    is_met = any(clip.onset - frames(room.unsure_s) < end and clip.end > begin for clip in found)
    if is_met:
        assert not Gate(room).is_open(whole, begin, end)
    if any(clip.bus == "voice" and clip.onset < end and clip.end > begin for clip in found):
        assert not Gate(room, BOWL.samples).is_open(whole, begin, end)


@given(clips, rooms, st.floats(0, 60), st.floats(0.02, 3))
def test_a_stretch_is_open_where_no_closed_one_meets_it(found, room, begin_s, length_s):
    whole, gate = timeline(*found), Gate(room, BOWL.samples)
    begin, end = frames(begin_s), frames(begin_s + length_s)
    closed = gate.closed_between(whole, 0, whole.frames + frames(10))
    is_open = all(span.end <= begin or span.onset >= end for span in closed)
    assert gate.is_open(whole, begin, end) == is_open
    assert (gate.open_for(whole, begin, end - begin) == end - begin) == is_open
    assert all(first.end < then.onset for first, then in pairwise(closed))


@given(clips, st.floats(1, 50), st.floats(0.02, 3))
def test_what_was_closed_before_a_command_stays_closed_after_it(found, at_s, length_s):
    whole, gate, frame = timeline(*found), Gate(ROOM), frames(at_s)
    stages = (
        replace(
            stage,
            clips=tuple(
                replace(clip, frames=min(clip.frames, frame - clip.onset), cut=clip.end > frame)
                for clip in stage.clips
                if clip.onset < frame
            ),
        )
        for stage in whole.stages
    )
    edited = Timeline(tuple(stages))
    end = frame - frames(ROOM.unsure_s)  # what would have begun soon after it was not heard
    begin = max(end - frames(length_s), 0)
    assert gate.is_open(edited, begin, end) == gate.is_open(whole, begin, end)


def test_between_two_breath_tones_a_word_is_heard():
    breaths = timeline(chime("breath-in", 5), chime("breath-out", 9), chime("breath-in", 15))
    gate = Gate(ROOM, BOWL.samples)
    assert gate.is_open(breaths, frames(6.5), frames(8.5))
    assert gate.is_open(breaths, frames(10.5), frames(14.5))
    assert not gate.is_open(breaths, frames(9.2), frames(9.6))


def test_breath_tones_are_softer_in_a_noisy_room_and_close_it_for_less_time():
    breaths = timeline(chime("breath-in", 5))
    loud, soft = (Gate(replace(ROOM, level_db=level_db), BOWL.samples) for level_db in (0, -30))
    at = (frames(6.1), frames(6.3))
    assert not loud.is_open(breaths, *at)
    assert soft.is_open(breaths, *at)


def test_after_words_it_stays_closed_until_the_room_is_silent():
    said, live = timeline(words(5, 2)), replace(ROOM, decay_s=1.0, level_db=0, noise_db=-100)
    assert not Gate(live).is_open(said, frames(7.9), frames(8))
    assert Gate(live).is_open(said, frames(8.1), frames(9))


def test_with_headphones_it_is_open_all_the_time():
    assert Gate(HEADPHONES).is_open(timeline(words(5, 2)), frames(5), frames(7))


def test_a_pause_and_what_is_not_decided_are_silent():
    growing = timeline(words(5, 2), complete=False)
    assert Gate(CAREFUL).is_open(growing, growing.frames, growing.frames + frames(3))
    assert Gate(CAREFUL).is_open(Timeline(), 0, frames(1))
