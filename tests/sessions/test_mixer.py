import hashlib
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.plan.edits import cut
from coach.plan.timeline import GIVE_WAY, RETURN, SLOW_RETURN, Bus, Clip, Duck, TimedStage, Timeline
from coach.sessions.mixer import DUCK_DB, Mixer
from coach.sound.beds import load_bed
from coach.units import FRAME_RATE, FULL_SCALE, amplitude, frames

Samples = npt.NDArray[np.float32]
FADE = frames(0.008)


class KnownSounds:
    """Sounds by cue: constant or noisy clips of the test's own."""

    def __init__(self, by_cue: Mapping[str, Samples]) -> None:
        self.by_cue = by_cue

    def samples(self, clip: Clip) -> Samples:
        return self.by_cue[clip.cue]


def noisy(seed: int, size: int) -> Samples:
    samples = 0.2 * np.random.default_rng(seed).standard_normal(size).astype(np.float32)
    samples.setflags(write=False)
    return samples


SOUNDS = {"bowl": noisy(1, 30_000), "welcome": noisy(2, 9_000), "in": noisy(3, 300), "chime": noisy(4, 20_000)}


def clip(bus: Bus, onset: int, cue: str) -> Clip:
    return Clip(bus, onset, SOUNDS[cue].size, "hold", cue)


def stage(name: str, onset: int, length: int, *clips: Clip) -> TimedStage:
    return TimedStage(name, name, None, None, onset, length, clips=clips)


# The bowl and the chime ring into the next stage, and speech begins under the bowl.
OPENING = stage("opening", 0, 16_001, clip("chimes", 3_000, "bowl"), clip("voice", 6_000, "welcome"))
HOLD = stage("hold", 16_001, 17_000, clip("voice", 20_011, "in"), clip("chimes", 32_000, "chime"))
CLOSING = stage("closing", 33_001, 25_000)
WHOLE = Timeline((OPENING, HOLD, CLOSING), complete=True)
EMPTY = Timeline((stage("silence", 0, 20 * FRAME_RATE),), complete=True)


class Flat:
    """A bed whose samples are all the same."""

    def samples(self, _start: int, frames: int) -> Samples:
        return np.full(frames, 0.5, np.float32)


def mixer() -> Mixer:
    return Mixer(KnownSounds(SOUNDS))


def level_of_bed(timeline: Timeline, start: int, size: int) -> Samples:
    """Return by how much the bed is lowered, 1 for not at all: the floor is less than a hundredth of it."""
    rendered: Samples = Mixer(KnownSounds(SOUNDS), Flat()).render(timeline, start, size, "bed") / 0.5
    return rendered


DOWN = amplitude(DUCK_DB)


RENDERED = mixer().render(WHOLE, 0, WHOLE.frames)


def test_every_division_into_blocks_gives_the_same_samples_to_the_last_bit() -> None:
    for size in (64, 65, 1_024, 8_193):
        starts = range(0, WHOLE.frames, size)
        blocks = [mixer().render(WHOLE, start, min(size, WHOLE.frames - start)) for start in starts]
        assert np.concatenate(blocks).tobytes() == RENDERED.tobytes(), size


@pytest.mark.parametrize("edge", [0, 3_000, 6_000, 6_000 + FADE, 15_000, 20_011, 20_311, 32_000, 33_000, 57_600])
def test_frame_by_frame_gives_the_same_samples_around_every_edge(edge: int) -> None:
    around = range(max(edge - 200, 0), edge + 200)
    single = np.concatenate([mixer().render(WHOLE, frame, 1) for frame in around])
    assert single.tobytes() == RENDERED[around.start : around.stop].tobytes()


@given(st.integers(0, WHOLE.frames - 1), st.integers(0, 20_000))
def test_rendering_from_any_frame_gives_the_same_samples(start: int, size: int) -> None:
    size = min(size, WHOLE.frames - start)
    assert mixer().render(WHOLE, start, size).tobytes() == RENDERED[start : start + size].tobytes()


@given(st.integers(-40_000, 100_000), st.integers(0, 100_000))
def test_outside_the_timeline_there_are_zeros_and_inside_it_the_session(start: int, size: int) -> None:
    expected = np.zeros(size, np.float32)
    first, last = max(start, 0), min(start + size, WHOLE.frames)
    if first < last:
        expected[first - start : last - start] = RENDERED[first:last]
    assert mixer().render(WHOLE, start, size).tobytes() == expected.tobytes()


@pytest.mark.parametrize("stages", [0, 1, 2])
def test_an_unfinished_timeline_sounds_like_the_finished_one_as_far_as_it_goes(stages: int) -> None:
    unfinished = Timeline(WHOLE.stages[:stages])
    rendered = mixer().render(unfinished, 0, WHOLE.frames)
    assert rendered[: unfinished.frames].tobytes() == RENDERED[: unfinished.frames].tobytes()
    assert not rendered[unfinished.frames :].any()


