"""The loudness of what a session says, as a program measures it that nobody here wrote."""

import ffmpeg
import numpy as np
import pytest
import soundfile

from coach.choices import Choices
from coach.health.listener import Listener
from coach.plan.timeline import Utterance
from coach.sessions.compose import compose
from coach.sessions.session import utterances
from coach.sound.loudness import clip_loudness, true_peak
from coach.units import frames
from coach.voice.catalog import find_voice
from coach.voice.clips.cache import ClipCache
from coach.voice.clips.spoken import SpokenClips
from coach.voice.clips.treatment import CEILING_DBTP, EDGES_LU

EVERY = 3
"""Every so many sentences of a session are measured: enough of them to stand for all."""


@pytest.fixture(scope="module")
def said() -> list[Utterance]:
    with compose(Choices(voice="fake"), Listener()) as session:
        return list(dict.fromkeys(utterances(session.stages)))[::EVERY]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("clips")


@pytest.mark.parametrize(
    ("voice", "target_lufs", "within_lu"),
    [("hibari", -19.0, 0.3), ("system", -19.0, 0.5), ("system", -26.0, 0.5), ("piper", -19.0, 0.5)],
)
def test_the_voice_stem_is_as_loud_as_it_should_be_and_its_clips_are_even(said, folder, voice, target_lufs, within_lu):
    stem = np.zeros(frames(15), np.float32)
    with SpokenClips(find_voice(voice), ClipCache(folder), target_lufs=target_lufs) as clips:
        clips.prepare(said)
        for utterance in said:
            samples = clips.samples(utterance)
            stem = np.concatenate([stem, samples, np.zeros(frames(3), np.float32)])
            peak = true_peak(samples)
            assert peak <= CEILING_DBTP + 0.01
            as_loud = clip_loudness(samples) == pytest.approx(target_lufs + EDGES_LU, abs=0.3)
            assert as_loud or peak == pytest.approx(CEILING_DBTP, abs=0.05)
    soundfile.write(folder / "stem.wav", stem, 48_000, subtype="PCM_24")
    lufs, dbtp = ffmpeg.ebur128(folder / "stem.wav")
    assert lufs == pytest.approx(target_lufs, abs=within_lu)
    assert dbtp <= CEILING_DBTP + 0.1
