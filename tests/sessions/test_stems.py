"""Beds and stems of whole sessions."""

from dataclasses import replace

import numpy as np
import pytest

from coach.choices import Choices, Options
from coach.errors import UnknownName
from coach.health.listener import Listener
from coach.sessions.compose import compose
from coach.sound.beds import bed_names
from coach.units import FULL_SCALE, frames


def short(bed="none"):
    return Choices(script=Options(points=("CV6",), hold_s=5), voice="fake", bed=bed)


def rendered(playable):
    """Return the samples of the first half minute."""
    *_, timeline = playable.timelines()
    return playable.render(timeline, 0, frames(30))


@pytest.fixture(autouse=True, scope="module")
def own_cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.mark.parametrize("bed", ["none", *bed_names()])
def test_the_stems_of_a_session_add_up_to_it(bed):
    with compose(short(bed), Listener()) as session:
        stems = [rendered(session.stem(bus)).astype(np.float64) for bus in ("voice", "chimes", "bed")]
        assert np.abs(sum(stems) - rendered(session)).max() <= 2 / FULL_SCALE
    assert not stems[0][: frames(1)].any()
    assert all(np.abs(stem).max() > 1e-4 for stem in stems)


def test_a_bed_changes_nothing_but_the_bed():
    with compose(short(), Listener()) as plain, compose(short("rain"), Listener()) as rainy:
        for bus in ("voice", "chimes"):
            assert rendered(plain.stem(bus)).tobytes() == rendered(rainy.stem(bus)).tobytes()
        assert plain.compile() == rainy.compile()
        between = rendered(rainy.stem("bed")) - rendered(plain.stem("bed"))
    # It fades in out of nothing: the loudspeaker wakes up to the floor alone.
    assert np.abs(between[:2_000]).max() < 1e-4
    assert np.abs(between).max() > 1e-3


def test_an_unfinished_session_with_a_bed_sounds_like_the_finished_one():
    with compose(short("brown"), Listener()) as session:
        *unfinished, whole = session.timelines()
        for timeline in unfinished[:12]:
            start = max(timeline.frames - frames(3), 0)
            size = timeline.frames - start
            assert session.render(timeline, start, size).tobytes() == session.render(whole, start, size).tobytes()


def test_an_unknown_bed_is_answered_with_the_nearest_name():
    with pytest.raises(UnknownName, match="unknown bed 'browm'; did you mean 'brown'"):
        compose(short("browm"), Listener())


def test_chimes_and_bed_follow_the_voice_to_another_loudness():
    with (
        compose(short("brown"), Listener()) as usual,
        compose(replace(short("brown"), loudness=-25.0), Listener()) as softer,
    ):
        assert usual.compile() == softer.compile()
        for bus in ("voice", "chimes"):
            loud, soft = (rendered(session.stem(bus)) for session in (usual, softer))
            change_db = 10 * np.log10(np.square(soft, dtype=float).sum() / np.square(loud, dtype=float).sum())
            assert change_db == pytest.approx(-6, abs=0.1)
        bed, faint = (rendered(session.stem("bed"))[frames(10) :] for session in (usual, softer))
        assert 10 * np.log10(np.square(faint, dtype=float).sum() / np.square(bed, dtype=float).sum()) < -5.5
