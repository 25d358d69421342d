"""Files as coach 0.2 has written them: an MP3 of variable bit rate, and an M4A whose movie box lies after the sound."""

from pathlib import Path

import numpy as np
import pytest

from coach.export.formats import FORMATS
from coach.units import FRAME_RATE

OLD = Path(__file__).parent / "old"
FRAMES = 24_007


@pytest.mark.parametrize("suffix", [".mp3", ".m4a"])
def test_an_older_file_is_read_as_it_was(suffix):
    path = OLD / f"of-0.2{suffix}"
    found = FORMATS[suffix].read_tags(path)
    assert (found.title, found.comment, found.plan) == ("Backache · 委中", "Be safe.", b"plan")
    assert [chapter.title for chapter in found.chapters] == ["Before we start", "委中 · left knee"]
    assert [round(chapter.onset / FRAME_RATE, 3) for chapter in found.chapters] == [0, 0.208]
    samples = np.concatenate(list(FORMATS[suffix].read(path)))
    tone = 0.3 * np.sin(2 * np.pi * 440 * np.arange(FRAMES) / FRAME_RATE)
    assert len(samples) == FRAMES
    assert np.sqrt(np.mean((samples - tone)[2000:-2000] ** 2)) < 0.03


def test_an_older_mp3_has_a_table_by_which_players_seek():
    ways = FORMATS[".mp3"].landings(OLD / "of-0.2.mp3", [0, 10_000])
    assert [way.by for way in ways] == ["its table", "its size"]


def test_an_older_m4a_can_be_tagged_anew_and_begins_with_what_tells_of_the_sound(tags, tmp_path):
    path = tmp_path / "a.m4a"
    path.write_bytes((OLD / "of-0.2.m4a").read_bytes())
    before = np.concatenate(list(FORMATS[".m4a"].read(path)))
    FORMATS[".m4a"].write_tags(path, tags, path)
    content = path.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")
    assert np.array_equal(np.concatenate(list(FORMATS[".m4a"].read(path))), before)
    assert [chapter.title for chapter in FORMATS[".m4a"].read_tags(path).chapters] == ["Stage 0", "Stage 1", "Stage 2"]
