import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coach.export.verify.onsets import REACH, Cutter, Due, Onsets, Stretch, offset
from coach.sound.chimes import load_palette, palette_names
from coach.units import amplitude, frames

HOLD_CHIMES = ("hold-open", "hold-close")


def head(palette, chime):
    return palette.samples(chime)[: palette.quiet_frames(chime)]


def shifted(samples, by):
    """Return samples later by a number of frames that need not be whole."""
    turns = np.fft.rfftfreq(2 * samples.size)
    spectrum = np.fft.rfft(samples, 2 * samples.size) * np.exp(-2j * np.pi * turns * by)
    return np.fft.irfft(spectrum)[: samples.size].astype(np.float32)


def window(chime, by=0.0):
    """Return what a file has around the place of a chime that begins late."""
    return shifted(np.pad(chime, REACH), by)


def brown(size):
    spectrum = np.fft.rfft(np.random.default_rng(1).standard_normal(size))
    hertz = np.maximum(np.fft.rfftfreq(size, 1 / 48_000), 30)
    noise = np.fft.irfft(spectrum / hertz, size)
    return (noise / noise.std()).astype(np.float32)


@given(
    st.lists(st.tuples(st.integers(-50, 300), st.integers(0, 100)), max_size=8),
    st.lists(st.integers(0, 90), max_size=12),
)
@example([(-50, 20), (290, 30)], [90, 90, 90])
def test_stretches_are_cut_out_whatever_the_blocks(stretches, sizes):
    cut = [Stretch(start, start + length) for start, length in sorted(stretches)]
    sound = np.arange(1, sum(sizes) + 1, dtype=np.float32)
    cutter = Cutter(cut)
    found = []
    for block in np.split(sound, np.cumsum(sizes)[:-1]) if sizes else []:
        found += cutter.add(block)
    found += cutter.finish()
    endless = np.concatenate([np.zeros(50), sound, np.zeros(500)])
    assert sorted(index for index, _ in found) == list(range(len(cut)))
    for index, samples in found:
        assert np.array_equal(samples, endless[cut[index].start + 50 : cut[index].end + 50])


def test_no_more_is_kept_than_the_stretches_that_have_begun():
    cutter = Cutter([Stretch(start, start + 10) for start in range(0, 10_000, 100)])
    for _ in range(100):
        list(cutter.add(np.zeros(100, np.float32)))
        assert not cutter._open


@pytest.mark.parametrize("name", palette_names())
@pytest.mark.parametrize("chime", HOLD_CHIMES)
@pytest.mark.parametrize("by", [0, 1, -1, 0.25, -0.4, 96, -480.5, 900])
def test_a_chime_is_found_to_a_tenth_of_a_frame(name, chime, by):
    sought = head(load_palette(name), chime)
    assert offset(window(sought, by), sought) == pytest.approx(by, abs=0.1)


@pytest.mark.parametrize("chime", HOLD_CHIMES)
def test_a_chime_is_found_under_a_loud_bed_and_the_tail_of_another(chime):
    palette = load_palette("bowl")
    sought = head(palette, chime)
    heard = window(sought, 96)
    heard += amplitude(-38) * brown(heard.size)
    heard += 0.1 * palette.samples("opening-bowl")[frames(0.5) :][: heard.size]
    assert offset(heard, sought) == pytest.approx(96, abs=4.8)


@pytest.mark.parametrize("name", palette_names())
@pytest.mark.parametrize("chime", HOLD_CHIMES)
def test_nothing_else_is_taken_for_a_chime(name, chime):
    palette = load_palette(name)
    sought = head(palette, chime)
    size = sought.size + 2 * REACH
    others = [palette.samples(other) for other in palette.chimes() if other != chime]
    others += [np.zeros(size, np.float32), brown(size), amplitude(-72) * brown(size)]
    for other in others:
        for start in (0, REACH, frames(0.2)):
            heard = np.pad(other[start:], (0, size))[:size]
            assert offset(heard, sought) is None


@pytest.mark.parametrize("name", palette_names())
@pytest.mark.parametrize("chime", HOLD_CHIMES)
@pytest.mark.parametrize("by", [REACH + 1, -REACH - 100, 1.5 * REACH, -2 * REACH, 5 * REACH])
def test_a_chime_that_is_farther_off_than_it_is_looked_for_is_never_taken_for_right(name, chime, by):
    sought = head(load_palette(name), chime)
    found = offset(window(sought, by), sought)
    assert found is None or abs(found) > frames(0.005)


def test_each_chime_is_looked_for_at_its_own_place():
    palette = load_palette("wood")
    due = [
        Due(0, "hold-open"),
        Due(frames(5), "hold-close"),
        Due(frames(10), "hold-open"),
        Due(frames(14), "hold-close"),
    ]
    sound = np.zeros(frames(14.3), np.float32)
    for (onset, chime), late in zip(due, (0, -3, None, 0), strict=True):
        if late is not None:
            part = sound[onset + late :][: palette.frames(chime)]
            part += palette.samples(chime)[: part.size]
    onsets = Onsets(due, palette)
    for block in np.array_split(sound, 9):
        onsets.add(block)
    onsets.finish()
    assert list(onsets.offsets) == due
    assert [found and round(found, 1) for found in onsets.offsets.values()] == [0, -3, None, None]