def test_every_sample_is_one_of_24_bit_pcm() -> None:
    steps = RENDERED.astype(np.float64) * FULL_SCALE
    assert np.array_equal(steps, np.rint(steps))


def test_no_sample_is_a_negative_zero_which_pcm_does_not_have() -> None:
    faint = Mixer(KnownSounds({"bowl": np.full(30_000, -1e-9, np.float32)}))
    timeline = Timeline((stage("opening", 0, 40_000, clip("chimes", 0, "bowl")),), complete=True)
    for bus in (None, "chimes"):
        assert not np.signbit(faint.render(timeline, 0, 40_000, bus)[faint.render(timeline, 0, 40_000, bus) == 0]).any()


@pytest.mark.parametrize(("level", "limit"), [(3.0, 1 - 2**-23), (-3.0, -1.0)])
def test_what_is_too_loud_stops_at_full_scale(level: float, limit: float) -> None:
    loud = Mixer(KnownSounds({"bowl": np.full(30_000, level, np.float32)}))
    timeline = Timeline((stage("opening", 0, 40_000, clip("chimes", 0, "bowl")),), complete=True)
    assert np.all(loud.render(timeline, 0, 29_000) == np.float32(limit))


def test_a_voice_clip_fades_at_both_ends_and_a_chime_only_at_its_end() -> None:
    flat = {"bowl": np.full(30_000, 0.5, np.float32), "welcome": np.full(9_000, 0.5, np.float32)}
    timeline = Timeline(
        (stage("opening", 0, 80_000, clip("voice", 5_000, "welcome"), clip("chimes", 40_000, "bowl")),), complete=True
    )
    rendered = Mixer(KnownSounds(flat)).render(timeline, 0, 80_000)
    steps = np.abs(np.diff(rendered))
    assert steps[:39_000].max() < 0.004
    assert steps[40_500:].max() < 0.004
    assert rendered[40_000] == pytest.approx(0.5, abs=0.001)
    assert np.all(np.abs(rendered[5_000 + FADE : 14_000 - FADE] - 0.5) < 0.001)
    assert np.all(np.abs(rendered[40_000 : 70_000 - FADE] - 0.5) < 0.001)


def test_a_clip_shorter_than_its_two_fades_is_faded_at_both_ends() -> None:
    blip = Mixer(KnownSounds({"in": np.full(300, 0.5, np.float32)}))
    timeline = Timeline((stage("hold", 0, 2_000, clip("voice", 1_000, "in")),), complete=True)
    assert np.abs(np.diff(blip.render(timeline, 0, 2_000))).max() < 0.004


def test_the_noise_floor_is_near_72_db_under_full_scale_in_every_second() -> None:
    seconds = mixer().render(EMPTY, 0, EMPTY.frames).reshape(-1, FRAME_RATE).astype(np.float64)
    assert 20 * np.log10(np.sqrt(np.square(seconds).mean(axis=1))) == pytest.approx(-72, abs=0.2)
    assert np.abs(seconds.mean(axis=1)).max() < amplitude(-100)


def test_the_noise_floor_begins_with_the_first_sample_and_has_no_run_of_zeros() -> None:
    floor = mixer().render(EMPTY, 0, EMPTY.frames)
    assert floor[0] != 0
    assert not np.any((floor[1:] == 0) & (floor[:-1] == 0) & (np.roll(floor, 1)[:-1] == 0))


def test_the_noise_floor_has_no_pattern_and_no_colour() -> None:
    floor = mixer().render(EMPTY, 0, 2**19).astype(np.float64)
    power = np.abs(np.fft.rfft(floor)) ** 2
    likeness = np.fft.irfft(power)[1 : 2**18] / power.mean()
    assert np.abs(likeness).max() < 0.01
    bands = power[1:].reshape(16, -1).mean(axis=1)
    assert 10 * np.log10(bands / bands.mean()) == pytest.approx(0, abs=0.2)


def test_another_process_renders_the_same_samples() -> None:
    program = (
        f"import sys; sys.path[:0] = {[str(Path(__file__).parent), *sys.path]!r}\n"
        "import hashlib, test_mixer\n"
        "print(hashlib.sha256(test_mixer.RENDERED.tobytes()).hexdigest())"
    )
    other = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == hashlib.sha256(RENDERED.tobytes()).hexdigest()


@given(st.integers(3_001, WHOLE.frames))
def test_a_command_changes_only_the_last_30_ms_before_it_and_ends_in_the_floor_alone(frame: int) -> None:
    shortened = mixer().render(cut(WHOLE, frame), 0, frame)
    ramp = frames(0.03)
    np.testing.assert_array_equal(shortened[: max(frame - ramp, 0)], RENDERED[: max(frame - ramp, 0)])
    floor = mixer().render(EMPTY, 0, frame)
    assert abs(shortened[-1] - floor[-1]) < 1e-4


