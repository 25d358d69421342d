"""The chimes alone become softer and louder, and nothing else of a session does."""

import numpy as np
import pytest

from coach.choices import LOUDEST_CHIMES_DB, LOUDEST_LUFS, SOFTEST_CHIMES_DB, VOICE_LUFS, choose
from coach.health.listener import Listener
from coach.sessions.compose import compose
from coach.sound.chimes import load_palette, palette_names
from coach.sound.loudness import loudest_moment, true_peak
from coach.units import amplitude


def stems(**options):
    """Return the timeline of a short session, and the samples of each of its buses."""
    choices = choose(points=["CV6"], hold=20, voice="fake", talk="brief", bed="drone", **options)
    with compose(choices, Listener(is_answered=True)) as session:
        timeline = session.compile()
        buses = ("voice", "chimes", "bed")
        return timeline, {bus: session.stem(bus).render(timeline, 0, timeline.frames) for bus in buses}


@pytest.mark.parametrize("level", [SOFTEST_CHIMES_DB, -6.0, LOUDEST_CHIMES_DB])
def test_a_level_of_the_chimes_changes_the_chimes_alone_by_so_many_decibels(level):
    (usual, before), (timeline, after) = stems(), stems(chime_level=level)
    assert timeline == usual
    assert np.array_equal(after["voice"], before["voice"])
    assert np.array_equal(after["bed"], before["bed"])
    assert np.abs(after["chimes"] - before["chimes"] * amplitude(level)).max() < 2**-22


@pytest.mark.parametrize("name", palette_names())
def test_the_loudest_chimes_stay_under_the_voice_and_their_peaks_under_the_ceiling(name):
    loudest = load_palette(name, LOUDEST_CHIMES_DB)
    assert max(loudest_moment(loudest.samples(chime)) for chime in loudest.chimes()) < VOICE_LUFS
    in_loudest_session = load_palette(name, LOUDEST_CHIMES_DB + LOUDEST_LUFS - VOICE_LUFS)
    assert max(true_peak(in_loudest_session.samples(chime)) for chime in in_loudest_session.chimes()) < -4