DUCKED = Timeline(
    WHOLE.stages, complete=True, ducks=(Duck(0, 0, fall=0, deep=True), Duck(4_000, 15_000), Duck(20_000, None, 9_000))
)


def test_the_bed_gives_way_before_words_and_comes_back_after_them() -> None:
    onset, end = frames(5), frames(9)
    timeline = Timeline(EMPTY.stages, complete=True, ducks=(Duck(onset - GIVE_WAY, end),))
    level = level_of_bed(timeline, 0, EMPTY.frames)
    np.testing.assert_allclose(level[: onset - GIVE_WAY], 1, atol=0.01)
    np.testing.assert_allclose(level[onset:end], DOWN, atol=0.01)
    np.testing.assert_allclose(level[end + RETURN :], 1, atol=0.01)
    halfway = [level[onset - GIVE_WAY // 2], level[end + RETURN // 2]]
    np.testing.assert_allclose(halfway, (1 + DOWN) / 2, atol=0.01)
    assert np.abs(np.diff(level)).max() < 0.01


def test_out_of_silence_the_bed_comes_back_slowly() -> None:
    level = level_of_bed(Timeline(EMPTY.stages, ducks=(Duck(0, 0, fall=0, deep=True),)), 0, EMPTY.frames)
    assert abs(level[0]) < 0.01
    assert level[SLOW_RETURN // 2] == pytest.approx(0.5, abs=0.01)
    np.testing.assert_allclose(level[SLOW_RETURN:], 1, atol=0.01)


def test_a_bed_that_is_silent_is_not_asked_for() -> None:
    asked = []

    class Asked(Flat):
        def samples(self, start: int, frames: int) -> Samples:
            asked.append((start, frames))
            return super().samples(start, frames)

    paused = Timeline(EMPTY.stages, ducks=(Duck(1_000, fall=2_000, deep=True),))
    rendered = Mixer(KnownSounds(SOUNDS), Asked()).render(paused, 3_000, 8_192)
    assert asked == []
    assert rendered.tobytes() == mixer().render(EMPTY, 3_000, 8_192).tobytes()


@given(st.integers(1, 12), st.integers(0, EMPTY.frames - 1_000), st.booleans())
def test_the_bed_has_no_edge_wherever_a_command_cuts_a_duck(seconds: int, frame: int, deep: bool) -> None:
    whole = Timeline(EMPTY.stages, complete=True, ducks=(Duck(frames(3), frames(seconds + 3), deep=deep),))
    shortened = Timeline(EMPTY.stages, complete=True, ducks=cut(whole, frame).ducks)
    around = max(frame - 500, 0)
    before, after = level_of_bed(whole, around, 1_000), level_of_bed(shortened, around, 1_000)
    np.testing.assert_array_equal(before[: frame - around], after[: frame - around])
    assert np.abs(np.diff(after)).max() < 0.01


@pytest.mark.parametrize("size", [64, 65, 1_024, 8_193])
def test_a_bed_that_gives_way_is_the_same_in_every_division_into_blocks(size: int) -> None:
    made = Mixer(KnownSounds(SOUNDS), load_bed("rain"))
    whole = made.render(DUCKED, 0, DUCKED.frames)
    blocks = [made.render(DUCKED, at, min(size, DUCKED.frames - at)) for at in range(0, DUCKED.frames, size)]
    assert np.concatenate(blocks).tobytes() == whole.tobytes()
    single = [made.render(DUCKED, at, 1) for at in range(14_950, 15_050)]
    assert np.concatenate(single).tobytes() == whole[14_950:15_050].tobytes()


@pytest.mark.parametrize("bed", ["none", "brown"])
def test_the_three_buses_add_up_to_the_whole(bed: str) -> None:
    made = Mixer(KnownSounds(SOUNDS), load_bed(bed))
    buses = [made.render(DUCKED, 0, DUCKED.frames, bus) for bus in ("voice", "chimes", "bed")]
    whole = made.render(DUCKED, 0, DUCKED.frames)
    assert np.abs(sum(bus.astype(np.float64) for bus in buses) - whole).max() <= 2 / FULL_SCALE


def test_a_bus_is_silent_where_none_of_its_clips_sounds() -> None:
    voice, chimes = (mixer().render(WHOLE, 0, WHOLE.frames, bus) for bus in ("voice", "chimes"))
    sounding = np.zeros(WHOLE.frames, bool)
    for spoken in (clip for stage in WHOLE.stages for clip in stage.clips if clip.bus == "voice"):
        sounding[spoken.onset : spoken.end] = True
    assert voice[sounding].any()
    assert not voice[~sounding].any()
    assert not chimes[:3_000].any()
    assert mixer().render(WHOLE, 0, WHOLE.frames, "bed").tobytes() == mixer().render(EMPTY, 0, WHOLE.frames).tobytes()
